package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
)

// data is the stack of what must not be lost: tables and buckets, and the queue on which the bucket tells of uploads.
type data struct {
	awscdk.Stack
	content, index  awsdynamodb.TableV2
	files, variants awss3.Bucket
	search          awss3.Bucket // snapshots of the search index
	uploads         *workQueue
	setup           *setup
}

// uploadAttempts are those at a message before it goes to the dead-letter queue.
const uploadAttempts = 5

func newData(app awscdk.App, p *plan) *data {
	d := &data{Stack: p.stack(app, "data", p.Region, "tables and files")}
	d.content = newTable(d.Stack, "Content", p, true)
	d.index = newTable(d.Stack, "Index", p, false)
	d.uploads = newWorkQueue(d.Stack, "Uploads", mediaTimeout*6, uploadAttempts)
	d.files = newFilesBucket(d.Stack, p, d.uploads.Queue)
	d.variants = newBucket(d.Stack, "Variants", p.removal(), &awss3.BucketProps{
		Cors:           &[]*awss3.CorsRule{readAnywhere()},
		LifecycleRules: &[]*awss3.LifecycleRule{abandonUploads(), {Id: jsii.String("MadeAgainWhenAskedFor"), Expiration: days(90)}},
	})
	d.search = newBucket(d.Stack, "Search", p.removal(), &awss3.BucketProps{LifecycleRules: &[]*awss3.LifecycleRule{abandonUploads()}})
	export(d.Stack, d.content.TableName(), d.content.TableArn(), d.content.TableStreamArn(), d.index.TableName(), d.index.TableArn(),
		d.files.BucketName(), d.files.BucketArn(), d.files.BucketRegionalDomainName(), d.variants.BucketName(), d.variants.BucketArn(), d.search.BucketName(), d.search.BucketArn(),
		d.uploads.QueueUrl(), d.uploads.QueueArn(), d.uploads.QueueName(), d.uploads.dead.QueueName())
	d.setup = emptyAtTheEnd(d.Stack, p, d.files, d.variants, d.search)
	output(d.Stack, "ContentTable", d.content.TableName(), "what is true")
	output(d.Stack, "IndexTable", d.index.TableName(), "what is derived from it")
	output(d.Stack, "FilesBucket", d.files.BucketName(), "uploads and originals")
	output(d.Stack, "SearchBucket", d.search.BucketName(), "the search index")
	output(d.Stack, "VariantsBucket", d.variants.BucketName(), "pictures in other sizes")
	return d
}

// newTable makes a table of the form that the store asks for.
func newTable(s awscdk.Stack, id string, p *plan, stream bool) awsdynamodb.TableV2 {
	props := &awsdynamodb.TablePropsV2{
		PartitionKey:                     &awsdynamodb.Attribute{Name: jsii.String("pk"), Type: awsdynamodb.AttributeType_STRING},
		SortKey:                          &awsdynamodb.Attribute{Name: jsii.String("sk"), Type: awsdynamodb.AttributeType_BINARY},
		TimeToLiveAttribute:              jsii.String("x"),
		Billing:                          awsdynamodb.Billing_OnDemand(nil),
		Encryption:                       awsdynamodb.TableEncryptionV2_DynamoOwnedKey(),
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: jsii.Bool(true)},
		DeletionProtection:               &p.DeletionProtection,
		RemovalPolicy:                    p.removal(),
	}
	if stream {
		props.DynamoStream = awsdynamodb.StreamViewType_NEW_IMAGE
	}
	return awsdynamodb.NewTableV2(s, &id, props)
}
