package content

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// planTime bounds how long a plan looks at entries where there is no other bound.
const planTime = 20 * time.Second

// maxSamples is how many entries a plan names for one change.
const maxSamples = 10

// probe looks at entries for what one change does to them.
type probe struct {
	change int      // in the changes of the migration
	models []*Model // whose entries are looked at
	look   func(ctx context.Context, x *examined) (verdictOn, error)
}

// verdictOn is what a change does to an entry. Problem is what is lost, or wrong from then on; "" for nothing.
type verdictOn struct {
	affected bool
	problem  string
}

// examined is an entry that a change of models is held against.
type examined struct {
	st       *state
	old, now *Model // before the change and after it; now is nil if it is removed
}

// copies are the bodies of the entry that are there, as they are stored.
func (x *examined) copies() (out []*body) {
	for _, b := range []*body{x.st.draft, x.st.live} {
		if b != nil {
			out = append(out, b)
		}
	}
	return out
}

// impact is a walk over the entries that a change of models may touch.
type impact struct {
	s      *Service
	c      *cached
	g      *migration
	window window
	probes []probe
	mu     sync.Mutex
}

// assess walks over the entries that the migration touches, as far as there is time, and writes into its changes what
// becomes of them. What has no entries to look at costs nothing.
func (s *Service) assess(ctx context.Context, c *cached, g *migration) error {
	w := windowOf(ctx, cmp.Or(s.buildTime, planTime))
	if err := s.assessSettings(ctx, g); err != nil {
		return err
	}
	p := &impact{s: s, c: c, g: g, window: w, probes: g.probes(s, c)}
	for _, m := range c.schema.Models() {
		probes := slices.DeleteFunc(slices.Clone(p.probes), func(b probe) bool { return !slices.Contains(b.models, m) })
		if len(probes) == 0 {
			continue
		}
		ended, err := p.walk(ctx, m, probes)
		if err != nil {
			return err
		}
		for _, b := range probes {
			g.changes[b.change].Partial = g.changes[b.change].Partial || !ended
		}
	}
	return nil
}

// walk holds all entries of a model against some probes.
func (p *impact) walk(ctx context.Context, m *Model, probes []probe) (ended bool, err error) {
	for shard := range uint32(registryShards) {
		q := store.Query{Partition: p.s.keys.registryShard(m.ID, shard), KeysOnly: true, Consistent: store.Consistent}
		_, ended, err := p.s.walk(ctx, p.s.content, q, p.window, func(items []store.Item) (int, error) {
			pieces := slices.Collect(slices.Chunk(items, loadSize))
			n, err := several(ctx, len(pieces), loadWorkers, p.window, func(ctx context.Context, i int) error {
				return p.piece(ctx, m, pieces[i], probes)
			})
			return min(n*loadSize, len(items)), err
		})
		if err != nil || !ended {
			return false, err
		}
	}
	return true, nil
}

// piece holds a few entries against probes, each with what its neighbours need read at once.
func (p *impact) piece(ctx context.Context, m *Model, items []store.Item, probes []probe) error {
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.Sort
	}
	states, err := p.s.readMany(ctx, ids)
	if err != nil {
		return err
	}
	for _, st := range states {
		if st.empty() || st.head.Model != m.ID {
			continue
		}
		if err := p.entry(ctx, &examined{st, m, p.g.next.ModelByID(m.ID)}, probes); err != nil {
			return err
		}
	}
	return nil
}

// entry holds one entry against probes. Several of one change count it once.
func (p *impact) entry(ctx context.Context, x *examined, probes []probe) error {
	found := map[int]verdictOn{}
	for _, b := range probes {
		v, err := b.look(ctx, x)
		if err != nil {
			return err
		}
		was := found[b.change]
		found[b.change] = verdictOn{was.affected || v.affected, cmp.Or(was.problem, v.problem)}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for change, v := range found {
		p.g.changes[change].count(x, p.c.schema, v)
	}
	return nil
}

// count adds what becomes of an entry to the figures of a change.
func (c *ModelChange) count(x *examined, sc *Schema, v verdictOn) {
	if v.affected || v.problem != "" {
		c.Affected++
	}
	if v.problem == "" {
		return
	}
	c.Failing++
	if len(c.Samples) < maxSamples {
		c.Samples = append(c.Samples, ChangeSample{Entry: x.st.id, Model: x.old.APIID, Title: titleOf(sc, x), Message: v.problem})
	}
}

// titleOf is the title of an entry, by its draft.
func titleOf(sc *Schema, x *examined) string {
	b := x.st.draft
	if b == nil {
		return x.st.id
	}
	return sc.Title(&Entry{ID: x.st.id, Model: x.old, Values: x.old.current(b.values)})
}

// atLeast is a number of entries as the change knows it.
func (c *ModelChange) atLeast(n int, thing string) string {
	out := counted(n, thing+"entry", thing+"entries")
	if c.Partial {
		return "at least " + out
	}
	return out
}
