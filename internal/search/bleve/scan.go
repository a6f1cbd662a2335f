package bleve

import (
	"context"
	"math"
	"slices"
	"sort"

	index "github.com/blevesearch/bleve_index_api"
)

// Bounds of what one word stands for.
const (
	maxBegun   = 128    // words that begin with it: the most frequent ones
	maxEdited  = 64     // words an edit or two away: the nearest ones
	maxLooked  = 50_000 // terms of the dictionary that are looked at for either
	sparseness = 8      // postings are stepped through, not leapt, if they are less than this times as many as candidates
)

// scan gathers, word by word, which documents of one moment have them all, and what they weigh.
type scan struct {
	r      index.IndexReader
	prefix string    // of fields: the stage
	all    float64   // documents of the stage
	idf    []float64 // of the words so far: the rarer one is, the more it says

	best  []float32 // by document: what the word at hand weighs
	seen  []uint32  // documents with a best
	steps []uint8   // by document: how many words and filters in a row it has passed
	done  uint8     // words and filters so far
	total []float64 // by document
	live  []uint32  // documents that have passed all
}

func (s *scan) grow(i uint32) {
	for n := int(i) + 1; len(s.best) < n; {
		s.best = append(s.best, make([]float32, n-len(s.best))...)
		s.steps = append(s.steps, make([]uint8, n-len(s.steps))...)
		s.total = append(s.total, make([]float64, n-len(s.total))...)
	}
}

// postings calls each with the documents that have a term.
func (s *scan) postings(ctx context.Context, field, term string, counted bool, each func(d *index.TermFieldDoc)) error {
	r, err := s.r.TermFieldReader(ctx, []byte(term), field, counted, counted, false)
	if err != nil {
		return err
	}
	var doc index.TermFieldDoc
	for n := 0; ; n++ {
		d, err := r.Next(&doc)
		if err == nil && n%4096 == 0 {
			err = ctx.Err()
		}
		if err != nil || d == nil {
			return closing(r, err)
		}
		each(d)
	}
}

type closer interface{ Close() error }

func closing(c closer, err error) error {
	if cerr := c.Close(); err == nil {
		err = cerr
	}
	return err
}

func (s *scan) note(d *index.TermFieldDoc, weight float32) {
	i := uint32(d.ID.Value())
	s.grow(i)
	if s.best[i] == 0 {
		s.seen = append(s.seen, i)
	}
	s.best[i] = max(s.best[i], weight)
}

// counted takes the documents that have a term in a field whose words are counted.
func (s *scan) counted(ctx context.Context, field, term string, weight float32) error {
	return s.postings(ctx, s.prefix+field, term, true, func(d *index.TermFieldDoc) {
		length := 1.0
		if d.Norm > 0 {
			length = 1 / (d.Norm * d.Norm)
		}
		s.note(d, weight*occurrence(float64(d.Freq), length))
	})
}

// bare takes the documents that have a term in a field whose words are not.
func (s *scan) bare(ctx context.Context, field, term string, weight float32) error {
	return s.postings(ctx, s.prefix+field, term, false, func(d *index.TermFieldDoc) { s.note(d, weight) })
}

// finish ends a word: documents without it are out.
func (s *scan) finish() {
	idf := math.Log(1 + s.all/max(1, float64(len(s.seen))))
	s.idf = append(s.idf, idf)
	s.pass(func(i uint32) { s.total[i] += idf * float64(s.best[i]) })
}

// pass keeps of the documents that have passed so far those that were seen.
func (s *scan) pass(each func(uint32)) {
	s.live = s.live[:0]
	for _, i := range s.seen {
		if s.steps[i] == s.done {
			s.steps[i]++
			s.live = append(s.live, i)
			each(i)
		}
		s.best[i] = 0
	}
	s.seen = s.seen[:0]
	s.done++
}

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

func (s *scan) begun(w want, field string, out map[string]float32) error {
	d, err := s.r.FieldDictPrefix(s.prefix+field, []byte(w.term))
	if err != nil {
		return err
	}
	found, err := collect(d, w.begun)
	if err != nil {
		return err
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].count > found[j].count })
	keep(found, maxBegun, out)
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

// word takes one want: all forms of it, in titles and bodies. A word that is its own stem is not noted among the stems.
func (s *scan) word(ctx context.Context, w want, stems map[string]string) error {
	for field, times := range map[string]float32{fieldTitle: weighInTitle, fieldBody: 1} {
		found, err := s.terms(w, field)
		if err != nil {
			return err
		}
		for term, weight := range found {
			if err := s.counted(ctx, field, term, weight*times); err != nil {
				return err
			}
		}
	}
	for analyzer, stem := range stems {
		for field, times := range map[string]float32{
			fieldTitleStems + analyzer: weighInTitle, fieldTitle: weighInTitle, fieldBodyStems + analyzer: 1, fieldBody: 1,
		} {
			if stem == w.term && len(field) == 1 { // which is the exact form
				continue
			}
			if err := s.bare(ctx, field, stem, weighStem*times); err != nil {
				return err
			}
		}
	}
	s.finish()
	return nil
}

// having keeps the documents that have one of some terms in a field.
func (s *scan) having(ctx context.Context, field string, terms []string) error {
	slices.Sort(s.live)
	for _, t := range terms {
		if err := s.filter(ctx, field, t); err != nil {
			return err
		}
	}
	s.pass(func(uint32) {})
	return nil
}

// filter notes the candidates that have a term: it leaps through the postings from one to the next.
func (s *scan) filter(ctx context.Context, field, term string) error {
	r, err := s.r.TermFieldReader(ctx, []byte(term), s.prefix+field, false, false, false)
	if err != nil {
		return err
	}
	if r.Count() < sparseness*uint64(len(s.live)) {
		return closing(r, s.stepped(r))
	}
	return closing(r, s.leapt(r))
}

func (s *scan) stepped(r index.TermFieldReader) error {
	var doc index.TermFieldDoc
	for {
		d, err := r.Next(&doc)
		if err != nil || d == nil {
			return err
		}
		s.note(d, 1)
	}
}

func (s *scan) leapt(r index.TermFieldReader) error {
	var doc index.TermFieldDoc
	var id index.IndexInternalID
	for at := 0; at < len(s.live); at++ {
		id = index.NewIndexInternalID(id, uint64(s.live[at]))
		d, err := r.Advance(id, &doc)
		if err != nil || d == nil {
			return err
		}
		for at < len(s.live) && uint64(s.live[at]) < d.ID.Value() {
			at++
		}
		if at < len(s.live) && uint64(s.live[at]) == d.ID.Value() {
			s.note(d, 1)
		} else {
			at--
		}
	}
	return nil
}
