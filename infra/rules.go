package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// checkRules has AWS's own rules for good stacks checked whenever the stacks are described: what breaks one fails, unless
// it is excused with a reason.
func checkRules(app awscdk.App, d *data, a *app, e *edge) {
	for _, b := range []awss3.Bucket{d.files, d.variants, d.search, e.site} {
		excuse(b, "AwsSolutions-S1", "Logs of a bucket are another bucket, which costs, and which nobody reads: CloudTrail tells who changed what, and the API's log who asked for it.")
	}
	excuse(a.http, "AwsSolutions-APIG4", "Galley knows its users and keys itself, in the binary as in AWS; what is public needs no authorizer.")
	excuse(a.lost, "AwsSolutions-SQS3", "It is a dead-letter queue: of the stream.")
	excuse(a.missed, "AwsSolutions-SQS3", "It is a dead-letter queue: of the schedule's calls.")
	excuse(e.cdn, "AwsSolutions-CFR1", "Content is for readers everywhere.")
	excuse(e.cdn, "AwsSolutions-CFR2", "The firewall is a setting of the environment, since it costs more than all else while nobody comes.")
	excuse(e.cdn, "AwsSolutions-CFR3", "The API logs what reaches it; a bucket of logs of what is public already would cost more than it tells.")
	if e.plan.Domain == "" {
		excuse(e.cdn, "AwsSolutions-CFR4", "CloudFront sets the oldest TLS of its own certificate itself. With a domain it is 1.2.")
	}
	for _, f := range a.functions() {
		excuse(f.role, "AwsSolutions-IAM5", "X-Ray knows no resources, nor does looking for a stream; and any of a bucket's files may be asked for.")
	}
	for _, s := range []*setup{d.setup, e.setup} {
		excuse(s.f.role, "AwsSolutions-IAM5", "X-Ray knows no resources, and emptying a bucket is about all that is in it.")
	}
	if a.topic != nil {
		excuse(a.topic, "AwsSolutions-SNS2", "Alarms tell nothing of what Galley keeps. CloudWatch can only use a key that costs a dollar a month, and outlives its stack by a week.")
	}
	for _, c := range a.canaries {
		excuse(c, "AwsSolutions-IAM4", "AWS keeps this policy in step with what CodeDeploy does; it reaches functions and alarms only.")
	}
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{Verbose: jsii.Bool(true)}), nil)
}

// excuse lets a construct and what is in it break a rule, for a reason.
func excuse(c constructs.IConstruct, rule, reason string) {
	cdknag.NagSuppressions_AddResourceSuppressions(c, &[]*cdknag.NagPackSuppression{{Id: &rule, Reason: &reason}}, jsii.Bool(true))
}
