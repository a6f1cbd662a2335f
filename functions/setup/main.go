// Command setup is the Lambda function behind the custom resources of the stacks: it does at deployments what
// CloudFormation cannot.
package main

import (
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/galley-cms/galley/admin"
	"github.com/galley-cms/galley/internal/setup"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	config, err := setup.Config(os.Getenv)
	if err != nil {
		slog.Error("the function cannot start", "error", err)
		os.Exit(1)
	}
	lambda.Start(setup.New(config, admin.Files()).Handle)
}
