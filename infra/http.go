package main

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/jsii-runtime-go"
)

// accessLog is a line of the API's log, in API Gateway's words. It has neither paths nor query strings nor headers, where
// keys and what people ask for would be; the function's log has the path under the id of its call, without a key that
// should not be there.
var accessLog = map[string]string{
	"time": "$context.requestTime", "request": "$context.requestId", "address": "$context.identity.sourceIp",
	"method": "$context.httpMethod", "call": "$context.integration.requestId", "route": "$context.routeKey", "status": "$context.status",
	"bytes": "$context.responseLength", "ms": "$context.responseLatency", "functionMs": "$context.integrationLatency",
	"error": "$context.error.message", "functionError": "$context.integrationErrorMessage",
}

// newHTTP makes the HTTP API: files go to the image function, everything else to the api function.
func newHTTP(a *app) awsapigatewayv2.HttpApi {
	api := awsapigatewayv2.NewHttpApi(a.Stack, jsii.String("Http"), &awsapigatewayv2.HttpApiProps{
		ApiName:            jsii.String("galley-" + a.plan.Name),
		Description:        jsii.String("Galley, " + a.plan.Name),
		DefaultIntegration: awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String("ApiIntegration"), a.api.live, nil),
		CreateDefaultStage: jsii.Bool(false),
	})
	api.AddRoutes(&awsapigatewayv2.AddRoutesOptions{
		Path:        jsii.String("/media/{proxy+}"),
		Methods:     &[]awsapigatewayv2.HttpMethod{awsapigatewayv2.HttpMethod_ANY},
		Integration: awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String("ImageIntegration"), a.image.live, nil),
	})
	stage := awsapigatewayv2.NewHttpStage(a.Stack, jsii.String("HttpStage"), &awsapigatewayv2.HttpStageProps{
		HttpApi:    api,
		StageName:  jsii.String("$default"),
		AutoDeploy: jsii.Bool(true),
		Throttle:   &awsapigatewayv2.ThrottleSettings{RateLimit: &a.plan.Throttle.Rate, BurstLimit: &a.plan.Throttle.Burst},
	})
	line, err := json.Marshal(accessLog)
	if err != nil {
		panic(err) // strings are always JSON
	}
	stage.Node().DefaultChild().(awsapigatewayv2.CfnStage).SetAccessLogSettings(&awsapigatewayv2.CfnStage_AccessLogSettingsProperty{
		DestinationArn: newLogs(a.Stack, a.plan, "HttpLogs", "http").LogGroupArn(),
		Format:         jsii.String(string(line)),
	})
	return api
}
