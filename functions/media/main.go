// Command media is the Lambda function behind the queue of uploads: it looks at the files that arrived.
package main

import (
	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/media/raster"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() { aws.Start(version, aws.Media(raster.Decoder{})) }
