package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// addDashboard shows on one page how the environment is.
func (a *app) addDashboard() {
	awscloudwatch.NewDashboard(a.Stack, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		DashboardName: jsii.String("galley-" + a.plan.Name),
		Widgets: &[]*[]awscloudwatch.IWidget{
			{
				graph("Requests", a.http.MetricCount(sum()), a.http.MetricClientError(sum()), a.http.MetricServerError(sum())),
				graph("Replies, ms", a.http.MetricLatency(statistic("p50")), a.http.MetricLatency(p95()), a.http.MetricLatency(statistic("p99"))),
			}, {
				graph("Calls", a.each(func(f *function) awscloudwatch.IMetric { return f.MetricInvocations(sum()) })...),
				graph("Errors", a.each(func(f *function) awscloudwatch.IMetric { return f.MetricErrors(sum()) })...),
				graph("Time, ms (p95)", a.each(func(f *function) awscloudwatch.IMetric { return f.MetricDuration(p95()) })...),
			}, {
				graph("Events wait for, ms", iteratorAge(a.stream)),
				graph("Queues", a.waiting()...),
				graph("Units read and written", a.units()...),
			},
		},
	})
}

func graph(title string, metrics ...awscloudwatch.IMetric) awscloudwatch.IWidget {
	return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{Title: &title, Left: &metrics, Width: jsii.Number(8)})
}

func (a *app) each(metric func(*function) awscloudwatch.IMetric) []awscloudwatch.IMetric {
	var out []awscloudwatch.IMetric
	for _, f := range a.functions() {
		out = append(out, metric(f))
	}
	return out
}

func (a *app) waiting() []awscloudwatch.IMetric {
	var out []awscloudwatch.IMetric
	for _, q := range append([]awssqs.Queue{a.data.uploads, a.webhooks, a.parked, a.jobs, a.changes}, a.deadLetters()...) {
		out = append(out, q.MetricApproximateNumberOfMessagesVisible(maximum()))
	}
	return out
}

func (a *app) units() []awscloudwatch.IMetric {
	var out []awscloudwatch.IMetric
	for _, t := range a.tables() {
		out = append(out, t.MetricConsumedReadCapacityUnits(sum()), t.MetricConsumedWriteCapacityUnits(sum()))
	}
	return out
}

func (a *app) tables() []awsdynamodb.TableV2 {
	return []awsdynamodb.TableV2{a.data.content, a.data.index}
}
