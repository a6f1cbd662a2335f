package content

import (
	"context"
	"errors"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// errManyRows says that a count by rows takes more of them than the budget has.
var errManyRows = errors.New("too many index rows")

// tally counts the entries that have rows in regions of several indexes, or several rows in one.
type tally struct {
	*listing
	merged zigzag
	beside *idStream // of drafts: rows of what is archived or in the trash, and does not count
}

// countMerged counts the ids that are in all that the filter asks for; false if rows do not decide that, or if they are
// so many that looking at entries may be cheaper.
func (l *listing) countMerged(ctx context.Context) (n int, ok bool, err error) {
	t := &tally{listing: l}
	t.merged = zigzag{read: &l.p.rows, limit: l.r.s.budget.Rows}
	err = l.r.s.index.View(ctx, func(ir store.Reader) error {
		if ok, err = t.open(ctx, ir); ok && err == nil {
			n, err = t.count(ctx, ir)
		}
		return err
	})
	if errors.Is(err, errManyRows) {
		return 0, false, nil
	}
	return n, ok, err
}

// open makes a stream of each condition that must hold. Those of single values are read as they are merged, others first.
func (t *tally) open(ctx context.Context, ir store.Reader) (ok bool, err error) {
	var long [][]region
	members := t.q.filter.members()
	if r, ok := t.joint(); ok {
		members, long = nil, [][]region{{r}}
	}
	for _, m := range members {
		of, ok, err := t.regions(ctx, ir, m)
		if !ok || err != nil {
			return false, err
		}
		if len(members) == 1 || slices.ContainsFunc(of, func(r region) bool { return !r.points() }) {
			long = append(long, of)
			continue
		}
		if err := t.add(of); err != nil {
			return false, err
		}
	}
	if err := t.onShelf(); err != nil {
		return false, err
	}
	if few, err := t.fewLeft(ctx, ir, len(long)); few || err != nil {
		return false, err
	}
	for _, of := range long {
		if err := t.read(ctx, ir, of); err != nil {
			return false, err
		}
	}
	return true, nil
}

// fewLeft tells whether the single values leave so few entries that reading these costs less than reading long ranges.
func (t *tally) fewLeft(ctx context.Context, ir store.Reader, ranges int) (bool, error) {
	if len(t.merged.streams) == 0 || ranges == 0 {
		return false, nil
	}
	z := t.merged
	z.streams = nil
	for _, s := range t.merged.streams {
		again := *s
		z.streams = append(z.streams, &again)
	}
	z.limit = *z.read + mergeRows*t.r.s.budget.Few
	ids, err := z.ids(ctx, ir, t.r.s.budget.Few)
	return z.ended && len(ids) < t.r.s.budget.Few, err
}

// regions are those of a condition, of which one is enough; false if rows do not decide it.
func (t *tally) regions(ctx context.Context, ir store.Reader, f *filter) (out []region, ok bool, err error) {
	if f.kind == through {
		test, err := t.semiJoin(ctx, ir, f)
		if test == nil || err != nil {
			return nil, false, err
		}
		f = &filter{kind: leaf, test: test}
	}
	if r, ok := f.region(); ok {
		return []region{r}, true, nil
	}
	if f.kind != anyOf {
		return nil, false, nil
	}
	for _, k := range f.kids {
		own, ok, err := t.regions(ctx, ir, k)
		if !ok || err != nil {
			return nil, false, err
		}
		out = append(out, own...)
	}
	return out, true, nil
}

// points tells whether the region is of few single values.
func (r region) points() bool {
	return len(r.spans) <= maxRanges && !slices.ContainsFunc(r.spans, func(s span) bool { return !s.point() })
}

// place is where the rows of a region are: in the index that has rows of all entries, if it has none of its own.
func (t *tally) place(r region) (x *indexDef, in rowSpace, err error) {
	if x = r.index; x == nil {
		x = t.q.model.indexNamed(indexCreated)
	}
	g, ok := t.serving(x)
	if !ok {
		return nil, in, errManyRows
	}
	t.uses(x, g)
	return x, t.rows(x, g), nil
}

// add makes a stream of the rows of single values.
func (t *tally) add(of []region) error {
	s := &idStream{c: t.consistency(), read: &t.p.rows, chunk: maxChunk}
	for _, r := range of {
		x, in, err := t.place(r)
		if err != nil {
			return err
		}
		for _, v := range r.spans {
			s.parts, s.values = append(s.parts, partsOf([]rowRange{{in.partitions(), v.from, x}})...), s.values+1
		}
	}
	if len(s.parts) > maxParts {
		return errManyRows
	}
	t.merged.streams = append(t.merged.streams, s)
	return nil
}

// read makes a stream of ids of rows that it reads first.
func (t *tally) read(ctx context.Context, ir store.Reader, of []region) error {
	s := &idStream{read: &t.p.rows}
	for _, r := range of {
		_, in, err := t.place(r)
		if err != nil {
			return err
		}
		for _, v := range r.spans {
			sc := &scan{shardReader: shardReader{rows: in, read: &t.p.rows}, from: v.from, to: v.to, c: t.consistency()}
			err := t.exhaust(ctx, ir, sc, func(rows []rowRef) {
				for _, row := range rows {
					s.known = append(s.known, row.id)
				}
			})
			if err != nil || t.p.rows > t.r.s.budget.Rows {
				return manyRows(err)
			}
		}
	}
	t.merged.streams = append(t.merged.streams, s)
	return nil
}

// manyRows is errManyRows, unless something else went wrong.
func manyRows(err error) error {
	if err != nil && errs.CodeOf(err) != errs.TooExpensive {
		return err
	}
	return errManyRows
}

// onShelf makes drafts count that stand where the list looks: what is in use is all but the few that are not.
func (t *tally) onShelf() error {
	if t.q.stage != Draft {
		return nil
	}
	status, among := t.q.model.indexNamed(indexStatus), t.q.shelf.spans()
	if t.q.shelf == inUse {
		among = t.q.shelf.beside()
	}
	err := t.add([]region{{status, among}})
	if last := len(t.merged.streams) - 1; err == nil && t.q.shelf == inUse {
		t.beside, t.merged.streams = t.merged.streams[last], t.merged.streams[:last]
	}
	return err
}

// count counts the ids that all streams have.
func (t *tally) count(ctx context.Context, ir store.Reader) (n int, err error) {
	for !t.merged.ended {
		ids, err := t.merged.ids(ctx, ir, maxChunk)
		if err != nil {
			return 0, err
		}
		if !t.merged.ended && len(ids) < maxChunk {
			return 0, errManyRows
		}
		for _, id := range ids {
			aside, err := t.isBeside(ctx, ir, id)
			if err != nil {
				return 0, err
			}
			if !aside {
				n++
			}
		}
	}
	return n, nil
}

func (t *tally) isBeside(ctx context.Context, ir store.Reader, id string) (bool, error) {
	if t.beside == nil {
		return false, nil
	}
	found, ok, err := t.beside.seek(ctx, ir, id)
	return ok && found == id, err
}
