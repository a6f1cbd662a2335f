package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/media/filetype"
)

// Upload is an asset whose file is on its way, and the request that sends the file.
type Upload struct {
	ID      string // of the asset
	Request blob.Request
}

// uploadTime is how long a presigned upload may be begun.
const uploadTime = time.Hour

// CreateUpload begins an upload of exactly size bytes: it makes an asset in the state UPLOADING. An empty id makes a new
// one; choosing it needs the permission to administer. If the asset exists, the file replaces the one that it has.
func (s *Service) CreateUpload(ctx context.Context, fileName, mimeType string, size int64, id string) (u Upload, err error) {
	kind, err := s.accept(fileName, mimeType, size)
	if err != nil {
		return u, err
	}
	a, err := s.begin(ctx, id)
	if err != nil {
		return u, err
	}
	a = Asset{ID: a.ID, FileName: cleanName(fileName), MimeType: kind.MIME, Size: size, State: content.AssetUploading}
	a.key = s.newKey(uploads, a.ID, kind)
	request, err := s.presigner.PresignUpload(ctx, a.granted())
	if err != nil {
		return u, err
	}
	if _, err = s.save(ctx, &a, nil); err != nil {
		return u, errors.Join(err, s.presigner.AbortUpload(ctx, a.key))
	}
	return Upload{a.ID, request}, nil
}

// granted is the upload that was granted to the sender of an asset's file.
func (a *Asset) granted() blob.Upload {
	return blob.Upload{Key: a.key, ContentType: a.MimeType, Size: a.Size, Expires: uploadTime}
}

// accept finds the type of a file that is announced, and refuses what Galley does not take.
func (s *Service) accept(fileName, mimeType string, size int64) (*filetype.Type, error) {
	kind := announced(fileName, mimeType)
	switch {
	case kind == nil:
		return nil, errs.New(errs.Invalid, "Files like %q of type %q are not accepted: pictures, PDF, video, audio, text, office documents and ZIP archives are.", cleanName(fileName), mimeType)
	case size < 1:
		return nil, errs.New(errs.Invalid, "The file is empty.")
	}
	return kind, s.limits.check(kind, size)
}

// announced is the type that a sender names, or else the one that the file name suggests; nil if it is not accepted.
func announced(fileName, mimeType string) *filetype.Type {
	if mimeType == "" || mimeType == "application/octet-stream" {
		return filetype.ByName(fileName)
	}
	kind := filetype.ByMIME(mimeType)
	if named := filetype.ByName(fileName); kind != nil && kind.Text && named != nil && named.Text {
		return named // browsers call many texts text/plain
	}
	return kind
}

// begin finds the asset that gets a file, or makes its id, and asks whether the actor may do that.
func (s *Service) begin(ctx context.Context, id string) (Asset, error) {
	if id == "" {
		id = ulid.MustNew(ulid.Timestamp(s.clock.Now()), ulid.DefaultEntropy()).String()
		return Asset{ID: id}, auth.Require(ctx, auth.Create, auth.Resource{Model: content.AssetModel, Owner: auth.From(ctx).ID})
	}
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return Asset{}, err
	}
	e, err := s.content.Entry(ctx, id)
	switch {
	case errs.CodeOf(err) == errs.NotFound:
		return Asset{ID: id}, nil
	case err != nil:
		return Asset{}, err
	case e.Model.ID != content.AssetModel || e.Status == content.StatusTrashed:
		return Asset{}, errs.New(errs.Conflict, "The id %q belongs to something else already.", id)
	}
	return AssetOf(e), nil
}

// The folders of the bucket. In AWS whatever appears in the first one is looked at, so Galley itself writes nothing there.
const (
	uploads  = "uploads"  // what senders send
	variants = "variants" // what was made from files
	files    = "files"    // what Galley writes; before there was the other folder, what senders sent was here too
)

// newKey makes a key that nothing in the bucket has.
func (s *Service) newKey(folder, id string, kind *filetype.Type) string {
	ext := "bin"
	if kind != nil {
		ext = kind.Extensions[0]
	}
	return fmt.Sprintf("%s/%s/%s/%s.%s", folder, s.space, id, ulid.MustNew(ulid.Timestamp(s.clock.Now()), ulid.DefaultEntropy()), ext)
}

// uploadOf is the asset that the key of an upload names; "" for keys of anything else.
func (s *Service) uploadOf(key string) (id string) {
	rest, ours := strings.CutPrefix(key, uploads+"/"+s.space+"/")
	id, name, _ := strings.Cut(rest, "/")
	if !ours || name == "" {
		return ""
	}
	return id
}

// save writes the system fields of an asset, and values of its other fields.
func (s *Service) save(ctx context.Context, a *Asset, values map[string]json.RawMessage, types ...event.Type) (*content.Entry, error) {
	system := a.values()
	for name, v := range values {
		if _, taken := system[name]; taken {
			return nil, errs.New(errs.Invalid, "The field %q of an asset is written by Galley alone.", name)
		}
		system[name] = v
	}
	return s.content.WriteSystem(ctx, a.ID, 0, system, types...)
}
