package media_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/media"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
	"github.com/galley-cms/galley/media/raster"
)

// begin begins an upload of a file, and sends it.
func (s *studio) begin(name string, file []byte) media.Upload {
	s.t.Helper()
	u, err := s.CreateUpload(s.ctx, name, "", int64(len(file)), "")
	s.must(err)
	if status := s.send(u, file); status/100 != 2 {
		s.t.Fatalf("the upload was answered with %d", status)
	}
	return u
}

// keyOf is the key of the file of an asset.
func (s *studio) keyOf(id string) (key string) {
	s.t.Helper()
	e, err := s.content.Entry(s.ctx, id)
	s.must(err)
	if raw := e.Values["key"]; raw != nil {
		s.must(json.Unmarshal(raw, &key))
	}
	return key
}

func (s *studio) asset(id string) media.Asset {
	s.t.Helper()
	a, err := s.Asset(s.ctx, id)
	s.must(err)
	return a
}

// outcomes are the types of the events that tell what became of a file.
func (s *studio) outcomes(id string) (types []event.Type) {
	s.t.Helper()
	page, err := event.List(s.ctx, s.tables[0], "main", event.Filter{Entry: id, Types: []event.Type{event.AssetReady, event.AssetFailed}}, 100)
	s.must(err)
	for _, e := range page.Events {
		types = append(types, e.Types...)
	}
	return types
}

