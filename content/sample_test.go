package content_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// newStock is a priced space of so many items. The newest are the same in each: half of them shown, a fifth of them in
// each category, a hundredth of each maker, and in no order by price.
func newStock(t *testing.T, count int) *priced {
	t.Helper()
	clock := newTestClock()
	tables := [2]store.Table{}
	for i := range tables {
		tables[i] = store.Meter(storetest.New(t), store.MeterOptions{})
	}
	p := &priced{&space{content.New(tables[0], tables[1], content.Options{Clock: clock}), t, auth.With(t.Context(), auth.Local)}, clock}
	p.apply(`{"apiId":"item","fields":[{"apiId":"shown","kind":"BOOLEAN"},{"apiId":"category","kind":"TEXT"},{"apiId":"a","kind":"TEXT"},
		{"apiId":"price","kind":"INTEGER"},{"apiId":"maker","kind":"INTEGER"}],"indexes":[{"fields":["a","category","createdAt"]}]}`)
	for at := 0; at < count; at += 1000 {
		var all []content.ImportEntry
		for i := at; i < at+1000; i++ {
			rnd := rand.New(rand.NewPCG(7, uint64(count-i)))
			v := fmt.Sprintf(`{"shown":%t,"category":"c%d","a":"a%d","price":%d,"maker":%d}`,
				rnd.IntN(2) == 0, rnd.IntN(5), rnd.IntN(5), (count-i)*10+rnd.IntN(10), rnd.IntN(100))
			all = append(all, content.ImportEntry{ID: fmt.Sprintf("i%05d", i), Model: "item", Values: vals(v), Publish: true, CreatedAt: clock.Now()})
			clock.advance(1e9)
		}
		_, err := p.Import(p.ctx, all, false)
		p.must(err)
	}
	p.list(content.Live, "item", "", "", content.PageArgs{})
	return p
}

// TestPagesCostTheSameInLargeModels counts what the pages of lists read in a model of a thousand entries, and in one that
// is ten times as large.
func TestPagesCostTheSameInLargeModels(t *testing.T) {
	small, large := newStock(t, 1000), newStock(t, 10_000)
	for _, c := range []struct{ where, order string }{
		{``, ``},
		{`{"shown":{"eq":true}}`, ``},
		{`{"shown":{"eq":true},"category":{"eq":"c2"}}`, ``},
		{`{"shown":{"eq":true},"category":{"in":["c2","c3"]}}`, `[{"price":"ASC"}]`},
		{`{"category":{"eq":"c4"},"price":{"gte":100}}`, `[{"price":"ASC"}]`},
		{`{"or":[{"category":{"eq":"c1"}},{"shown":{"eq":false}}]}`, ``},
		{`{"shown":{"eq":true},"category":{"eq":"c2"}}`, `[{"id":"DESC"}]`},
		{`{"a":{"eq":"a1"},"category":{"eq":"c2"}}`, ``},
		{`{"a":{"in":["a1","a2"]},"category":{"in":["c1","c2"]}}`, ``},
	} {
		var few, many content.PageArgs
		for number := range 2 {
			_, first, before := small.page(c.where, c.order, few)
			_, second, after := large.page(c.where, c.order, many)
			if len(first.IDs) != 20 || len(second.IDs) != 20 {
				t.Fatalf("%s %s: pages of %d and %d", c.where, c.order, len(first.IDs), len(second.IDs))
			}
			if float64(after.Rows) > 1.2*float64(before.Rows) || float64(after.Items) > 1.2*float64(before.Items) {
				t.Errorf("%s %s, page %d: %d rows and %d copies of 1,000, %d and %d of 10,000", c.where, c.order, number+1,
					before.Rows, before.Items, after.Rows, after.Items)
			}
			few.After, many.After = first.Cursor(19), second.Cursor(19)
		}
	}
}

// TestSmallAnswersAreFoundAtOnce looks for what few entries have: no sample is taken of the order.
func TestSmallAnswersAreFoundAtOnce(t *testing.T) {
	p := newStock(t, 1000)
	for _, c := range []struct {
		where       string
		rows, items int64
	}{
		{`{"price":{"eq":5005}}`, 1, 1},
		{`{"price":{"in":[11,12,13,14,15,16,17,18,19]}}`, 2, 1},
		{`{"maker":{"eq":7}}`, 20, 20},
		{`{"maker":{"eq":7},"shown":{"eq":true}}`, 60, 20},
	} {
		_, _, cost := p.page(c.where, "", content.PageArgs{})
		if cost.Rows > c.rows || cost.Items > c.items {
			t.Errorf("%s: %d rows, %d copies", c.where, cost.Rows, cost.Items)
		}
	}
}

// TestRareHitsAreGathered looks for a hundredth of a large model: the sample shows that the order would not do.
func TestRareHitsAreGathered(t *testing.T) {
	p := newStock(t, 5000)
	ids, page, cost := p.page(`{"maker":{"eq":7}}`, "", content.PageArgs{})
	if len(ids) != 20 || cost.Items > 200 || cost.Rows > 300 {
		t.Errorf("%d entries for %d rows and %d copies", len(ids), cost.Rows, cost.Items)
	}
	e, err := p.Explain(context.WithoutCancel(p.ctx), p.spec(content.Live, "item", `{"maker":{"eq":7}}`, ""), content.PageArgs{After: page.Cursor(19)})
	p.must(err)
	equal(t, steps(e), "SAMPLE maker/1, ORDER createdAt/0, EQUALITY maker/1")
}

// TestHitsThatEndEarlyDoNotDeceive asks for a page of which most is found at once, and the rest far away: copies are not
// read for as long as the sample promised hits.
func TestHitsThatEndEarlyDoNotDeceive(t *testing.T) {
	p := newShelf(t, 1400, content.Budget{}, func(i int) string {
		return fmt.Sprintf(`{"a":%d,"c":%t}`, i%7, i >= 1380 || i < 300)
	})
	for _, where := range []string{`{"c":{"eq":true}}`, `{"c":{"eq":true},"a":{"in":[0,1,2,3]}}`} {
		ids, _, cost := p.ask(where, "", content.PageArgs{})
		if len(ids) != 20 || cost.Items > 900 {
			t.Errorf("%s: %d entries for %d rows and %d copies", where, len(ids), cost.Rows, cost.Items)
		}
	}
}
