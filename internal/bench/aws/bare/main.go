// Command bare is a Lambda function that does nothing: what no function in Go can start faster than.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(context.Context) (string, error) { return "done", nil })
}
