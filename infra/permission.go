package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// may allows actions. Every statement names the resource that it is about; those that cannot say why.
func may(resources []*string, actions ...string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{Actions: jsii.Strings(actions...), Resources: &resources})
}

// mayReadTables allows what a reader of the store does.
func mayReadTables(tables ...awsdynamodb.TableV2) awsiam.PolicyStatement {
	return may(arnsOf(tables), "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
}

// mayChangeTables allows reading, and what a writer of the store does. Transactions need no action of their own but the check.
func mayChangeTables(tables ...awsdynamodb.TableV2) awsiam.PolicyStatement {
	return may(arnsOf(tables), "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query",
		"dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")
}

func arnsOf(tables []awsdynamodb.TableV2) []*string {
	var arns []*string
	for _, t := range tables {
		arns = append(arns, t.TableArn())
	}
	return arns
}

// mayFollow allows a function to be started by a table's stream.
func mayFollow(t awsdynamodb.TableV2) awsiam.PolicyStatement {
	return may([]*string{t.TableStreamArn()}, "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
}

// mayFindStreams allows what Lambda does before it follows a stream; the action knows no resources.
func mayFindStreams() awsiam.PolicyStatement { return may(*jsii.Strings("*"), "dynamodb:ListStreams") }

// mayUse allows actions on the objects of a bucket whose keys begin with a prefix; with none, on all.
func mayUse(b awss3.Bucket, prefix string, actions ...string) awsiam.PolicyStatement {
	return may([]*string{b.ArnForObjects(jsii.String(prefix + "*"))}, actions...)
}

// mayList allows looking into a bucket: without it, what is missing looks forbidden.
func mayList(b awss3.Bucket, more ...string) awsiam.PolicyStatement {
	return may([]*string{b.BucketArn()}, append(more, "s3:ListBucket")...)
}

func maySend(to ...awssqs.IQueue) awsiam.PolicyStatement {
	return may(arnsOfQueues(to), "sqs:SendMessage")
}

// mayCall allows calling a function, by its alias.
func mayCall(f *function) awsiam.PolicyStatement {
	return may([]*string{f.live.FunctionArn()}, "lambda:InvokeFunction")
}

// mayWork allows taking messages from a queue, and putting them off.
func mayWork(on ...awssqs.IQueue) awsiam.PolicyStatement {
	return may(arnsOfQueues(on), "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes")
}

func arnsOfQueues(queues []awssqs.IQueue) []*string {
	var arns []*string
	for _, q := range queues {
		arns = append(arns, q.QueueArn())
	}
	return arns
}

// mayReadParameters allows reading some of the environment's parameters. The emulator knows no resources of this action.
func mayReadParameters(s awscdk.Stack, p *plan, names ...string) awsiam.PolicyStatement {
	if p.local != nil {
		return may(*jsii.Strings("*"), "ssm:GetParameters")
	}
	return may(parameterArns(s, p, names), "ssm:GetParameters")
}

func parameterArns(s awscdk.Stack, p *plan, names []string) []*string {
	var arns []*string
	for _, name := range names {
		arns = append(arns, s.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ssm"), Resource: jsii.String("parameter"), ResourceName: jsii.String(p.parameters()[1:] + "/" + name),
		}))
	}
	return arns
}

// mayLog allows writing to a function's own log group, and not making another one.
func mayLog(g awslogs.LogGroup) awsiam.PolicyStatement {
	return may([]*string{g.LogGroupArn()}, "logs:CreateLogStream", "logs:PutLogEvents")
}

// mayTrace allows X-Ray, which knows no resources.
func mayTrace() awsiam.PolicyStatement {
	return may(*jsii.Strings("*"), "xray:PutTraceSegments", "xray:PutTelemetryRecords")
}
