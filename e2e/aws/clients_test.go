//go:build aws

package aws

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/galley-cms/galley/e2e/story"
	"github.com/galley-cms/galley/internal/emulator"
)

// clients speak to the emulator as the owner of the account.
type clients struct {
	iam    *iam.Client
	lambda *lambda.Client
	logs   *cloudwatchlogs.Client
	sqs    *sqs.Client
	s3     *s3.Client
	table  *dynamodb.Client
	ssm    *ssm.Client
	edge   *cloudfront.Client
}

func newClients(e *emulator.Emulator) (clients, error) {
	client, err := e.HTTP()
	if err != nil {
		return clients{}, err
	}
	c := sdk.Config{
		Region: emulator.Region, BaseEndpoint: &e.URL, HTTPClient: client,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
	return clients{
		iam.NewFromConfig(c), lambda.NewFromConfig(c), cloudwatchlogs.NewFromConfig(c), sqs.NewFromConfig(c),
		s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = true }), dynamodb.NewFromConfig(c), ssm.NewFromConfig(c), cloudfront.NewFromConfig(c),
	}, nil
}

// home is the deployed home by one of its addresses.
func (d *deployment) home(t testing.TB, url string) *story.Home {
	t.Helper()
	way, err := d.emulator.Transport()
	if err != nil {
		t.Fatal(err)
	}
	return &story.Home{
		URL: url, Transport: way, SetupLink: d.setupLink, Receive: story.Listen, Secrets: &d.secrets,
		Env:    append(d.emulator.Trust(), "HTTPS_PROXY="+d.proxy.URL, "NO_PROXY="),
		Minute: func(t testing.TB) { d.invoke(t, d.App.ScheduleFunction, story.Object{"task": "minute"}) },
	}
}

// api is the deployed home by the API's own address, under the name that it has in AWS.
func (d *deployment) api(t testing.TB) *story.Home {
	h := d.home(t, "https://"+d.App.ApiId+".execute-api.localhost")
	h.Bare = true
	return h
}

// setupLink asks the schedule function, as an owner does.
func (d *deployment) setupLink(t testing.TB) string {
	t.Helper()
	return story.Text(d.invoke(t, d.App.ScheduleFunction, story.Object{"task": "setup-link"}), "link")
}

// invoke calls a function, which must succeed.
func (d *deployment) invoke(t testing.TB, name string, event any) any {
	t.Helper()
	payload, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	live := "live"
	res, err := d.lambda.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &name, Qualifier: &live, Payload: payload})
	if err != nil {
		t.Fatal(err)
	}
	if res.FunctionError != nil {
		t.Fatalf("the function %s fails: %s", name, res.Payload)
	}
	var answer any
	if err := json.Unmarshal(res.Payload, &answer); err != nil {
		t.Fatalf("the function %s answers %q: %v", name, res.Payload, err)
	}
	return answer
}

// logLines are all lines that functions and the API wrote to their logs, by log group.
func (d *deployment) logLines(t testing.TB) map[string][]string {
	t.Helper()
	ctx, lines := context.WithoutCancel(t.Context()), map[string][]string{}
	groups := cloudwatchlogs.NewDescribeLogGroupsPaginator(d.logs, &cloudwatchlogs.DescribeLogGroupsInput{})
	for groups.HasMorePages() {
		page, err := groups.NextPage(ctx)
		if err != nil {
			t.Error(err)
			return lines
		}
		for _, g := range page.LogGroups {
			events := cloudwatchlogs.NewFilterLogEventsPaginator(d.logs, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: g.LogGroupName})
			for events.HasMorePages() {
				found, err := events.NextPage(ctx)
				if err != nil {
					t.Error(err)
					break
				}
				for _, e := range found.Events {
					lines[*g.LogGroupName] = append(lines[*g.LogGroupName], strings.TrimSpace(*e.Message))
				}
			}
		}
	}
	return lines
}
