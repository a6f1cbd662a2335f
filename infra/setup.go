package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
)

// setupTimeout is the longest that a function may take, in seconds: buckets can hold a lot.
const setupTimeout = 900

// setup is the function of a stack that does what CloudFormation cannot: see internal/setup.
type setup struct {
	stack awscdk.Stack
	f     *function
}

func newSetup(s awscdk.Stack, p *plan, name string, may ...awsiam.PolicyStatement) *setup {
	return &setup{s, newFunction(s, p, program{
		name: "setup-" + name, bundle: "setup", description: "does at deployments what CloudFormation cannot",
		timeout: setupTimeout, size: Size{Memory: 512},
		env: variables{"GALLEY_ENV": &p.Name, "GALLEY_PARAMETERS": jsii.String(p.parameters())},
		may: may,
	})}
}

// resource makes a resource that the setup function takes care of.
func (s *setup) resource(id, kind string, properties map[string]any) awscdk.CustomResource {
	return awscdk.NewCustomResource(s.stack, &id, &awscdk.CustomResourceProps{
		ResourceType:   jsii.String("Custom::Galley" + kind),
		ServiceToken:   s.f.FunctionArn(),
		ServiceTimeout: seconds(setupTimeout),
		Properties:     &properties,
	})
}

// mayEmpty allows deleting everything in a bucket, older versions too.
func mayEmpty(b awss3.Bucket) []awsiam.PolicyStatement {
	return []awsiam.PolicyStatement{
		may([]*string{b.BucketArn()}, "s3:ListBucketVersions"),
		mayUse(b, "", "s3:DeleteObject", "s3:DeleteObjectVersion"),
	}
}

// emptyAtTheEnd has the stack's buckets emptied when it is torn down: CloudFormation deletes only empty ones. Where they
// outlive the stack, the setup function is told so, and could not delete anything either.
func emptyAtTheEnd(s awscdk.Stack, p *plan, buckets ...awss3.Bucket) *setup {
	var may []awsiam.PolicyStatement
	for _, b := range buckets {
		if !p.DeletionProtection {
			may = append(may, mayEmpty(b)...)
		}
	}
	by := newSetup(s, p, "data", may...)
	for _, b := range buckets {
		by.empty(b, p.DeletionProtection)
	}
	return by
}

// empty has a bucket emptied before it is deleted.
func (s *setup) empty(b awss3.Bucket, keep bool) {
	s.resource("Empty"+*b.Node().Id(), "Empty", map[string]any{"Bucket": b.BucketName(), "Keep": keep})
}
