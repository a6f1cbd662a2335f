package content_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// kept is a model with settings of its own.
func kept(settings string) string {
	return `{"apiId":"memo",` + settings + `"fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"v","kind":"INTEGER"}]}`
}

// Models give up drafts when nothing is left unpublished, and take them up again at any time.
func TestModelsGiveUpDrafts(t *testing.T) { // C7
	b := newTables(t)
	s := b.process(nil)
	s.apply(kept(""))
	s.make("live", `1`, true)
	s.make("changed", `1`, true)
	s.update("changed", `{"v":2}`, false)
	s.make("draft", `1`, false)
	c := s.planned(kept(`"drafts":false,`))
	equal(t, []any{c.Failing, c.Refused, c.Samples[0].Entry, c.Samples[1].Message}, []any{2, true, "changed", "is not published"})
	if !strings.Contains(c.Message, "2 entries have drafts that are not published") {
		t.Error(c.Message)
	}
	_, err := s.ApplyModels(s.ctx, raw([]string{kept(`"drafts":false,`)}), false, true)
	wantCode(t, err, errs.Invalid)
	s.publish("changed")
	s.must(s.Delete(s.ctx, "draft", 0))
	s.apply(kept(`"drafts":false,`))
	s.update("live", `{"v":3}`, false)
	equal(t, s.liveValue("live", "v"), "3")
	_, err = s.Restore(s.ctx, "draft")
	s.must(err)
	equal(t, s.liveValue("draft", "v"), "1")
	s.apply(kept(""))
	s.update("live", `{"v":4}`, false)
	equal(t, s.liveValue("live", "v"), "3")
	b.verify(b.recover(), []string{"live", "changed", "draft"})
}

// A model with one entry becomes a singleton of that entry.
func TestModelsBecomeSingletons(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(kept(""))
	s.make("one", `1`, true)
	s.make("two", `2`, false)
	c := s.planned(kept(`"singleton":true,`))
	equal(t, []any{c.Failing, c.Refused, c.Samples[0].Entry}, []any{2, true, "one"})
	_, err := s.ApplyModels(s.ctx, raw([]string{kept(`"singleton":true,`)}), false, true)
	wantCode(t, err, errs.Invalid)
	s.must(s.Delete(s.ctx, "two", 0))
	s.apply(kept(`"singleton":true,`))
	_, err = s.Create(s.ctx, "memo", "", content.Change{Values: vals(`{"v":3}`)})
	wantCode(t, err, errs.Conflict)
	_, err = s.Restore(s.ctx, "two")
	wantCode(t, err, errs.Conflict)
	results, err := s.Import(s.ctx, []content.ImportEntry{{ID: "anything", Model: "memo", Values: vals(`{"v":5}`), Publish: true}}, false)
	s.must(err)
	equal(t, results[0].Outcome, content.ImportUpdated)
	equal(t, s.liveValue("one", "v"), "5")
	s.update("one", `{"v":4}`, true)
	s.apply(kept(`"singleton":true,"name":"Memo!",`)) // it stays the same one
	_, err = s.Create(s.ctx, "memo", "", content.Change{Values: vals(`{"v":3}`)})
	wantCode(t, err, errs.Conflict)
	s.apply(kept(""))
	_, err = s.Restore(s.ctx, "two")
	s.must(err)
	b.verify(b.recover(), []string{"one", "two"})
}

// More entries than can be counted are as much in the way.
func TestSettingsOfManyEntries(t *testing.T) {
	b := newTables(t)
	s := b.open(nil, content.Options{Budget: content.Budget{Rows: 100, Copies: 50}})
	s.apply(kept(""))
	for i := range 120 {
		s.make(fmt.Sprintf("m%02d", i), `1`, false)
	}
	c := s.planned(kept(`"drafts":false,`))
	equal(t, []any{c.Refused, c.Partial, len(c.Samples)}, []any{true, true, 10})
}
