package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/jsii-runtime-go"
)

// outbox is how the partitions begin whose items are events.
const outbox = "main#outbox#"

// addSources has the table's stream and the queues start functions.
func (a *app) addSources() {
	a.followOutbox()
	a.workOff("UploadsSource", a.data.uploads, a.media, 1, 5)
	a.workOff("WebhooksSource", a.webhooks, a.webhook, 10, 20)
	a.workOff("ParkedSource", a.parked, a.stream, 10, 2)
	a.workOff("JobsSource", a.jobs, a.schedule, 1, 2)
	a.gatherChanges()
}

// gatherChanges hands what is to be indexed to the indexer, many at once: each call publishes one snapshot. Two may run at
// once, the fewest that AWS allows; they take turns.
func (a *app) gatherChanges() {
	awslambda.NewEventSourceMapping(a.Stack, jsii.String("ChangesSource"), &awslambda.EventSourceMappingProps{
		Target:                  a.indexer.live,
		EventSourceArn:          a.changes.QueueArn(),
		BatchSize:               jsii.Number(100),
		MaxBatchingWindow:       seconds(1),
		MaxConcurrency:          jsii.Number(2),
		ReportBatchItemFailures: jsii.Bool(true),
	})
}

// followOutbox hands new events to the stream function, gathered for five seconds so that the edge drops many pages at
// once. Each batch waits for the edge, so several are worked on side by side; AWS keeps those of one partition in order. The
// function sets aside what it cannot handle; the rest of these bounds is for when it cannot even do that.
func (a *app) followOutbox() {
	awslambda.NewEventSourceMapping(a.Stack, jsii.String("OutboxSource"), &awslambda.EventSourceMappingProps{
		Target:                  a.stream.live,
		EventSourceArn:          a.data.content.TableStreamArn(),
		StartingPosition:        awslambda.StartingPosition_TRIM_HORIZON,
		BatchSize:               jsii.Number(500),
		ParallelizationFactor:   a.sideBySide(),
		MaxBatchingWindow:       seconds(a.gathering()),
		BisectBatchOnError:      jsii.Bool(true),
		RetryAttempts:           jsii.Number(10),
		MaxRecordAge:            seconds(6 * 3600),
		ReportBatchItemFailures: jsii.Bool(true),
		OnFailure:               awslambdaeventsources.NewSqsDlq(a.lost),
		Filters: &[]*map[string]any{awslambda.FilterCriteria_Filter(&map[string]any{
			"eventName": []any{"INSERT"},
			"dynamodb":  map[string]any{"Keys": map[string]any{"pk": map[string]any{"S": []any{map[string]any{"prefix": outbox}}}}},
		})},
	})
}

// sideBySide is how many batches of a shard are worked on at once. Where the function has no calls set apart for it, they
// would be taken from the API's: a new account allows ten in all.
func (a *app) sideBySide() *float64 {
	if a.plan.Functions.Stream.Concurrency == 0 {
		return jsii.Number(1)
	}
	return jsii.Number(4)
}

// gathering is for how many seconds events are gathered. Nobody waits for them at the emulator but stories.
func (a *app) gathering() float64 {
	if a.plan.local != nil {
		return 0
	}
	return 5
}

// workOff has a queue start a function: so many messages at once, so many calls at once.
func (a *app) workOff(id string, q *workQueue, f *function, batch, calls float64) {
	awslambda.NewEventSourceMapping(a.Stack, &id, &awslambda.EventSourceMappingProps{
		Target:                  f.live,
		EventSourceArn:          q.QueueArn(),
		BatchSize:               &batch,
		MaxConcurrency:          &calls,
		ReportBatchItemFailures: jsii.Bool(true),
	})
}

// addSchedules calls the schedule function by the clock. A call that cannot be made, or fails twice, is set aside.
func (a *app) addSchedules() {
	awslambda.NewCfnEventInvokeConfig(a.Stack, jsii.String("ScheduleCalls"), &awslambda.CfnEventInvokeConfigProps{
		FunctionName:             a.schedule.FunctionName(),
		Qualifier:                a.schedule.live.AliasName(),
		MaximumRetryAttempts:     jsii.Number(1),
		MaximumEventAgeInSeconds: jsii.Number(3600),
		DestinationConfig: &awslambda.CfnEventInvokeConfig_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventInvokeConfig_OnFailureProperty{Destination: a.missed.QueueArn()},
		},
	}).AddDependency(a.schedule.live.Node().DefaultChild().(awslambda.CfnAlias))
	role := newRole(a.Stack, "Scheduler", "scheduler.amazonaws.com", []awsiam.PolicyStatement{
		may([]*string{a.schedule.live.FunctionArn()}, "lambda:InvokeFunction"), maySend(a.missed),
	})
	a.addSchedule("Minute", "rate(1 minute)", `{"task":"minute"}`, role)
	a.addSchedule("Daily", "cron(30 3 * * ? *)", `{"task":"check"}`, role)
}

func (a *app) addSchedule(id, when, task string, role awsiam.Role) {
	awsscheduler.NewCfnSchedule(a.Stack, &id, &awsscheduler.CfnScheduleProps{
		Description:        jsii.String("Galley, " + a.plan.Name + ": " + task),
		ScheduleExpression: &when,
		FlexibleTimeWindow: &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: jsii.String("OFF")},
		Target: &awsscheduler.CfnSchedule_TargetProperty{
			Arn:              a.schedule.live.FunctionArn(),
			RoleArn:          role.RoleArn(),
			Input:            &task,
			DeadLetterConfig: &awsscheduler.CfnSchedule_DeadLetterConfigProperty{Arn: a.missed.QueueArn()},
			RetryPolicy: &awsscheduler.CfnSchedule_RetryPolicyProperty{
				MaximumEventAgeInSeconds: jsii.Number(600), MaximumRetryAttempts: jsii.Number(3),
			},
		},
	})
}
