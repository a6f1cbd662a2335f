package content_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/store"
)

// Rules of the protocol that no random history is sure to need: each test makes the case for one.

// A process that does not know a new index yet makes an entry after the walk over all entries has ended.
func TestNewEntriesAreInNewIndexes(t *testing.T) {
	b := newTables(t)
	s, other := b.process(nil), b.process(nil)
	s.apply(fmt.Sprintf(plainNote, false))
	_, err := other.Schema(other.ctx)
	s.must(err)
	s.apply(fmt.Sprintf(plainNote, true))
	other.create("note", "a", `{"n":1}`, true)
	equal(t, first(s.list(content.Live, "note", "", `[{"n":"ASC"}]`, content.PageArgs{})), []string{"a"})
	b.verify(b.recover(), []string{"a"})
}

// An entry is not where it was: a row of a former value that nobody has swept yet shows nothing.
func TestRowsOfFormerValuesShowNothing(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(noteModel)
	n := s.idOf("note", "n")
	s.create("note", "a", `{"n":1}`, true)
	former := b.index.items(t, "#"+n+"#1#l#")
	s.create("note", "b", `{"n":2}`, true)
	s.update("a", `{"n":3}`, true)
	b.index.put(t, former[0])
	for order, want := range map[string][]string{`[{"n":"ASC"}]`: {"b", "a"}, `[{"n":"DESC"}]`: {"a", "b"}, `[{"n":"ASC"},{"title":"ASC"}]`: {"b", "a"}} {
		equal(t, first(s.list(content.Live, "note", "", order, content.PageArgs{})), want)
	}
	b.verify(b.recover(), []string{"a", "b"})
}

// held is a table on which something happens before the next transaction.
type held struct {
	store.Table
	once sync.Once
	deed func()
}

func (h *held) Transact(ctx context.Context, token string, writes ...store.Write) error {
	h.once.Do(h.deed)
	return h.Table.Transact(ctx, token, writes...)
}

// A writer is held up for an hour between its rows and its commit. The rows are taken for those of a crash and swept:
// the commit must not succeed without them.
func TestRowsOfAHeldUpCommitAreOvertaken(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(noteModel)
	s.create("note", "a", `{"n":1}`, true)
	swept := 0
	table := &held{Table: b.content, deed: func() {
		b.clock.advance(time.Hour)
		report, err := b.process(nil).Check(b.ctx, true)
		s.must(err)
		for _, f := range report.Findings {
			if f.Kind == content.StrayRow && f.Repaired {
				swept++
			}
		}
	}}
	slow := &space{content.New(table, b.index, content.Options{Clock: b.clock}), t, b.ctx}
	slow.update("a", `{"n":2}`, true)
	if swept == 0 {
		t.Fatal("no row was swept")
	}
	equal(t, first(s.list(content.Live, "note", `{"n":{"eq":2}}`, "", content.PageArgs{})), []string{"a"})
	b.verify(b.recover(), []string{"a"})
}
