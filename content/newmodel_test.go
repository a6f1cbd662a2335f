package content_test

import (
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// newMemos are two processes, of which one has made the model memo since the other read the models.
func newMemos(t *testing.T) (b *tables, s, old *space) {
	b = newTables(t)
	s, old = b.process(nil), b.process(nil)
	s.apply(`{"apiId":"note","fields":[{"apiId":"text","kind":"TEXT"}]}`)
	if _, err := old.Schema(old.ctx); err != nil {
		t.Fatal(err)
	}
	s.apply(`{"apiId":"memo","fields":[{"apiId":"text","kind":"TEXT"}]}`)
	return b, s, old
}

// What a person has just done to the models is known to whichever process they come to next.
func TestModelsThatOthersHaveJustChanged(t *testing.T) {
	_, s, old := newMemos(t)
	old.create("memo", "m", `{"text":"of a new model"}`, false)
	s.apply(`{"apiId":"memo","fields":[{"apiId":"text","kind":"TEXT"},{"apiId":"more","kind":"TEXT"}]}`)
	old.create("memo", "n", `{"text":"of a new field","more":"known"}`, false)
	s.apply(`{"apiId":"task","fields":[{"apiId":"text","kind":"TEXT"}]}`)
	page, err := old.Export(old.ctx, "task", "", 10)
	old.must(err)
	equal(t, len(page.Lines), 0)
	_, _, err = old.ModelNamed(old.ctx, "nothing")
	equal(t, errs.CodeOf(err), errs.NotFound)
}

// A process that read the models before another one made a model carries out what is planned for entries of it.
func TestPlansOfModelsThatOthersMade(t *testing.T) {
	b, s, old := newMemos(t)
	s.create("memo", "m", `{"text":"planned"}`, false)
	_, err := s.Schedule(s.ctx, "m", content.ScheduleOptions{Action: content.SchedulePublish, At: b.clock.Now().Add(time.Second)})
	s.must(err)
	b.clock.advance(2 * time.Second)
	_, err = old.RunDue(old.ctx)
	s.must(err)
	e, err := s.Entry(s.ctx, "m")
	s.must(err)
	equal(t, e.Status, content.StatusPublished)
}
