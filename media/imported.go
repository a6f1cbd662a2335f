package media

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
)

// A file that moves in with its asset comes before the asset does, so that this is whole from the start. The sender stores
// it among uploads, under its hash; whoever looks at files moves it on to where only Galley writes, if it is what it was
// said to be. What lies there under a hash was looked at.

// Sent is a file of an asset that moves in.
type Sent struct {
	Asset    string // id
	FileName string
	MimeType string
	Size     int64
	Hash     string // SHA-256, hexadecimal
}

// SendImported begins to send a file of an asset that moves in. It gives nil if the file is here already. It needs the
// permission to administer.
func (s *Service) SendImported(ctx context.Context, f Sent) (*Upload, error) {
	kind, err := s.checkSent(ctx, f)
	if err != nil {
		return nil, err
	}
	there, err := s.holds(ctx, f, kind)
	if err != nil || there {
		return nil, err
	}
	if there, err = s.has(ctx, s.keyOf(uploads, f.Asset, f.Hash, kind)); err != nil || there {
		return nil, err
	}
	request, err := s.presigner.PresignUpload(ctx, s.grantedSent(f, kind))
	if err != nil {
		return nil, err
	}
	return &Upload{f.Asset, request}, nil
}

// checkSent asks whether the actor may do this at all, and finds the type of the file.
func (s *Service) checkSent(ctx context.Context, f Sent) (*filetype.Type, error) {
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return nil, err
	}
	if !isHash(f.Hash) {
		return nil, errs.New(errs.Invalid, "A file that moves in is known by its SHA-256, in 64 hexadecimal digits.")
	}
	kind := filetype.ByMIME(f.MimeType)
	switch {
	case kind == nil:
		return nil, errs.New(errs.Invalid, "Files of the type %q are not accepted.", f.MimeType)
	case f.Size < 1:
		return nil, errs.New(errs.Invalid, "The file is empty.")
	}
	if key := s.keyOf(uploads, f.Asset, f.Hash, kind); blob.CheckKey(key) != nil || s.uploadOf(key) != f.Asset {
		return nil, errs.New(errs.Invalid, "The id %q is not possible.", f.Asset)
	}
	return kind, s.limits.check(kind, f.Size)
}

func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}

// keyOf is where the file of an asset with a hash lies in a folder.
func (s *Service) keyOf(folder, id, hash string, kind *filetype.Type) string {
	return fmt.Sprintf("%s/%s/%s/%s.%s", folder, s.space, id, hash, kind.Extensions[0])
}

func (s *Service) grantedSent(f Sent, kind *filetype.Type) blob.Upload {
	return blob.Upload{Key: s.keyOf(uploads, f.Asset, f.Hash, kind), ContentType: kind.MIME, Size: f.Size, Expires: uploadTime}
}

// holds tells whether an asset has the file, or the file was looked at.
func (s *Service) holds(ctx context.Context, f Sent, kind *filetype.Type) (bool, error) {
	e, err := s.content.Entry(ctx, f.Asset)
	if err == nil && e.Model.ID == content.AssetModel {
		if a := AssetOf(e); a.State == content.AssetReady && a.hash == f.Hash {
			return true, nil
		}
	}
	if err != nil && errs.CodeOf(err) != errs.NotFound {
		return false, err
	}
	return s.has(ctx, s.keyOf(files, f.Asset, f.Hash, kind))
}

