package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// binary are sort keys in the order that a table must keep.
var binary = []string{
	"\x00", "\x00\x00", "\x00\xff", "\x01", "a", "a\x00", "a\x00b", "aa", "ab", "b", "\x7f", "\x80", "\x80\x00",
	"ä", "\xff", "\xff\x00", "\xff\xff", strings.Repeat("\xff", store.MaxSort),
}

func (p *probe) fill(partition string, keys []string) {
	var items []store.Item
	for _, s := range keys {
		items = append(items, item(partition, s, "body of "+s))
	}
	for _, err := range p.table.Batch(p.ctx, puts(items)...) {
		if err != nil {
			p.Fatal(err)
		}
	}
}

// queriesKeepRange compares many queries with a filter over the sorted keys. Its seed is fixed.
func queriesKeepRange(p *probe) {
	p.fill("p", binary)
	bounds := slices.Concat([]string{"", "", "", "\x00\x01", "aaa", "c", "\xfe"}, binary)
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func() string { return bounds[rnd.IntN(len(bounds))] }
	for range 250 {
		q := store.Query{Partition: "p", From: pick(), To: pick(), After: pick(), Descending: rnd.IntN(2) == 0}
		if rnd.IntN(2) == 0 {
			q.Limit = 1 + rnd.IntN(4)
		}
		want := expected(q)
		page := p.page(q)
		if q.Limit > 0 && len(want) > q.Limit {
			want = want[:q.Limit]
			if !page.More {
				p.Errorf("%+v: there is more", q)
			}
		}
		p.same(fmt.Sprintf("%+v", q), want, sorts(page.Items))
	}
}

// expected are the sort keys of the binary ones that a query without a limit finds.
func expected(q store.Query) []string {
	var want []string
	for _, s := range binary {
		if s >= q.From && (q.To == "" || s < q.To) {
			want = append(want, s)
		}
	}
	if q.Descending {
		slices.Reverse(want)
	}
	if q.After == "" {
		return want
	}
	return slices.DeleteFunc(want, func(s string) bool {
		if q.Descending {
			return s >= q.After
		}
		return s <= q.After
	})
}

func pagesJoin(p *probe) {
	p.fill("p", binary)
	for _, limit := range []int{1, 2, 5, len(binary), 100} {
		for _, descending := range []bool{false, true} {
			q := store.Query{Partition: "p", From: "\x00\x00", To: "\xff\xff", Limit: limit, Descending: descending}
			items, pages := p.walk(q)
			p.same(fmt.Sprintf("limit %d, descending %t", limit, descending), expected(q), sorts(items))
			if most := len(items)/limit + 1; pages > most {
				p.Errorf("limit %d: %d pages, %d would do", limit, pages, most)
			}
			for _, i := range items {
				if string(i.Body) != "body of "+i.Sort {
					p.Errorf("%q has the body %q", i.Sort, i.Body)
				}
			}
		}
	}
}

func partitionsDoNotLeak(p *probe) {
	for _, partition := range []string{"p", "p\x01", "p#", "pp", "o", "q"} {
		p.fill(partition, []string{"\x00", partition, "\xff"})
	}
	for _, descending := range []bool{false, true} {
		items, _ := p.walk(store.Query{Partition: "p", Limit: 2, Descending: descending})
		if len(items) != 3 {
			p.Errorf("descending %t: %q", descending, sorts(items))
		}
	}
	if page := p.page(store.Query{Partition: "none"}); len(page.Items) != 0 || page.More {
		p.Errorf("an empty partition: %+v", page)
	}
}

func pageEndsAtBytes(p *probe) {
	const items, bytes = 9, 300 << 10
	var want []string
	for n := range items {
		i := sized(fmt.Sprint(n), bytes)
		p.put(i)
		want = append(want, i.Sort)
	}
	for _, descending := range []bool{false, true} {
		q := store.Query{Partition: "p", Descending: descending}
		if first := p.page(q); !first.More || len(first.Items) < 3 || len(first.Items) > 4 {
			p.Errorf("the first page has %d items of %d bytes, more: %t", len(first.Items), bytes, first.More)
		} else if least := len(first.Items) * bytes; first.Read < least {
			p.Errorf("the first page says it read %d bytes, not %d", first.Read, least)
		}
		got, _ := p.walk(q)
		p.same("all pages", want, sorts(got))
		slices.Reverse(want)
	}
}

func keysOnly(p *probe) {
	full := store.Item{Key: key("p", "a"), Version: 7, Tag: 9, State: store.StateClosing,
		Expires: time.Now().Add(time.Hour).UTC().Truncate(time.Second), Body: make([]byte, 9000)}
	p.put(full)
	page := p.page(store.Query{Partition: "p", KeysOnly: true})
	full.Body = nil
	p.same("items", []store.Item{full}, page.Items)
}

func noEmptyPage(p *probe) {
	for i := range 7 {
		p.put(store.Item{Key: key("p", fmt.Sprint(i)), Expires: time.Now().Add(-time.Hour)})
	}
	p.put(item("p", "8", ""), item("p", "9", ""))
	for _, descending := range []bool{false, true} {
		items, _ := p.walk(store.Query{Partition: "p", Limit: 1, Descending: descending})
		if len(items) != 2 {
			p.Errorf("descending %t: found %q", descending, sorts(items))
		}
	}
}
