package media_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/event"
)

// API Gateway decodes an address once more than the binary's server does.
func TestNamesThatLookEscaped(t *testing.T) {
	s := newStudio(t)
	a := s.upload("Bio%20Kaffee.txt", "text/plain", []byte("Kaffee"))
	if w := s.get(s.Links().Original(a)); w.Code != http.StatusOK {
		t.Errorf("as it is, it was answered with %d", w.Code)
	}
	for name, want := range map[string]int{"Bio%20Kaffee.txt": http.StatusOK, "Bio%20Tee.txt": http.StatusNotFound} {
		if w := s.get("/media/" + a.ID + "/" + name); w.Code != want {
			t.Errorf("decoded once more, %s was answered with %d", name, w.Code)
		}
	}
}

// What is deleted with many others, or not public any more, must not stay at the edge for a year.
func TestFilesCarryTheTagsThatEventsDrop(t *testing.T) {
	s := newStudio(t)
	a := s.upload("a.txt", "text/plain", []byte("text"))
	tags := strings.Split(s.get(s.Links().Original(a)).Header().Get("Cache-Tag"), ",")
	deleted := event.Event{Types: []event.Type{event.AssetDeleted}, Model: content.AssetModel, Entry: a.ID}
	many := []event.Event{deleted}
	for n := range 30 {
		other := deleted
		other.Entry = strconv.Itoa(n)
		many = append(many, other)
	}
	for name, events := range map[string][]event.Event{
		"it alone is deleted": {deleted}, "it is deleted with others": many, "models change": {{Types: []event.Type{event.ModelUpdated}}},
	} {
		if !slices.ContainsFunc(event.Tags(events...), func(tag string) bool { return slices.Contains(tags, tag) }) {
			t.Errorf("%s: %v drops nothing with the tags %v", name, event.Tags(events...), tags)
		}
	}
}
