package media

import (
	"context"
	"log/slog"
	"runtime"

	"golang.org/x/sync/singleflight"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/clock"
)

// Service looks after the files of one space. It is safe for concurrent use.
type Service struct {
	content   *content.Service
	bucket    blob.Bucket
	variants  blob.Bucket
	presigner blob.Presigner
	links     Links
	space     string
	limits    Limits
	clock     clock.Clock
	log       *slog.Logger

	rendering singleflight.Group // by key of the variant
	turns     chan struct{}      // holds one element for each picture that is in memory
}

// Options are the parts of a Service that have a default.
type Options struct {
	Variants blob.Bucket  // of what can be made again; the bucket of the files by default
	Space    string       // "main"
	Limits   Limits       // 30 MB for pictures, 200 MB for others
	Clock    clock.Clock  // the machine's
	Log      *slog.Logger // the default one
}

// New makes a service that keeps files in bucket; presigner makes uploads to the same bucket.
func New(c *content.Service, bucket blob.Bucket, presigner blob.Presigner, links Links, o Options) *Service {
	s := &Service{
		content: c, bucket: bucket, variants: o.Variants, presigner: presigner, links: links, space: o.Space,
		limits: o.Limits.withDefaults(), clock: o.Clock, log: o.Log, turns: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	if s.variants == nil {
		s.variants = bucket
	}
	if s.space == "" {
		s.space = "main"
	}
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	return s
}

// Links builds addresses of the files.
func (s *Service) Links() Links { return s.links }

// Asset reads the asset of an entry, with the permission to read drafts.
func (s *Service) Asset(ctx context.Context, id string) (Asset, error) {
	e, err := s.content.Entry(ctx, id)
	if err != nil {
		return Asset{}, err
	}
	return AssetOf(e), nil
}

// turn waits until another picture may be decoded: there is memory for as many as there are cores. Call done at the end.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
