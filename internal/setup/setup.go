// Package setup does at deployments what CloudFormation cannot: it makes a secret that no template shows, writes down
// where the installation is found, uploads the admin, and empties buckets that are about to be deleted. Each of these is
// a custom resource of a stack.
//
// CloudFormation calls it again when a reply got lost, rolls back what half worked, and deletes what was never made. So
// every task may be done twice, and undone when there is nothing to undo.
package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// Setup takes care of custom resources.
type Setup struct {
	config aws.Config
	bucket *s3.Client
	ssm    *ssm.Client
	admin  fs.FS
}

// New makes a Setup that speaks to AWS as the config says. admin holds the files of the built admin.
func New(config aws.Config, admin fs.FS) *Setup {
	return &Setup{
		config: config,
		bucket: s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = config.BaseEndpoint != nil }), // emulators know no buckets by host names
		ssm:    ssm.NewFromConfig(config),
		admin:  admin,
	}
}

// Result is what CloudFormation learns of a resource.
type Result struct {
	ID     string         // of the resource; when it changes, CloudFormation has the old one deleted
	Data   map[string]any // attributes that templates can ask for
	Secret bool           // whether CloudFormation hides them
}

// task is what can be done about a resource of a kind. Making and changing are the same: both end in the wanted state.
type task struct {
	make   func(context.Context, properties) (Result, error)
	delete func(context.Context, properties) error
}

// tasks are the kinds of resources, by the part of their type after Custom::Galley.
func (s *Setup) tasks() map[string]task {
	return map[string]task{
		"OriginSecret": {s.makeSecret, s.deleteSecret},
		"Settings":     {s.writeSettings, s.deleteSettings},
		"Site":         {s.uploadSite, nothing},
		"Empty":        {s.nameBucket, s.emptyBucket},
		"Parameter":    {s.readParameter, nothing},
	}
}

// nothing is what deletes a resource of which nothing is left behind.
func nothing(context.Context, properties) error { return nil }

// Do does what CloudFormation asks for.
func (s *Setup) Do(ctx context.Context, e cfn.Event) (Result, error) {
	kind := strings.TrimPrefix(e.ResourceType, "Custom::Galley")
	t, known := s.tasks()[kind]
	if !known {
		return Result{}, fmt.Errorf("there is no resource of the type %s", e.ResourceType)
	}
	var p properties
	if err := p.read(e); err != nil {
		return Result{}, err
	}
	switch e.RequestType {
	case cfn.RequestCreate, cfn.RequestUpdate:
		return t.make(ctx, p)
	case cfn.RequestDelete:
		return Result{ID: e.PhysicalResourceID}, t.delete(ctx, p)
	}
	return Result{}, fmt.Errorf("there is nothing to do for a request of the type %q", e.RequestType)
}

// properties are those of all kinds of resources, as templates give them.
type properties struct {
	Name    string            // of a parameter
	Region  string            // of a parameter elsewhere
	Prefix  string            // of parameters, or of keys in a bucket
	Values  map[string]string // of parameters, by what their names end with
	Bucket  string
	Keep    string // "true" if the bucket outlives its stack
	Version string // of the admin: changes with its files
	Turn    string // of a secret: another word, and it is made anew

	old    map[string]string // the values that were there before
	turned bool              // whether somebody wants another secret than the one that was there before
}

func (p *properties) read(e cfn.Event) error {
	var old properties
	for from, to := range map[*map[string]any]*properties{&e.ResourceProperties: p, &e.OldResourceProperties: &old} {
		text, err := json.Marshal(*from)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, to); err != nil {
			return fmt.Errorf("the properties of %s: %w", e.LogicalResourceID, err)
		}
	}
	p.old, p.turned = old.Values, e.RequestType == cfn.RequestUpdate && p.Turn != "" && p.Turn != old.Turn
	return nil
}
