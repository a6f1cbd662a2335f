package content_test

import (
	"encoding/json"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/event"
)

// told is what a receiver reads of a payload.
type told struct {
	Version int64
	Status  content.Status
	Values  struct{ Title map[string]string }
}

// payload builds the payload of an event of the article "a" whose change led to a version.
func (s *space) payload(version int64, typ event.Type) (p told) {
	s.t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	e := event.Event{Space: "main", Model: sc.Model("article").ID, Entry: "a", Types: []event.Type{typ}, After: version}
	text, err := s.Payload(s.ctx, e, typ)
	s.must(err)
	s.must(json.Unmarshal(text, &p))
	return p
}

// Webhooks are delivered when others have changed the entry again, at once or days after.
func TestPayloadsOfPublishesStay(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"first"}`, true)
	s.update("a", `{"title":"second"}`, true)
	s.update("a", `{"title":"third"}`, false)
	expect := func(version int64, typ event.Type, ofVersion int64, status content.Status, title string) {
		t.Helper()
		p := s.payload(version, typ)
		equal(t, p.Version, ofVersion)
		equal(t, p.Status, status)
		equal(t, p.Values.Title["en"], title)
	}
	expect(1, event.EntryPublished, 1, content.StatusPublished, "first")
	expect(2, event.EntryPublished, 2, content.StatusPublished, "second")
	expect(3, event.EntryUpdated, 3, content.StatusChanged, "third")
	_, err := s.Unpublish(s.ctx, "a", content.PublishOptions{})
	s.must(err)
	expect(1, event.EntryPublished, 1, content.StatusPublished, "first")
	expect(4, event.EntryUnpublished, 4, content.StatusDraft, "second") // nobody outside has seen the draft
	s.update("a", `{"title":"last"}`, false)                            // what was saved is told as it is by then, with its version
	expect(3, event.EntryUpdated, 5, content.StatusDraft, "last")
	s.must(s.Delete(s.ctx, "a", 0))
	expect(6, event.EntryDeleted, 6, content.StatusTrashed, "second")
	expect(2, event.EntryPublished, 2, content.StatusPublished, "second")
}
