package content_test

import (
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// shelf lists drafts on a shelf, by id, and counts them.
func (s *space) shelf(model string, trashed, archived bool) (ids []string, total int) {
	s.t.Helper()
	spec, one := s.spec(content.Draft, model, "", `[{"id":"ASC"}]`), 1
	spec.Trashed, spec.Archived = trashed, archived
	page, err := s.Entries(s.ctx, spec, content.PageArgs{})
	s.must(err)
	counted, err := s.Entries(s.ctx, spec, content.PageArgs{First: &one, Count: true})
	s.must(err)
	s.must(counted.TotalErr)
	return page.IDs, *counted.Total
}

func TestArchivedEntriesArePutAway(t *testing.T) {
	b := newFatalSpace(t)
	s := b.process(nil)
	makeLive(s, "a")
	makeLive(s, "b")
	makeLive(s, "c")
	s.must(s.Delete(s.ctx, "c", 0))
	e, err := s.Archive(s.ctx, "b", 1)
	s.must(err)
	equal(t, []any{e.Status, e.Version, e.LiveValues == nil}, []any{content.StatusArchived, 2, true})

	for _, shelf := range []struct {
		trashed, archived bool
		want              string
	}{{false, false, "a"}, {false, true, "b"}, {true, false, "c"}} {
		ids, total := s.shelf("article", shelf.trashed, shelf.archived)
		equal(t, ids, []string{shelf.want})
		equal(t, total, 1)
	}
	for _, where := range []string{"", `{"views":{"eq":1}}`, `{"tags":{"contains":"x"},"views":{"gte":0}}`, `{"status":{"eq":"ARCHIVED"}}`} {
		ids, _ := s.list(content.Draft, "article", where, "", content.PageArgs{})
		if where == `{"status":{"eq":"ARCHIVED"}}` {
			equal(t, len(ids), 0)
		} else {
			equal(t, ids, []string{"a"})
		}
	}
	ids, _ := s.list(content.Live, "article", "", "", content.PageArgs{})
	equal(t, ids, []string{"a"})

	again, err := s.Archive(s.ctx, "b", 0)
	s.must(err)
	equal(t, again.Version, 2)
	e, err = s.Unarchive(s.ctx, "b", 2)
	s.must(err)
	equal(t, []any{e.Status, e.Version}, []any{content.StatusDraft, 3})
	s.publish("b")
	b.verify(b.recover(), []string{"ada", "bob", "a", "b", "c"})
}

func TestNobodyChangesAnArchivedEntry(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"A"}`, true)
	_, err := s.Archive(s.ctx, "a", 0)
	s.must(err)
	for name, do := range map[string]func() error{
		"save":      func() error { _, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"views":1}`)}); return err },
		"the same":  func() error { _, err := s.Update(s.ctx, "a", content.Change{}); return err },
		"publish":   func() error { _, err := s.Publish(s.ctx, "a", content.PublishOptions{}); return err },
		"unpublish": func() error { _, err := s.Unpublish(s.ctx, "a", content.PublishOptions{}); return err },
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, do(), errs.Conflict) })
	}
	stranger := auth.With(s.ctx, auth.Actor{Kind: auth.KindUser, ID: "u", Role: auth.RoleAuthor})
	_, err = s.Update(stranger, "a", content.Change{Values: vals(`{"views":1}`)})
	wantCode(t, err, errs.Forbidden)
	_, err = s.Unarchive(stranger, "a", 0)
	wantCode(t, err, errs.Forbidden)
	_, err = s.Unarchive(s.ctx, "a", 1)
	wantCode(t, err, errs.Conflict)

	s.must(s.Delete(s.ctx, "a", 0))
	e, err := s.Restore(s.ctx, "a")
	s.must(err)
	equal(t, e.Status, content.StatusArchived)
}

// An import that is repeated does not bring back what somebody put away since; one that says so itself does.
func TestImportsLeaveTheArchiveAlone(t *testing.T) {
	s := newSpace(t)
	in := content.ImportEntry{ID: "a", Model: "article", Publish: true, Values: vals(`{"title":{"en":"A"}}`)}
	imported := func(e content.ImportEntry) content.ImportOutcome {
		r, err := s.Import(s.ctx, []content.ImportEntry{e}, false)
		s.must(err)
		return r[0].Outcome
	}
	equal(t, imported(in), content.ImportCreated)
	_, err := s.Archive(s.ctx, "a", 0)
	s.must(err)
	equal(t, imported(in), content.ImportFailed)

	e, err := s.Entry(s.ctx, "a")
	s.must(err)
	in.ArchivedAt, in.Values = e.ArchivedAt, vals(`{"title":{"en":"B"}}`)
	equal(t, imported(in), content.ImportUpdated)
	equal(t, imported(in), content.ImportUnchanged)
	e, err = s.Entry(s.ctx, "a")
	s.must(err)
	equal(t, []any{e.Status, s.live("a")}, []any{content.StatusArchived, ""})

	s.must(s.Delete(s.ctx, "a", 0))
	in.ArchivedAt = e.TrashedAt
	equal(t, imported(in), content.ImportUpdated)
	e, err = s.Entry(s.ctx, "a")
	s.must(err)
	equal(t, e.Status, content.StatusPublished)
}

// Entries of models without drafts are live at once, but not out of the archive.
func TestArchiveOfModelsWithoutDrafts(t *testing.T) {
	s := newSpace(t)
	s.create("counter", "a", `{"name":"one","n":1}`, false)
	_, err := s.Archive(s.ctx, "a", 0)
	s.must(err)
	equal(t, s.live("a"), "")
	s.create("counter", "b", `{"name":"one"}`, false) // the unique value is free
	_, err = s.Unarchive(s.ctx, "a", 0)
	wantCode(t, err, errs.ValidationFailed)
	s.update("b", `{"name":"two"}`, false)
	s.must(s.Delete(s.ctx, "a", 0))
	e, err := s.Restore(s.ctx, "a")
	s.must(err)
	equal(t, []any{e.Status, s.live("a")}, []any{content.StatusArchived, ""})
	_, err = s.Unarchive(s.ctx, "a", 0)
	s.must(err)
	equal(t, s.live("a"), `{"name":"one","n":1}`)
}

func TestWhatTheAuditHearsOfArchivingAndPurging(t *testing.T) {
	b := newFatalSpace(t)
	s := b.process(nil)
	makeLive(s, "a")
	for _, do := range []func() error{
		func() error { _, err := s.Archive(s.ctx, "a", 0); return err },
		func() error { _, err := s.Unarchive(s.ctx, "a", 0); return err },
		func() error { return s.Delete(s.ctx, "a", 0) },
		func() error { return s.Purge(s.ctx, "a") },
	} {
		s.must(do())
	}
	page, err := event.List(s.ctx, b.content, "main", event.Filter{Entry: "a"}, 10)
	s.must(err)
	var types [][]event.Type
	for _, e := range page.Events {
		types = append(types, e.Types)
	}
	equal(t, types, [][]event.Type{{event.EntryPurged}, {event.EntryDeleted}, {event.EntryUnarchived},
		{event.EntryUnpublished, event.EntryArchived}, {event.EntryCreated, event.EntryPublished}})
}
