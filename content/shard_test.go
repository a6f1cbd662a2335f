package content_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

func shardedNote(shards int) string {
	return fmt.Sprintf(`{"apiId":"note","shards":%d,"fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"n","kind":"INTEGER"}]}`, shards)
}

func TestRowsAreDividedAmongShards(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(shardedNote(4))
	var ids []string
	for i := range 40 {
		ids = append(ids, fmt.Sprintf("n%02d", i))
		s.create("note", ids[i], fmt.Sprintf(`{"title":"T%d","n":%d}`, i, i%3), true)
	}
	shards := map[string]map[string]bool{} // of each entry
	for _, row := range b.index.items(t, "#") {
		p := strings.Split(row.Partition, "#")
		id := row.Sort[len(row.Sort)-3:]
		if len(p) != 7 {
			t.Fatalf("a row lies in %s", row.Partition)
		}
		if shards[id] == nil {
			shards[id] = map[string]bool{}
		}
		shards[id][p[6]] = true
	}
	used := map[string]bool{}
	for id, of := range shards {
		if len(of) != 1 {
			t.Errorf("%s lies in the shards %v: all its rows belong into one", id, of)
		}
		for shard := range of {
			used[shard] = true
		}
	}
	if len(used) != 4 {
		t.Errorf("40 entries lie in the shards %v", used)
	}
	b.verify(s, ids)
}

// TestPagesOfShards counts what a page of a model with many shards reads: of all together not much more than of one.
func TestPagesOfShards(t *testing.T) {
	const shards, page = 16, 20
	p := newPriced(t, false)
	p.apply(shardedNote(shards))
	for i := range 400 {
		p.create("note", fmt.Sprintf("n%03d", i), fmt.Sprintf(`{"title":"same","n":%d}`, i/40), true)
		p.clock.advance(1e6)
	}
	p.list(content.Live, "note", "", "", content.PageArgs{})
	for _, c := range []struct {
		where, order  string
		rows, queries int64
	}{
		{"", "", 2*page + 5*shards, shards},
		{"", `[{"createdAt":"DESC"},{"id":"DESC"}]`, 2*page + 5*shards, shards},
		{"", `[{"n":"ASC"}]`, 2*page + 5*shards, shards},
		{`{"title":{"eq":"same"}}`, `[{"id":"ASC"}]`, 2*page + 5*shards, shards},
		{`{"title":{"eq":"same"}}`, "", 500, 3 * shards}, // it looks for few entries first, in vain
	} {
		got := p.price(func(ctx context.Context) error {
			s := *p.space
			s.ctx = ctx
			s.list(content.Live, "note", c.where, c.order, content.PageArgs{})
			return nil
		})
		if got.Rows > c.rows || got.Queries > c.queries || got.Items > page+1 {
			t.Errorf("%s %s: at most %d rows in %d queries, read: %+v", c.where, c.order, c.rows, c.queries, got)
		}
	}
}

// tally counts the rows that are read of each partition.
type tally struct {
	store.Table
	mu   sync.Mutex
	rows map[string]int
}

type tallyReader struct {
	store.Reader
	tally *tally
}

func (c *tally) View(ctx context.Context, fn func(store.Reader) error) error {
	return c.Table.View(ctx, func(r store.Reader) error { return fn(tallyReader{r, c}) })
}

func (r tallyReader) Query(ctx context.Context, q store.Query) (store.Page, error) {
	p, err := r.Reader.Query(ctx, q)
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	r.tally.rows[q.Partition] += len(p.Items)
	return p, err
}

// A page whose rows all lie in one shard reads of it no more than the page, and one for each shard; of the others less.
func TestPagesOfOneShard(t *testing.T) {
	const shards, page = 4, 20
	b := newTables(t)
	c := &tally{Table: b.index, rows: map[string]int{}}
	s := &space{content.New(b.content, c, content.Options{Clock: b.clock}), t, b.ctx}
	s.apply(shardedNote(shards))
	var want []string
	for i := 0; len(want) < 60; i++ {
		id := fmt.Sprintf("n%03d", i)
		h := fnv.New32a()
		h.Write([]byte(id))
		if h.Sum32()%shards != 0 {
			s.create("note", "old"+id, `{"n":1}`, true)
			continue
		}
		want = append(want, id)
		s.create("note", id, `{"n":2}`, true)
	}
	size := page
	ids, _ := s.list(content.Live, "note", "", `[{"n":"DESC"},{"id":"DESC"}]`, content.PageArgs{First: &size})
	slices.Reverse(want)
	equal(t, ids, want[:page])
	for partition, n := range c.rows {
		if n > page+shards {
			t.Errorf("%d rows of %s are read", n, partition)
		}
	}
}

