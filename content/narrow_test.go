package content_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// newShelf is a priced space of things, each a second younger than the one before.
func newShelf(t *testing.T, count int, b content.Budget, values func(i int) string) *priced {
	t.Helper()
	clock := newTestClock()
	s := content.New(store.Meter(storetest.New(t), store.MeterOptions{}), store.Meter(storetest.New(t), store.MeterOptions{}),
		content.Options{Clock: clock, Budget: b})
	p := &priced{&space{s, t, auth.With(t.Context(), auth.Local)}, clock}
	p.apply(`{"apiId":"thing","fields":[{"apiId":"a","kind":"INTEGER"},{"apiId":"b","kind":"TEXT"},{"apiId":"c","kind":"BOOLEAN"}]}`)
	for i := range count {
		p.create("thing", fmt.Sprintf("t%04d", i), values(i), true)
		p.clock.advance(1e9)
	}
	p.list(content.Live, "thing", "", "", content.PageArgs{}) // reads the models again: their lease has run out
	return p
}

// ask lists things and tells what that cost.
func (p *priced) ask(where, order string, args content.PageArgs) ([]string, *content.Page, store.Totals) {
	p.t.Helper()
	return p.listed("thing", where, order, args)
}

// listed lists what is live of a model and tells what that cost.
func (p *priced) listed(model, where, order string, args content.PageArgs) (ids []string, page *content.Page, cost store.Totals) {
	p.t.Helper()
	cost = p.price(func(ctx context.Context) error {
		s := *p.space
		s.ctx = ctx
		ids, page = s.list(content.Live, model, where, order, args)
		return nil
	})
	return ids, page, cost
}

// TestEqualitiesMerge finds the few entries that meet two conditions, each of which half of a model meets.
func TestEqualitiesMerge(t *testing.T) {
	p := newShelf(t, 1500, content.Budget{}, func(i int) string {
		switch {
		case i%300 == 7:
			return `{"a":1,"b":"x"}`
		case i%2 == 0:
			return `{"a":1,"b":"y"}`
		}
		return `{"a":2,"b":"x"}`
	})
	want := []string{"t1207", "t0907", "t0607", "t0307", "t0007"}
	for _, where := range []string{`{"a":{"eq":1},"b":{"eq":"x"}}`, `{"and":[{"a":{"in":[1,3]}},{"or":[{"b":{"eq":"x"}},{"a":{"eq":9}}]}]}`} {
		ids, page, cost := p.ask(where, "", content.PageArgs{Count: true})
		equal(t, ids, want)
		if page.TotalErr != nil || *page.Total != len(want) {
			t.Errorf("%s: counted %v, %v", where, page.Total, page.TotalErr)
		}
		if cost.Items > 500 {
			t.Errorf("%s: %d copies read for five", where, cost.Items)
		}
	}
}

// TestLongListsAreNarrowed asks for the newest of those that are all old: copies of younger entries are not read once it
// is clear that there are many of them.
func TestLongListsAreNarrowed(t *testing.T) {
	for name, b := range map[string]content.Budget{"along the order": {Few: 20}, "all sorted": {Few: 20, Rows: 400}} {
		p := newShelf(t, 600, b, func(i int) string { return fmt.Sprintf(`{"c":%t,"a":%d}`, i < 50, i) })
		two := 2
		for _, order := range []string{"", `[{"a":"DESC"}]`} {
			ids, page, cost := p.ask(`{"c":{"eq":true}}`, order, content.PageArgs{First: &two})
			equal(t, ids, []string{"t0049", "t0048"})
			if cost.Items > 130 {
				t.Errorf("%s: %d copies read for two", name, cost.Items)
			}
			ids, _, _ = p.ask(`{"c":{"eq":true}}`, order, content.PageArgs{First: &two, After: page.Cursor(1)})
			equal(t, ids, []string{"t0047", "t0046"})
		}
	}
}

// TestPagesCostWhatTheyHold reads pages of lists that filter much and little: the cost is that of the page, not of the
// model.
func TestPagesCostWhatTheyHold(t *testing.T) {
	values := func(i int) string { return fmt.Sprintf(`{"a":%d,"b":"%d","c":%t}`, i%2, i%3, i%5 != 0) }
	small := newShelf(t, 300, content.Budget{Few: 20}, values)
	large := newShelf(t, 1200, content.Budget{Few: 20}, values)
	for _, where := range []string{`{"a":{"eq":1},"b":{"eq":"1"}}`, `{"c":{"eq":true},"a":{"eq":0}}`, `{"or":[{"b":{"eq":"2"}},{"a":{"eq":1}}]}`, `{"b":{"in":["0","2"]}}`} {
		for _, order := range []string{"", `[{"id":"ASC"}]`, `[{"id":"DESC"}]`} {
			_, one, before := small.ask(where, order, content.PageArgs{})
			_, page, first := large.ask(where, order, content.PageArgs{})
			_, _, second := large.ask(where, order, content.PageArgs{After: page.Cursor(19)})
			if len(one.IDs) != 20 || float64(first.Items+first.Rows) > 1.2*float64(before.Items+before.Rows) ||
				float64(second.Items+second.Rows) > 1.5*float64(first.Items+first.Rows) {
				t.Errorf("%s %s: %d copies and %d rows of 300, %d and %d of 1,200, then %d and %d", where, order,
					before.Items, before.Rows, first.Items, first.Rows, second.Items, second.Rows)
			}
			if order != "" && first.Items > 25 {
				t.Errorf("%s: %d copies read for a page by ids", where, first.Items)
			}
		}
	}
}

// mover is an index table whose views are no snapshots, and in which something happens after some query.
type mover struct {
	store.Table
	mu    sync.Mutex
	after int
	deed  func()
}

type moverReader struct {
	store.Reader
	*mover
}

func (m *mover) View(ctx context.Context, fn func(store.Reader) error) error {
	return fn(moverReader{nil, m})
}

func (r moverReader) Query(ctx context.Context, q store.Query) (p store.Page, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err = r.Table.View(ctx, func(inner store.Reader) error {
		p, err = inner.Query(ctx, q)
		return err
	})
	if r.after--; r.after == 0 {
		r.deed()
	}
	return p, err
}

// TestEntriesThatMoveAreListed moves an entry from one value that a list asks for to another, between any two of its
// reads: it meets the filter all the time, and so is listed.
func TestEntriesThatMoveAreListed(t *testing.T) { // C17
	index, hundred := &mover{Table: storetest.New(t)}, 100
	s := &space{content.New(storetest.New(t), index, content.Options{}), t, auth.With(t.Context(), auth.Local)}
	s.apply(`{"apiId":"thing","fields":[{"apiId":"a","kind":"INTEGER"},{"apiId":"b","kind":"INTEGER"}]}`)
	for i := range 40 {
		s.create("thing", fmt.Sprintf("t%02d", i), fmt.Sprintf(`{"a":%d,"b":3}`, 1+i%2), false)
	}
	for _, where := range []string{`{"a":{"in":[1,2]}}`, `{"or":[{"a":{"eq":1}},{"a":{"eq":2},"b":{"eq":3}}]}`} {
		for after := range 12 {
			for _, to := range []string{`{"a":1}`, `{"a":2}`} {
				index.after, index.deed = after+1, func() { s.update("t33", to, false) }
				ids, _ := s.list(content.Draft, "thing", where, `[{"id":"ASC"}]`, content.PageArgs{First: &hundred})
				if len(ids) != 40 {
					t.Errorf("%s: %d of 40 listed when one moved to %s after %d queries", where, len(ids), to, after+1)
				}
				index.after = 0
				s.update("t33", to, false)
			}
		}
	}
}
