package media_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/blob/disk"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/media"
	"github.com/galley-cms/galley/media/picture"
	"github.com/galley-cms/galley/media/raster"
)

// studio is a media service with all that is around it.
type studio struct {
	*media.Service
	t       *testing.T
	ctx     context.Context
	content *content.Service
	bucket  *disk.Bucket
	tables  [2]store.Table
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	bucket, err := disk.Open(t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tables := [2]store.Table{storetest.New(t), storetest.New(t)}
	c := content.New(tables[0], tables[1], content.Options{})
	s := media.New(c, bucket, bucket, media.NewLinks("", []byte("secret")), media.Options{Pictures: raster.Decoder{}})
	return &studio{s, t, auth.With(t.Context(), auth.Local), c, bucket, tables}
}

// process is another process at work on the same files.
func (s *studio) process(b blob.Bucket, o media.Options) *media.Service {
	c := content.New(s.tables[0], s.tables[1], content.Options{Clock: o.Clock})
	return media.New(c, b, s.bucket, s.Links(), o)
}

func (s *studio) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// send sends the file of an upload and returns the status of the reply.
func (s *studio) send(u media.Upload, file []byte) int {
	r := httptest.NewRequest(u.Request.Method, u.Request.URL, bytes.NewReader(file))
	for name, value := range u.Request.Header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.bucket.UploadHandler().ServeHTTP(w, r)
	return w.Code
}

// upload goes all the way, and returns the asset.
func (s *studio) upload(name, mimeType string, file []byte) media.Asset {
	s.t.Helper()
	u, err := s.CreateUpload(s.ctx, name, mimeType, int64(len(file)), "")
	s.must(err)
	if status := s.send(u, file); status != http.StatusNoContent {
		s.t.Fatalf("the upload was answered with %d", status)
	}
	e, err := s.CompleteUpload(s.ctx, u.ID)
	s.must(err)
	return media.AssetOf(e)
}

// get asks for a file as somebody without a name.
func (s *studio) get(address string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func (s *studio) variant(a media.Asset, v media.Variant) string {
	s.t.Helper()
	address, err := s.Links().Variant(a, v)
	s.must(err)
	return address
}

func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUploadedPicture(t *testing.T) {
	s := newStudio(t)
	file := photo(t, 800, 500)
	a := s.upload("Ein Bild.jpg", "image/jpeg", file)
	if a.State != content.AssetReady || a.Width != 800 || a.Height != 500 || a.Size != int64(len(file)) || a.Placeholder == "" || a.Reason != "" {
		t.Fatalf("the asset is %+v", a)
	}
	w := s.get(s.Links().Original(a))
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), file) {
		t.Errorf("the original was answered with %d and %d bytes", w.Code, w.Body.Len())
	}
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, s-maxage=86400, immutable",
		"Content-Disposition": `inline; filename="Ein Bild.jpg"`, "Access-Control-Allow-Origin": "*",
		"Cache-Tag": "e:" + a.ID + ",m:asset.entry,m:.all",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	for name, c := range map[string]struct {
		v    media.Variant
		size image.Point
	}{
		"thumbnail": {media.Variant{Width: 320}, image.Pt(320, 200)},
		"cut":       {media.Variant{Width: 100, Height: 100, Fit: picture.Cover}, image.Pt(100, 100)},
		"png":       {media.Variant{Width: 480, Format: "png"}, image.Pt(480, 300)},
		"large":     {media.Variant{Width: 3840}, image.Pt(800, 500)},
	} {
		w := s.get(s.variant(a, c.v))
		img, _, err := image.Decode(bytes.NewReader(w.Body.Bytes()))
		if w.Code != http.StatusOK || err != nil || img.Bounds().Size() != c.size {
			t.Errorf("%s: answered with %d, %v", name, w.Code, err)
		}
	}
}