// wholeByN walks over all notes in order of their number, and tells how often each comes. It holds the lock while it reads
// a page.
func (s *space) wholeByN(size int, page sync.Locker) (seen map[string]int, err error) {
	sc, err := s.Schema(s.ctx)
	s.must(err)
	q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("note"), Stage: content.Draft, OrderBy: []any{map[string]any{"n": "DESC"}}})
	s.must(err)
	seen, args := map[string]int{}, content.PageArgs{First: &size}
	for more := true; more; {
		page.Lock()
		err := s.View(s.ctx, content.Draft, func(r *content.Reader) error {
			p, err := r.List(s.ctx, q, args)
			if err != nil {
				return err
			}
			for _, id := range p.IDs {
				seen[id]++
			}
			if more = p.HasNext; more {
				args.After = p.Cursor(len(p.IDs) - 1)
			}
			return nil
		})
		page.Unlock()
		if err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// Shards are added and taken away while others write and read: lists go on by the generation that serves, and nobody
// waits. // G1, G3, G6, C17
func TestShardsChangeUnderWritersAndReaders(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(shardedNote(1))
	var calm, busy []string
	for i := range 30 {
		calm = append(calm, fmt.Sprintf("calm%02d", i))
		s.create("note", calm[i], fmt.Sprintf(`{"n":%d}`, i%5), true)
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	background := func(do func(n int)) {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
					do(n)
				}
			}
		})
	}
	writer, reader := b.process(nil), b.lambda(nil)
	var hour sync.Mutex // no request takes as long as the clock is put forward
	background(func(n int) {
		id := fmt.Sprintf("busy%02d", n%20)
		values := vals(fmt.Sprintf(`{"n":%d}`, n%7))
		if n < 20 {
			busy = append(busy, id)
			writer.create("note", id, `{"n":9}`, true)
		} else if _, err := writer.Update(b.ctx, id, content.Change{Values: values, Publish: n%2 == 0}); err != nil {
			t.Errorf("a save while shards change: %v", err)
		}
	})
	background(func(int) {
		seen, err := reader.wholeByN(7, &hour)
		if errs.CodeOf(err) == errs.Conflict {
			return // the models were changed between planning and reading
		}
		if err != nil {
			t.Errorf("a list while shards change: %v", err)
			return
		}
		for _, id := range calm {
			if seen[id] != 1 {
				t.Errorf("the untouched %s comes %d times", id, seen[id])
			}
		}
	})
	for _, n := range []int{4, 16, 3, 1, 2} {
		s.apply(shardedNote(n))
		hour.Lock()
		b.clock.advance(5 * 60e9) // the generations that were replaced have drained
		hour.Unlock()
		_, err := s.Sweep(s.ctx)
		s.must(err)
	}
	close(stop)
	wg.Wait()
	b.verify(b.recover(), append(calm, busy...))
}

// A delete looks for references in every shard of every locale. // C6
func TestRestrictOverShards(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(`{"apiId":"author","fields":[{"apiId":"name","kind":"TEXT"}]}`, `{"apiId":"book","shards":8,"fields":[
		{"apiId":"by","kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT","localized":true}]}`)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de"}, {Code: "fr"}}))
	s.create("author", "ada", `{"name":"Ada"}`, true)
	var ids []string
	for i := range 24 {
		id := fmt.Sprintf("b%02d", i)
		ids = append(ids, id)
		locale := []string{"en", "de", "fr"}[i%3]
		_, err := s.Create(s.ctx, "book", id, content.Change{Values: vals(`{"by":{"id":"ada"}}`), Locale: locale, Publish: true})
		s.must(err)
	}
	used, err := s.UsedBy(s.ctx, "ada", 100)
	s.must(err)
	equal(t, len(used), len(ids))
	for _, id := range ids {
		wantCode(t, s.Delete(s.ctx, "ada", 0), errs.Conflict)
		_, err := s.Unpublish(s.ctx, id, content.PublishOptions{})
		s.must(err)
	}
	s.must(s.Delete(s.ctx, "ada", 0))
	b.verify(b.recover(), append(ids, "ada"))
}

// References are made while their target is deleted: one of both is refused. // C6
func TestReferencesAgainstDeletesOverShards(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(`{"apiId":"author","fields":[{"apiId":"name","kind":"TEXT"}]}`, `{"apiId":"book","shards":5,"fields":[
		{"apiId":"by","kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"}]}`)
	ids := []string{}
	for i := range 20 {
		author, book := fmt.Sprintf("a%02d", i), fmt.Sprintf("b%02d", i)
		ids = append(ids, author, book)
		s.create("author", author, `{"name":"A"}`, true)
		s.create("book", book, `{}`, true)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { s.Delete(s.ctx, author, 0) }) // it may be refused
		}
		wg.Go(func() {
			s.Update(s.ctx, book, content.Change{Values: vals(`{"by":{"id":"` + author + `"}}`), Publish: true}) // the same
		})
		wg.Wait()
	}
	b.verify(b.recover(), ids)
}

func TestShardsAreHeldToTheirLimits(t *testing.T) {
	s := newSpace(t)
	for _, bad := range []string{shardedNote(17), shardedNote(-1), `{"apiId":"part","component":true,"shards":2,"fields":[{"apiId":"a","kind":"TEXT"}]}`} {
		_, err := s.ApplyModels(s.ctx, raw([]string{bad}), false, false)
		wantCode(t, err, errs.ValidationFailed)
	}
	s.apply(shardedNote(1))
	p := s.apply(strings.Replace(shardedNote(1), `"shards":1,`, "", 1)) // what is left out is 1
	equal(t, len(p.Changes), 0)
	p = s.apply(shardedNote(16))
	equal(t, []bool{len(p.Changes) == 1, p.Destructive}, []bool{true, false})
	sc, err := s.Schema(s.ctx)
	s.must(err)
	source, err := sc.Source(sc.Model("note"))
	s.must(err)
	if !strings.Contains(string(source), `"shards":16`) {
		t.Errorf("the file of the model is %s", source)
	}
}

// A row that lies in the wrong shard is found by no list, and taken away.
func TestRowsInTheWrongShardAreStray(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(shardedNote(2))
	s.create("note", "a", `{"n":1}`, true)
	row := b.index.items(t, "#$c#1#l#-")[0]
	n := len(row.Partition) - 1
	row.Partition = row.Partition[:n] + map[string]string{"0": "1", "1": "0"}[row.Partition[n:]]
	s.must(b.index.Batch(s.ctx, store.Put(row, store.Always()))[0])
	report, err := s.Check(s.ctx, true)
	s.must(err)
	equal(t, len(report.Findings), 1)
	equal(t, report.Findings[0].Kind, content.StrayRow)
	b.verify(b.recover(), []string{"a"})
}
