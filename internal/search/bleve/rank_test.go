package bleve_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/search/bleve"
)

// library is texts of few words, so that many weigh nearly, and some exactly, the same.
func library(n int) []search.Change {
	rnd := rand.New(rand.NewPCG(5, 6))
	words := strings.Fields("the lamp lamps lamb lumps garden gardens gardening harden gardenia table tables of on in tab stable walking walked")
	text := func(n int) string {
		w := make([]string, rnd.IntN(n+1))
		for i := range w {
			w[i] = words[int(float64(len(words))*rnd.Float64()*rnd.Float64())]
		}
		return strings.Join(w, " ")
	}
	out := make([]search.Change, n)
	for i := range out {
		out[i] = search.Change{Entry: fmt.Sprintf("e%05d", rnd.IntN(1e5)), Stage: search.Live, Seq: int64(i)}
		for _, locale := range []string{"en", "de", "fr"}[:1+rnd.IntN(3)] {
			out[i].Documents = append(out[i].Documents, search.Document{Model: "m", Locale: locale, Language: locale, Fields: []search.Field{
				{ID: "title", Title: true, Text: text(4)}, {ID: "body", Text: text(1 + rnd.IntN(60))}, {ID: "secret", Text: text(rnd.IntN(2))},
			}})
		}
	}
	return out
}

func applyAll(t *testing.T, x *bleve.Index, changes []search.Change, most int) {
	t.Helper()
	for c := range slices.Chunk(changes, most) {
		apply(t, x, c...)
	}
}

func searched(t *testing.T, x *bleve.Index, q search.Query) *search.Result {
	t.Helper()
	q.Stage = search.Live
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// joined walks all pages of a query.
func joined(t *testing.T, x *bleve.Index, q search.Query) (out []search.Hit) {
	t.Helper()
	for {
		r := searched(t, x, q)
		if out = append(out, r.Hits...); !r.More {
			return out
		}
		q.After = out[len(out)-1].Position()
	}
}

var queries = []search.Query{
	{Text: "lamp"}, {Text: "lamp "}, {Text: "the lamp "}, {Text: "the lamp garden"}, {Text: "l"}, {Text: "gardan "}, {Text: "walks"}, {Text: "the of on in "},
	{Text: `"the lamp"`}, {Text: `"lamps garden" the`}, {Text: "gard", Locales: []string{"de"}}, {Text: "lamp", Fields: []string{"title", "body"}},
}

// TestLayout: how an index lies in its files does not show, nor does what was there before.
func TestLayout(t *testing.T) {
	books := library(1200)
	one, many := open(t, t.TempDir()), open(t, t.TempDir())
	applyAll(t, one, books, search.MaxChanges)
	before := library(1500)[1:]
	for i := range before {
		before[i].Entry, before[i].Seq = books[i%len(books)].Entry, 0
		if i%3 == 0 {
			before[i].Entry = fmt.Sprint("gone", i)
		}
	}
	applyAll(t, many, before, 200)
	for i := range before {
		before[i].Documents = nil
	}
	applyAll(t, many, before, 100)
	rand.New(rand.NewPCG(7, 8)).Shuffle(len(books), func(i, j int) { books[i], books[j] = books[j], books[i] })
	applyAll(t, many, books, 37)
	for _, q := range queries {
		q.Limit = 100
		if d := cmp.Diff(searched(t, one, q), searched(t, many, q)); d != "" {
			t.Errorf("%+v: %s", q, d)
		}
	}
}

// TestShortPages: what is not weighed for a page of few hits does not belong there.
func TestShortPages(t *testing.T) {
	x := open(t, t.TempDir())
	applyAll(t, x, library(1500), 300)
	for _, q := range queries {
		q.Limit = search.MaxHits
		long := joined(t, x, q)
		total := searched(t, x, q).Total
		for _, limit := range []int{1, 10, 50} {
			q.Limit, q.After = limit, nil
			for at := 0; at < len(long); at += max(limit, len(long)/4) {
				if at > 0 {
					q.After = long[at-1].Position()
				}
				r := searched(t, x, q)
				if d := cmp.Diff(long[at:min(at+limit, len(long))], r.Hits); d != "" || r.More != (at+limit < len(long)) {
					t.Fatalf("%+v: %d hits from %d on, more: %v: %s", q, limit, at, r.More, d)
				}
				if len(q.Text) > 0 && q.Text[0] != '"' && r.Total != total {
					t.Errorf("%+v finds %d, and %d on long pages", q, r.Total, total)
				}
			}
		}
	}
}

// TestWidePages: words that occur often in short texts, or once in long ones, weigh above and below what they are noted with
// at first, and entries have many documents, so that those weighed first do not fill a page.
func TestWidePages(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 12))
	text := func() string {
		w := strings.Repeat("filler ", []int{0, 0, 1500}[rnd.IntN(3)])
		for _, word := range []string{"lamp ", "lamps ", "table ", "tables "} {
			w += strings.Repeat(word, []int{0, 0, 0, 1, 40}[rnd.IntN(5)])
		}
		return w
	}
	var all []search.Change
	for i := range 150 {
		c := search.Change{Entry: fmt.Sprintf("e%03d", rnd.IntN(1000)), Stage: search.Live, Seq: int64(i)}
		d := search.Document{Model: "m", Language: "en", Fields: []search.Field{{ID: "title", Title: true, Text: text()}, {ID: "body", Text: text()}}}
		for n := range []int{1, 2, 30}[rnd.IntN(3)] {
			d.Locale = fmt.Sprint(n)
			c.Documents = append(c.Documents, d)
		}
		all = append(all, c)
	}
	x := open(t, t.TempDir())
	applyAll(t, x, all, 50)
	for _, text := range []string{"lamp table ", "lamp ", "lamps tables", "lamp tab", "lampe"} {
		long := searched(t, x, search.Query{Text: text, Limit: search.MaxHits}).Hits
		for limit := 1; limit < len(long); limit += 1 + limit/3 {
			if d := cmp.Diff(long[:limit], searched(t, x, search.Query{Text: text, Limit: limit}).Hits); d != "" {
				t.Fatalf("%q: the first %d: %s", text, limit, d)
			}
		}
	}
}

// TestTies: pages of what weighs the same go by entry, however many there are.
func TestTies(t *testing.T) {
	x := open(t, t.TempDir())
	var all []search.Change
	for i := range 4000 {
		c := change(fmt.Sprintf("e%05d", i), 1, "lamp")
		if c.Documents = append(c.Documents, c.Documents[0]); i%2 == 0 {
			c.Documents[1].Locale = "de"
			c.Documents[1].Fields = []search.Field{{ID: "f", Text: "lamp post"}}
		} else {
			c.Documents = c.Documents[:1]
		}
		all = append(all, c)
	}
	rand.New(rand.NewPCG(9, 10)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	applyAll(t, x, all, 700)
	for _, limit := range []int{97, search.MaxHits} {
		hits := joined(t, x, search.Query{Text: "lamp", Limit: limit})
		if len(hits) != 4000 {
			t.Fatalf("pages by %d have %d hits", limit, len(hits))
		}
		for i, h := range hits {
			if h.Entry != fmt.Sprintf("e%05d", i) || h.Score != hits[0].Score || h.Locale != "" {
				t.Fatalf("pages by %d: hit %d is %+v", limit, i, h)
			}
		}
	}
}
