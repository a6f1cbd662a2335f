package content_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// Who meets a unique value that is taken learns nothing of the entry that has it.
func TestATakenValueTellsNothingOfItsHolder(t *testing.T) { // A24
	s := newSpace(t)
	s.apply(`{"apiId":"member","fields":[{"apiId":"name","kind":"TEXT"},{"apiId":"email","kind":"EMAIL","unique":true}]}`)
	s.create("member", "holder-1", `{"name":"Ada Secret","email":"ada@example.org"}`, true)
	_, err := s.Create(s.ctx, "member", "other", content.Change{Values: vals(`{"email":"ADA@example.org"}`), Publish: true})
	var told *errs.Error
	if !errors.As(err, &told) || told.Code != errs.ValidationFailed {
		t.Fatal(err)
	}
	all, err := json.Marshal([]any{told.Message, told.Problems, told.Details})
	s.must(err)
	for _, foreign := range []string{"holder-1", "Secret", "ada@"} {
		if strings.Contains(string(all), foreign) {
			t.Errorf("the error names %q: %s", foreign, all)
		}
	}
}

// A webhook that asked for what is published gets nothing of a draft, however late it is told.
func TestPayloadsOfPublishesHoldNothingOfDrafts(t *testing.T) { // A25
	s := newSpace(t)
	s.create("article", "a", `{"title":"shown"}`, true)
	s.update("a", `{"title":"hidden"}`, false)
	_, err := s.Unpublish(s.ctx, "a", content.PublishOptions{})
	s.must(err)
	s.must(s.Delete(s.ctx, "a", 0))
	for _, typ := range []event.Type{event.EntryPublished, event.EntryUnpublished, event.EntryDeleted} {
		e, err := s.Entry(s.ctx, "a")
		s.must(err)
		version := map[event.Type]int64{event.EntryPublished: 1, event.EntryUnpublished: 3, event.EntryDeleted: e.Version}[typ]
		text, err := s.Payload(s.ctx, event.Event{Entry: "a", Model: e.Model.ID, After: version}, typ)
		s.must(err)
		if !strings.Contains(string(text), "shown") || strings.Contains(string(text), "hidden") {
			t.Errorf("%s: %s", typ, text)
		}
	}
}
