package bleve

import (
	"context"
	"math"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// asked marks a document whose weight is asked for: less than any weight.
const asked = math.SmallestNonzeroFloat32

// score is what documents, in their order, weigh exactly.
func (s *scan) score(ctx context.Context, docs []found) ([]float64, error) {
	total, open := make([]float64, len(docs)), make([]uint32, 0, len(docs))
	for _, w := range s.words {
		open = open[:0]
		for _, d := range docs {
			s.best[d.doc] = asked
			open = append(open, d.doc)
		}
		left := open
		for _, p := range s.parts {
			n, _ := slices.BinarySearch(left, p.end)
			if err := p.weighAll(ctx, s.prefix, w.forms, left[:n], s.best[p.first:p.end]); err != nil {
				return nil, err
			}
			left = left[n:]
		}
		for i, d := range docs {
			total[i] += w.idf * float64(s.best[d.doc])
			s.best[d.doc] = 0
		}
	}
	return total, nil
}

// weighAll raises documents of a part to what a word weighs in them. Forms come with falling weights: a document is left
// alone from where none can raise it.
func (p *part) weighAll(ctx context.Context, prefix string, forms []form, open []uint32, best []float32) error {
	last := float32(math.Inf(1))
	for _, f := range forms {
		if f.weight < 0.9*last {
			last = f.weight
			open = slices.DeleteFunc(open, func(doc uint32) bool { return best[doc-p.first] >= f.weight*maxOccurrence })
		}
		if len(open) == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.weigh(prefix, f, open, best); err != nil {
			return err
		}
	}
	return nil
}

// weigh raises documents to what a form weighs in them: it leaps from one to the next, or steps through all that have the
// form, if these are fewer.
func (p *part) weigh(prefix string, f form, open []uint32, best []float32) error {
	it, err := p.postings(prefix+f.field, f.term, f.counted)
	if err != nil || it == nil {
		return err
	}
	if p.list.Count() > uint64(len(open)) {
		return p.leap(it, f, open, best)
	}
	for {
		d, err := it.Next()
		if err != nil || d == nil {
			return err
		}
		if b := &best[d.Number()]; *b > 0 {
			*b = max(*b, f.in(d))
		}
	}
}

func (p *part) leap(it segment.PostingsIterator, f form, open []uint32, best []float32) error {
	for at := 0; at < len(open); {
		d, err := it.Advance(uint64(open[at] - p.first))
		if err != nil || d == nil {
			return err
		}
		doc := p.first + uint32(d.Number())
		for at < len(open) && open[at] < doc {
			at++
		}
		if at < len(open) && open[at] == doc {
			best[d.Number()] = max(best[d.Number()], f.in(d))
			at++
		}
	}
	return nil
}

// in is what a form weighs in a document.
func (f form) in(d segment.Posting) float32 {
	if !f.counted {
		return f.weight
	}
	length := 1.0
	if norm := d.Norm(); norm > 0 {
		length = 1 / (norm * norm)
	}
	return f.weight * occurrence(float64(d.Frequency()), length)
}
