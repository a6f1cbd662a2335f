package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/internal/store"
)

// Whether a list is best read along its order, or from the rows of the values that its filter asks for, cannot be told
// from the filter: it depends on how many entries pass. So a handful of rows is read first, which are often all; then a
// page along the order, whose hits tell what the rest of the page will cost. That is the same in small models and large
// ones.
const (
	peekRows     = 32 // of a condition, read before anything else
	peekParts    = 16 // of a condition that is peeked at
	rowsOfACopy  = 30 // cost about what one copy does
	marginOfPage = 4  // a quarter more is read than the hits so far tell
)

// peek makes a handful of rows the source, if they are all that one condition, or several, ask for.
func (l *listing) peek(ctx context.Context, ir store.Reader) (found bool, err error) {
	z, err := l.merge(ctx, ir, false)
	if err != nil {
		return false, err
	}
	if z != nil {
		whole, err := z.peek(ctx, ir)
		if err != nil {
			return false, err
		}
		if ids := whole.common(); len(whole.streams) > 0 && len(ids) <= l.r.s.budget.Few {
			l.p.source, l.p.sorted = &idSource{ids: ids}, false
			l.note(whole.step(len(ids)))
			return true, nil
		}
		l.p.rest = z
		l.note(step{kind: StepSample, streams: z.streams})
	}
	return l.probe(ctx, ir, peekRows)
}

// peek reads a handful of rows of each stream, and gives the streams that end within it.
func (z *zigzag) peek(ctx context.Context, ir store.Reader) (ended zigzag, err error) {
	for _, s := range z.streams {
		if len(s.parts) > peekParts {
			continue
		}
		s.chunk = peekRows
		if err := s.window(ctx, ir); err != nil {
			return ended, err
		}
		if s.ended {
			ended.streams = append(ended.streams, s)
		}
	}
	return ended, nil
}

// common are the ids that all streams have, which have been read to the end.
func (z *zigzag) common() (ids []string) {
	for i, s := range z.streams {
		if i == 0 {
			ids = slices.Clone(s.ids)
			continue
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(s.ids, id) })
	}
	return ids
}

// wanted is how many more copies have to be read until the page is full, if hits go on coming as they did.
func (l *listing) wanted() int {
	missing := l.size + 1 - len(l.hits)
	return max(missing, missing*l.copies/(len(l.hits)+1))
}

// gathering is about what it costs, in copies, to gather: a few and what is read in vain if there are more, of which one
// condition takes less than several that have to be merged.
func (l *listing) gathering() int {
	cost := 1
	if l.p.rest != nil {
		cost += len(l.p.rest.streams)
	}
	return cost * l.r.s.budget.Few
}

// weigh leaves the order, once, when filling the page along it costs more than to gather what the filter lets pass.
func (l *listing) weigh(ctx context.Context, ir store.Reader) error {
	if b := l.r.s.budget; l.p.weighed || len(l.hits) > l.size || l.wanted() <= min(l.gathering(), b.Copies/2) {
		return nil
	}
	l.charge()
	l.p.weighed = true
	if l.p.rest == nil {
		z, err := l.merge(ctx, ir, false)
		if err != nil {
			return err
		}
		l.p.rest = z
	}
	order, found := *l.p, false
	var err error
	if l.p.rest != nil {
		found, err = l.gather(ctx, ir, l.p.rest)
	}
	if !found && err == nil {
		found, err = l.probe(ctx, ir, l.r.s.budget.Few)
	}
	if err != nil || !found {
		return err
	}
	if ids := l.p.source.(*idSource).ids; len(ids) > l.r.s.budget.Copies-l.copies {
		l.p.source, l.p.sorted, l.p.rest = order.source, order.sorted, nil
		l.restrict(ids)
		return nil
	}
	l.hits = nil
	return nil
}

// batchSize is how many rows are asked for: a page at first, then what the hits so far tell that it takes to fill it.
// Where rows are read without their copies, or come in runs, it grows with what was read in vain.
func (l *listing) batchSize() int {
	most := min(max(l.size+1, l.copies), maxChunk)
	if len(l.hits) == 0 || l.p.whole || l.p.only != nil {
		return most
	}
	wanted, missing := l.wanted(), l.size+1-len(l.hits)
	return min(max(wanted+(wanted-missing)/marginOfPage, minChunk), maxChunk)
}
