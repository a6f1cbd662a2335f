// Command api is the Lambda function behind the HTTP API: it answers all requests but those for files.
package main

import (
	"net/http"

	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/internal/app/aws/gateway"
	"github.com/galley-cms/galley/internal/app/site"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() {
	aws.Start(version, gateway.API(func(a *app.App) (http.Handler, error) {
		return site.New(a, site.Options{MaxReply: gateway.MaxReply})
	}))
}
