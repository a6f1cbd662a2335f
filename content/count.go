package content

import (
	"context"

	"github.com/galley-cms/galley/internal/store"
)

// count gives the length of a list within the read budget: from index rows where these decide which entries belong to it,
// which at rest is exact; else every entry is looked at. seen is what is known of other entries already.
func (r *Reader) count(ctx context.Context, q *Query, seen *horizon) (*int, error) {
	if q.search != "" {
		return r.countHits(ctx, q, seen)
	}
	l := &listing{q: q, r: r, seen: seen}
	var n int
	var ok bool
	err := l.steadily(ctx, func(ctx context.Context) (err error) {
		l.p = &plan{sorted: true}
		if n, ok, err = l.countRows(ctx); err != nil {
			return err
		}
		return l.stillServing()
	})
	if err != nil {
		return nil, err
	}
	if !ok {
		return r.countHits(ctx, q, l.seen)
	}
	return &n, nil
}

// countRows counts by index rows alone; false if they do not decide.
func (l *listing) countRows(ctx context.Context) (n int, ok bool, err error) {
	all, ok := l.q.filter.region()
	if l.q.stage == Draft {
		all, ok = all.among(l.q.model.indexNamed(indexStatus), l.q.shelf.spans(), ok)
	}
	if !ok && l.q.stage == Live {
		all, ok = l.joint()
	}
	if !ok || all.several() {
		return l.countMerged(ctx)
	}
	if all.index == nil {
		all.index = l.q.model.indexNamed(indexCreated)
	}
	if _, ok := l.serving(all.index); !ok {
		return 0, false, nil
	}
	n, err = l.countSpans(ctx, all)
	return n, true, err
}

// among is the part of a region that lies in spans of an index; false if it is of another index.
func (r region) among(x *indexDef, spans []span, ok bool) (region, bool) {
	if r.index != nil && r.index.name != x.name {
		return r, false
	}
	return region{x, common(r.spans, spans)}, ok
}

// countSpans counts the rows of a region, of which each is of another entry.
func (l *listing) countSpans(ctx context.Context, in region) (n int, err error) {
	g, _ := l.serving(in.index)
	l.uses(in.index, g)
	counts := make([]int, len(in.spans))
	_, err = several(ctx, len(counts), shardReads, window{}, func(ctx context.Context, i int) error {
		return l.r.s.index.View(ctx, func(ir store.Reader) error {
			return l.exhaust(ctx, ir, &scan{shardReader: shardReader{rows: l.rows(in.index, g), read: &counts[i]},
				from: in.spans[i].from, to: in.spans[i].to, c: l.consistency()}, func([]rowRef) {})
		})
	})
	if err != nil {
		return 0, err
	}
	for _, c := range counts {
		n += c
	}
	if n > l.r.s.budget.Rows {
		return 0, l.q.tooExpensive(l.r.s.budget)
	}
	return n, nil
}

// exhaust reads a scan to its end, within the budget.
func (l *listing) exhaust(ctx context.Context, ir store.Reader, sc *scan, take func([]rowRef)) error {
	for {
		rows, done, err := sc.next(ctx, ir, 1000)
		if take(rows); err != nil || done {
			return err
		}
		if *sc.read > l.r.s.budget.Rows {
			return l.q.tooExpensive(l.r.s.budget)
		}
	}
}

// countHits reads the whole list, a page after another.
func (r *Reader) countHits(ctx context.Context, q *Query, seen *horizon) (*int, error) {
	l := &listing{q: q, r: r, size: r.s.budget.Copies, seen: seen}
	if err := l.complete(ctx); err != nil {
		return nil, err
	}
	n := len(l.hits)
	return &n, nil
}

// Count gives how many entries of a model there are: in use, drafts included. An error with the code
// QUERY_TOO_EXPENSIVE says that there are more than the read budget counts.
func (s *Service) Count(ctx context.Context, m *Model) (int, error) {
	return s.countAll(ctx, QuerySpec{Model: m})
}

// countAll gives the length of a list of drafts.
func (s *Service) countAll(ctx context.Context, spec QuerySpec) (n int, err error) {
	err = s.View(ctx, Draft, func(r *Reader) error {
		q, err := r.prepare(spec)
		if err != nil {
			return err
		}
		total, err := r.count(ctx, q, r.horizon())
		if err == nil {
			n = *total
		}
		return err
	})
	return n, err
}
