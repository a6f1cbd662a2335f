// Command webhook is the Lambda function behind the queue of webhooks: it makes their deliveries.
package main

import "github.com/galley-cms/galley/internal/app/aws"

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() { aws.Start(version, aws.Webhook) }
