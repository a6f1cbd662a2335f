package main

import (
	_ "embed" // the functions at the edge

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
)

//go:embed edge/api.js
var apiFunction string

//go:embed edge/admin.js
var adminFunction string

// secretHeader carries the secret that proves to the API that a request came through CloudFront.
const secretHeader = "X-Galley-Origin"

// edge is the stack of the one address under which everything is found.
type edge struct {
	awscdk.Stack
	plan  *plan
	data  *data
	app   *app
	site  awss3.Bucket
	setup *setup
	cdn   awscloudfront.Distribution
}

func newEdge(scope awscdk.App, p *plan, d *data, a *app) *edge {
	e := &edge{Stack: p.stack(scope, "edge", p.Region, "the address of everything"), plan: p, data: d, app: a}
	e.site = newBucket(e.Stack, "Site", awscdk.RemovalPolicy_DESTROY, &awss3.BucketProps{
		LifecycleRules: &[]*awss3.LifecycleRule{abandonUploads()},
	})
	acl, wait := newFirewall(scope, e)
	e.setup = newSetup(e.Stack, p, "edge", e.mayPrepare(wait != nil)...)
	e.cdn = e.newDistribution(acl(e))
	e.prepare()
	e.letStreamInvalidate()
	output(e.Stack, "Url", e.url(), "the address of everything, for people and programs")
	output(e.Stack, "DistributionId", e.cdn.DistributionId(), "the distribution of CloudFront")
	output(e.Stack, "DistributionDomain", e.cdn.DistributionDomainName(), "where a domain of your own must point to")
	return e
}

// url is the public address.
func (e *edge) url() *string {
	if e.plan.Domain != "" {
		return jsii.String("https://" + e.plan.Domain)
	}
	return awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String("https://"), e.cdn.DistributionDomainName()})
}

// newDistribution makes the one address: the admin comes from its bucket, everything else from the API.
func (e *edge) newDistribution(acl *string) awscloudfront.Distribution {
	secret := e.setup.resource("OriginSecret", "OriginSecret", map[string]any{"Name": e.plan.parameters() + "/" + originSecret, "Turn": e.plan.turn})
	api := e.apiOrigin(secret.GetAttString(jsii.String("Value")))
	b := e.newBehaviours(api)
	props := &awscloudfront.DistributionProps{
		Comment:         jsii.String("Galley, " + e.plan.Name),
		DefaultBehavior: b.uncached(awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS),
		AdditionalBehaviors: &map[string]*awscloudfront.BehaviorOptions{
			"/admin/*":   b.admin(),
			"/media/*":   b.media(),
			"/graphql":   b.content(),
			"/graphql/*": b.uncached(awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY),
			"/manage/*":  b.uncached(awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY),
			"/auth/*":    b.uncached(awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY),
		},
		MinimumProtocolVersion: awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021,
		HttpVersion:            awscloudfront.HttpVersion_HTTP2_AND_3,
		PriceClass:             awscloudfront.PriceClass_PRICE_CLASS_ALL,
		ErrorResponses:         errorsAreNotKept(),
		WebAclId:               acl,
	}
	if e.plan.Domain != "" {
		props.DomainNames = jsii.Strings(e.plan.Domain)
		props.Certificate = awscertificatemanager.Certificate_FromCertificateArn(e.Stack, jsii.String("Certificate"), &e.plan.Certificate)
	}
	d := awscloudfront.NewDistribution(e.Stack, jsii.String("Cdn"), props)
	cfn := d.Node().DefaultChild().(awscloudfront.CfnDistribution)
	cfn.AddPropertyOverride(jsii.String("DistributionConfig.CacheTagConfig"), map[string]string{"HeaderName": "Cache-Tag"})
	return d
}

// errorsAreNotKept has CloudFront ask again after each error. By itself it would keep them for ten seconds, even where
// nothing else is kept: a file that has just become ready would seem to be missing.
func errorsAreNotKept() *[]*awscloudfront.ErrorResponse {
	var all []*awscloudfront.ErrorResponse
	for _, status := range []float64{400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504} {
		all = append(all, &awscloudfront.ErrorResponse{HttpStatus: &status, Ttl: seconds(0)})
	}
	return &all
}

// apiOrigin is the HTTP API, told with each request who asks.
func (e *edge) apiOrigin(secret *string) awscloudfront.IOrigin {
	props := &awscloudfrontorigins.HttpOriginProps{
		ProtocolPolicy:     awscloudfront.OriginProtocolPolicy_HTTPS_ONLY,
		OriginSslProtocols: &[]awscloudfront.OriginSslPolicy{awscloudfront.OriginSslPolicy_TLS_V1_2},
		CustomHeaders:      &map[string]*string{secretHeader: secret},
		ReadTimeout:        seconds(30),
	}
	if e.plan.local == nil {
		host := awscdk.Fn_Select(jsii.Number(2), awscdk.Fn_Split(jsii.String("/"), e.app.http.ApiEndpoint(), nil))
		return awscloudfrontorigins.NewHttpOrigin(host, props)
	}
	props.OriginPath = e.app.emulatedPath()
	if e.plan.local.Scheme == "https" {
		props.HttpsPort = e.plan.port()
	} else {
		props.ProtocolPolicy, props.HttpPort = awscloudfront.OriginProtocolPolicy_HTTP_ONLY, e.plan.port()
	}
	return awscloudfrontorigins.NewHttpOrigin(jsii.String(e.plan.local.Hostname()), props)
}

// mayPrepare is what the setup function does for this stack.
func (e *edge) mayPrepare(firewallElsewhere bool) []awsiam.PolicyStatement {
	all := append(mayEmpty(e.site),
		mayUse(e.site, "", "s3:GetObject", "s3:PutObject"),
		mayList(e.site),
		may(parameterArns(e.Stack, e.plan, []string{publicURL, distribution, originSecret}), "ssm:GetParameter", "ssm:PutParameter", "ssm:DeleteParameter"),
	)
	if firewallElsewhere {
		all = append(all, may([]*string{firewallParameterArn(e)}, "ssm:GetParameter"))
	}
	return all
}

// prepare has the setup function upload the admin, and write down where this environment is found.
func (e *edge) prepare() {
	version, err := e.plan.hash("setup")
	if err != nil {
		panic(err) // it was read a moment ago
	}
	e.setup.empty(e.site, false)
	e.setup.resource("Admin", "Site", map[string]any{"Bucket": e.site.BucketName(), "Prefix": "admin/", "Version": version})
	e.setup.resource("Settings", "Settings", map[string]any{"Prefix": e.plan.parameters(), "Values": map[string]any{
		publicURL: e.url(), distribution: e.cdn.DistributionId(),
	}})
}

// letStreamInvalidate lets the stream function drop pages from this distribution, and no other.
func (e *edge) letStreamInvalidate() {
	awsiam.NewCfnPolicy(e.Stack, jsii.String("StreamInvalidates"), &awsiam.CfnPolicyProps{
		Roles:      &[]*string{e.app.stream.role.RoleName()},
		PolicyName: jsii.String("invalidate"),
		PolicyDocument: awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
			may([]*string{e.cdn.DistributionArn()}, "cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"),
		}}),
	})
}
