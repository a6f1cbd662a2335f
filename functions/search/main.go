// Command search is the Lambda function that searches, and, deployed a second time, the one that writes the search index.
package main

import (
	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/internal/search/bleve"
	"github.com/galley-cms/galley/internal/search/snapshot"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() {
	aws.Start(version, aws.Search(aws.Indexes{
		Write: func(dir string) (snapshot.Written, error) { return bleve.Open(dir) },
		Read:  func(dir string) (snapshot.Opened, error) { return bleve.OpenReadOnly(dir) },
	}))
}
