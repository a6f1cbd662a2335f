package content

import (
	"cmp"
	"context"
	"slices"
	"strings"
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

// take gives up to most rows away, in the order of their keys, so that the same history goes on in the same way.
func (w *sweeper) take(most int) (rows []store.Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k := range w.rows {
		if len(rows) == most {
			break
		}
		rows = append(rows, k)
		delete(w.rows, k)
	}
	slices.SortFunc(rows, func(a, b store.Key) int {
		return cmp.Or(strings.Compare(a.Partition, b.Partition), strings.Compare(a.Sort, b.Sort))
	})
	return rows
}

// Sweep looks at the rows that were noted as doubtful, here or by processes that handed them over, and deletes those that
// no copy needs; rows that may belong to a running commit are kept for later. It returns how many were deleted. It also
// takes index generations out of use that no reader needs any more, and values that were shared by
// entries when their field became unique into use once they are mended, and purges what has been in the trash for 30 days.
// It ends before the deadline of ctx.
func (s *Service) Sweep(ctx context.Context) (deleted int, err error) {
	w := windowOf(ctx, 0)
	if err := s.retireDrained(ctx); err != nil {
		return 0, err
	}
	if err := s.clearRetired(ctx, w); err != nil {
		return 0, err
	}
	if err := s.retryShared(ctx, w); err != nil {
		return 0, err
	}
	if deleted, err = s.sweepOwn(ctx, w); err != nil {
		return deleted, err
	}
	if s.handOver {
		noted, err := s.sweepNoted(ctx, w)
		if deleted += noted; err != nil {
			return deleted, err
		}
	}
	return deleted, s.emptyTrash(ctx, w)
}

// sweepOwn sweeps the rows that this process has doubts about.
func (s *Service) sweepOwn(ctx context.Context, w window) (deleted int, err error) {
	rows := s.sweeper.take(maxSweep)
	fates, err := s.sweepRows(ctx, w, rows)
	for i, f := range fates {
		switch f {
		case rowDeleted:
			deleted++
		case rowUnseen, rowLater:
			s.sweeper.add(rows[i])
		}
	}
	return deleted, err
}

// fate is what became of a row that was swept.
type fate uint8

const (
	rowUnseen fate = iota
	rowKept
	rowDeleted
	rowLater // it may belong to a running commit
)

// sweepRows sweeps rows, several at once, until the window closes. Each has its fate, whatever the error says.
func (s *Service) sweepRows(ctx context.Context, w window, rows []store.Key) ([]fate, error) {
	fates := make([]fate, len(rows))
	_, err := several(ctx, len(rows), walkWorkers, w, func(ctx context.Context, i int) error {
		gone, later, err := s.sweepRow(ctx, rows[i])
		switch {
		case err != nil:
		case gone:
			fates[i] = rowDeleted
		case later:
			fates[i] = rowLater
		default:
			fates[i] = rowKept
		}
		return err
	})
	return fates, err
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
	return s.neededBy(c, k, p, st), st, nil
}

// neededBy tells whether the row is one of an entry that was read after it and the manifests of c.
func (s *Service) neededBy(c *cached, k store.Key, p rowPlace, st *state) bool {
	man := c.manifests[p.model]
	if man == nil {
		return false
	}
	g, used := man.generation(p.index, p.generation)
	if !used {
		return false
	}
	if c.behind(st) {
		return true // for now: what it holds can only be told by a newer schema
	}
	m := c.schema.ModelByID(p.model)
	if m == nil {
		return g.State == draining // else nobody has ever known the model
	}
	if m.indexNamed(p.index) == nil {
		return true // on its way out: there may be readers who do not know yet, and its rows go with it
	}
	if st.head.Model != p.model {
		return false
	}
	_, ok := s.rowKeys(m, m.indexNamed(p.index), &g, st, p.stage)[k]
	return ok
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
	if len(parts) < 6 || len(parts) > 7 || parts[0] != k.space { // the last one is the shard, if there are several
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
