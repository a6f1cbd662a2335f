package content

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// rowAge spares the rows of running commits; correctness does not rest on it.
const rowAge = 15 * time.Minute

// maxSweep bounds the rows that wait for the sweeper; the slow walk finds what is dropped here.
const maxSweep = 10_000

// sweeper holds the keys of rows that nobody may need: those of commits that lost, of deletes that failed, and those
// that lists met without a copy that has them.
type sweeper struct {
	mu   sync.Mutex
	rows map[store.Key]struct{}
}

func newSweeper() *sweeper { return &sweeper{rows: map[store.Key]struct{}{}} }

func (w *sweeper) add(rows ...store.Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, k := range rows {
		if len(w.rows) < maxSweep {
			w.rows[k] = struct{}{}
		}
	}
}

func (w *sweeper) take() map[store.Key]struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	rows := w.rows
	w.rows = map[store.Key]struct{}{}
	return rows
}

// Sweep looks at the rows that were noted as doubtful and deletes those that no copy needs; rows that may belong to a
// running commit are kept for later. It returns how many were deleted. It also clears the index generations that no
// reader uses any more.
func (s *Service) Sweep(ctx context.Context) (deleted int, err error) {
	if err := s.retireDrained(ctx); err != nil {
		return 0, err
	}
	rows := s.sweeper.take()
	for k := range rows {
		gone, later, err := s.sweepRow(ctx, k)
		if err != nil {
			s.sweeper.add(slices.Collect(maps.Keys(rows))...)
			return deleted, err
		}
		if delete(rows, k); later {
			s.sweeper.add(k)
		}
		if gone {
			deleted++
		}
	}
	return deleted, nil
}

// rowPlace is what the partition of a row says.
type rowPlace struct {
	model      string
	index      string
	generation int
	stage      Stage
	id         string
}

// sweepRow is the sweeper of protocol section 5, for one row.
func (s *Service) sweepRow(ctx context.Context, k store.Key) (gone, later bool, err error) {
	defer errs.Wrap(&err, "sweep %s", k.Partition)
	r, ok, err := s.readRow(ctx, k)
	if err != nil || !ok {
		return false, false, err
	}
	place, ok := s.keys.placeOf(k)
	if !ok {
		return false, false, nil
	}
	needed, st, err := s.needed(ctx, k, place)
	if err != nil || needed {
		return false, false, err
	}
	switch {
	case r.Tag <= st.head.seq:
		return s.deleteRow(ctx, k, st.head.seq+1)
	case s.now().Sub(rowTime(r)) < rowAge:
		return false, true, nil
	}
	return s.overtake(ctx, k, st, r.Tag)
}

func (s *Service) readRow(ctx context.Context, k store.Key) (r store.Item, ok bool, err error) {
	err = s.index.View(ctx, func(rd store.Reader) error {
		items, err := rd.Get(ctx, store.Consistent, k)
		if err == nil && len(items) == 1 {
			r, ok = items[0], true
			r.Body = append([]byte(nil), r.Body...)
		}
		return err
	})
	return r, ok, err
}

// needed tells whether the entry's copy needs the row, in a generation that is in use. The row was read before.
func (s *Service) needed(ctx context.Context, k store.Key, p rowPlace) (bool, *state, error) {
	c, err := s.refreshManifest(ctx, p.model)
	if err != nil {
		return false, nil, err
	}
	st, err := s.read(ctx, p.id)
	if err != nil {
		return false, nil, err
	}
	m, man := c.schema.ModelByID(p.model), c.manifests[p.model]
	if m == nil || man == nil || st.head.Model != p.model {
		return false, st, nil
	}
	x := m.indexNamed(p.index)
	g, used := man.generation(p.index, p.generation)
	if x == nil || !used {
		return false, st, nil
	}
	_, ok := s.rowKeys(m, x, &g, st, p.stage)[k]
	return ok, st, nil
}

func (s *Service) deleteRow(ctx context.Context, k store.Key, below int64) (gone, later bool, err error) {
	err = s.single(ctx, s.index, store.Delete(k, store.TagBelow(below)))
	if failedCondition(err) {
		return false, false, nil
	}
	return err == nil, false, err
}

// overtake makes an entry's seq reach the row's tag, so that the commit that put the row can no longer succeed, and
// then deletes the row.
func (s *Service) overtake(ctx context.Context, k store.Key, st *state, tag int64) (gone, later bool, err error) {
	h := st.head
	if h.seq == 0 {
		h.state = store.StatePurged
	}
	done, err := s.moveHead(ctx, st.id, h, tag)
	if err != nil || !done {
		return false, err == nil, err
	}
	return s.deleteRow(ctx, k, tag+1)
}

// placeOf reads a row's key; false if it is none of this space.
func (k keys) placeOf(row store.Key) (p rowPlace, ok bool) {
	parts := splitPartition(row.Partition)
	if len(parts) != 6 || parts[0] != k.space {
		return p, false
	}
	_, id := index.SplitRow(row.Sort)
	p = rowPlace{model: parts[1], index: parts[2], stage: Live, id: id}
	if parts[4] == "d" {
		p.stage = Draft
	}
	p.generation, ok = number(parts[3])
	return p, ok && id != ""
}