// keys are all keys in the bucket.
func (s *studio) keys(prefix string) (keys []string) {
	s.t.Helper()
	infos, err := s.bucket.List(s.ctx, prefix, "", 1000)
	s.must(err)
	for _, i := range infos {
		keys = append(keys, i.Key)
	}
	return keys
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><script>alert(1)</script><rect/></svg>`

func TestAnArrivalIsEnough(t *testing.T) {
	s := newStudio(t)
	for name, c := range map[string]struct {
		file  []byte
		state string
	}{
		"a.jpg": {photo(t, 30, 20), content.AssetReady},
		"a.svg": {[]byte(drawing), content.AssetReady},
		"b.jpg": {photo(t, 30, 20)[:300], content.AssetFailed}, // M11: the call succeeds, so nobody tries again
	} {
		u := s.begin(name, c.file)
		key := s.keyOf(u.ID)
		if !strings.HasPrefix(key, "uploads/main/"+u.ID+"/") || !strings.HasSuffix(key, name[1:]) {
			t.Errorf("%s is sent to %s", name, key)
		}
		for range 2 {
			s.must(s.Arrived(t.Context(), key)) // nobody's context: the function acts as Galley itself
		}
		if a := s.asset(u.ID); a.State != c.state || (c.state == content.AssetFailed) == (a.Reason == "") {
			t.Errorf("%s is %+v", name, a)
		}
		if got := s.outcomes(u.ID); len(got) != 1 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// M16: whoever asks, and how often at a time, there is one result and one event, and one file.
func TestArrivalsAndCompletionsAtOnce(t *testing.T) {
	s := newStudio(t)
	for name, file := range map[string][]byte{"a.jpg": photo(t, 300, 200), "a.svg": []byte(drawing), "b.svg": []byte("<svg><rect></svg>")} {
		u := s.begin(name, file)
		key := s.keyOf(u.ID)
		var wg sync.WaitGroup
		for i := range 6 {
			other := s.process(s.bucket, media.Options{Pictures: raster.Decoder{}})
			wg.Go(func() {
				err := other.Arrived(t.Context(), key)
				if i%2 == 0 {
					var e *content.Entry
					if e, err = other.CompleteUpload(s.ctx, u.ID); err == nil && media.AssetOf(e).State == content.AssetUploading {
						err = errors.New("the upload was completed, and is UPLOADING still")
					}
				}
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		wg.Go(func() { // meanwhile an editor is at work
			for _, title := range []string{"One", "Two", "Three"} {
				if _, err := s.content.Update(s.ctx, u.ID, content.Change{Values: map[string]json.RawMessage{"title": json.RawMessage(`{"en":"` + title + `"}`)}}); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Wait()
		if got := s.outcomes(u.ID); len(got) != 1 {
			t.Errorf("%s: %v", name, got)
		}
		want := 1
		if s.asset(u.ID).State == content.AssetFailed {
			want = 0
		}
		if left := append(s.keys("uploads/main/"+u.ID), s.keys("files/main/"+u.ID)...); len(left) != want {
			t.Errorf("%s: left %v", name, left)
		}
		e, err := s.content.Entry(s.ctx, u.ID)
		if err != nil || string(e.Values["title"]) != `{"en":"Three"}` {
			t.Errorf("%s: the title is %s, %v", name, e.Values["title"], err)
		}
	}
}

// M16
func TestArrivalsThatNoAssetWaitsFor(t *testing.T) {
	s := newStudio(t)
	file := photo(t, 30, 20)
	u := s.begin("a.jpg", file)
	old := s.keyOf(u.ID)
	again, err := s.CreateUpload(s.ctx, "b.jpg", "", int64(len(file)), u.ID) // replaces the file that is on its way
	s.must(err)
	now := s.keyOf(again.ID)
	gone := s.begin("gone.jpg", file)
	goneKey := s.keyOf(gone.ID)
	s.must(s.content.Delete(s.ctx, gone.ID, 0))
	for name, key := range map[string]string{
		"of an upload that was replaced":   old,
		"before the file is there":         now,
		"of an asset in the trash":         goneKey,
		"of no asset":                      strings.Replace(old, u.ID, "nothing", 1),
		"of another space":                 strings.Replace(old, "/main/", "/other/", 1),
		"of another folder":                strings.Replace(old, "uploads/", "files/", 1),
		"of another file of the asset":     old + "x",
		"of nothing":                       "",
		"of a folder":                      "uploads/main/",
		"of an id that cannot be":          "uploads/main/../../etc/passwd",
		"of something else in the bucket":  "variants/main/x/y",
		"of an object without an asset id": "uploads/main/file.jpg",
	} {
		if err := s.Arrived(t.Context(), key); err != nil {
			t.Errorf("an arrival %s: %v", name, err)
		}
	}
	if a := s.asset(u.ID); a.State != content.AssetUploading || a.FileName != "b.jpg" {
		t.Errorf("the asset is %+v", a)
	}
	s.send(again, file)
	s.must(s.Arrived(t.Context(), now))
	s.must(s.Arrived(t.Context(), old)) // late
	if a := s.asset(u.ID); a.State != content.AssetReady || len(s.outcomes(u.ID)) != 1 {
		t.Errorf("the asset is %+v after %v", a, s.outcomes(u.ID))
	}
}

// F1, F8: killed at any call to the store, or left without its answer, the next try makes it good, once.
func TestArrivalsThatAreKilled(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter, storetest.LostReply} {
		for call := 1; ; call++ {
			s := newStudio(t)
			u := s.begin("a.svg", []byte(drawing))
			key := s.keyOf(u.ID)
			faults := &storetest.Faults{At: map[int]storetest.Fault{call: fault}}
			dying := media.New(content.New(faults.Wrap(s.tables[0]), faults.Wrap(s.tables[1]), content.Options{}), s.bucket, s.bucket, s.Links(),
				media.Options{Pictures: raster.Decoder{}})
			err := dying.Arrived(t.Context(), key)
			if faults.Calls() < call {
				s.must(err)
				if call < 5 {
					t.Errorf("an arrival takes %d calls", faults.Calls())
				}
				break
			}
			s.must(s.Arrived(t.Context(), key))
			if a := s.asset(u.ID); a.State != content.AssetReady || len(s.outcomes(u.ID)) != 1 {
				t.Errorf("fault %d at call %d: %s after %v", fault, call, a.State, s.outcomes(u.ID))
			}
		}
	}
}

// M17: what Galley writes lies where nothing is looked at.
func TestOwnOutputIsNoUpload(t *testing.T) {
	s := newStudio(t)
	u := s.begin("a.svg", []byte(drawing))
	s.must(s.Arrived(t.Context(), s.keyOf(u.ID)))
	_, err := s.Store(s.ctx, "own", "b.jpg", "", strings.NewReader(string(photo(t, 400, 300))), -1, nil)
	s.must(err)
	if w := s.get(s.Links().Thumbnail(s.asset("own"))); w.Code != 200 {
		t.Fatalf("answered with %d", w.Code)
	}
	if left := s.keys("uploads/"); len(left) != 0 {
		t.Errorf("it wrote %v", left)
	}
	if own := s.keys("files/main/"); len(own) != 2 {
		t.Errorf("it wrote %v", own)
	}
	for _, key := range s.keys("") {
		s.must(s.Arrived(t.Context(), key))
	}
	if got := len(s.outcomes(u.ID)) + len(s.outcomes("own")); got != 2 {
		t.Errorf("there are %d events", got)
	}
}

// Before, uploads had no folder of their own.
func TestOldKeysGoOnWorking(t *testing.T) {
	s := newStudio(t)
	file := photo(t, 30, 20)
	u := s.begin("a.jpg", file)
	old := strings.Replace(s.keyOf(u.ID), "uploads/", "files/", 1)
	s.must(s.bucket.Put(t.Context(), old, strings.NewReader(string(file)), blob.PutOptions{Size: int64(len(file))}))
	_, err := s.content.WriteSystem(s.ctx, u.ID, 0, map[string]json.RawMessage{"key": json.RawMessage(`"` + old + `"`)})
	s.must(err)
	e, err := s.CompleteUpload(s.ctx, u.ID)
	s.must(err)
	a := media.AssetOf(e)
	if w := s.get(s.Links().Original(a)); a.State != content.AssetReady || w.Code != 200 || w.Body.Len() != len(file) {
		t.Errorf("the asset is %+v, answered with %d", a, w.Code)
	}
}

// elsewhere completes an upload in a process that looks at no files, and gives what it answers after a time.
func (s *studio) elsewhere(id string, after time.Duration, meanwhile func()) (*content.Entry, error) {
	s.t.Helper()
	fake := clock.NewFake(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
	api := s.process(s.bucket, media.Options{Clock: fake})
	type answer struct {
		e   *content.Entry
		err error
	}
	done := make(chan answer)
	go func() {
		e, err := api.CompleteUpload(s.ctx, id)
		done <- answer{e, err}
	}()
	step := 100 * time.Millisecond
	for passed := time.Duration(0); ; passed += step {
		slept := make(chan error, 1)
		go func() { slept <- fake.AwaitSleepers(s.ctx, 1) }()
		select {
		case a := <-done:
			if passed < after || passed > after+time.Second {
				s.t.Errorf("the answer came after %s", passed)
			}
			return a.e, a.err
		case err := <-slept:
			s.must(err)
		}
		if passed == after {
			meanwhile()
		}
		fake.Advance(step)
	}
}

func TestLookingElsewhere(t *testing.T) {
	s := newStudio(t)
	u := s.begin("a.jpg", photo(t, 30, 20))
	e, err := s.elsewhere(u.ID, 8*time.Second, func() {})
	if err != nil || media.AssetOf(e).State != content.AssetUploading {
		t.Errorf("while nobody looks: %+v, %v", e, err)
	}
	e, err = s.elsewhere(u.ID, 2*time.Second, func() { s.must(s.Arrived(t.Context(), s.keyOf(u.ID))) })
	if err != nil || media.AssetOf(e).State != content.AssetReady {
		t.Errorf("once somebody looked: %+v, %v", e, err)
	}
	missing, err := s.CreateUpload(s.ctx, "a.jpg", "", 5, "")
	s.must(err)
	if _, err := s.elsewhere(missing.ID, 0, func() {}); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "not arrived") {
		t.Errorf("without a file: %v", err)
	}
	api := s.process(s.bucket, media.Options{})
	for name, err := range map[string]error{
		"an arrival": api.Arrived(t.Context(), s.keyOf(s.begin("b.jpg", photo(t, 30, 20)).ID)),
		"storing": func() error {
			_, err := api.Store(s.ctx, "x", "a.txt", "", strings.NewReader("x"), 1, nil)
			return err
		}(),
	} {
		if errs.CodeOf(err) != errs.Internal || !strings.Contains(err.Error(), "does not look at files") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if w := s.get(s.Links().Original(s.asset(u.ID))); w.Code != 200 {
		t.Errorf("the file is answered with %d", w.Code)
	}
}

// partial is a storage where uploads go in parts, of which one is missing at first.
type partial struct {
	blob.Presigner
	missing bool
	granted blob.Upload
	aborted string
}

func (p *partial) CompleteUpload(ctx context.Context, u blob.Upload) error {
	p.granted = u
	if p.missing {
		p.missing = false
		return errs.New(errs.Invalid, "A part is missing.")
	}
	return p.Presigner.CompleteUpload(ctx, u)
}

func (p *partial) AbortUpload(_ context.Context, key string) error {
	p.aborted = key
	return nil
}

func TestPartsAreJoinedBeforeTheFileIsLookedAt(t *testing.T) {
	s := newStudio(t)
	u := s.begin("a.txt", []byte("hello"))
	parts := &partial{Presigner: s.bucket, missing: true}
	joining := media.New(s.content, s.bucket, parts, s.Links(), media.Options{Pictures: raster.Decoder{}})
	if _, err := joining.CompleteUpload(s.ctx, u.ID); errs.CodeOf(err) != errs.Invalid || s.asset(u.ID).State != content.AssetUploading {
		t.Errorf("with a part missing: %s, %v", s.asset(u.ID).State, err)
	}
	e, err := joining.CompleteUpload(s.ctx, u.ID)
	if err != nil || media.AssetOf(e).State != content.AssetReady {
		t.Errorf("got %+v, %v", e, err)
	}
	if g := parts.granted; g.Size != 5 || g.ContentType != "text/plain" || !strings.HasPrefix(g.Key, "uploads/main/"+u.ID) {
		t.Errorf("completed as %+v", g)
	}
	if _, err := joining.CreateUpload(s.ctx, "a.txt", "", 5, "not an id"); errs.CodeOf(err) != errs.Invalid || !strings.HasPrefix(parts.aborted, "uploads/main/not an id/") {
		t.Errorf("what was granted for nothing is %q, %v", parts.aborted, err)
	}
}

// blind is a decoder that cannot work.
type blind struct{ media.Pictures }

func (blind) Look(*filetype.Type, []byte) (picture.Facts, error) {
	return picture.Facts{}, io.ErrUnexpectedEOF
}

func TestTroubleOfTheDecoderIsWorthAnotherTry(t *testing.T) {
	s := newStudio(t)
	u := s.begin("a.jpg", photo(t, 30, 20))
	if err := s.process(s.bucket, media.Options{Pictures: blind{}}).Arrived(t.Context(), s.keyOf(u.ID)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	if a := s.asset(u.ID); a.State != content.AssetUploading {
		t.Errorf("the asset is %+v", a)
	}
}