func (s *Service) has(ctx context.Context, key string) (bool, error) {
	_, err := s.bucket.Stat(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// CheckImported is called when the file was sent: it is looked at, here or by another process, for which this one waits a
// while: false says that it has not come to an end yet. A file that is refused is an error.
func (s *Service) CheckImported(ctx context.Context, f Sent) (done bool, err error) {
	kind, err := s.checkSent(ctx, f)
	if err != nil {
		return false, err
	}
	if done, err = s.holds(ctx, f, kind); done || err != nil {
		return done, err
	}
	granted := s.grantedSent(f, kind)
	if err := s.presigner.CompleteUpload(ctx, granted); err != nil && !errors.Is(err, blob.ErrNotFound) {
		return false, err
	}
	if s.pictures != nil {
		return true, sentence(s.settleSent(ctx, granted.Key))
	}
	return s.awaitSent(ctx, f, kind)
}

// sentence says of a file that is not there that it is not.
func sentence(err error) error {
	if errors.Is(err, blob.ErrNotFound) {
		return errs.New(errs.Invalid, "The file has not arrived, or was refused because it is not what it was said to be.")
	}
	return err
}

// awaitSent waits for who looks at files.
func (s *Service) awaitSent(ctx context.Context, f Sent, kind *filetype.Type) (bool, error) {
	sent := s.keyOf(uploads, f.Asset, f.Hash, kind)
	end := s.clock.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		waiting, err := s.has(ctx, sent) // before the look at what was moved on: it lies in one place or in both
		if err != nil {
			return false, err
		}
		done, err := s.holds(ctx, f, kind)
		switch {
		case done || err != nil:
			return done, err
		case !waiting:
			return false, sentence(blob.ErrNotFound)
		case !s.clock.Now().Before(end):
			return false, nil
		}
		if err := s.clock.Sleep(ctx, pause); err != nil {
			return false, err
		}
	}
}

// sentHash is the hash by which the key of an upload names a file that moves in; "" for other uploads.
func sentHash(key string) string {
	hash, _, _ := strings.Cut(path.Base(key), ".")
	if !isHash(hash) {
		return ""
	}
	return hash
}

// settleSent looks at a file that was sent, and moves it on or deletes it. Both may happen twice.
func (s *Service) settleSent(ctx context.Context, key string) error {
	hint := filetype.ByName(key)
	f, err := s.look(ctx, key, hint)
	if err == nil && (f.hash != sentHash(key) || f.kind != hint) {
		err = errs.New(errs.Invalid, "The file is not the one that it was said to be: its content is a %s with the hash %s.", f.kind.Name, f.hash)
	}
	if errs.CodeOf(err) == errs.Invalid {
		return errors.Join(err, s.bucket.Delete(ctx, key))
	}
	if err != nil {
		return err
	}
	return s.moveOn(ctx, key, &f)
}

// moveOn puts a file that was looked at to where only Galley writes. The hash of what was written says whether it is that.
func (s *Service) moveOn(ctx context.Context, key string, f *finding) error {
	to := s.keyOf(files, s.uploadOf(key), f.hash, f.kind)
	from := io.NopCloser(f.reader())
	if f.rewritten == nil {
		var err error
		if from, _, err = s.bucket.Get(ctx, key); err != nil {
			return err
		}
	}
	sum := sha256.New()
	err := s.bucket.Put(ctx, to, io.TeeReader(from, sum), blob.PutOptions{Size: f.size, ContentType: f.kind.MIME})
	err = errors.Join(err, from.Close())
	if err == nil && hexSum(sum) != f.hash {
		err = errors.Join(errs.New(errs.Invalid, "The file was replaced while it was looked at."), s.bucket.Delete(ctx, to))
	}
	if err != nil {
		return err
	}
	return s.bucket.Delete(ctx, key)
}

// Imported implements content.Files: what Galley itself writes of an asset is checked before it moves in.
func (s *Service) Imported(ctx context.Context, id string, values map[string]json.RawMessage) (key string, err error) {
	a := assetOf(id, func(name string) []byte { return values[name] })
	if a.FileName != cleanName(a.FileName) {
		return "", errs.New(errs.Invalid, "The asset has a file name that is not possible: %q.", cleanName(a.FileName))
	}
	if a.SourceURL != "" {
		if err := checkAddress(a.SourceURL); err != nil {
			return "", err
		}
	}
	if a.State != content.AssetReady {
		return "", nil
	}
	kind := filetype.ByMIME(a.MimeType)
	if kind == nil || !isHash(a.hash) {
		return "", errs.New(errs.Invalid, "The asset says that its file is there, and not of which type it is and what its SHA-256 is.")
	}
	key = s.keyOf(files, id, a.hash, kind)
	info, err := s.bucket.Stat(ctx, key)
	switch {
	case errors.Is(err, blob.ErrNotFound):
		return "", errs.New(errs.Invalid, "The file of the asset has not come: %s.", a.hash)
	case err == nil && info.Size != a.Size:
		return "", errs.New(errs.Invalid, "The file of the asset has %d bytes, not the %d that it says.", info.Size, a.Size)
	}
	return key, err
}
