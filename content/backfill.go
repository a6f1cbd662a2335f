package content

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// backfillWorkers is how many entries a backfill works on at once.
const backfillWorkers = 8

// backfillModel completes every index generation of a model that is building, makes it serve, and lets the one it
// replaces drain (protocol section 6). It can be stopped at any point and run again, and by several at once.
func (s *Service) backfillModel(ctx context.Context, model string) (err error) {
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
		err = s.eachRegistered(ctx, model, func(ctx context.Context, id string) error { return s.backfillEntry(ctx, model, id, since) })
		if err != nil {
			return err
		}
		next := man.clone()
		next.promote(s.now().Add(drainTime))
		if err := s.putManifest(ctx, next); !failedCondition(err) {
			return err
		} // else somebody was faster: look what is left
	}
}

// building gives the epoch that entries must reach for all building generations to be complete.
func (m *manifest) building() (since int64, any bool) {
	for _, gs := range m.Indexes {
		for _, g := range gs {
			if g.State == building {
				since, any = max(since, g.Since), true
			}
		}
	}
	return since, any
}

// oldGeneration is a generation that no reader may use any more.
type oldGeneration struct {
	index string
	generation
}

// promote lets building generations serve. Those that served drain until a time: processes that do not know yet go on
// reading them.
func (m *manifest) promote(until time.Time) {
	for _, gs := range m.Indexes {
		if !slices.ContainsFunc(gs, func(g generation) bool { return g.State == building }) {
			continue
		}
		for i := range gs {
			switch gs[i].State {
			case building:
				gs[i].State = serving
			case serving:
				gs[i].State, gs[i].Until = draining, until
			}
		}
	}
}

// begin gives an index a new generation that commits maintain from now on. One that was still building never serves.
func (m *manifest) begin(name string, chains [][]string) (old []oldGeneration) {
	m.Epoch++
	last := 0
	gs := m.Indexes[name]
	for i := range gs {
		last = max(last, gs[i].Number)
		if gs[i].State == building {
			gs[i].State = retired
			old = append(old, oldGeneration{name, gs[i]})
		}
	}
	m.Indexes[name] = append(gs, generation{Number: last + 1, State: building, Since: m.Epoch, Chains: chains})
	return old
}

// retire takes those generations of an index out of use that pass the test.
func (m *manifest) retire(name string, test func(*generation) bool) (old []oldGeneration) {
	gs := m.Indexes[name]
	for i := range gs {
		if gs[i].State != retired && test(&gs[i]) {
			gs[i].State = retired
			old = append(old, oldGeneration{name, gs[i]})
		}
	}
	return old
}

// retireDrained takes the generations of all models out of use whose last readers are gone, and deletes their rows.
func (s *Service) retireDrained(ctx context.Context) error {
	c, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	drained := func(g *generation) bool { return g.State == draining && !now.Before(g.Until) }
	for _, m := range c.schema.Models() {
		next := c.manifests[m.ID].clone()
		var old []oldGeneration
		for name := range next.Indexes {
			old = append(old, next.retire(name, drained)...)
		}
		if len(old) == 0 {
			continue
		}
		err := s.putManifest(ctx, next)
		if failedCondition(err) {
			continue // the manifest we know is an old one: another time
		}
		if err == nil {
			err = s.clearGenerations(ctx, m.ID, old)
		}
		if err != nil {
			return err
		}
	}
	return nil
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

// eachRegistered calls do for every id that the model's registry lists, several at once.
func (s *Service) eachRegistered(ctx context.Context, model string, do func(context.Context, string) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ids := make(chan string)
	var wg sync.WaitGroup
	for range backfillWorkers {
		wg.Go(func() {
			for id := range ids {
				if err := do(ctx, id); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := s.walkRegistry(ctx, model, ids)
	close(ids)
	wg.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

// walkRegistry sends the ids of a model.
func (s *Service) walkRegistry(ctx context.Context, model string, ids chan<- string) error {
	for shard := range uint32(registryShards) {
		q := store.Query{Partition: s.keys.registryShard(model, shard), KeysOnly: true, Consistent: store.Consistent}
		err := s.eachPage(ctx, s.content, q, func(items []store.Item) error {
			for _, i := range items {
				select {
				case ids <- i.Sort:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// backfillEntry gives one entry its rows in every generation, and notes in its head that it has them.
func (s *Service) backfillEntry(ctx context.Context, model, id string, since int64) error {
	for n := 0; n < maxRepeats; n++ {
		st, err := s.read(ctx, id)
		if err != nil || st.backfilled(model, since) {
			return err
		}
		done, err := s.backfillOnce(ctx, model, st, since)
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
		return st.head.Epoch >= since
	}
	return !st.empty()
}

func (s *Service) backfillOnce(ctx context.Context, model string, st *state, since int64) (bool, error) {
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
	if err := s.batch(ctx, s.index, s.rowPuts(s.missingRows(m, man, st), st.head.seq+1)); err != nil {
		return false, err
	}
	h := st.head
	if h.seq == 0 {
		h.state = store.StatePurged
	}
	h.Model, h.Epoch = model, man.Epoch
	return s.moveHead(ctx, st.id, h, st.head.seq+1)
}

// moveHead writes a head with another seq in place of the one that was read; false if somebody else wrote it meanwhile.
func (s *Service) moveHead(ctx context.Context, id string, h head, seq int64) (done bool, err error) {
	was := h.seq
	h.seq = seq
	item, err := h.item(s.keys.head(id))
	if err != nil {
		return false, err
	}
	err = s.single(ctx, s.content, store.Put(item, store.VersionIs(was)))
	if failedCondition(err) {
		return false, nil
	}
	return err == nil, err
}

// clearGenerations deletes the rows of retired generations.
func (s *Service) clearGenerations(ctx context.Context, model string, old []oldGeneration) error {
	for _, g := range old {
		for _, stage := range []Stage{Draft, Live} {
			for _, locale := range g.locales() {
				if err := s.clearPartition(ctx, s.keys.rows(model, g.index, g.Number, stage, locale)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Service) clearPartition(ctx context.Context, partition string) error {
	q := store.Query{Partition: partition, KeysOnly: true, Consistent: store.Consistent}
	return s.eachPage(ctx, s.index, q, func(items []store.Item) error {
		dels := make([]store.Write, len(items))
		for n, i := range items {
			dels[n] = store.Delete(i.Key, store.Always())
		}
		return s.batch(ctx, s.index, dels)
	})
}
