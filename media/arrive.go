package media

import (
	"context"
	"errors"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/media/filetype"
)

// CompleteUpload is called when the whole file was sent: its parts are joined, it is looked at, and the asset becomes
// READY, or FAILED with a reason. Where another process looks at files, the asset may be UPLOADING still when this one
// stops waiting. Completing an upload again changes nothing.
func (s *Service) CompleteUpload(ctx context.Context, id string) (*content.Entry, error) {
	e, err := s.content.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	owner := auth.Resource{Model: e.Model.ID, Owner: e.CreatedBy.ID}
	if e.Model.ID != content.AssetModel || !auth.Can(auth.From(ctx), auth.Update, owner) {
		return nil, errs.New(errs.NotFound, "There is no upload %q.", id)
	}
	if AssetOf(e).State != content.AssetUploading {
		return e, nil
	}
	done, err := s.complete(ctx, e)
	if errors.Is(err, blob.ErrNotFound) {
		return s.missing(ctx, e)
	}
	return done, err
}

// complete joins the parts of an upload and has the file looked at. It is ErrNotFound where there is no file.
func (s *Service) complete(ctx context.Context, e *content.Entry) (*content.Entry, error) {
	a := AssetOf(e)
	if err := s.presigner.CompleteUpload(ctx, a.granted()); err != nil {
		return nil, err
	}
	if s.pictures != nil {
		return s.settle(ctx, e)
	}
	if _, err := s.bucket.Stat(ctx, a.key); err != nil {
		return nil, err
	}
	return s.await(ctx, e)
}

// missing is the answer to who completes an upload whose file is not there: it never came, or somebody else was faster
// and has refused it already.
func (s *Service) missing(ctx context.Context, e *content.Entry) (*content.Entry, error) {
	now, err := s.content.Entry(ctx, e.ID)
	if err != nil || !sameUpload(e, now) {
		return now, err
	}
	return nil, errs.New(errs.Invalid, "The file has not arrived. Send it first, then complete the upload.")
}

// sameUpload tells whether the entry still waits for the file that it waited for before.
func sameUpload(before, now *content.Entry) bool {
	a := AssetOf(now)
	return a.State == content.AssetUploading && a.key == AssetOf(before).key
}

// Waiting for another process that looks at a file: long enough for usual ones, and less than gateways have patience.
const (
	patience   = 8 * time.Second
	firstPause = 100 * time.Millisecond // between two looks at the entry; each is twice as long as the one before it
	longPause  = time.Second            // the longest
)

// await waits until another process has looked at the file; after a while it gives the entry as it is.
func (s *Service) await(ctx context.Context, e *content.Entry) (*content.Entry, error) {
	waiting, end := e, s.clock.Now().Add(patience)
	for pause := firstPause; sameUpload(waiting, e) && s.clock.Now().Before(end); pause = min(2*pause, longPause) {
		if err := s.clock.Sleep(ctx, min(pause, end.Sub(s.clock.Now()))); err != nil {
			return nil, err
		}
		var err error
		if e, err = s.content.Entry(ctx, e.ID); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Arrived is to be called when an object appeared in the bucket: it looks at the file that an upload has sent. The call
// may come twice, late, in any order and for any key: what no asset waits for is left alone. An error is worth another
// try; a file that is refused is none, since its asset says why.
func (s *Service) Arrived(ctx context.Context, key string) (err error) {
	defer errs.Wrap(&err, "look at the upload %s", key)
	id := s.uploadOf(key)
	if id == "" {
		return nil
	}
	ctx = auth.With(ctx, auth.System)
	if sentHash(key) != "" {
		return ignoreRefusal(s.settleSent(ctx, key))
	}
	e, err := s.content.Entry(ctx, id)
	if err == nil && e.Model.ID == content.AssetModel {
		if a := AssetOf(e); a.State == content.AssetUploading && a.key == key {
			_, err = s.settle(ctx, e)
		}
	}
	if errs.CodeOf(err) == errs.NotFound || errors.Is(err, blob.ErrNotFound) {
		return nil // the asset, or the file, was deleted meanwhile
	}
	return err
}

// ignoreRefusal leaves out what is no reason to try again.
func ignoreRefusal(err error) error {
	if errs.CodeOf(err) == errs.Invalid || errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	return err
}

// settle looks at the file of an asset that waits for it, and makes the asset READY or FAILED: once, however many try.
func (s *Service) settle(ctx context.Context, e *content.Entry) (*content.Entry, error) {
	a := AssetOf(e)
	f, err := s.look(ctx, a.key, filetype.ByMIME(a.MimeType))
	if err == nil {
		err = checkAnnounced(&a, &f)
	}
	if errs.CodeOf(err) == errs.Invalid {
		a.State, a.Reason, a.key = content.AssetFailed, err.Error(), "" // nobody may get the file
		return s.decide(ctx, e, &a, event.AssetFailed)
	}
	if err != nil {
		return nil, err
	}
	if err := s.keepFound(ctx, &a, &f); err != nil {
		return nil, err
	}
	return s.decide(ctx, e, &a, event.AssetReady)
}

// maxConflicts is how often an asset may be changed by others, say its title, while what became of its file is written.
const maxConflicts = 10

// decide writes what became of the file that an asset waits for, unless it does not wait for it any more: then it gives
// the asset as it is. The file that is not needed goes: the one that was sent, if it was refused or rewritten, or what it
// was rewritten to, if somebody else was faster.
func (s *Service) decide(ctx context.Context, waiting *content.Entry, a *Asset, t event.Type) (*content.Entry, error) {
	sent, now := AssetOf(waiting).key, waiting
	for range maxConflicts {
		e, err := s.content.WriteSystem(ctx, a.ID, now.Version, a.values(), t)
		if err == nil {
			return e, s.drop(ctx, sent, a.key)
		}
		if errs.CodeOf(err) != errs.Conflict {
			return nil, err
		}
		if now, err = s.content.Entry(ctx, a.ID); err != nil {
			return nil, err
		}
		if !sameUpload(waiting, now) {
			return now, s.drop(ctx, a.key, sent)
		}
	}
	return nil, errs.New(errs.Conflict, "The asset is being changed by many at once. Try again.")
}

// drop deletes an object that is there and not the one to keep.
func (s *Service) drop(ctx context.Context, key, keep string) error {
	if key == "" || key == keep {
		return nil
	}
	return s.bucket.Delete(ctx, key)
}

// look inspects an object of the bucket.
func (s *Service) look(ctx context.Context, key string, hint *filetype.Type) (f finding, err error) {
	if s.pictures == nil {
		return f, errors.New("this process does not look at files")
	}
	done, err := s.turn(ctx)
	if err != nil {
		return f, err
	}
	defer done()
	body, _, err := s.bucket.Get(ctx, key)
	if err != nil {
		return f, err
	}
	f, err = inspect(s.pictures, body, hint, s.limits)
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

// keepFound makes an asset READY with what was found out about its file. One that had to be rewritten is stored anew.
func (s *Service) keepFound(ctx context.Context, a *Asset, f *finding) error {
	a.State, a.Reason, a.MimeType, a.Size, a.hash = content.AssetReady, "", f.kind.MIME, f.size, f.hash
	a.Width, a.Height, a.Placeholder = f.width, f.height, f.placeholder
	if f.rewritten == nil {
		return nil
	}
	a.key = s.newKey(files, a.ID, f.kind)
	return s.bucket.Put(ctx, a.key, f.reader(), blob.PutOptions{Size: f.size, ContentType: f.kind.MIME})
}
