// Command stream is the Lambda function behind the stream of the content table and behind the queue of parked events: it tells
// the edge and the webhooks what happened.
package main

import "github.com/galley-cms/galley/internal/app/aws"

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() { aws.Start(version, aws.Stream) }
