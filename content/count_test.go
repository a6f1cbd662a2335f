package content_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// TestCountsReadRowsAlone counts lists that index rows decide, without a look at their entries, and some that they do not.
func TestCountsReadRowsAlone(t *testing.T) {
	p := newShelf(t, 900, content.Budget{}, func(i int) string {
		return fmt.Sprintf(`{"a":%d,"b":"%s","c":%t}`, i%100, []string{"x", "X", "xy"}[i%3], i%2 == 0)
	})
	one := 1
	for _, c := range []struct {
		where   string
		want    int
		entries int64 // read to count
	}{
		{`{"c":{"eq":true}}`, 450, 0},
		{`{"c":{"ne":true}}`, 450, 0},
		{`{"not":{"c":{"eq":true}}}`, 450, 0},
		{`{"a":{"in":[1,2,2,3]}}`, 27, 0},
		{`{"a":{"notIn":[1,2]}}`, 882, 0},
		{`{"a":{"gte":10,"lt":20}}`, 90, 0},
		{`{"or":[{"a":{"lt":10}},{"a":{"gte":5,"lt":20}},{"a":{"eq":50}}]}`, 189, 0},
		{`{"or":[]}`, 0, 0},
		{`{"and":[]}`, 900, 0},
		{`{"c":{"eq":true},"a":{"gte":10,"lt":20}}`, 45, 0},
		{`{"c":{"eq":false},"a":{"in":[1,2,3]}}`, 18, 0},
		{`{"or":[{"c":{"eq":true}},{"a":{"eq":1}}]}`, 459, 0},
		{`{"b":{"startsWith":"xy"}}`, 300, 0},
		{`{"b":{"gt":"x"}}`, 300, 0},
		{`{"b":{"isNull":false}}`, 900, 0},
		{`{"b":{"eq":"x"}}`, 300, 900}, // rows do not tell x from X
	} {
		p.clock.advance(time.Minute)
		p.list(content.Live, "thing", "", "", content.PageArgs{}) // reads the models again
		_, _, listed := p.ask(c.where, "", content.PageArgs{First: &one})
		_, page, cost := p.ask(c.where, "", content.PageArgs{First: &one, Count: true})
		if page.TotalErr != nil || *page.Total != c.want || cost.Items-listed.Items > c.entries {
			t.Errorf("%s: %v, %v, %d entries read", c.where, *page.Total, page.TotalErr, cost.Items-listed.Items)
		}
	}
}

// TestCountsAlongAnIndexOnSeveralFields counts by one range of rows, where each field alone has far more of them.
func TestCountsAlongAnIndexOnSeveralFields(t *testing.T) {
	p := newShelf(t, 600, content.Budget{}, func(i int) string { return fmt.Sprintf(`{"a":%d,"c":%t}`, i/2, i%2 == 0) })
	p.apply(`{"apiId":"thing","fields":[{"apiId":"a","kind":"INTEGER"},{"apiId":"b","kind":"TEXT"},{"apiId":"c","kind":"BOOLEAN"}],
		"indexes":[{"fields":["c","a"]}]}`)
	one := 1
	p.ask("", "", content.PageArgs{})
	for where, want := range map[string]int{
		`{"c":{"eq":true},"a":{"gte":290}}`:                  10,
		`{"c":{"in":[true,false]},"a":{"lt":5}}`:             10,
		`{"c":{"eq":true},"a":{"in":[7,8,900]}}`:             2,
		`{"c":{"eq":true},"not":{"a":{"gte":5}}}`:            5,
		`{"and":[{"c":{"eq":false}},{"a":{"isNull":true}}]}`: 0,
	} {
		_, _, listed := p.ask(where, "", content.PageArgs{First: &one})
		_, page, cost := p.ask(where, "", content.PageArgs{First: &one, Count: true})
		if page.TotalErr != nil || *page.Total != want || cost.Rows-listed.Rows > int64(want) {
			t.Errorf("%s: %v, %v, %d rows read", where, *page.Total, page.TotalErr, cost.Rows-listed.Rows)
		}
	}
}

