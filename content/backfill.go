package content

import (
	"context"
	"fmt"
	"sync"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// backfillWorkers is how many entries a backfill works on at once.
const backfillWorkers = 8

// backfillModel completes every index generation of a model that is building, makes it serve, and retires the one it
// replaces (protocol section 6). It can be stopped at any point and run again.
func (s *Service) backfillModel(ctx context.Context, model string) (err error) {
	defer errs.Wrap(&err, "build the indexes of %s", model)
	man, err := s.loadManifest(ctx, model)
	if err != nil {
		return err
	}
	since, any := man.building()
	if !any {
		return nil
	}
	if err := s.eachRegistered(ctx, model, func(ctx context.Context, id string) error { return s.backfillEntry(ctx, model, id, since) }); err != nil {
		return err
	}
	next := man.clone()
	old := next.promote()
	if err := s.putManifest(ctx, next); err != nil {
		return err
	}
	return s.clearGenerations(ctx, model, old)
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
	index  string
	number int
}

// promote lets building generations serve and retires those that served. Within one process no list outlives the change:
// a reader looks at the manifest again after its last query and repeats its page.
func (m *manifest) promote() (old []oldGeneration) {
	for name, gs := range m.Indexes {
		fresh := false
		for _, g := range gs {
			fresh = fresh || g.State == building
		}
		for i := range gs {
			switch {
			case !fresh:
			case gs[i].State == building:
				gs[i].State = serving
			case gs[i].State == serving || gs[i].State == draining:
				gs[i].State = retired
				old = append(old, oldGeneration{name, gs[i].Number})
			}
		}
	}
	return old
}

// begin gives an index a new generation that commits maintain from now on.
func (m *manifest) begin(name string) {
	m.Epoch++
	last := 0
	for _, g := range m.Indexes[name] {
		last = max(last, g.Number)
	}
	m.Indexes[name] = append(m.Indexes[name], generation{Number: last + 1, State: building, Since: m.Epoch})
}

// retire takes all generations of an index out of use.
func (m *manifest) retire(name string) (old []oldGeneration) {
	gs := m.Indexes[name]
	for i := range gs {
		if gs[i].State != retired {
			gs[i].State = retired
			old = append(old, oldGeneration{name, gs[i].Number})
		}
	}
	return old
}

// putManifest writes a manifest in place of the version it was made from, and keeps it.
func (s *Service) putManifest(ctx context.Context, m *manifest) error {
	was := m.version
	m.version++
	i, err := m.item(s.keys.manifest(m.Model))
	if err != nil {
		return err
	}
	if err := s.content.Batch(ctx, store.Put(i, store.VersionIs(was)))[0]; err != nil {
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

// walkRegistry sends the ids of a model, page by page: no View stays open while others work.
func (s *Service) walkRegistry(ctx context.Context, model string, ids chan<- string) error {
	for shard := range uint32(registryShards) {
		q := store.Query{Partition: s.keys.registryShard(model, shard), Limit: 500, KeysOnly: true, Consistent: store.Consistent}
		for more := true; more; {
			page, err := s.registryPage(ctx, &q)
			if err != nil {
				return err
			}
			more = page.More
			for _, i := range page.Items {
				select {
				case ids <- i.Sort:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
		}
	}
	return nil
}

func (s *Service) registryPage(ctx context.Context, q *store.Query) (p store.Page, err error) {
	err = s.content.View(ctx, func(r store.Reader) error {
		p, err = r.Query(ctx, *q)
		return err
	})
	if n := len(p.Items); n > 0 {
		q.After = p.Items[n-1].Sort
	}
	return p, err
}

// backfillEntry gives one entry its rows in every generation, and notes in its head that it has them.
func (s *Service) backfillEntry(ctx context.Context, model, id string, since int64) error {
	for n := 0; n < maxRepeats; n++ {
		st, err := s.read(ctx, id)
		if err != nil || st.head.Epoch >= since {
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
	seq, now := st.head.seq+1, s.clock.Now()
	var puts []store.Write
	if st.head.Model == model {
		rows := s.compareRows(c.schema, m, man, &state{id: st.id}, st)
		for _, k := range rows.puts {
			puts = append(puts, store.Put(row(k, seq, now), store.TagBelow(seq)))
		}
	}
	if err := s.batch(ctx, s.index, puts); err != nil {
		return false, err
	}
	h := st.head
	if h.seq == 0 {
		h.state = store.StatePurged
	}
	h.seq, h.Epoch = seq, man.Epoch
	item, err := h.item(s.keys.head(st.id))
	if err != nil {
		return false, err
	}
	err = s.content.Batch(ctx, store.Put(item, store.VersionIs(seq-1)))[0]
	if failedCondition(err) {
		return false, nil
	}
	return err == nil, err
}

// clearGenerations deletes the rows of retired generations.
func (s *Service) clearGenerations(ctx context.Context, model string, old []oldGeneration) error {
	c, err := s.current(ctx)
	if err != nil {
		return err
	}
	for _, g := range old {
		for _, stage := range []Stage{Draft, Live} {
			for _, locale := range append(c.schema.localeCodes(), anyLocale) {
				if err := s.clearPartition(ctx, s.keys.rows(model, g.index, g.number, stage, locale)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Service) clearPartition(ctx context.Context, partition string) error {
	for {
		var dels []store.Write
		err := s.index.View(ctx, func(r store.Reader) error {
			p, err := r.Query(ctx, store.Query{Partition: partition, Limit: 1000, KeysOnly: true, Consistent: store.Consistent})
			for _, i := range p.Items {
				dels = append(dels, store.Delete(i.Key, store.Always()))
			}
			return err
		})
		if err != nil || len(dels) == 0 {
			return err
		}
		if err := s.batch(ctx, s.index, dels); err != nil {
			return err
		}
	}
}