func TestVariantsAreMadeOnce(t *testing.T) {
	s := newStudio(t)
	a := s.upload("a.jpg", "image/jpeg", photo(t, 400, 300))
	address := s.Links().Thumbnail(a)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if w := s.get(address); w.Code != http.StatusOK {
				t.Errorf("answered with %d", w.Code)
			}
		})
	}
	wg.Wait()
	kept, err := s.bucket.List(t.Context(), "variants/main/"+a.ID+"/", "", 10)
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	s.must(s.bucket.Put(t.Context(), kept[0].Key, strings.NewReader("as kept"), blob.PutOptions{Size: 7, ContentType: "image/jpeg"}))
	w := s.get(address)
	if w.Body.String() != "as kept" {
		t.Error("it was rendered again")
	}
	if again := s.get(address, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("a known variant was answered with %d, %v", again.Code, again.Header())
	}
}

func TestRangesOfFiles(t *testing.T) {
	s := newStudio(t)
	a := s.upload("a.txt", "text/plain", []byte("0123456789"))
	w := s.get(s.Links().Original(a), "Range", "bytes=2-4")
	if w.Code != http.StatusPartialContent || w.Body.String() != "234" {
		t.Errorf("answered with %d %q", w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Disposition"); got != "attachment; filename=a.txt" {
		t.Errorf("text is shown as %q", got)
	}
	w = s.get(s.Links().Original(a), "If-None-Match", w.Header().Get("ETag"))
	if w.Code != http.StatusNotModified || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("a known file was answered with %d, %v", w.Code, w.Header())
	}
}

// M9
func TestTypesThatAreNotAccepted(t *testing.T) {
	s := newStudio(t)
	for name, mimeType := range map[string]string{"a.exe": "application/x-msdownload", "a.html": "text/html", "a": "", "a.js": "text/javascript"} {
		_, err := s.CreateUpload(s.ctx, name, mimeType, 10, "")
		if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "not accepted") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for size, want := range map[int64]string{0: "empty", 31 << 20: "30 MB"} {
		if _, err := s.CreateUpload(s.ctx, "a.png", "image/png", size, ""); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// M5, M8, M11
func TestFilesThatFail(t *testing.T) {
	s := newStudio(t)
	whole := photo(t, 300, 200)
	for name, c := range map[string]struct {
		mimeType, want string
		file           []byte
	}{
		"truncated.jpg": {"image/jpeg", "damaged", whole[:len(whole)/2]},
		"noise.png":     {"image/png", "damaged", append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, 100)...)},
		"other.pdf":     {"application/pdf", "announced as a PDF document", whole},
		"program.png":   {"image/png", "no type that is accepted", []byte("MZ\x90\x00\x03\x00")},
		"page.txt":      {"text/plain", "no type that is accepted", []byte("<!doctype html><script>alert(1)</script>")},
		"drawing.svg":   {"image/svg+xml", "cannot be read", []byte("<svg><rect></svg>")},
	} {
		a := s.upload(name, c.mimeType, c.file)
		if a.State != content.AssetFailed || !strings.Contains(a.Reason, c.want) {
			t.Errorf("%s is %s: %s", name, a.State, a.Reason)
		}
		if w := s.get(s.Links().Original(a)); w.Code != http.StatusNotFound {
			t.Errorf("%s was answered with %d", name, w.Code)
		}
	}
	if left, err := s.bucket.List(t.Context(), "", "", 10); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestPicturesOfAnotherFormatThanTheirName(t *testing.T) {
	s := newStudio(t)
	if a := s.upload("photo.png", "image/png", photo(t, 20, 10)); a.State != content.AssetReady || a.MimeType != "image/jpeg" {
		t.Errorf("the asset is %+v", a)
	}
}

func TestDrawingsAreCleaned(t *testing.T) { // M6
	s := newStudio(t)
	a := s.upload("a.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><script>alert(1)</script><rect/></svg>`))
	w := s.get(s.Links().Original(a))
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "alert") || !strings.Contains(w.Body.String(), "<rect>") {
		t.Errorf("answered with %d %s", w.Code, w.Body)
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "sandbox") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("served under %q", policy)
	}
	if a.Width != 8 || a.Height != 4 || a.Size != int64(w.Body.Len()) {
		t.Errorf("the asset is %+v", a)
	}
}