// TestCountsOfListsCountEntries counts conditions that leave nothing out, of a field that has several rows of an entry.
func TestCountsOfListsCountEntries(t *testing.T) {
	p := newShelf(t, 0, content.Budget{}, nil)
	p.apply(`{"apiId":"thing","fields":[{"apiId":"tags","kind":"ENUM","list":true,"enum":[{"value":"x"},{"value":"y"}]}]}`)
	for i, tags := range []string{`["x","y"]`, `["y"]`, `[]`} {
		p.create("thing", fmt.Sprint("t", i), `{"tags":`+tags+`}`, true)
	}
	for _, where := range []string{`{"or":[{},{"tags":{"isNull":true}}]}`, `{"or":[{"tags":{"isNull":false}},{"tags":{"isNull":true}}]}`} {
		one := 1
		if _, page, _ := p.ask(where, "", content.PageArgs{First: &one, Count: true}); page.TotalErr != nil || *page.Total != 3 {
			t.Errorf("%s: %v, %v", where, *page.Total, page.TotalErr)
		}
	}
}

// TestCountsOfDraftsLeaveOutTheTrash counts drafts by rows that those in the trash have, too.
func TestCountsOfDraftsLeaveOutTheTrash(t *testing.T) {
	p := newShelf(t, 60, content.Budget{}, func(i int) string { return fmt.Sprintf(`{"a":%d,"c":%t}`, i, i%2 == 0) })
	for i := range 20 {
		p.must(p.Delete(p.ctx, fmt.Sprintf("t%04d", i), 0))
	}
	for where, want := range map[string][2]int{ // in use, and in the trash
		`{"c":{"eq":true}}`:                                  {20, 10},
		`{"a":{"gte":10}}`:                                   {40, 10},
		`{"a":{"gte":10},"c":{"eq":false}}`:                  {20, 5},
		`{"a":{"in":[18,19,20,21]},"c":{"in":[true,false]}}`: {2, 2},
		`{"status":{"ne":"DRAFT"}}`:                          {40, 20},
		`{"status":{"eq":"PUBLISHED"},"a":{"lt":30}}`:        {10, 0},
	} {
		sc, err := p.Schema(p.ctx)
		p.must(err)
		for i, trashed := range []bool{false, true} {
			q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("thing"), Stage: content.Draft, Where: object(where), Trashed: trashed})
			p.must(err)
			p.must(p.View(p.ctx, content.Draft, func(r *content.Reader) error {
				page, err := r.List(p.ctx, q, content.PageArgs{Count: true})
				if err == nil && (page.TotalErr != nil || *page.Total != want[i]) {
					t.Errorf("%s, trashed %t: %v, %v", where, trashed, page.Total, page.TotalErr)
				}
				return err
			}))
		}
	}
}

// TestCountsAreBounded counts what has more rows than may be read: by its entries where these are few, else not at all.
func TestCountsAreBounded(t *testing.T) {
	p := newShelf(t, 300, content.Budget{Rows: 200, Copies: 100, Few: 20}, func(i int) string { return fmt.Sprintf(`{"a":%d,"c":%t}`, i, i < 10) })
	one := 1
	_, page, _ := p.ask(`{"a":{"gte":0},"c":{"eq":true}}`, "", content.PageArgs{First: &one, Count: true})
	if page.TotalErr != nil || *page.Total != 10 {
		t.Errorf("counted %v, %v of ten", page.Total, page.TotalErr)
	}
	_, page, _ = p.ask(`{"a":{"gte":5}}`, `[{"a":"ASC"}]`, content.PageArgs{First: &one, Count: true})
	if page.Total != nil || errs.CodeOf(page.TotalErr) != errs.TooExpensive {
		t.Errorf("counted %v, %v of 295", page.Total, page.TotalErr)
	}
	_, page, _ = p.ask(`{"a":{"gte":5},"c":{"eq":false}}`, `[{"a":"DESC"}]`, content.PageArgs{First: &one, Count: true})
	if page.Total != nil || errs.CodeOf(page.TotalErr) != errs.TooExpensive {
		t.Errorf("counted %v, %v of 290", page.Total, page.TotalErr)
	}
}
