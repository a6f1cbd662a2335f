package searchtest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/search"
)

var pages = map[string]func(*testing.T, search.Index){
	"pages join to the whole": testPages,
}

func testPages(t *testing.T, x search.Index) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var all []search.Change
	for i := range 1000 {
		c := search.Change{Entry: fmt.Sprintf("e%03d", rnd.IntN(1000)), Stage: search.Live, Seq: int64(i)}
		for _, locale := range []string{"en", "de"} {
			c.Documents = append(c.Documents, search.Document{Model: "m", Locale: locale, Language: locale, Fields: []search.Field{
				title(strings.Repeat("lamp ", rnd.IntN(3))), body(strings.Repeat("lamps on ", rnd.IntN(4)) + "table"), {ID: "c", Text: "lamb"},
			}})
		}
		all = append(all, c)
	}
	apply(t, x, all[:700]...)
	apply(t, x, all[700:]...)
	for _, q := range []search.Query{{Text: "lamp"}, {Text: "lamp tab", Locales: []string{"de"}}, {Text: `"on lamps"`}, {Text: "lamp", Fields: []string{"body"}}} {
		q.Limit = search.MaxHits
		whole := find(t, x, q)
		if len(whole.Hits) < 100 || whole.More {
			t.Fatalf("%q finds %d, more: %v", q.Text, len(whole.Hits), whole.More)
		}
		inOrder(t, whole)
		for _, limit := range []int{7, 100} {
			q.Limit = limit
			if joined := join(t, x, q); joined != scores(whole) {
				t.Errorf("%+v: pages by %d do not join to the whole", q, limit)
			}
		}
	}
}

func inOrder(t *testing.T, r *search.Result) {
	t.Helper()
	for i := 1; i < len(r.Hits); i++ {
		a, b := r.Hits[i-1], r.Hits[i]
		if a.Score < b.Score || a.Score == b.Score && a.Entry >= b.Entry {
			t.Fatalf("%s %g comes before %s %g", a.Entry, a.Score, b.Entry, b.Score)
		}
	}
}

// join walks all pages, each position as it comes back from a client.
func join(t *testing.T, x search.Index, q search.Query) string {
	t.Helper()
	whole := &search.Result{}
	for {
		r := find(t, x, q)
		whole.Hits = append(whole.Hits, r.Hits...)
		if !r.More {
			return scores(whole)
		}
		b, err := json.Marshal(r.Hits[len(r.Hits)-1].Position())
		if err != nil {
			t.Fatal(err)
		}
		q.After = &search.Position{}
		if err := json.Unmarshal(b, q.After); err != nil {
			t.Fatal(err)
		}
	}
}
