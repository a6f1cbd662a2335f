package embedded_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/app/embedded"
	"github.com/galley-cms/galley/internal/auth"
)

// notes makes a model and some entries.
func notes(t *testing.T, h *embedded.Home, from, to int) {
	t.Helper()
	ctx := auth.With(t.Context(), auth.Local)
	model := json.RawMessage(`{"apiId": "note", "pluralApiId": "notes", "titleField": "text", "fields": [{"apiId": "text", "kind": "TEXT"}]}`)
	if _, err := h.Content.ApplyModels(ctx, []json.RawMessage{model}, false, false); err != nil {
		t.Fatal(err)
	}
	for n := from; n < to; n++ {
		values := map[string]json.RawMessage{"text": json.RawMessage(fmt.Sprintf(`"elephant %d"`, n))}
		if _, err := h.Content.Create(ctx, "note", fmt.Sprint("n", n), content.Change{Values: values, Publish: true}); err != nil {
			t.Fatal(err)
		}
	}
}

// finds waits until a search of what is live finds so many.
func finds(t *testing.T, h *embedded.Home, words string, want int) {
	t.Helper()
	ctx := auth.With(t.Context(), auth.Local)
	var got []string
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		err := h.Content.View(ctx, content.Live, func(r *content.Reader) error {
			q, err := content.Prepare(r.Schema(), content.QuerySpec{Model: r.Schema().Model("note"), Stage: content.Live, Search: words})
			if err != nil {
				return err
			}
			most := 100
			page, err := r.List(ctx, q, content.PageArgs{First: &most})
			if err == nil {
				got = page.IDs
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == want {
			return
		}
	}
	t.Fatalf("%q finds %v, want %d", words, got, want)
}

// What was published just before the end is found after it: nothing is missing from the search for good. (F7)
func TestWhatWasCommittedBeforeTheEndIsFound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	h := open(t, dir)
	notes(t, h, 0, 20) // nobody is told: the background work was not begun
	if err := h.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	h = open(t, dir)
	h.Start()
	finds(t, h, "elephant", 20)
	if _, err := h.Content.Unpublish(auth.With(t.Context(), auth.Local), "n3", content.PublishOptions{}); err != nil {
		t.Fatal(err)
	}
	finds(t, h, "elephant", 19)
}

// A search index that is gone, as after a restore of a backup, or damaged, is built anew.
func TestALostSearchIndexIsBuiltAnew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	h := open(t, dir)
	h.Start()
	notes(t, h, 0, 30)
	finds(t, h, "elephant", 30)
	if err := h.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "search")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "queue.db")); err != nil {
		t.Fatal(err)
	}
	h = open(t, dir)
	h.Start()
	finds(t, h, "elephant", 30)
	finds(t, h, "elepant", 30) // a typo
}
