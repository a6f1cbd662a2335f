//go:build aws

package aws

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// tornDown destroys all stacks: nothing of the environment is left, with content in its tables and files in its buckets.
func (d *deployment) tornDown(t *testing.T) {
	before := d.everything(t)
	for _, kind := range []string{"table", "bucket", "queue", "log group", "parameter", "function", "role", "distribution"} {
		if !slices.ContainsFunc(before, func(s string) bool { return strings.HasPrefix(s, kind+" ") }) {
			t.Errorf("no %s is found, so none could be missed", kind)
		}
	}
	d.cdk(t, "destroy", "--all", "--force")
	for _, left := range d.everything(t) {
		t.Errorf("left behind: %s", left)
	}
}

// everything names all of the environment's that costs money or can be asked for.
func (d *deployment) everything(t *testing.T) (all []string) {
	t.Helper()
	ctx := t.Context()
	keep := func(kind, name string) {
		if strings.Contains(name, "galley") {
			all = append(all, kind+" "+name)
		}
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	tables, err := d.table.ListTables(ctx, &dynamodb.ListTablesInput{})
	must(err)
	for _, name := range tables.TableNames {
		keep("table", name)
	}
	buckets, err := d.s3.ListBuckets(ctx, &s3.ListBucketsInput{})
	must(err)
	for _, b := range buckets.Buckets {
		keep("bucket", *b.Name)
	}
	queues, err := d.sqs.ListQueues(ctx, &sqs.ListQueuesInput{})
	must(err)
	for _, url := range queues.QueueUrls {
		keep("queue", url)
	}
	groups, err := d.logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{})
	must(err)
	for _, g := range groups.LogGroups {
		keep("log group", *g.LogGroupName)
	}
	parameters, err := d.ssm.DescribeParameters(ctx, &ssm.DescribeParametersInput{})
	must(err)
	for _, p := range parameters.Parameters {
		keep("parameter", *p.Name)
	}
	functions, err := d.lambda.ListFunctions(ctx, &lambda.ListFunctionsInput{})
	must(err)
	for _, f := range functions.Functions {
		keep("function", *f.FunctionName)
	}
	roles, err := d.iam.ListRoles(ctx, &iam.ListRolesInput{})
	must(err)
	for _, r := range roles.Roles {
		keep("role", *r.RoleName)
	}
	distributions, err := d.edge.ListDistributions(ctx, &cloudfront.ListDistributionsInput{})
	must(err)
	for _, l := range distributions.DistributionList.Items {
		keep("distribution", *l.DomainName+" "+strings.ToLower(*l.Comment))
	}
	return all
}
