package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// program says what a function is: which bundle it runs, for how long, with what, and what it may do.
type program struct {
	name, description string
	bundle            string  // empty: that of its name
	timeout           float64 // seconds
	disk              float64 // MB; 0: as much as AWS gives by itself
	size              Size
	env               variables
	may               []awsiam.PolicyStatement
}

// variables are those of a function's environment. None of them is a secret.
type variables map[string]*string

// function is a deployed program.
type function struct {
	awslambda.Function
	program
	live awslambda.Alias // what others call; it moves from version to version. Nil for the setup
	role awsiam.Role
	logs awslogs.LogGroup
}

// newFunction makes a function with a role and logs of its own. The role holds exactly what the program says: the
// construct library may not add to it, and logs go only to the function's own group, so that none is left behind.
func newFunction(s awscdk.Stack, p *plan, of program) *function {
	id := upperFirst(of.name)
	f := &function{program: of, logs: newLogs(s, p, id+"Logs", of.name)}
	f.role = newRole(s, id+"Role", "lambda.amazonaws.com", append(of.may, p.mayReport(f.logs)...))
	bundle := of.bundle
	if bundle == "" {
		bundle = of.name
	}
	props := &awslambda.FunctionProps{
		FunctionName:          jsii.String("galley-" + p.Name + "-" + of.name),
		Description:           &of.description,
		Runtime:               awslambda.Runtime_PROVIDED_AL2023(),
		Architecture:          p.architecture(),
		Handler:               jsii.String("bootstrap"),
		Code:                  awslambda.Code_FromAsset(jsii.String(p.path(bundle)), nil),
		MemorySize:            &of.size.Memory,
		Timeout:               seconds(of.timeout),
		Environment:           (*map[string]*string)(&of.env),
		Role:                  f.role.WithoutPolicyUpdates(nil),
		LogGroup:              f.logs,
		LoggingFormat:         awslambda.LoggingFormat_JSON,
		Tracing:               p.tracing(),
		CurrentVersionOptions: &awslambda.VersionOptions{RemovalPolicy: awscdk.RemovalPolicy_RETAIN},
	}
	if of.size.Concurrency > 0 {
		props.ReservedConcurrentExecutions = &of.size.Concurrency
	}
	if of.disk > 0 {
		props.EphemeralStorageSize = awscdk.Size_Mebibytes(&of.disk)
	}
	f.Function = awslambda.NewFunction(s, &id, props)
	return f
}

// mayReport allows what every function tells of itself.
func (p *plan) mayReport(logs awslogs.LogGroup) []awsiam.PolicyStatement {
	all := []awsiam.PolicyStatement{mayLog(logs)}
	if p.Tracing {
		all = append(all, mayTrace())
	}
	return all
}

func (p *plan) tracing() awslambda.Tracing {
	if p.Tracing {
		return awslambda.Tracing_ACTIVE
	}
	return awslambda.Tracing_DISABLED
}

// architecture is that of AWS's cheaper processors, or of the machine that the emulator runs on.
func (p *plan) architecture() awslambda.Architecture {
	if p.local != nil {
		return awslambda.Architecture_X86_64()
	}
	return awslambda.Architecture_ARM_64()
}

// retentions are the times that CloudWatch keeps logs for, by their days.
var retentions = map[float64]awslogs.RetentionDays{
	1: awslogs.RetentionDays_ONE_DAY, 3: awslogs.RetentionDays_THREE_DAYS, 5: awslogs.RetentionDays_FIVE_DAYS,
	7: awslogs.RetentionDays_ONE_WEEK, 14: awslogs.RetentionDays_TWO_WEEKS, 30: awslogs.RetentionDays_ONE_MONTH,
	60: awslogs.RetentionDays_TWO_MONTHS, 90: awslogs.RetentionDays_THREE_MONTHS, 120: awslogs.RetentionDays_FOUR_MONTHS,
	150: awslogs.RetentionDays_FIVE_MONTHS, 180: awslogs.RetentionDays_SIX_MONTHS, 365: awslogs.RetentionDays_ONE_YEAR,
}

func newLogs(s awscdk.Stack, p *plan, id, name string) awslogs.LogGroup {
	return awslogs.NewLogGroup(s, &id, &awslogs.LogGroupProps{
		LogGroupName:  jsii.String(p.parameters() + "/" + name),
		Retention:     retentions[p.RetentionDays],
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
}

// newRole makes a role that a service takes on, with its whole policy in it: what uses the role waits for all of it.
func newRole(s constructs.Construct, id, service string, may []awsiam.PolicyStatement) awsiam.Role {
	return awsiam.NewRole(s, &id, &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(&service, nil),
		InlinePolicies: &map[string]awsiam.PolicyDocument{
			"galley": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &may}),
		},
	})
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
