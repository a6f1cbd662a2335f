package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// The folders of the bucket of files: what browsers send by presigned requests, and what Galley writes itself, of which
// nobody is told.
const (
	uploadPrefix = "uploads/"
	filesPrefix  = "files/"
)

// newBucket makes a private bucket that is spoken to by TLS only. The props say what is special about it.
func newBucket(s awscdk.Stack, id string, removal awscdk.RemovalPolicy, props *awss3.BucketProps) awss3.Bucket {
	props.BlockPublicAccess = awss3.BlockPublicAccess_BLOCK_ALL()
	props.ObjectOwnership = awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED
	props.Encryption = awss3.BucketEncryption_S3_MANAGED
	props.EnforceSSL = jsii.Bool(true)
	props.MinimumTLSVersion = jsii.Number(1.2)
	props.RemovalPolicy = removal
	return awss3.NewBucket(s, &id, props)
}

// abandonUploads ends uploads in parts that nobody finished: their parts would cost money for good.
func abandonUploads() *awss3.LifecycleRule {
	return &awss3.LifecycleRule{Id: jsii.String("AbandonedUploads"), AbortIncompleteMultipartUploadAfter: days(2)}
}

// newFilesBucket makes the bucket of the originals. Browsers upload to it, by requests that the API has signed.
func newFilesBucket(s awscdk.Stack, p *plan, told awssqs.Queue) awss3.Bucket {
	b := newBucket(s, "Files", p.removal(), &awss3.BucketProps{
		Versioned: jsii.Bool(true),
		Cors: &[]*awss3.CorsRule{{
			AllowedMethods: &[]awss3.HttpMethods{awss3.HttpMethods_PUT},
			AllowedOrigins: jsii.Strings(p.adminOrigin()),
			AllowedHeaders: jsii.Strings("Content-Type", "If-None-Match", "x-amz-checksum-*", "x-amz-sdk-checksum-algorithm"),
			ExposedHeaders: jsii.Strings("ETag", "x-amz-checksum-*"),
			MaxAge:         jsii.Number(3600),
		}, readAnywhere()},
		LifecycleRules: &[]*awss3.LifecycleRule{abandonUploads(), {
			Id: jsii.String("ReplacedAndDeletedVersions"), NoncurrentVersionExpiration: days(30), ExpiredObjectDeleteMarker: jsii.Bool(true),
		}},
	})
	tellOfUploads(b, told)
	return b
}

// readAnywhere lets scripts of any page read what they were sent to the bucket for, because it was too large for a reply of
// a function: replies of Galley with files allow that too. Here as well it is the signature that guards the bucket.
func readAnywhere() *awss3.CorsRule {
	return &awss3.CorsRule{
		AllowedMethods: &[]awss3.HttpMethods{awss3.HttpMethods_GET},
		AllowedOrigins: jsii.Strings("*"),
		AllowedHeaders: jsii.Strings("Range"),
		MaxAge:         jsii.Number(3600),
	}
}

// adminOrigin is the only page that uploads, where its address is known before CloudFront gives one. The signature of a
// request, not its origin, is what guards the bucket.
func (p *plan) adminOrigin() string {
	if p.Domain == "" {
		return "*"
	}
	return "https://" + p.Domain
}

// tellOfUploads has the bucket send a message for each upload. The construct library would bring a Lambda of its own
// for this, which leaves its logs behind. The policy names the account, not the bucket, which it would have to wait for.
func tellOfUploads(b awss3.Bucket, told awssqs.Queue) {
	told.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("s3.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sqs:SendMessage"),
		Resources:  &[]*string{told.QueueArn()},
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": awscdk.Stack_Of(b).Account()}},
	}))
	cfn := b.Node().DefaultChild().(awss3.CfnBucket)
	cfn.SetNotificationConfiguration(&awss3.CfnBucket_NotificationConfigurationProperty{
		QueueConfigurations: []any{&awss3.CfnBucket_QueueConfigurationProperty{
			Event: jsii.String("s3:ObjectCreated:*"),
			Queue: told.QueueArn(),
			Filter: &awss3.CfnBucket_NotificationFilterProperty{S3Key: &awss3.CfnBucket_S3KeyFilterProperty{
				Rules: []any{&awss3.CfnBucket_FilterRuleProperty{Name: jsii.String("prefix"), Value: jsii.String(uploadPrefix)}},
			}},
		}},
	})
	policy := told.Node().TryFindChild(jsii.String("Policy"))
	cfn.AddDependency(policy.Node().DefaultChild().(awssqs.CfnQueuePolicy))
}
