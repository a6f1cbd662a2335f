package content

import (
	"context"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// count gives the length of a list within the read budget. Without a filter the index rows are counted, which at rest is
// exact; with one, every entry is looked at.
func (r *Reader) count(ctx context.Context, q *Query) (*int, error) {
	if len(q.filter.kids) > 0 {
		return r.countHits(ctx, q)
	}
	l := &listing{q: q, r: r}
	spans, x := []span{{}}, q.model.indexNamed(indexCreated)
	if q.stage == Draft {
		spans, x = statusSpans(q.trashed), q.model.indexNamed(indexStatus)
	}
	g, ok := l.serving(x)
	if !ok {
		return nil, stillBuilding(x)
	}
	counts := make([]int, len(spans))
	_, err := several(ctx, len(spans), len(spans), window{}, func(ctx context.Context, i int) error {
		sc := &scan{shardReader: shardReader{rows: l.rows(x, g), read: &counts[i]}, from: spans[i].from, to: spans[i].to, c: l.consistency()}
		return l.exhaust(ctx, sc)
	})
	if err != nil {
		return nil, err
	}
	n := 0
	for _, c := range counts {
		n += c
	}
	if n > r.s.budget.Rows {
		return nil, q.tooExpensive(r.s.budget)
	}
	return &n, nil
}

// exhaust reads a scan to its end, within the budget.
func (l *listing) exhaust(ctx context.Context, sc *scan) error {
	return l.r.s.index.View(ctx, func(ir store.Reader) error {
		for {
			_, done, err := sc.next(ctx, ir, 1000)
			if err != nil || done {
				return err
			}
			if *sc.read > l.r.s.budget.Rows {
				return l.q.tooExpensive(l.r.s.budget)
			}
		}
	})
}

// statusSpans are the ranges of the status index that hold what is in use, or the trash.
func statusSpans(trashed bool) (out []span) {
	in := []Status{StatusDraft, StatusPublished, StatusChanged}
	if trashed {
		in = []Status{StatusTrashed}
	}
	for _, s := range in {
		out = append(out, pointSpans([][]byte{index.Encode(nil, field.Enum, []byte(`"`+s+`"`))})...)
	}
	return out
}

// countHits reads the whole list, a page after another.
func (r *Reader) countHits(ctx context.Context, q *Query) (*int, error) {
	l := &listing{q: q, r: r, size: r.s.budget.Copies, seen: r.horizon()}
	if err := l.complete(ctx); err != nil {
		return nil, err
	}
	n := len(l.hits)
	return &n, nil
}

// Count gives how many entries of a model there are: in use, drafts included. An error with the code
// QUERY_TOO_EXPENSIVE says that there are more than the read budget counts.
func (s *Service) Count(ctx context.Context, m *Model) (n int, err error) {
	err = s.View(ctx, Draft, func(r *Reader) error {
		q, err := r.prepare(QuerySpec{Model: m})
		if err != nil {
			return err
		}
		total, err := r.count(ctx, q)
		if err == nil {
			n = *total
		}
		return err
	})
	return n, err
}
