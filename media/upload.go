package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	a = Asset{
		ID: a.ID, FileName: cleanName(fileName), MimeType: kind.MIME, Size: size, State: content.AssetUploading, key: s.newKey(a.ID, kind),
	}
	request, err := s.presigner.PresignUpload(ctx, blob.Upload{Key: a.key, ContentType: kind.MIME, Size: size, Expires: uploadTime})
	if err != nil {
		return u, err
	}
	_, err = s.save(ctx, &a, nil)
	return Upload{a.ID, request}, err
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

// newKey makes a key that nothing in the bucket has.
func (s *Service) newKey(id string, kind *filetype.Type) string {
	ext := "bin"
	if kind != nil {
		ext = kind.Extensions[0]
	}
	return fmt.Sprintf("files/%s/%s/%s.%s", s.space, id, ulid.MustNew(ulid.Timestamp(s.clock.Now()), ulid.DefaultEntropy()), ext)
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

// CompleteUpload looks at the file that was sent: the asset becomes READY, or FAILED with a reason. Completing an upload
// again changes nothing.
func (s *Service) CompleteUpload(ctx context.Context, id string) (*content.Entry, error) {
	e, err := s.content.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	owner := auth.Resource{Model: e.Model.ID, Owner: e.CreatedBy.ID}
	if e.Model.ID != content.AssetModel || !auth.Can(auth.From(ctx), auth.Update, owner) {
		return nil, errs.New(errs.NotFound, "There is no upload %q.", id)
	}
	a := AssetOf(e)
	if a.State != content.AssetUploading {
		return e, nil
	}
	f, err := s.look(ctx, a.key, filetype.ByMIME(a.MimeType))
	if errors.Is(err, blob.ErrNotFound) {
		return nil, errs.New(errs.Invalid, "The file has not arrived. Send it first, then complete the upload.")
	}
	if err == nil {
		err = checkAnnounced(&a, &f)
	}
	if errs.CodeOf(err) == errs.Invalid {
		return s.fail(ctx, a, err)
	}
	if err != nil {
		return nil, err
	}
	return s.ready(ctx, a, f, nil)
}

// look inspects an object of the bucket.
func (s *Service) look(ctx context.Context, key string, hint *filetype.Type) (f finding, err error) {
	done, err := s.turn(ctx)
	if err != nil {
		return f, err
	}
	defer done()
	body, _, err := s.bucket.Get(ctx, key)
	if err != nil {
		return f, err
	}
	f, err = inspect(body, hint, s.limits)
	return f, errors.Join(err, body.Close())
}

// checkAnnounced compares what came with what was announced. Pictures may be of another format than their name says:
// what they are is what counts.
func checkAnnounced(a *Asset, f *finding) error {
	want := filetype.ByMIME(a.MimeType)
	pictures := want != nil && want.Family == filetype.Image && f.kind.Family == filetype.Image
	if want != nil && want != f.kind && !pictures {
		return errs.New(errs.Invalid, "The file was announced as a %s, but its content is a %s.", want.Name, f.kind.Name)
	}
	if f.rewritten == nil && f.size != a.Size {
		return errs.New(errs.Invalid, "The file has %d bytes, not the %d that were announced.", f.size, a.Size)
	}
	return nil
}

// fail makes an asset FAILED and drops the file, since nobody may get it.
func (s *Service) fail(ctx context.Context, a Asset, reason error) (*content.Entry, error) {
	key := a.key
	a.State, a.Reason, a.key = content.AssetFailed, reason.Error(), ""
	e, err := s.save(ctx, &a, nil, event.AssetFailed)
	if err != nil {
		return nil, err
	}
	return e, s.bucket.Delete(ctx, key)
}

// ready makes an asset READY with what was found out about its file.
func (s *Service) ready(ctx context.Context, a Asset, f finding, values map[string]json.RawMessage) (*content.Entry, error) {
	arrived := a.key
	if f.rewritten != nil {
		a.key = s.newKey(a.ID, f.kind)
		if err := s.bucket.Put(ctx, a.key, f.reader(), blob.PutOptions{Size: f.size, ContentType: f.kind.MIME}); err != nil {
			return nil, err
		}
	}
	a.State, a.Reason, a.MimeType, a.Size, a.hash = content.AssetReady, "", f.kind.MIME, f.size, f.hash
	a.Width, a.Height, a.Placeholder = f.width, f.height, f.placeholder
	e, err := s.save(ctx, &a, values, event.AssetReady)
	if err != nil || a.key == arrived {
		return e, err
	}
	return e, s.bucket.Delete(ctx, arrived)
}

// Store keeps a file that Galley itself has: it makes an asset, or gives an existing one this file. A file that is
// refused leaves nothing behind. Storing the same file again changes nothing but values.
func (s *Service) Store(ctx context.Context, id, fileName, mimeType string, r io.Reader, size int64, values map[string]json.RawMessage) (*content.Entry, error) {
	before, err := s.begin(ctx, id)
	if err != nil {
		return nil, err
	}
	kind := announced(fileName, mimeType)
	a := Asset{ID: before.ID, FileName: cleanName(fileName), SourceURL: before.SourceURL, key: s.newKey(before.ID, kind)}
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
	return s.ready(ctx, a, f, values)
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
