package media

import (
	"context"
	"log/slog"
	"runtime"

	"golang.org/x/sync/singleflight"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
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
	pictures  Pictures
	maxReply  int64
	clock     clock.Clock
	log       *slog.Logger

	rendering singleflight.Group // by key of the variant
	turns     chan struct{}      // holds one element for each picture that is in memory
}

// Options are the parts of a Service that have a default.
type Options struct {
	Pictures Pictures     // nil: another process looks at what is uploaded, and renders variants
	Variants blob.Bucket  // of what can be made again; the bucket of the files by default
	Space    string       // "main"
	Limits   Limits       // 30 MB for pictures, 200 MB for others
	MaxReply int64        // bytes of a reply; what is larger is redirected to its bucket, if that is a blob.Linker. 0: any size
	Clock    clock.Clock  // the machine's
	Log      *slog.Logger // the default one
}

// Pictures opens pictures, which may be hostile: package raster does. It is apart, so that a program that leaves this to
// another one holds no decoder.
type Pictures interface {
	// Look decodes a picture. What is wrong with it is an error of code errs.Invalid, a sentence for its sender.
	Look(t *filetype.Type, data []byte) (picture.Facts, error)
	// Render makes a picture of another size or format of one that Look has let through.
	Render(t *filetype.Type, data []byte, s picture.Spec) (out []byte, as *filetype.Type, err error)
}

// New makes a service that keeps files in bucket; presigner makes uploads to the same bucket.
func New(c *content.Service, bucket blob.Bucket, presigner blob.Presigner, links Links, o Options) *Service {
	s := &Service{
		content: c, bucket: bucket, variants: o.Variants, presigner: presigner, links: links, space: o.Space,
		limits: o.Limits.withDefaults(), pictures: o.Pictures, maxReply: o.MaxReply, clock: o.Clock, log: o.Log, turns: make(chan struct{}, runtime.GOMAXPROCS(0)),
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
