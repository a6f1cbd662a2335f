package bleve

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// scan gathers, word by word, which documents of one moment have them all, and what they weigh. First it only notes how
// each word is found where, which is quick to read. How often it occurs there, and in how long a text, is read later
// (score), of those documents alone that can be on the page.
type scan struct {
	r      index.IndexReader
	parts  []*part
	prefix string  // of fields: the stage
	all    float64 // documents of the stage

	words []weighed // so far
	first bool      // nothing was asked for yet
	*room
}

// weighed is a word: what it was looked up as, the heaviest first, and its weight: the rarer it is, the more it says.
type weighed struct {
	forms []form
	idf   float64
}

// form is a term that a word is looked up as.
type form struct {
	field, term string
	weight      float32
	counted     bool
}

// found is a document that has passed all so far, with what it weighs if occurrences do not count.
type found struct {
	doc    uint32
	weight float32
}

// room is the memory of a search, for the next one.
type room struct {
	best []float32 // by document: what the word at hand weighs
	live []found   // documents that have passed all, in order
}

var rooms = sync.Pool{New: func() any { return &room{} }}

func newScan(r index.IndexReader, prefix string) (*scan, error) {
	parts, documents, err := partsOf(r)
	if err != nil {
		return nil, err
	}
	s := &scan{r: r, parts: parts, prefix: prefix, first: true, room: rooms.Get().(*room)}
	s.best = slices.Grow(s.best[:0], documents)[:documents]
	clear(s.best)
	s.live = s.live[:0]
	return s, nil
}

func (s *scan) close() { rooms.Put(s.room) }

// mark notes the documents that have one of some terms.
func (s *scan) mark(ctx context.Context, forms []form) error {
	for _, p := range s.parts {
		for _, f := range forms {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := p.mark(s.prefix, f, s.best[p.first:p.end]); err != nil {
				return err
			}
		}
		p.forget(s.best[p.first:p.end])
	}
	return nil
}

// word takes one want: all forms of it, in titles and bodies.
func (s *scan) word(ctx context.Context, w want, stems map[string]string) error {
	forms, err := s.forms(w, stems)
	if err != nil {
		return err
	}
	if err := s.mark(ctx, forms); err != nil {
		return err
	}
	n := 0
	for _, b := range s.best {
		if b > 0 {
			n++
		}
	}
	idf := math.Log(1 + s.all/max(1, float64(n)))
	s.words = append(s.words, weighed{forms, idf})
	s.pass(float32(idf))
	return nil
}

// forms are what a want is looked up as. A word that is its own stem is not noted among the stems.
func (s *scan) forms(w want, stems map[string]string) ([]form, error) {
	var out []form
	for field, times := range map[string]float32{fieldTitle: weighInTitle, fieldBody: 1} {
		terms, err := s.terms(w, field)
		if err != nil {
			return nil, err
		}
		for term, weight := range terms {
			out = append(out, form{field, term, weight * times, true})
		}
	}
	for analyzer, stem := range stems {
		for field, times := range map[string]float32{
			fieldTitleStems + analyzer: weighInTitle, fieldTitle: weighInTitle, fieldBodyStems + analyzer: 1, fieldBody: 1,
		} {
			if stem != w.term || len(field) > 1 { // else it is the exact form
				out = append(out, form{field, stem, weighStem * times, false})
			}
		}
	}
	slices.SortFunc(out, func(a, b form) int { return cmp.Compare(b.weight, a.weight) })
	return out, nil
}

// pass keeps the documents that are marked, adds what their marks weigh, so many times, and removes the marks.
func (s *scan) pass(times float32) {
	if s.first {
		for i, b := range s.best {
			if b > 0 {
				s.live = append(s.live, found{uint32(i), times * b})
			}
		}
		s.first = false
	} else {
		kept := s.live[:0]
		for _, f := range s.live {
			if b := s.best[f.doc]; b > 0 {
				kept = append(kept, found{f.doc, f.weight + times*b})
			}
		}
		s.live = kept
	}
	clear(s.best)
}

// having keeps the documents that have one of some terms in a field.
func (s *scan) having(ctx context.Context, field string, terms []string) error {
	if err := s.mark(ctx, bare(field, terms)); err != nil {
		return err
	}
	s.pass(0)
	return nil
}

// bare are forms for documents that are only asked for.
func bare(field string, terms []string) []form {
	out := make([]form, len(terms))
	for i, t := range terms {
		out[i] = form{field, t, 1, false}
	}
	return out
}
