package bleve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/galley-cms/galley/internal/search"
)

// TestScore: documents weigh what all forms of all words make of them, read by scorch, and are noted near that at first.
func TestScore(t *testing.T) {
	x, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}()
	rnd := rand.New(rand.NewPCG(13, 14))
	text := func() string {
		w := strings.Repeat("filler ", []int{0, 3, 400}[rnd.IntN(3)])
		for _, word := range strings.Fields("the garden gardens gardenia harden garde tab table tables cable") {
			w += strings.Repeat(word+" ", []int{0, 0, 0, 0, 1, 3, 40}[rnd.IntN(7)])
		}
		return w
	}
	for range 5 {
		var changes []search.Change
		for range 60 {
			changes = append(changes, search.Change{Entry: fmt.Sprint("e", rnd.IntN(200)), Stage: search.Live, Documents: []search.Document{{
				Model: "m", Language: []string{"", "en"}[rnd.IntN(2)],
				Fields: []search.Field{{ID: "t", Title: true, Text: text()}, {ID: "b", Text: text()}},
			}}})
		}
		if err := x.Apply(t.Context(), changes...); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []string{"gar", "garden", "garden ", "gardens tab", "gardne table", "the tables", "hardens cable "} {
		if err := x.view(func(r index.IndexReader) error { return compareScores(t, r, q) }); err != nil {
			t.Fatal(err)
		}
	}
}

func compareScores(t *testing.T, r index.IndexReader, text string) error {
	s, err := newScan(r, prefixOf(search.Live))
	if err != nil {
		return err
	}
	defer s.close()
	p, err := s.run(t.Context(), search.Query{Text: text, Limit: 1})
	if err != nil || p == nil {
		return fmt.Errorf("%q finds %v, %w", text, p, err)
	}
	weights, err := s.score(t.Context(), p.rest)
	if err != nil {
		return err
	}
	want := make([]float64, len(s.best))
	for _, w := range s.words {
		best, err := heaviest(t, r, s.prefix, w.forms, len(s.best))
		if err != nil {
			return err
		}
		for doc, b := range best {
			want[doc] += w.idf * float64(b)
		}
	}
	for i, f := range p.rest {
		most, least := float64(f.weight)*maxOccurrence, float64(f.weight)*minOccurrence
		if got, want := weights[i], want[f.doc]; math.Abs(got-want) > 1e-9 || got > most || got < least {
			t.Errorf("%q: document %d weighs %g, not %g, and at first %g", text, f.doc, got, want, f.weight)
		}
	}
	return nil
}

func heaviest(t *testing.T, r index.IndexReader, prefix string, forms []form, documents int) ([]float32, error) {
	best := make([]float32, documents)
	for _, f := range forms {
		tr, err := r.TermFieldReader(t.Context(), []byte(f.term), prefix+f.field, f.counted, f.counted, false)
		if err != nil {
			return nil, err
		}
		for d, err := tr.Next(nil); d != nil || err != nil; d, err = tr.Next(nil) {
			if err != nil {
				return nil, closing(tr, err)
			}
			weight := f.weight
			if f.counted {
				weight *= occurrence(float64(d.Freq), 1/(d.Norm*d.Norm))
			}
			best[d.ID.Value()] = max(best[d.ID.Value()], weight)
		}
		if err := tr.Close(); err != nil {
			return nil, err
		}
	}
	return best, nil
}
