package media

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/event"
)

// Store keeps a file that Galley itself has: it makes an asset, or gives an existing one this file. A file that is
// refused leaves nothing behind. Storing the same file again changes nothing but values.
func (s *Service) Store(ctx context.Context, id, fileName, mimeType string, r io.Reader, size int64, values map[string]json.RawMessage) (*content.Entry, error) {
	before, err := s.begin(ctx, id)
	if err != nil {
		return nil, err
	}
	kind := announced(fileName, mimeType)
	a := Asset{ID: before.ID, FileName: cleanName(fileName), SourceURL: before.SourceURL, key: s.newKey(files, before.ID, kind)}
	most := max(s.limits.Image, s.limits.Other) + 1
	if err := s.bucket.Put(ctx, a.key, io.LimitReader(r, most), blob.PutOptions{Size: size}); err != nil {
		return nil, err
	}
	f, err := s.look(ctx, a.key, kind)
	if err != nil {
		return nil, errors.Join(err, s.bucket.Delete(ctx, a.key))
	}
	if before.State == content.AssetReady && before.hash == f.hash && before.FileName == a.FileName {
		if err := s.bucket.Delete(ctx, a.key); err != nil {
			return nil, err
		}
		return s.content.Update(ctx, a.ID, content.Change{Values: values})
	}
	arrived := a.key
	if err := s.keepFound(ctx, &a, &f); err != nil {
		return nil, err
	}
	e, err := s.save(ctx, &a, values, event.AssetReady)
	if err != nil || a.key == arrived {
		return e, err
	}
	return e, s.bucket.Delete(ctx, arrived)
}

// RecordAsset keeps an asset whose file stays elsewhere, or could not be fetched, in the state EXTERNAL. An asset that has
// the file of this address keeps it.
func (s *Service) RecordAsset(ctx context.Context, id, url, fileName, mimeType string, values map[string]json.RawMessage) (*content.Entry, error) {
	if err := checkAddress(url); err != nil {
		return nil, err
	}
	before, err := s.begin(ctx, id)
	if err != nil {
		return nil, err
	}
	if before.State == content.AssetReady && before.SourceURL == url {
		return s.content.Update(ctx, before.ID, content.Change{Values: values})
	}
	a := Asset{ID: before.ID, FileName: cleanName(fileName), SourceURL: url, State: content.AssetExternal}
	if kind := announced(fileName, mimeType); kind != nil {
		a.MimeType = kind.MIME
	}
	return s.save(ctx, &a, values)
}
