// Command schedule is the Lambda function that AWS's scheduler calls: it sweeps, checks and repairs.
package main

import "github.com/galley-cms/galley/internal/app/aws"

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() { aws.Start(version, aws.Schedule) }
