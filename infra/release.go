package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbudgets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// addCanaries gives new code of the functions that people wait for a tenth of the calls for five minutes. If an alarm
// rings, the old code gets them all again, and the deployment fails. The other functions work off queues, which wait.
func (a *app) addCanaries(rung map[string][]interfacesawscloudwatch.IAlarmRef) {
	if !a.plan.Canary {
		return
	}
	for _, f := range []*function{a.api, a.image} {
		alarms := rung[f.name]
		group := awscodedeploy.NewLambdaDeploymentGroup(a.Stack, jsii.String(upperFirst(f.name)+"Canary"), &awscodedeploy.LambdaDeploymentGroupProps{
			Alias:            f.live,
			DeploymentConfig: awscodedeploy.LambdaDeploymentConfig_CANARY_10PERCENT_5MINUTES(),
			Alarms:           &alarms,
			AutoRollback: &awscodedeploy.AutoRollbackConfig{
				FailedDeployment: jsii.Bool(true), StoppedDeployment: jsii.Bool(true), DeploymentInAlarm: jsii.Bool(true),
			},
		})
		a.canaries = append(a.canaries, group)
	}
}

// addBudget tells by e-mail when the account costs, or will cost, more than it should.
func (a *app) addBudget() {
	if a.plan.MonthlyBudget == 0 || a.plan.AlarmEmail == "" {
		return
	}
	tell := func(kind string, percent float64) any {
		return &awsbudgets.CfnBudget_NotificationWithSubscribersProperty{
			Notification: &awsbudgets.CfnBudget_NotificationProperty{
				NotificationType: &kind, ComparisonOperator: jsii.String("GREATER_THAN"), Threshold: &percent, ThresholdType: jsii.String("PERCENTAGE"),
			},
			Subscribers: []any{&awsbudgets.CfnBudget_SubscriberProperty{SubscriptionType: jsii.String("EMAIL"), Address: &a.plan.AlarmEmail}},
		}
	}
	awsbudgets.NewCfnBudget(a.Stack, jsii.String("Budget"), &awsbudgets.CfnBudgetProps{
		Budget: &awsbudgets.CfnBudget_BudgetDataProperty{
			BudgetName: jsii.String("galley-" + a.plan.Name), BudgetType: jsii.String("COST"), TimeUnit: jsii.String("MONTHLY"),
			BudgetLimit: &awsbudgets.CfnBudget_SpendProperty{Amount: &a.plan.MonthlyBudget, Unit: jsii.String("USD")},
		},
		NotificationsWithSubscribers: []any{tell("ACTUAL", 80), tell("FORECASTED", 100)},
	})
}
