package media

import (
	"context"
	"slices"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// Name is the service's name among the consumers of the outbox.
func (s *Service) Name() string { return "media" }

// Consume removes the files of assets that were purged: what senders sent, what Galley wrote, and all variants. The event
// may come again, and late: an asset that has the id by then keeps its file.
func (s *Service) Consume(ctx context.Context, e event.Event) (err error) {
	defer errs.Wrap(&err, "remove the file of the asset %s", e.Entry)
	if e.Model != content.AssetModel || !slices.Contains(e.Types, event.EntryPurged) {
		return nil
	}
	kept, err := s.keptOf(auth.With(ctx, auth.System), e.Entry)
	if err != nil {
		return err
	}
	for _, old := range []struct {
		bucket blob.Bucket
		folder string
	}{{s.bucket, uploads}, {s.bucket, files}, {s.variants, variants}} {
		if err := clearFolder(ctx, old.bucket, old.folder+"/"+s.space+"/"+e.Entry+"/", e.Time, kept); err != nil {
			return err
		}
	}
	return nil
}

// keptOf is the key of the file that the asset of an id has; "" if there is none.
func (s *Service) keptOf(ctx context.Context, id string) (string, error) {
	e, err := s.content.Entry(ctx, id)
	if errs.CodeOf(err) == errs.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return AssetOf(e).key, nil
}

// clearStep is how many objects are removed at once.
const clearStep = 500

// clearFolder removes what a folder of a bucket had at a time, but for one object.
func clearFolder(ctx context.Context, b blob.Bucket, folder string, at time.Time, kept string) error {
	for after := ""; ; {
		page, err := b.List(ctx, folder, after, clearStep)
		if err != nil || len(page) == 0 {
			return err
		}
		var old []string
		for _, o := range page {
			if after = o.Key; o.Key != kept && !o.Modified.After(at) {
				old = append(old, o.Key)
			}
		}
		if len(old) == 0 {
			continue
		}
		if err := b.Delete(ctx, old...); err != nil {
			return err
		}
	}
}
