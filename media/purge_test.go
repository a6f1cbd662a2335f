package media_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/event"
)

func TestPurgedAssetsLeaveNoFile(t *testing.T) {
	s := newStudio(t)
	var b bytes.Buffer
	s.must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
	small := b.Bytes()
	stays, goes := s.upload("stays.png", "image/png", small), s.upload("goes.png", "image/png", small)
	for _, a := range []string{s.Links().Original(stays), s.Links().Original(goes)} {
		if w := s.get(a + "?w=64"); w.Code != http.StatusOK {
			t.Fatalf("%s?w=64 was answered with %d", a, w.Code)
		}
	}
	before := len(s.keys(""))
	s.must(s.content.Delete(s.ctx, goes.ID, 0))
	s.must(s.content.Purge(s.ctx, goes.ID))
	purged := event.Event{Types: []event.Type{event.EntryPurged}, Model: content.AssetModel, Entry: goes.ID, Time: time.Now().Add(time.Second)}
	other := purged
	other.Types = []event.Type{event.AssetDeleted}
	s.must(s.Consume(s.ctx, other))
	if n := len(s.keys("")); n != before {
		t.Errorf("%d objects after the delete, %d before", n, before)
	}
	for range 2 {
		s.must(s.Consume(s.ctx, purged))
		if n := len(s.keys("")); n != before/2 {
			t.Errorf("%d objects are left: %q", n, s.keys(""))
		}
	}
	if w := s.get(s.Links().Original(stays)); w.Code != http.StatusOK {
		t.Errorf("the other one was answered with %d", w.Code)
	}
}

// An asset that has the id of a purged one keeps its file, however late the event comes.
func TestNewLifeOfAPurgedAsset(t *testing.T) {
	s := newStudio(t)
	text := []byte("first")
	e, err := s.Store(s.ctx, "a", "a.txt", "text/plain", bytes.NewReader(text), int64(len(text)), nil)
	s.must(err)
	s.must(s.content.Delete(s.ctx, e.ID, 0))
	s.must(s.content.Purge(s.ctx, e.ID))
	purged := event.Event{Types: []event.Type{event.EntryPurged}, Model: content.AssetModel, Entry: e.ID, Time: time.Now().Add(time.Hour)}
	text = []byte("second")
	_, err = s.Store(s.ctx, "a", "a.txt", "text/plain", bytes.NewReader(text), int64(len(text)), nil)
	s.must(err)
	s.must(s.Consume(s.ctx, purged))
	keys := s.keys("")
	if len(keys) != 1 {
		t.Fatalf("the bucket holds %q", keys)
	}
	body, _, err := s.bucket.Get(s.ctx, keys[0])
	s.must(err)
	got, err := io.ReadAll(body)
	s.must(err)
	s.must(body.Close())
	if string(got) != "second" {
		t.Errorf("the file is %q", got)
	}
}
