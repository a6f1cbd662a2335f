package bleve

import (
	"cmp"
	"slices"
	"sort"

	index "github.com/blevesearch/bleve_index_api"
)

// Bounds of what one word stands for.
const (
	maxBegun  = 128    // words that begin with it: the most frequent ones
	maxEdited = 64     // words an edit or two away: the nearest ones
	maxLooked = 50_000 // terms of the dictionary that are looked at for either
)

// terms are the dictionary's words that a want stands for, with their weights, in one of the counted fields.
func (s *scan) terms(w want, field string) (map[string]float32, error) {
	out := map[string]float32{w.term: weighExact}
	if w.raw == "" {
		return out, nil
	}
	if w.edits > 0 {
		if err := s.edited(w, field, out); err != nil {
			return nil, err
		}
	}
	if w.prefix {
		if err := s.begun(w, field, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type dictTerm struct {
	term   string
	weight float32
	count  uint64
}

// begun finds the words that begin with a want.
func (s *scan) begun(w want, field string, out map[string]float32) error {
	counts := map[string]uint64{}
	for _, p := range s.parts {
		if err := p.begun(s.prefix+field, w.term, counts); err != nil {
			return err
		}
	}
	found := make([]dictTerm, 0, len(counts))
	for term, n := range counts {
		found = append(found, dictTerm{term, w.begun(term), n})
	}
	if len(found) > maxLooked { // how words lie in parts must not show
		slices.SortFunc(found, func(a, b dictTerm) int { return cmp.Compare(a.term, b.term) })
		found = found[:maxLooked]
	}
	slices.SortFunc(found, func(a, b dictTerm) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.term, b.term))
	})
	keep(found, maxBegun, out)
	return nil
}

// begun adds how many of the part's documents have words that begin so.
func (p *part) begun(field, beginning string, counts map[string]uint64) error {
	d, err := p.dict(field)
	if err != nil {
		return err
	}
	it := d.AutomatonIterator(nil, []byte(beginning), append([]byte(beginning), 0xff)) // which is in no term
	for range maxLooked {
		e, err := it.Next()
		if err != nil || e == nil {
			return err
		}
		counts[e.Term] += e.Count
	}
	return nil
}

func (s *scan) edited(w want, field string, out map[string]float32) error {
	fuzzy, ok := s.r.(index.IndexReaderFuzzy)
	if !ok {
		return nil
	}
	d, err := fuzzy.FieldDictFuzzy(s.prefix+field, w.term, w.edits, "")
	if err != nil {
		return err
	}
	found, err := collect(d, w.edited)
	if err != nil {
		return err
	}
	for _, t := range swapped(w.term) {
		found = append(found, dictTerm{term: t, weight: weighEdit})
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].weight > found[j].weight })
	keep(found, maxEdited, out)
	return nil
}

// swapped are the words with two neighbouring letters in each other's place: the dictionary takes that for two edits.
func swapped(term string) []string {
	var out []string
	r := []rune(term)
	for i := 1; i < len(r); i++ {
		if r[i] != r[i-1] {
			r[i], r[i-1] = r[i-1], r[i]
			out = append(out, string(r))
			r[i], r[i-1] = r[i-1], r[i]
		}
	}
	return out
}

func collect(d index.FieldDict, weight func(string) float32) ([]dictTerm, error) {
	var found []dictTerm
	for range maxLooked {
		e, err := d.Next()
		if err != nil || e == nil {
			return found, closing(d, err)
		}
		if w := weight(e.Term); w > 0 {
			found = append(found, dictTerm{e.Term, w, e.Count})
		}
	}
	return found, d.Close()
}

func keep(found []dictTerm, most int, out map[string]float32) {
	for _, f := range found[:min(most, len(found))] {
		out[f.term] = max(out[f.term], f.weight)
	}
}