func TestCompletingAnUpload(t *testing.T) {
	s := newStudio(t)
	file := photo(t, 30, 20)
	u, err := s.CreateUpload(s.ctx, "a.jpg", "image/jpeg", int64(len(file)), "")
	s.must(err)
	if _, err := s.CompleteUpload(s.ctx, u.ID); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "not arrived") {
		t.Errorf("before the file came: %v", err)
	}
	if status := s.send(u, file); status != http.StatusNoContent {
		t.Fatalf("the upload was answered with %d", status)
	}
	if status := s.send(u, file); status != http.StatusConflict { // M15
		t.Errorf("a second upload was answered with %d", status)
	}
	first, err := s.CompleteUpload(s.ctx, u.ID)
	s.must(err)
	again, err := s.CompleteUpload(s.ctx, u.ID)
	s.must(err)
	if again.Version != first.Version { // M16
		t.Errorf("completing again wrote version %d after %d", again.Version, first.Version)
	}
}

// M14
func TestCompletingWhatSomebodyElseUploads(t *testing.T) {
	s := newStudio(t)
	as := func(id string) context.Context {
		return auth.With(t.Context(), auth.Actor{Kind: auth.KindUser, ID: id, Role: auth.RoleAuthor})
	}
	u, err := s.CreateUpload(as("ada"), "a.txt", "text/plain", 5, "")
	s.must(err)
	s.send(u, []byte("hello"))
	for name, ctx := range map[string]context.Context{"another author": as("bob"), "nobody": t.Context()} {
		if _, err := s.CompleteUpload(ctx, u.ID); err == nil || errs.CodeOf(err) == errs.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	if e, err := s.CompleteUpload(as("ada"), u.ID); err != nil || media.AssetOf(e).State != content.AssetReady {
		t.Errorf("the author: %v", err)
	}
	if _, err := s.CreateUpload(t.Context(), "a.txt", "text/plain", 5, ""); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("an upload by nobody: %v", err)
	}
	if _, err := s.CreateUpload(as("ada"), "a.txt", "text/plain", 5, "chosen"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("an author who chooses the id: %v", err)
	}
}

func TestStore(t *testing.T) {
	s := newStudio(t)
	store := func(file []byte, title string) (media.Asset, *content.Entry, error) {
		values := map[string]json.RawMessage{"title": json.RawMessage(`{"en":"` + title + `"}`)}
		e, err := s.Store(s.ctx, "pic", "a.jpg", "", bytes.NewReader(file), int64(len(file)), values)
		if err != nil {
			return media.Asset{}, nil, err
		}
		return media.AssetOf(e), e, nil
	}
	a, e, err := store(photo(t, 40, 30), "One")
	s.must(err)
	if a.State != content.AssetReady || a.Width != 40 || string(e.Values["title"]) != `{"en":"One"}` {
		t.Errorf("stored %+v with %s", a, e.Values["title"])
	}
	_, same, err := store(photo(t, 40, 30), "One")
	s.must(err)
	if same.Version != e.Version {
		t.Error("storing the same again wrote a version")
	}
	b, _, err := store(photo(t, 50, 30), "One")
	s.must(err)
	if b.Width != 50 || s.Links().Original(a) == s.Links().Original(b) {
		t.Errorf("another file gives %+v", b)
	}
	if _, _, err := store([]byte("MZ\x90\x00"), "One"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a program: %v", err)
	}
	if w := s.get(s.Links().Original(b)); w.Code != http.StatusOK {
		t.Errorf("after a refused file the old one is answered with %d", w.Code)
	}
}

