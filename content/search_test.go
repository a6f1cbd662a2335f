package content_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/galley-cms/galley/internal/search"
)

// wordIndex is a search index that finds words as they are written: what is searched for is what a test can tell by
// itself.
type wordIndex struct {
	mu     sync.Mutex
	copies map[search.CopyKey]search.Change
	id     string
	broken error // of each call, if it is not nil
	calls  int   // of Apply
}

func newWordIndex() *wordIndex {
	return &wordIndex{id: "words", copies: map[search.CopyKey]search.Change{}}
}

func (x *wordIndex) Apply(_ context.Context, changes ...search.Change) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.calls++; x.broken != nil {
		return x.broken
	}
	for _, c := range changes {
		if err := c.Check(); err != nil {
			return err
		}
		k := search.CopyKey{Entry: c.Entry, Stage: c.Stage}
		if was := x.copies[k]; c.Always || c.Seq >= was.Seq {
			x.copies[k] = c
		}
	}
	return nil
}

// Search ranks by how often the words occur, in titles ten times as much.
func (x *wordIndex) Search(_ context.Context, q search.Query) (*search.Result, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := cmp.Or(x.broken, q.Check()); err != nil {
		return nil, err
	}
	out := &search.Result{}
	for k, c := range x.copies {
		if k.Stage != q.Stage || (q.Entries != nil && !slices.Contains(q.Entries, k.Entry)) {
			continue
		}
		if h, ok := bestHit(c, q); ok {
			out.Total++
			out.Hits = append(out.Hits, h)
		}
	}
	slices.SortFunc(out.Hits, func(a, b search.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Entry, b.Entry))
	})
	if q.After != nil {
		out.Hits = slices.DeleteFunc(out.Hits, func(h search.Hit) bool {
			return h.Score > q.After.Score || (h.Score == q.After.Score && h.Entry <= q.After.Entry)
		})
	}
	if out.More = len(out.Hits) > q.Limit; out.More {
		out.Hits = out.Hits[:q.Limit]
	}
	return out, nil
}

// bestHit is the hit of the best document of a copy.
func bestHit(c search.Change, q search.Query) (best search.Hit, ok bool) {
	for _, d := range c.Documents {
		if (q.Models != nil && !slices.Contains(q.Models, d.Model)) || (q.Locales != nil && !slices.Contains(q.Locales, d.Locale)) {
			continue
		}
		h := search.Hit{Entry: c.Entry, Model: d.Model, Locale: d.Locale, Seq: c.Seq}
		if h.Score = scoreOf(d, q.Text, &h.Fragments); h.Score > best.Score {
			best, ok = h, true
		}
	}
	return best, ok
}

// scoreOf is 0 unless all words are in the document.
func scoreOf(d search.Document, text string, fragments *[]search.Fragment) (score float64) {
	for _, word := range wordsOf(text) {
		found := 0.0
		for _, f := range d.Fields {
			weight := 1.0
			if f.Title {
				weight = 10
			}
			n := 0
			for _, w := range wordsOf(f.Text) {
				if w == word {
					n++
				}
			}
			if found += weight * float64(n); n > 0 {
				*fragments = append(*fragments, search.Fragment{Field: f.ID, Runs: []search.Run{{Text: word, Found: true}}})
			}
		}
		if found == 0 {
			return 0
		}
		score += found
	}
	return score
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func (x *wordIndex) Referring(_ context.Context, entry string, limit int) (out []search.CopyKey, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for k, c := range x.copies {
		if slices.ContainsFunc(c.Documents, func(d search.Document) bool { return slices.Contains(d.Refers, entry) }) {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, byKey)
	return out[:min(len(out), limit)], x.broken
}

// byKey orders copies as the port does.
func byKey(a, b search.CopyKey) int {
	return cmp.Or(strings.Compare(a.Entry, b.Entry), strings.Compare(string(a.Stage), string(b.Stage)))
}

func (x *wordIndex) Copies(_ context.Context, after search.CopyKey, limit int) (out []search.Copy, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for k, c := range x.copies {
		if len(c.Documents) > 0 && byKey(k, after) > 0 {
			out = append(out, search.Copy{CopyKey: k, Seq: c.Seq, Documents: len(c.Documents)})
		}
	}
	slices.SortFunc(out, func(a, b search.Copy) int { return byKey(a.CopyKey, b.CopyKey) })
	return out[:min(len(out), limit)], x.broken
}

func (x *wordIndex) Status(context.Context) (search.Status, error) {
	all, err := x.Copies(context.Background(), search.CopyKey{}, len(x.copies)+1)
	s := search.Status{ID: x.id}
	for _, c := range all {
		s.Documents += c.Documents
	}
	return s, err
}
