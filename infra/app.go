package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// How long functions may take, in seconds. The API Gateway waits for 30.
const (
	apiTimeout      = 29
	imageTimeout    = 29
	mediaTimeout    = 120
	streamTimeout   = 120
	webhookTimeout  = 30
	scheduleTimeout = 900
	searchTimeout   = 25 // the api, which waits for it, has 29
	indexerTimeout  = 300
)

// searchDisk is what a search index may take on the disk of a function, in MB: 100,000 articles of 300 words take some
// 500, and an older snapshot lies beside the newer one for a moment.
const searchDisk = 4096

// Attempts at a message before it goes to the dead-letter queue.
const (
	webhookAttempts = 50 // webhook.QueueAttempts: its own schedule ends long before
	jobAttempts     = 20 // job.QueueAttempts: a job is given up before that
	searchAttempts  = 20 // app.SearchAttempts
	parkedAttempts  = 30 // in five hours: longer than what keeps the edge from answering usually takes
)

// app is the stack of what runs: functions, and what starts them.
type app struct {
	awscdk.Stack
	plan *plan
	data *data

	webhooks, parked, jobs, changes              *workQueue
	lost                                         awssqs.Queue // records of the stream that the stream function could not even park
	missed                                       awssqs.Queue // calls of the schedule function that came to nothing
	api, image, media, stream, webhook, schedule *function
	search, indexer                              *function
	http                                         awsapigatewayv2.HttpApi

	topic    awssns.Topic // of the alarms; nil without them
	canaries []awscodedeploy.LambdaDeploymentGroup
}

func newApp(scope awscdk.App, p *plan, d *data) *app {
	a := &app{Stack: p.stack(scope, "app", p.Region, "functions and what starts them"), plan: p, data: d}
	a.webhooks = newWorkQueue(a.Stack, "Webhooks", webhookTimeout*6, webhookAttempts)
	a.changes = newWorkQueue(a.Stack, "Changes", indexerTimeout*6, searchAttempts)
	a.parked = newWorkQueue(a.Stack, "Parked", streamTimeout*6, parkedAttempts)
	a.jobs = newWorkQueue(a.Stack, "Jobs", scheduleTimeout, jobAttempts)
	a.lost = newDeadLetters(a.Stack, "Lost")
	a.missed = newDeadLetters(a.Stack, "Missed")
	a.addPrograms()
	a.http = newHTTP(a)
	a.addSources()
	a.addSchedules()
	rung := a.addAlarms()
	a.addDashboard()
	if p.local == nil {
		a.addBudget()
		a.addCanaries(rung)
	}
	export(a.Stack, a.http.ApiId(), a.http.ApiEndpoint(), a.stream.role.RoleName())
	output(a.Stack, "ApiUrl", a.url(), "the API without CloudFront")
	output(a.Stack, "ApiId", a.http.ApiId(), "the HTTP API")
	output(a.Stack, "ScheduleFunction", a.schedule.FunctionName(), "takes tasks: aws lambda invoke")
	return a
}

// functions are all of the stack's.
func (a *app) functions() []*function {
	return []*function{a.api, a.image, a.media, a.stream, a.webhook, a.schedule, a.search, a.indexer}
}

// url is the API's own address; at the emulator, which has no names of hosts, a path.
func (a *app) url() *string {
	if a.plan.local == nil {
		return a.http.ApiEndpoint()
	}
	return awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String(a.plan.local.String()), a.emulatedPath()})
}

// emulatedPath is where the emulator answers for the API.
func (a *app) emulatedPath() *string {
	return awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String("/_aws/execute-api/"), a.http.ApiId(), jsii.String("/$default")})
}
