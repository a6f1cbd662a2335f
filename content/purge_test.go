package content_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// storedOf are the sort keys of what the content table has of an entry.
func (b *tables) storedOf(id string) (sorts []string) {
	for _, i := range b.content.items(b.t, "#entry#"+id) {
		if i.Partition == "main#entry#"+id {
			sorts = append(sorts, i.Sort)
		}
	}
	return sorts
}

// revised makes an entry in the trash with so many published revisions.
func (s *space) revised(id string, revisions int) {
	s.t.Helper()
	makeLive(s, id)
	for n := range revisions - 1 {
		s.update(id, fmt.Sprintf(`{"views":%d}`, n+2), true)
	}
	s.must(s.Delete(s.ctx, id, 0))
}

func TestPurgeLeavesNothingPersonal(t *testing.T) {
	b := newFatalSpace(t)
	ada := &space{b.process(nil).Service, t, auth.With(b.ctx, auth.Actor{Kind: auth.KindUser, ID: "u-ada", Name: "Ada Lovelace", Role: auth.RoleAdmin})}
	ada.revised("a", 250)
	for _, who := range []auth.Role{auth.RoleAuthor, auth.RoleEditor} {
		err := ada.Purge(auth.With(b.ctx, auth.Actor{Kind: auth.KindUser, ID: "u-ada", Role: who}), "a")
		wantCode(t, err, errs.Forbidden)
	}
	ada.must(ada.Purge(ada.ctx, "a"))
	equal(t, b.storedOf("a"), []string{"head"})
	for _, i := range b.content.items(t, "#entry#a") {
		if i.Partition == "main#entry#a" && (bytes.Contains(i.Body, []byte("Ada")) || bytes.Contains(i.Body, []byte("u-ada"))) {
			t.Errorf("the head says %s", i.Body[1:])
		}
	}
	equal(t, len(b.content.items(t, "#trash#")), 0)
	ada.must(ada.Purge(ada.ctx, "a"))
	for _, err := range []error{
		func() error { _, err := ada.Restore(ada.ctx, "a"); return err }(),
		func() error { _, err := ada.Revisions(ada.ctx, "a", 10); return err }(),
		ada.Delete(ada.ctx, "a", 0), ada.Purge(ada.ctx, "ada"), ada.Purge(ada.ctx, "nobody"),
	} {
		wantCode(t, err, errs.NotFound)
	}
	s := b.recover()
	b.verify(s, []string{"ada", "bob", "a"})
	b.verifyEvents(s, []string{"a"})
}

// A new entry of a purged id goes on from its version, and has none of its revisions, even if the purge left some.
func TestNewLifeOfAPurgedEntry(t *testing.T) {
	b := newFatalSpace(t)
	b.process(nil).revised("a", 150)
	_ = b.process(&storetest.Faults{At: map[int]storetest.Fault{8: storetest.Kill}}).Purge(b.ctx, "a") // nobody hears the answer
	s := b.process(nil)
	if n := len(b.storedOf("a")); n < 100 {
		t.Fatalf("the purge came too far: %d items are left", n)
	}
	_, err := s.Restore(s.ctx, "a")
	wantCode(t, err, errs.NotFound)
	makeLive(s, "a")
	e := s.update("a", `{"views":7}`, true)
	equal(t, e.Version, 154)
	old := func() {
		t.Helper()
		all, err := s.Revisions(s.ctx, "a", 10)
		s.must(err)
		equal(t, []int64{all[0].Version, all[1].Version, int64(len(all))}, []int64{154, 153, 2})
		_, err = s.Revision(s.ctx, "a", 150)
		wantCode(t, err, errs.NotFound)
	}
	old()
	_, err = s.Sweep(s.ctx)
	s.must(err)
	old()
	equal(t, len(b.storedOf("a")), 5)
	equal(t, len(b.content.items(t, "#trash#")), 0)
	equal(t, s.live("a"), `{"title":{"en":"T"},"slug":"a","views":7,"tags":["x","y1"],"editor":{"id":"ada"}}`)
}

// However often a purge is broken off, repeating it ends it. // F1
func TestPurgeIsRepairedByRepeatingIt(t *testing.T) {
	b := newFatalSpace(t)
	for n := 1; n < 20; n++ {
		id := fmt.Sprintf("e%d", n)
		b.process(nil).revised(id, 3)
		_ = b.process(&storetest.Faults{At: map[int]storetest.Fault{n: storetest.KillAfter}}).Purge(b.ctx, id)
		s := b.process(nil)
		s.must(s.Purge(s.ctx, id))
		equal(t, b.storedOf(id), []string{"head"})
	}
	equal(t, len(b.content.items(t, "#trash#")), 0)
}

// What the list of the trash does not name, as after a restore of half a transaction, a check lists again.
func TestCheckListsTheTrash(t *testing.T) {
	b := newFatalSpace(t)
	s := b.process(nil)
	s.revised("a", 2)
	for _, i := range b.content.items(t, "#trash#") {
		for _, err := range b.content.Batch(b.ctx, store.Delete(i.Key, store.Always())) {
			s.must(err)
		}
	}
	for _, repaired := range []bool{false, true} {
		report, err := s.Check(s.ctx, repaired)
		s.must(err)
		equal(t, len(report.Findings), 1)
		equal(t, []any{report.Findings[0].Kind, report.Findings[0].Repaired}, []any{content.UnlistedTrash, repaired})
	}
	b.clock.advance(31 * 24 * time.Hour)
	_, err := s.Sweep(s.ctx)
	s.must(err)
	equal(t, b.storedOf("a"), []string{"head"})
}

func TestTheTrashEmptiesItself(t *testing.T) {
	b := newFatalSpace(t)
	s := b.process(nil)
	for _, id := range []string{"stays", "goes", "again", "back"} {
		s.revised(id, 2)
	}
	e, err := s.Entry(s.ctx, "goes")
	s.must(err)
	equal(t, e.PurgeAt(), e.TrashedAt.Add(30*24*time.Hour))
	for _, id := range []string{"again", "back"} {
		_, err := s.Restore(s.ctx, id)
		s.must(err)
	}
	s.must(s.Delete(s.ctx, "ada", 0)) // restricted by "back" only if it is live, which it is not
	b.clock.advance(29 * 24 * time.Hour)
	s.must(s.Delete(s.ctx, "again", 0))
	sweep := func(ctx context.Context) {
		t.Helper()
		_, err := s.Sweep(ctx)
		s.must(err)
	}
	sweep(context.Background()) // nobody in particular
	equal(t, len(b.content.items(t, "#trash#")), 4)
	_, err = s.Restore(s.ctx, "stays")
	s.must(err)
	b.clock.advance(25 * time.Hour)
	sweep(context.Background())

	status := func(id string) content.Status {
		e, err := s.Entry(s.ctx, id)
		if errs.CodeOf(err) == errs.NotFound {
			return ""
		}
		s.must(err)
		return e.Status
	}
	equal(t, []content.Status{status("goes"), status("ada"), status("stays"), status("again"), status("back")},
		[]content.Status{"", "", content.StatusDraft, content.StatusTrashed, content.StatusDraft})
	equal(t, b.storedOf("goes"), []string{"head"})
	equal(t, len(b.content.items(t, "#trash#")), 1)
	b.clock.advance(40 * 24 * time.Hour) // the server was off
	sweep(s.ctx)
	equal(t, status("again"), "")
	equal(t, len(b.content.items(t, "#trash#")), 0)
	b.verify(b.recover(), []string{"ada", "bob", "goes", "stays", "again", "back"})
}
