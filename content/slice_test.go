package content_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// hasty says that it ends soon, so that what goes on under it has to be done in slices; but it never does.
type hasty struct {
	context.Context
	end time.Time
}

func (h hasty) Deadline() (time.Time, bool) { return h.end, true }

func (b *tables) within(d time.Duration) context.Context { return hasty{b.ctx, time.Now().Add(d)} }

// slow is a lambda for whom each entry takes a millisecond.
func (b *tables) slow() *space {
	table := &counted{ledger: b.content, note: func(k store.Key) {
		if k.Sort == "draft" {
			time.Sleep(time.Millisecond)
		}
	}}
	return &space{content.New(table, b.index, content.Options{Clock: b.clock, HandOver: true}), b.t, b.ctx}
}

const plainNote = `{"apiId":"note","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"n","kind":"INTEGER","filterable":%t}]}`

// notes makes entries of a model whose field n is not indexed.
func (s *space) notes(count int) (ids []string) {
	s.t.Helper()
	s.apply(fmt.Sprintf(plainNote, false))
	for i := range count {
		ids = append(ids, fmt.Sprintf("n%04d", i))
		s.create("note", ids[i], fmt.Sprintf(`{"n":%d}`, i), i%2 == 0)
	}
	return ids
}

// building tells whether a plan says that indexes are being built.
func (s *space) building() bool {
	s.t.Helper()
	p, err := s.PlanModels(s.ctx, nil, false)
	s.must(err)
	return p.Building
}

func TestModelChangesAnswerBeforeIndexesAreBuilt(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	ids := s.notes(200)
	p := s.apply(fmt.Sprintf(plainNote, true))
	equal(t, []bool{p.Applied, p.Building}, []bool{true, true})
	wholeOrRefusedBy(t, s, "n", len(ids))
	equal(t, len(first(s.list(content.Draft, "note", "", `[{"createdAt":"ASC"}]`, content.PageArgs{}))), 20) // the others go on
	s.create("note", "late", `{"n":-1}`, true)
	slices := 0
	for ; b.lambda(nil).building() && slices < 1000; slices++ {
		next := b.slow()
		next.must(next.Resume(b.within(15 * time.Millisecond)))
		wholeOrRefusedBy(t, next, "n", len(ids)+1)
	}
	if slices < 2 {
		t.Errorf("%d slices", slices)
	}
	s = b.lambda(nil)
	equal(t, first(s.list(content.Draft, "note", `{"n":{"lt":2}}`, `[{"n":"ASC"}]`, content.PageArgs{})), []string{"late", ids[0], ids[1]})
	b.verify(b.recover(), append(ids, "late"))
}

func first(ids []string, _ *content.Page) []string { return ids }

// wholeOrRefusedBy counts a list by a field whose index may be on its way.
func wholeOrRefusedBy(t testing.TB, s *space, field string, want int) {
	t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("note"), Stage: content.Draft, OrderBy: []any{map[string]any{field: "ASC"}}})
	s.must(err)
	seen, size := 0, 100
	args := content.PageArgs{First: &size}
	for more := true; more; {
		err := s.View(s.ctx, content.Draft, func(r *content.Reader) error {
			p, err := r.List(s.ctx, q, args)
			if err != nil {
				return err
			}
			seen += len(p.IDs)
			if more = p.HasNext; more {
				args.After = p.Cursor(len(p.IDs) - 1)
			}
			return nil
		})
		if err != nil {
			wantCode(t, err, errs.TooExpensive)
			return
		}
	}
	equal(t, seen, want)
}

// Several processes are told to go on at once: one is at it, the others leave it alone. When it dies, another goes on
// from where it was.
func TestOneProcessBuildsAtATime(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	ids := s.notes(60)
	s.apply(fmt.Sprintf(plainNote, true))
	reads := map[string]int{}
	var mu sync.Mutex
	counting := &counted{ledger: b.content, note: func(k store.Key) {
		mu.Lock()
		defer mu.Unlock()
		if k.Sort == "draft" {
			reads[k.Partition]++
		}
	}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			p := &space{content.New(counting, b.index, content.Options{Clock: b.clock}), t, b.ctx}
			p.must(p.Resume(b.within(time.Minute)))
		})
	}
	wg.Wait()
	for partition, n := range reads {
		if n > 1 {
			t.Errorf("%s was read %d times", partition, n)
		}
	}
	equal(t, len(reads), len(ids))
	b.verify(b.recover(), ids)
}

