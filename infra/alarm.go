package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// addAlarms gives the alarms that decide whether new code of a function stays, by its name. What answers requests does
// not fail, but answers that it could not do what it was asked for: of that, the API's own alarm tells.
func (a *app) addAlarms() map[string][]interfacesawscloudwatch.IAlarmRef {
	rung := map[string][]interfacesawscloudwatch.IAlarmRef{}
	if !a.plan.Alarms {
		return rung
	}
	a.topic = newTopic(a)
	answers := a.addAlarm("HttpErrors", "The API answered with 5xx.", a.http.MetricServerError(sum()), 5)
	a.addLongAlarm("ApiSlow", "One of twenty replies of the API took over 3 seconds.", a.api.live.MetricDuration(p95()), 3000, 3)
	a.addLongAlarm("ImageSlow", "One of twenty pictures took over 10 seconds.", a.image.live.MetricDuration(p95()), 10000, 3)
	for _, f := range a.functions() {
		id := upperFirst(f.name)
		errors := a.addAlarm(id+"Errors", "The function "+f.name+" failed.", f.live.MetricErrors(sum()), 3)
		rung[f.name] = []interfacesawscloudwatch.IAlarmRef{errors, answers}
		a.addAlarm(id+"Throttles", "The function "+f.name+" was refused calls: raise its concurrency, or the account's.", f.MetricThrottles(sum()), 10)
	}
	a.addLongAlarm("StreamBehind", "Events wait for over a minute.", iteratorAge(a.stream), 60_000, 5)
	a.addLongAlarm("ParkedLong", "For a quarter of an hour, events could not be handed on.", a.parked.MetricApproximateNumberOfMessagesNotVisible(maximum()), 1, 3)
	for _, q := range a.deadLetters() {
		a.addAlarm(*q.Node().Id()+"Waiting", "Something was set aside for a person to look at: see the operations guide about dead letters.", q.MetricApproximateNumberOfMessagesVisible(maximum()), 1)
	}
	a.addTableAlarms()
	return rung
}

// deadLetters are all the queues in which a message means that a person must look.
func (a *app) deadLetters() []awssqs.Queue {
	return []awssqs.Queue{a.data.uploads.dead, a.webhooks.dead, a.parked.dead, a.jobs.dead, a.changes.dead, a.lost, a.missed}
}

// newTopic makes the topic of the alarms. CloudWatch may send to it, of this account only, and all by TLS.
func newTopic(a *app) awssns.Topic {
	topic := awssns.NewTopic(a.Stack, jsii.String("Alarms"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sns:Publish"),
		Resources:  &[]*string{topic.TopicArn()},
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": a.Account()}},
	}))
	if a.plan.AlarmEmail != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(&a.plan.AlarmEmail, nil))
	}
	return topic
}

// addAlarm rings when a metric reaches a number within five minutes.
func (a *app) addAlarm(id, says string, m awscloudwatch.IMetric, at float64) awscloudwatch.Alarm {
	return a.addLongAlarm(id, says, m, at, 1)
}

// addLongAlarm rings when a metric reaches a number for so many times five minutes.
func (a *app) addLongAlarm(id, says string, m awscloudwatch.IMetric, at, periods float64) awscloudwatch.Alarm {
	alarm := awscloudwatch.NewAlarm(a.Stack, jsii.String(id+"Alarm"), &awscloudwatch.AlarmProps{
		AlarmDescription:   jsii.String("Galley, " + a.plan.Name + ": " + says),
		Metric:             m,
		Threshold:          &at,
		EvaluationPeriods:  &periods,
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
	})
	action := awscloudwatchactions.NewSnsAction(a.topic)
	alarm.AddAlarmAction(action)
	alarm.AddOkAction(action)
	return alarm
}

// addTableAlarms rings when DynamoDB refuses or fails.
func (a *app) addTableAlarms() {
	for _, t := range a.tables() {
		id := *t.Node().Id()
		for _, metric := range []string{"ReadThrottleEvents", "WriteThrottleEvents"} {
			a.addAlarm(id+metric, "The table "+id+" refused calls: one partition gets too many.", t.Metric(&metric, sum()), 10)
		}
		a.addAlarm(id+"SystemErrors", "DynamoDB failed.", t.Metric(jsii.String("SystemErrors"), sum()), 1)
	}
}

func iteratorAge(f *function) awscloudwatch.Metric {
	return f.live.Metric(jsii.String("IteratorAge"), maximum())
}

func sum() *awscloudwatch.MetricOptions { return statistic("Sum") }

func maximum() *awscloudwatch.MetricOptions { return statistic("Maximum") }

func p95() *awscloudwatch.MetricOptions { return statistic("p95") }

func statistic(name string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Statistic: &name, Period: seconds(300)}
}
