package media_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media"
	"github.com/galley-cms/galley/media/raster"
)

// linking is a bucket that gives out addresses, and remembers the last one.
type linking struct {
	blob.Bucket
	last blob.Download
}

func (l *linking) PresignDownload(_ context.Context, d blob.Download) (string, error) {
	l.last = d
	return "https://bucket.example/" + d.Key, nil
}

// maxReply is small, so that tests need no large files.
const maxReply = 20_000

// limited is the service where replies are limited, and its buckets.
func (s *studio) limited() (limited *studio, files, variants *linking) {
	files, variants = &linking{Bucket: s.bucket}, &linking{Bucket: s.bucket}
	other := *s
	other.Service = s.process(files, media.Options{Pictures: raster.Decoder{}, Variants: variants, MaxReply: maxReply})
	return &other, files, variants
}

// noise is a picture that no format makes small.
func noise(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	random := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, color.NRGBA{uint8(random.Uint32()), uint8(random.Uint32()), uint8(random.Uint32()), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// redirected checks that a reply leads to an object, and may be kept for less than the address lives.
func redirected(t *testing.T, w *httptest.ResponseRecorder, key string) {
	t.Helper()
	if w.Code != http.StatusFound || w.Header().Get("Location") != "https://bucket.example/"+key || w.Body.Len() != 0 {
		t.Errorf("answered with %d to %q, %d bytes", w.Code, w.Header().Get("Location"), w.Body.Len())
	}
	if got := w.Header().Get("Cache-Control"); got != "public, max-age=300" || w.Header().Get("ETag") != "" {
		t.Errorf("the redirect is kept as %q, ETag %q", got, w.Header().Get("ETag"))
	}
}

func TestFilesThatNoReplyHolds(t *testing.T) {
	s, files, _ := newStudio(t).limited()
	small := s.upload("a.txt", "text/plain", bytes.Repeat([]byte("x"), maxReply))
	if w := s.get(s.Links().Original(small)); w.Code != http.StatusOK || w.Body.Len() != maxReply {
		t.Errorf("a file that just fits was answered with %d and %d bytes", w.Code, w.Body.Len())
	}
	large := s.upload("a b.txt", "text/plain", bytes.Repeat([]byte("x"), maxReply+1))
	address := s.Links().Original(large)
	redirected(t, s.get(address), s.keyOf(large.ID))
	want := blob.Download{
		Key: s.keyOf(large.ID), ContentType: "text/plain", Disposition: `attachment; filename="a b.txt"`,
		CacheControl: "public, max-age=31536000, s-maxage=86400, immutable", Expires: time.Hour,
	}
	if files.last != want {
		t.Errorf("the address is of %+v", files.last)
	}
	redirected(t, s.get(address, "Range", "bytes=2-4"), s.keyOf(large.ID)) // the bucket knows ranges
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodHead, address, nil))
	if w.Code != http.StatusOK || w.Header().Get("ETag") == "" {
		t.Errorf("HEAD was answered with %d and %v", w.Code, w.Header())
	}
	unlimited := s.process(files, media.Options{Pictures: raster.Decoder{}})
	folder := s.process(s.bucket, media.Options{Pictures: raster.Decoder{}, MaxReply: maxReply})
	for name, other := range map[string]*media.Service{"no limit": unlimited, "a bucket without addresses": folder} {
		w := httptest.NewRecorder()
		other.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		if w.Code != http.StatusOK || w.Body.Len() != maxReply+1 {
			t.Errorf("%s: answered with %d and %d bytes", name, w.Code, w.Body.Len())
		}
	}
}

func TestLargeFilesThatAreNotPublic(t *testing.T) {
	whole := newStudio(t)
	a := whole.upload("a.txt", "text/plain", bytes.Repeat([]byte("x"), maxReply+1))
	_, err := whole.content.ApplyModels(whole.ctx, []json.RawMessage{json.RawMessage(`{"apiId":"asset","publicRead":false}`)}, false, false)
	whole.must(err)
	s, files, _ := whole.limited()
	if w := s.get(s.Links().Original(a)); w.Code/100 != 4 || w.Header().Get("Location") != "" {
		t.Errorf("nobody was answered with %d %v", w.Code, w.Header())
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequestWithContext(auth.With(t.Context(), auth.Local), http.MethodGet, s.Links().Original(a), nil))
	if got := w.Header().Get("Cache-Control"); w.Code != http.StatusFound || got != "private, no-store" || w.Header().Get("Cache-Tag") != "" || files.last.CacheControl != "private, no-store" {
		t.Errorf("answered with %d, kept as %q, the file as %q", w.Code, got, files.last.CacheControl)
	}
}

// M6: the bucket does not send the headers that keep a drawing from running scripts.
func TestLargeDrawingsAreNotShownByTheBucket(t *testing.T) {
	s, files, _ := newStudio(t).limited()
	a := s.upload("a.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg">`+strings.Repeat(`<rect width="1" height="1"/>`, 2000)+`</svg>`))
	redirected(t, s.get(s.Links().Original(a)), s.keyOf(a.ID))
	if files.last.Disposition != "attachment; filename=a.svg" {
		t.Errorf("it is given as %q", files.last.Disposition)
	}
}

func TestVariantsThatNoReplyHolds(t *testing.T) {
	s, files, variants := newStudio(t).limited()
	a := s.upload("a.png", "image/png", noise(t, 300, 200))
	redirected(t, s.get(s.Links().Original(a)), s.keyOf(a.ID))
	if w := s.get(s.variant(a, media.Variant{Width: 30})); w.Code != http.StatusOK {
		t.Errorf("a small variant was answered with %d", w.Code)
	}
	address := s.variant(a, media.Variant{Width: 250, Format: "png"})
	for range 2 { // when it is made, and when it was made before
		variants.last = blob.Download{}
		w := s.get(address)
		redirected(t, w, variants.last.Key)
		if variants.last.ContentType != "image/png" || !strings.HasPrefix(variants.last.Key, "variants/main/"+a.ID+"/") || variants.last.Disposition != "inline" {
			t.Errorf("the address is of %+v", variants.last)
		}
		if info, err := s.bucket.Stat(t.Context(), variants.last.Key); err != nil || info.Size <= maxReply {
			t.Errorf("it leads to %+v, %v", info, err)
		}
	}
	prefix := variants.last.Key[:strings.LastIndex(variants.last.Key, "/")+1]
	for i := range 200 { // M18
		s.must(s.bucket.Put(t.Context(), fmt.Sprint(prefix, "x", i), strings.NewReader("x"), blob.PutOptions{Size: 1}))
	}
	redirected(t, s.get(s.variant(a, media.Variant{Width: 251, Format: "png"})), s.keyOf(a.ID))
	if files.last.ContentType != "image/png" {
		t.Errorf("the picture itself is given as %+v", files.last)
	}
}

// broke is a bucket that cannot sign.
type broke struct{ blob.Bucket }

func (broke) PresignDownload(context.Context, blob.Download) (string, error) {
	return "", errs.New(errs.Internal, "no credentials")
}

func TestAddressesThatCannotBeMade(t *testing.T) {
	s := newStudio(t)
	a := s.upload("a.txt", "text/plain", bytes.Repeat([]byte("x"), maxReply+1))
	other := *s
	other.Service = s.process(broke{s.bucket}, media.Options{MaxReply: maxReply})
	if w := other.get(s.Links().Original(a)); w.Code != http.StatusInternalServerError || w.Header().Get("Location") != "" || strings.Contains(w.Body.String(), "credentials") {
		t.Errorf("answered with %d: %s", w.Code, w.Body)
	}
}