// counted tells which items are read.
type counted struct {
	*ledger
	note func(store.Key)
}

func (c *counted) View(ctx context.Context, fn func(store.Reader) error) error {
	return c.ledger.View(ctx, func(r store.Reader) error { return fn(countedReader{r, c}) })
}

type countedReader struct {
	store.Reader
	table *counted
}

func (r countedReader) Get(ctx context.Context, c store.Consistency, keys ...store.Key) ([]store.Item, error) {
	for _, k := range keys {
		r.table.note(k)
	}
	return r.Reader.Get(ctx, c, keys...)
}

// Readers of another process do not know yet that an index was given up: their lists stay whole until they do.
func TestIndexesThatAreGivenUpDrain(t *testing.T) {
	b := newTables(t)
	s, other := b.lambda(nil), b.lambda(nil)
	ids := s.notes(5)
	s.apply(fmt.Sprintf(plainNote, true))
	s.must(s.Resume(s.ctx))
	byN := func(p *space) []string {
		return first(p.list(content.Draft, "note", "", `[{"n":"ASC"}]`, content.PageArgs{}))
	}
	equal(t, byN(other), ids)
	s.apply(fmt.Sprintf(plainNote, false))
	_, err := s.Sweep(s.ctx)
	s.must(err)
	_, err = s.Check(s.ctx, true)
	s.must(err)
	equal(t, byN(other), ids)
	b.verify(b.recover(), ids)
}

// The daily walk is done in slices by processes that know nothing of each other.
func TestCheckInSlices(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.notes(300)
	s.apply(fmt.Sprintf(plainNote, true))
	var lost []store.Key
	for n, row := range b.index.items(t, "#d#-") {
		if n%100 == 0 {
			lost = append(lost, row.Key)
			s.must(b.index.Batch(s.ctx, store.Delete(row.Key, store.Always()))[0])
		}
	}
	whole, err := s.Check(s.ctx, false)
	s.must(err)
	var entries, rows, mended, slices int
	for again := true; again; slices++ {
		p := b.slow()
		report, err := p.CheckSlice(b.within(15*time.Millisecond), true)
		p.must(err)
		entries, rows, mended = entries+report.Entries, rows+report.Rows, mended+len(report.Findings)
		again = report.Next != ""
	}
	equal(t, []int{entries, rows, mended}, []int{whole.Entries, whole.Rows + len(lost), len(lost)})
	if slices < 3 {
		t.Errorf("%d slices", slices)
	}
	b.verify(s, ids(300))
	next, err := s.CheckSlice(s.ctx, false) // from the beginning again
	s.must(err)
	equal(t, next.Entries, 300)
}

func ids(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("n%04d", i))
	}
	return out
}

// A row in doubt that a process met is looked at by another: the first may be gone any moment.
func TestRowsInDoubtAreHandedOver(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	s.notes(3)
	row := b.index.items(t, "#$c#1#l#")[0]
	stray := row
	stray.Sort = row.Sort[:len(row.Sort)-4] + "gone"
	s.must(b.index.Batch(s.ctx, store.Put(stray, store.Always()))[0])
	s.list(content.Live, "note", "", "", content.PageArgs{})
	b.clock.advance(time.Hour)
	s.list(content.Live, "note", "", "", content.PageArgs{}) // the next request hands it over
	sweeper := b.lambda(nil)
	deleted, err := sweeper.Sweep(sweeper.ctx)
	s.must(err)
	equal(t, deleted, 1)
	deleted, err = sweeper.Sweep(sweeper.ctx)
	s.must(err)
	equal(t, deleted, 0)
	equal(t, len(b.index.items(t, "#doubt")), 0)
	b.verify(b.process(nil), ids(3))
}
