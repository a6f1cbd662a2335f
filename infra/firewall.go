package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"
)

// firewallRegion is where CloudFront's firewalls are, wherever the rest is.
const firewallRegion = "us-east-1"

// Those of AWS's rules that only count. What editors write looks like an attack, and may be long; so may what frontends ask
// for, which is a GraphQL document in the address. Nothing of it is ever read by Java.
var (
	countedCommon = []string{
		"SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY", "GenericLFI_BODY", "EC2MetaDataSSRF_BODY",
		"SizeRestrictions_QUERYSTRING", "CrossSiteScripting_QUERYARGUMENTS", "GenericRFI_QUERYARGUMENTS", "GenericLFI_QUERYARGUMENTS",
		"EC2MetaDataSSRF_QUERYARGUMENTS", "RestrictedExtensions_QUERYARGUMENTS",
		"RestrictedExtensions_URIPATH", // files may have any name
		"NoUserAgent_HEADER",           // frontends and webhooks' receivers are programs
	}
	countedInputs = []string{"JavaDeserializationRCE_BODY", "JavaDeserializationRCE_QUERYSTRING", "Log4JRCE_BODY", "Log4JRCE_QUERYSTRING"}
)

// newFirewall makes the firewall where the environment wants one, and gives its ARN once the edge's setup is there. In
// another region than us-east-1 it is a stack of its own, which is not nil then.
func newFirewall(scope awscdk.App, e *edge) (arn func(*edge) *string, elsewhere awscdk.Stack) {
	p := e.plan
	if !p.Firewall.Enabled {
		return func(*edge) *string { return nil }, nil
	}
	if p.Region == firewallRegion {
		acl := newWebACL(e.Stack, p)
		return func(*edge) *string { return acl.AttrArn() }, nil
	}
	elsewhere = p.stack(scope, "firewall", firewallRegion, "the firewall, which CloudFront wants in "+firewallRegion)
	acl := newWebACL(elsewhere, p)
	awsssm.NewStringParameter(elsewhere, jsii.String("Arn"), &awsssm.StringParameterProps{
		ParameterName: jsii.String(firewallParameter(p)), StringValue: acl.AttrArn(),
	})
	e.AddDependency(elsewhere, nil)
	return func(e *edge) *string {
		read := e.setup.resource("FirewallArn", "Parameter", map[string]any{"Region": firewallRegion, "Name": firewallParameter(p)})
		return read.GetAttString(jsii.String("Value"))
	}, elsewhere
}

// firewallParameter is where the stack in us-east-1 writes the ARN, and the setup function of the edge reads it: values
// do not travel between regions otherwise.
func firewallParameter(p *plan) string { return p.parameters() + "/firewall" }

func firewallParameterArn(e *edge) *string {
	return e.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("ssm"), Region: jsii.String(firewallRegion), Resource: jsii.String("parameter"),
		ResourceName: jsii.String(firewallParameter(e.plan)[1:]),
	})
}

func newWebACL(s awscdk.Stack, p *plan) awswafv2.CfnWebACL {
	return awswafv2.NewCfnWebACL(s, jsii.String("Firewall"), &awswafv2.CfnWebACLProps{
		Name:             jsii.String("galley-" + p.Name),
		Scope:            jsii.String("CLOUDFRONT"),
		DefaultAction:    &awswafv2.CfnWebACL_DefaultActionProperty{Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		VisibilityConfig: seen("galley-" + p.Name),
		Rules: []any{
			rate("PerAddress", 1, &awswafv2.CfnWebACL_RateBasedStatementProperty{
				AggregateKeyType: jsii.String("IP"), Limit: &p.Firewall.PerAddress,
			}),
			rate("PerKey", 2, perKey(p.Firewall.PerKey)),
			managed("AWSManagedRulesAmazonIpReputationList", 3),
			managed("AWSManagedRulesKnownBadInputsRuleSet", 4, countedInputs...),
			managed("AWSManagedRulesCommonRuleSet", 5, countedCommon...),
		},
	})
}

// perKey counts the requests of each key, wherever they come from.
func perKey(limit float64) *awswafv2.CfnWebACL_RateBasedStatementProperty {
	plain := []any{&awswafv2.CfnWebACL_TextTransformationProperty{Priority: jsii.Number(0), Type: jsii.String("NONE")}}
	return &awswafv2.CfnWebACL_RateBasedStatementProperty{
		AggregateKeyType: jsii.String("CUSTOM_KEYS"),
		Limit:            &limit,
		CustomKeys: []any{&awswafv2.CfnWebACL_RateBasedStatementCustomKeyProperty{
			Header: &awswafv2.CfnWebACL_RateLimitHeaderProperty{Name: jsii.String("Authorization"), TextTransformations: plain},
		}},
	}
}

func rate(name string, priority float64, s *awswafv2.CfnWebACL_RateBasedStatementProperty) any {
	return &awswafv2.CfnWebACL_RuleProperty{
		Name: &name, Priority: &priority, VisibilityConfig: seen(name),
		Action:    &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{}},
		Statement: &awswafv2.CfnWebACL_StatementProperty{RateBasedStatement: s},
	}
}

// managed are rules that AWS keeps; those that are named only count.
func managed(name string, priority float64, counted ...string) any {
	var overrides []any
	for _, rule := range counted {
		overrides = append(overrides, &awswafv2.CfnWebACL_RuleActionOverrideProperty{
			Name: jsii.String(rule), ActionToUse: &awswafv2.CfnWebACL_RuleActionProperty{Count: &awswafv2.CfnWebACL_CountActionProperty{}},
		})
	}
	group := &awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty{VendorName: jsii.String("AWS"), Name: &name}
	if overrides != nil {
		group.RuleActionOverrides = overrides
	}
	return &awswafv2.CfnWebACL_RuleProperty{
		Name: &name, Priority: &priority, VisibilityConfig: seen(name),
		OverrideAction: &awswafv2.CfnWebACL_OverrideActionProperty{None: map[string]any{}},
		Statement:      &awswafv2.CfnWebACL_StatementProperty{ManagedRuleGroupStatement: group},
	}
}

// seen counts what a rule does. Samples of requests are not kept: they would show keys and cookies.
func seen(name string) *awswafv2.CfnWebACL_VisibilityConfigProperty {
	return &awswafv2.CfnWebACL_VisibilityConfigProperty{
		MetricName: &name, CloudWatchMetricsEnabled: jsii.Bool(true), SampledRequestsEnabled: jsii.Bool(false),
	}
}
