package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
)

// Names of the parameters in SSM, which the stack edge writes.
const (
	publicURL    = "public-url"
	distribution = "distribution"
	originSecret = "origin-secret"
)

// addPrograms makes the functions: each gets the variables it reads, and may do what it does.
func (a *app) addPrograms() {
	d, p := a.data, a.plan
	parameters := func(names ...string) awsiam.PolicyStatement { return mayReadParameters(a.Stack, p, names...) }
	a.api = a.newProgram(program{
		name: "api", description: "answers GraphQL, /auth and everything else that is no file", timeout: apiTimeout,
		env: a.variables("CONTENT_TABLE", "INDEX_TABLE", "FILES_BUCKET", "VARIANTS_BUCKET", "WEBHOOK_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(d.content, d.index),
			mayUseUploads(d.files, "s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
			mayList(d.files),
			maySend(a.webhooks), // a delivery that somebody wants again
			parameters(publicURL, originSecret),
		},
	})
	a.image = a.newProgram(program{
		name: "image", description: "serves files and makes pictures in other sizes", timeout: imageTimeout,
		env: a.variables("CONTENT_TABLE", "INDEX_TABLE", "FILES_BUCKET", "VARIANTS_BUCKET"),
		may: []awsiam.PolicyStatement{
			mayReadTables(d.content, d.index),
			mayUseObjects(d.files, "s3:GetObject"), mayList(d.files),
			mayUseObjects(d.variants, "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"), mayList(d.variants),
			parameters(publicURL, originSecret),
		},
	})
	a.media = a.newProgram(program{
		name: "media", description: "inspects what was uploaded", timeout: mediaTimeout,
		env: a.variables("CONTENT_TABLE", "INDEX_TABLE", "FILES_BUCKET", "UPLOADS_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(d.content, d.index),
			mayUseObjects(d.files, "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"), mayList(d.files),
			mayWork(d.uploads.Queue),
			parameters(publicURL),
		},
	})
	a.stream = a.newProgram(program{
		name: "stream", description: "hands each event on: to the edge, then to webhooks", timeout: streamTimeout,
		env: a.variables("CONTENT_TABLE", "INDEX_TABLE", "WEBHOOK_QUEUE", "PARKED_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayFollow(d.content), mayFindStreams(),
			mayChangeTables(d.content), mayReadTables(d.index),
			maySend(a.webhooks, a.parked, a.lost), mayWork(a.parked.Queue),
			parameters(publicURL, distribution),
		},
	})
	a.webhook = a.newProgram(program{
		name: "webhook", description: "delivers to webhooks", timeout: webhookTimeout,
		env: a.variables("CONTENT_TABLE", "INDEX_TABLE", "WEBHOOK_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(d.content), mayReadTables(d.index),
			mayWork(a.webhooks.Queue), maySend(a.webhooks),
			parameters(publicURL),
		},
	})
	a.schedule = a.newProgram(program{
		name: "schedule", description: "does what is due, sweeps, checks", timeout: scheduleTimeout,
		env: a.variables("CONTENT_TABLE", "INDEX_TABLE", "WEBHOOK_QUEUE", "PARKED_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(d.content, d.index),
			maySend(a.webhooks, a.parked, a.missed),
			parameters(publicURL),
		},
	})
}

// newProgram makes a function of the size that the environment gives it.
func (a *app) newProgram(of program) *function {
	of.size = a.plan.Functions[of.name]
	f := newFunction(a.Stack, a.plan, of)
	f.live = awslambda.NewAlias(a.Stack, jsii.String(upperFirst(of.name)+"Live"), &awslambda.AliasProps{
		AliasName: jsii.String("live"), Version: f.CurrentVersion(),
	})
	return f
}

// variables are what every function reads, and those of the named things.
func (a *app) variables(names ...string) variables {
	all := variables{
		"CONTENT_TABLE":   a.data.content.TableName(),
		"INDEX_TABLE":     a.data.index.TableName(),
		"FILES_BUCKET":    a.data.files.BucketName(),
		"VARIANTS_BUCKET": a.data.variants.BucketName(),
		"UPLOADS_QUEUE":   a.data.uploads.QueueUrl(),
		"WEBHOOK_QUEUE":   a.webhooks.QueueUrl(),
		"PARKED_QUEUE":    a.parked.QueueUrl(),
	}
	out := variables{"GALLEY_ENV": &a.plan.Name, "GALLEY_PARAMETERS": jsii.String(a.plan.parameters())}
	for _, name := range names {
		out["GALLEY_"+name] = all[name]
	}
	if a.plan.local != nil {
		out["GALLEY_ALLOW_LOOPBACK_WEBHOOKS"] = jsii.String("true")
	}
	return out
}
