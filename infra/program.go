package main

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
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
	a.addSearch()
	a.addGateways()
	a.addConsumers()
	a.schedule = a.newProgram(program{
		name: "schedule", description: "does what is due, sweeps, checks, and works on jobs", timeout: scheduleTimeout, size: a.plan.Functions.Schedule,
		env: a.variables("PARAMETERS", "JOBS_QUEUE", "SEARCH_FUNCTION", "SEARCH_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(a.data.content, a.data.index),
			maySend(a.missed, a.jobs, a.changes), mayWork(a.jobs.Queue), // a job that needs longer than a call goes on with another one
			mayCall(a.search),
			mayReadParameters(a.Stack, a.plan, publicURL),
		},
	})
}

// addGateways makes the functions that answer requests.
func (a *app) addGateways() {
	d := a.data
	parameters := mayReadParameters(a.Stack, a.plan, publicURL, originSecret)
	a.api = a.newProgram(program{
		name: "api", description: "answers GraphQL, /auth and everything else that is no file", timeout: apiTimeout, size: a.plan.Functions.API,
		env: a.variables("PARAMETERS", "FILES_BUCKET", "VARIANTS_BUCKET", "WEBHOOK_QUEUE", "JOBS_QUEUE", "SEARCH_FUNCTION", "LIST_ROWS", "LIST_ENTRIES"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(d.content, d.index),
			mayUse(d.files, uploadPrefix, "s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
			mayList(d.files, "s3:ListBucketMultipartUploads"),
			maySend(a.webhooks), // a delivery that somebody wants again
			maySend(a.jobs),
			mayCall(a.search),
			parameters,
		},
	})
	a.image = a.newProgram(program{
		name: "image", description: "serves files and makes pictures in other sizes", timeout: imageTimeout, size: a.plan.Functions.Image,
		env: a.variables("PARAMETERS", "FILES_BUCKET", "VARIANTS_BUCKET"),
		may: []awsiam.PolicyStatement{
			mayReadTables(d.content),
			mayUse(d.files, "", "s3:GetObject"), mayList(d.files),
			mayUse(d.variants, "", "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"), mayList(d.variants),
			parameters,
		},
	})
}

// addConsumers makes the functions that queues and the stream start.
func (a *app) addConsumers() {
	d := a.data
	a.media = a.newProgram(program{
		name: "media", description: "inspects what was uploaded", timeout: mediaTimeout, size: a.plan.Functions.Media,
		env: a.variables("FILES_BUCKET", "UPLOADS_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(d.content, d.index),
			mayUse(d.files, uploadPrefix, "s3:GetObject", "s3:DeleteObject"),
			mayUse(d.files, filesPrefix, "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"), mayList(d.files),
			mayWork(d.uploads.Queue),
		},
	})
	a.stream = a.newProgram(program{
		name: "stream", description: "hands each event on: to the edge, then to webhooks and the search; removes files of what was purged", timeout: streamTimeout, size: a.plan.Functions.Stream,
		env: a.variables("PARAMETERS", "WEBHOOK_QUEUE", "PARKED_QUEUE", "SEARCH_QUEUE", "FILES_BUCKET", "VARIANTS_BUCKET"),
		may: []awsiam.PolicyStatement{
			mayFollow(d.content), mayFindStreams(), mayChangeTables(d.content),
			maySend(a.webhooks, a.parked, a.lost, a.changes), mayWork(a.parked.Queue),
			mayUse(d.files, uploadPrefix, "s3:DeleteObject"), mayUse(d.files, filesPrefix, "s3:DeleteObject"),
			mayUse(d.variants, "", "s3:DeleteObject"), mayList(d.files), mayList(d.variants),
			mayReadParameters(a.Stack, a.plan, distribution),
		},
	})
	a.webhook = a.newProgram(program{
		name: "webhook", description: "delivers to webhooks", timeout: webhookTimeout, size: a.plan.Functions.Webhook,
		env: a.variables("WEBHOOK_QUEUE"),
		may: []awsiam.PolicyStatement{mayChangeTables(d.content), mayWork(a.webhooks.Queue)},
	})
}

// addSearch makes the functions that search, and that write the index.
func (a *app) addSearch() {
	d := a.data
	a.search = a.newProgram(program{
		name: "search", description: "finds words in entries", timeout: searchTimeout, disk: searchDisk, size: a.plan.Functions.Search,
		env: a.variables("SEARCH_BUCKET"),
		may: []awsiam.PolicyStatement{mayUse(d.search, "", "s3:GetObject"), mayList(d.search)},
	})
	a.indexer = a.newProgram(program{
		name: "indexer", bundle: "search", description: "writes the search index", timeout: indexerTimeout, disk: searchDisk, size: a.plan.Functions.Indexer,
		env: a.variables("SEARCH_BUCKET", "SEARCH_QUEUE"),
		may: []awsiam.PolicyStatement{
			mayChangeTables(d.content), // a lease: one of them writes at a time
			mayUse(d.search, "", "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"), mayList(d.search),
			mayWork(a.changes.Queue),
		},
	})
}

// newProgram makes a function, and the alias that others call it by.
func (a *app) newProgram(of program) *function {
	f := newFunction(a.Stack, a.plan, of)
	f.live = awslambda.NewAlias(a.Stack, jsii.String(upperFirst(of.name)+"Live"), &awslambda.AliasProps{
		AliasName: jsii.String("live"), Version: f.CurrentVersion(),
	})
	return f
}

// whole writes a whole number.
func whole(n float64) *string { return jsii.String(strconv.FormatFloat(n, 'f', 0, 64)) }

// variables are what every function reads, and those of the named things.
func (a *app) variables(names ...string) variables {
	all := variables{
		"PARAMETERS":      jsii.String(a.plan.parameters()),
		"FILES_BUCKET":    a.data.files.BucketName(),
		"VARIANTS_BUCKET": a.data.variants.BucketName(),
		"UPLOADS_QUEUE":   a.data.uploads.QueueUrl(),
		"WEBHOOK_QUEUE":   a.webhooks.QueueUrl(),
		"PARKED_QUEUE":    a.parked.QueueUrl(),
		"JOBS_QUEUE":      a.jobs.QueueUrl(),
		"SEARCH_QUEUE":    a.changes.QueueUrl(),
		"SEARCH_BUCKET":   a.data.search.BucketName(),
		"LIST_ROWS":       whole(a.plan.Lists.Rows),
		"LIST_ENTRIES":    whole(a.plan.Lists.Entries),
	}
	out := variables{
		"GALLEY_ENV":           &a.plan.Name,
		"GALLEY_CONTENT_TABLE": a.data.content.TableName(),
		"GALLEY_INDEX_TABLE":   a.data.index.TableName(),
	}
	if a.search != nil {
		all["SEARCH_FUNCTION"] = awscdk.Fn_Join(jsii.String(":"), &[]*string{a.search.FunctionName(), a.search.live.AliasName()})
	}
	for _, name := range names {
		out["GALLEY_"+name] = all[name]
	}
	if a.plan.local != nil {
		out["GALLEY_ALLOW_LOOPBACK_WEBHOOKS"] = jsii.String("true")
	}
	return out
}