func TestRecordAsset(t *testing.T) {
	s := newStudio(t)
	const address = "https://elsewhere.example/a%20b.jpg"
	e, err := s.RecordAsset(s.ctx, "ext", address, "a b.jpg", "", nil)
	s.must(err)
	a := media.AssetOf(e)
	if a.State != content.AssetExternal || a.MimeType != "image/jpeg" || s.Links().Original(a) != address || s.Links().Thumbnail(a) != address {
		t.Errorf("recorded %+v", a)
	}
	again, err := s.RecordAsset(s.ctx, "ext", address, "a b.jpg", "", nil)
	if err != nil || again.Version != e.Version {
		t.Errorf("recording again: version %d after %d, %v", again.Version, e.Version, err)
	}
	for _, bad := range []string{"javascript:alert(1)", "/a.jpg", "file:///etc/passwd", "https://u:p@host/a", ""} {
		if _, err := s.RecordAsset(s.ctx, "bad", bad, "a.jpg", "", nil); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// M18
func TestAddressesThatAreRefused(t *testing.T) {
	s := newStudio(t)
	a := s.upload("a.jpg", "image/jpeg", photo(t, 400, 300))
	path := "/media/" + a.ID + "/a.jpg"
	for address, want := range map[string]int{
		path + "?w=321":                       http.StatusForbidden,
		path + "?w=320&h=100":                 http.StatusForbidden,
		path + "?w=320&h=100&s=AAAA":          http.StatusForbidden,
		path + "?w=100000":                    http.StatusBadRequest,
		path + "?w=320&x=1":                   http.StatusBadRequest,
		path + "?w=320&w=640":                 http.StatusBadRequest,
		"/media/" + a.ID + "/b.jpg":           http.StatusNotFound,
		"/media/nothing/a.jpg":                http.StatusNotFound,
		"/media/..%2f..%2fetc/passwd":         http.StatusNotFound,
		"/media/" + a.ID:                      http.StatusNotFound,
		"/media/":                             http.StatusNotFound,
		path:                                  http.StatusOK,
		path + "?w=320":                       http.StatusOK,
		s.variant(a, media.Variant{Width: 7}): http.StatusOK,
	} {
		w := s.get(address)
		if w.Code != want {
			t.Errorf("%s was answered with %d: %s", address, w.Code, w.Body)
		}
		if w.Code >= 400 && (w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Cache-Tag") != "") {
			t.Errorf("the refusal of %s may be kept", address)
		}
	}
}

func TestAnimationsStayAnimated(t *testing.T) {
	s := newStudio(t)
	g := &gif.GIF{}
	for range 3 {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, 300, 200), color.Palette{color.White, color.Black}))
		g.Delay = append(g.Delay, 5)
	}
	var b bytes.Buffer
	s.must(gif.EncodeAll(&b, g))
	a := s.upload("a.gif", "image/gif", b.Bytes())
	if w := s.get(s.Links().Original(a)); w.Header().Get("Content-Type") != "image/gif" {
		t.Errorf("the original is %s", w.Header().Get("Content-Type"))
	}
	if w := s.get(s.Links().Thumbnail(a)); w.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("the thumbnail is %s", w.Header().Get("Content-Type"))
	}
}

func TestVariantsThatAreKeptAreBounded(t *testing.T) { // M18
	s := newStudio(t)
	var b bytes.Buffer
	s.must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 210, 2))))
	a := s.upload("a.png", "image/png", b.Bytes())
	for width := range 205 {
		if w := s.get(s.variant(a, media.Variant{Width: width + 1, Height: 1})); w.Code != http.StatusOK {
			t.Fatalf("answered with %d", w.Code)
		}
	}
	kept, err := s.bucket.List(t.Context(), "variants/", "", 1000)
	if err != nil || len(kept) != 200 {
		t.Errorf("%d are kept, %v", len(kept), err)
	}
}

func TestTroubleOfTheBucketIsNoFailure(t *testing.T) {
	s := newStudio(t)
	u, err := s.CreateUpload(s.ctx, "a.txt", "text/plain", 5, "")
	s.must(err)
	s.send(u, []byte("hello"))
	broken := s.process(brokenBucket{s.bucket}, media.Options{Pictures: raster.Decoder{}})
	if _, err := broken.CompleteUpload(s.ctx, u.ID); errs.CodeOf(err) != errs.Internal {
		t.Errorf("got %v", err)
	}
	if err := broken.Arrived(t.Context(), s.keyOf(u.ID)); errs.CodeOf(err) != errs.Internal {
		t.Errorf("got %v", err)
	}
	a, err := s.Asset(s.ctx, u.ID)
	if err != nil || a.State != content.AssetUploading {
		t.Errorf("the asset is %+v, %v", a, err)
	}
}

// brokenBucket cannot be read.
type brokenBucket struct{ blob.Bucket }

func (brokenBucket) Get(context.Context, string) (io.ReadCloser, blob.Info, error) {
	return nil, blob.Info{}, errors.New("the disk is on fire")
}
