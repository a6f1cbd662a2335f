package content

import (
	"context"
	"fmt"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// backfillModel completes every index generation of a model that is building, makes it serve, and lets the one it
// replaces drain (protocol section 6). It can be stopped at any point and run again, and by several at once. When the
// window closes, or another process is at it, something is left to do.
func (s *Service) backfillModel(ctx context.Context, model string, w window) (err error) {
	defer errs.Wrap(&err, "build the indexes of %s", model)
	for {
		man, found, err := s.loadManifest(ctx, model)
		if err != nil || !found {
			return err
		}
		since, any := man.building()
		if !any {
			return nil
		}
		j, walked, err := s.backfillEntries(ctx, model, since, w)
		if err != nil || !walked {
			return err
		}
		next := man.clone()
		next.promote(s.now().Add(drainTime))
		next.walked(since, j.Left, j.More)
		err = s.putManifest(ctx, next)
		if failedCondition(err) {
			continue // somebody was faster: look what is left
		}
		if err == nil {
			err = s.endJob(ctx, j)
		}
		return err
	}
}

// backfillEntries gives all entries of a model their rows, from where the last process that was at it has come to. Who
// may go on until all is done takes the job over, and waits for nobody.
func (s *Service) backfillEntries(ctx context.Context, model string, since int64, w window) (j *job, walked bool, err error) {
	if j, err = s.loadJob(ctx, s.keys.backfill(model)); err != nil {
		return nil, false, err
	}
	if j.Since != since {
		j.restart(since)
	}
	if w.closed() || (w.bounded() && s.now().Before(j.Until)) {
		return j, false, nil
	}
	if j.Total == 0 {
		if j.Total, err = s.countRegistered(ctx, model); err != nil {
			return j, false, err
		}
	}
	if err := s.saveJob(ctx, j, jobLease); err != nil {
		return j, false, err
	}
	for shard := range uint32(registryShards) {
		partition := s.keys.registryShard(model, shard)
		if partition < j.Stop {
			continue
		}
		ended, err := s.backfillShard(ctx, j, model, partition, w)
		if err != nil {
			return j, false, err
		}
		if !ended {
			return j, false, s.saveJob(ctx, j, 0)
		}
	}
	return j, true, nil
}

func (s *Service) backfillShard(ctx context.Context, j *job, model, partition string, w window) (ended bool, err error) {
	q := store.Query{Partition: partition, KeysOnly: true, Consistent: store.Consistent}
	if partition == j.Stop {
		q.After = string(j.After)
	}
	j.Stop, j.After = partition, []byte(q.After)
	_, ended, err = s.walk(ctx, s.content, q, w, func(items []store.Item) (int, error) {
		if j.lost && w.bounded() {
			return 0, nil
		}
		n, err := several(ctx, len(items), walkWorkers, w, func(ctx context.Context, i int) error {
			return s.backfillEntry(ctx, j, model, items[i].Sort, j.Since)
		})
		if err != nil || n == 0 {
			return n, err
		}
		j.Done += n
		return n, s.advanceJob(ctx, j, partition, items[n-1].Sort)
	})
	return ended, err
}

// putManifest writes a manifest in place of the version it was made from, and keeps it.
func (s *Service) putManifest(ctx context.Context, m *manifest) error {
	w, err := s.manifestWrite(m)
	if err != nil {
		return err
	}
	if err := s.single(ctx, s.content, w); err != nil {
		return err
	}
	_, err = s.refreshManifest(ctx, m.Model)
	return err
}

// backfillEntry gives one entry its rows in every generation and its claims, and notes in its head that it has them. Where
// it shares a unique value with another one, the job is told.
func (s *Service) backfillEntry(ctx context.Context, j *job, model, id string, since int64) error {
	for n := 0; n < maxRepeats; n++ {
		st, err := s.read(ctx, id)
		if err != nil || st.backfilled(model, since) {
			return err
		}
		done, err := s.backfillOnce(ctx, j, model, st, since)
		if err != nil || done {
			return err
		}
		if err := s.jitter(ctx, n); err != nil {
			return err
		}
	}
	return fmt.Errorf("the entry %s is being changed all the time", id)
}

// backfilled tells whether a backfill has nothing to do for an entry: it was written by who knew the new generations,
// or it is an entry of another model, so that no create in this one can be on its way.
func (st *state) backfilled(model string, since int64) bool {
	if st.head.Model == model {
		return st.head.Epoch >= since && len(st.head.Unclaimed) == 0
	}
	return !st.empty()
}

func (s *Service) backfillOnce(ctx context.Context, j *job, model string, st *state, since int64) (bool, error) {
	c, err := s.current(ctx)
	if err != nil {
		return false, err
	}
	if man := c.manifests[model]; man == nil || man.Epoch < since {
		if c, err = s.refreshManifest(ctx, model); err != nil {
			return false, err
		}
	}
	m, man := c.schema.ModelByID(model), c.manifests[model]
	if m == nil {
		return true, nil // removed meanwhile
	}
	if op := placing(c.schema, m, st.current(c.schema)); op != nil && st.head.Model == model {
		_, _, err := s.commit(ctx, st.id, op)
		return false, err
	}
	h := st.head
	claims, shared, err := s.takeClaims(ctx, m, man, st, &h)
	if err != nil {
		return false, err
	}
	if shared {
		j.found(st.id)
	}
	if st.head.Epoch >= since && slices.Equal(h.Unclaimed, st.head.Unclaimed) {
		return true, nil
	}
	if err := s.batch(ctx, s.index, s.rowPuts(s.missingRows(m, man, st), st.head.seq+1)); err != nil {
		return false, err
	}
	if h.seq == 0 {
		h.state = store.StatePurged
	}
	h.Model, h.Epoch = model, man.Epoch
	return s.moveHead(ctx, st.id, h, st.head.seq+1, claims...)
}

// moveHead writes a head with another seq in place of the one that was read, and claims with it; false if somebody else
// wrote one of them meanwhile.
func (s *Service) moveHead(ctx context.Context, id string, h head, seq int64, claims ...store.Write) (done bool, err error) {
	was := h.seq
	h.seq = seq
	item, err := h.item(s.keys.head(id))
	if err != nil {
		return false, err
	}
	put := store.Put(item, store.VersionIs(was))
	if len(claims) == 0 {
		err = s.single(ctx, s.content, put)
	} else {
		writes := append(claims, put)
		err = s.transact(ctx, &transaction{writes: writes, blame: make([]func() error, len(writes))})
	}
	if failedCondition(err) {
		return false, nil
	}
	return err == nil, err
}
