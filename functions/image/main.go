// Command image is the Lambda function behind /media/: it sends files, and makes pictures of other sizes.
package main

import (
	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/internal/app/aws/gateway"
	"github.com/galley-cms/galley/media/raster"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() { aws.Start(version, gateway.Image(raster.Decoder{})) }
