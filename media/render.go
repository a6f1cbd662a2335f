package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
)

// pipeline is the version of the code that renders: raise it when variants come out differently, and they are made anew.
const pipeline = "1"

// maxKept is how many variants of one file are kept; further ones are rendered each time they are asked for.
const maxKept = 200

// rendered is a variant as it is sent.
type rendered struct {
	data []byte // nil if it is too large for a reply, but kept
	mime string
	key  string // in the bucket of the variants; "" if it is not kept
}

func (s *Service) serveVariant(w http.ResponseWriter, r *http.Request, f *file, v Variant) error {
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%s-%s"`, f.hash, pipeline, strings.ReplaceAll(v.String(), ",", "_")))
	out, err := s.variant(r.Context(), f, v)
	if errs.CodeOf(err) == errs.Invalid { // an animation, say: it is shown as it is
		return s.serveOriginal(w, r, f)
	}
	if err != nil {
		return err
	}
	if out.data == nil || s.tooLarge(s.variants, int64(len(out.data))) {
		if out.key == "" {
			return s.serveOriginal(w, r, f) // there is no room for further variants of it
		}
		return s.redirect(w, r, f, s.variants, blob.Download{Key: out.key, ContentType: out.mime, Disposition: "inline"})
	}
	w.Header().Set("Content-Type", out.mime)
	w.Header().Set("Content-Disposition", "inline")
	return send(w, r, bytes.NewReader(out.data), int64(len(out.data)))
}

// variant gets a variant, or makes it: once, however many ask at the same time.
func (s *Service) variant(ctx context.Context, f *file, v Variant) (*rendered, error) {
	key := s.variantPrefix(f) + v.String()
	out, err := s.kept(ctx, key)
	if !errors.Is(err, blob.ErrNotFound) {
		return out, err
	}
	shared := context.WithoutCancel(ctx) // the first to ask may leave before the others
	done := s.rendering.DoChan(key, func() (any, error) { return s.render(shared, f, v, key) })
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-done:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*rendered), nil
	}
}

func (s *Service) variantPrefix(f *file) string {
	return fmt.Sprintf("%s/%s/%s/%s/%s/", variants, s.space, f.ID, f.hash, pipeline)
}

// kept reads a variant that was made before, unless it is too large for a reply.
func (s *Service) kept(ctx context.Context, key string) (*rendered, error) {
	body, info, err := s.variants.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	out := &rendered{mime: info.ContentType, key: key}
	if !s.tooLarge(s.variants, info.Size) {
		out.data, err = io.ReadAll(body)
	}
	return out, errors.Join(err, body.Close())
}

// readAll reads an object.
func readAll(ctx context.Context, b blob.Bucket, key string) ([]byte, error) {
	body, _, err := b.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(body)
	return data, errors.Join(err, body.Close())
}

// render makes a variant and keeps it.
func (s *Service) render(ctx context.Context, f *file, v Variant, key string) (*rendered, error) {
	if s.pictures == nil {
		return nil, errors.New("this process does not render variants")
	}
	done, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	source, err := readAll(ctx, s.bucket, f.key)
	if err != nil {
		return nil, err
	}
	data, as, err := s.pictures.Render(filetype.ByMIME(f.MimeType), source, v.spec())
	if err != nil {
		return nil, err
	}
	out := &rendered{data: data, mime: as.MIME}
	return out, s.keep(ctx, f, out, key)
}

// keep keeps a variant, unless there are too many of the file.
func (s *Service) keep(ctx context.Context, f *file, out *rendered, key string) error {
	others, err := s.variants.List(ctx, s.variantPrefix(f), "", maxKept)
	if err != nil || len(others) >= maxKept {
		return err
	}
	out.key = key
	return s.variants.Put(ctx, key, bytes.NewReader(out.data), blob.PutOptions{
		Size: int64(len(out.data)), ContentType: out.mime, CacheControl: "public, max-age=31536000, immutable",
	})
}
