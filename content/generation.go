package content

import (
	"context"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// building gives the epoch that entries must reach for all building generations to be complete.
func (m *manifest) building() (since int64, any bool) {
	for _, gs := range m.Indexes {
		for _, g := range gs {
			if g.State == building {
				since, any = max(since, g.Since), true
			}
		}
	}
	for _, u := range m.Unique {
		if !u.Built {
			since, any = max(since, u.Since), true
		}
	}
	for _, l := range m.Lapses {
		since, any = max(since, l.Since), true
	}
	if m.Unplaced > 0 {
		since, any = max(since, m.Unplaced), true
	}
	return since, any
}

// incomplete tells whether something is being built, or values are not unique yet that have to be.
func (m *manifest) incomplete() bool {
	_, any := m.building()
	return any || len(m.duplicates()) > 0
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
func (m *manifest) begin(name string, f form) {
	m.Epoch++
	last := 0
	if m.awaited(name) {
		m.bequeath(name, name, time.Time{})
	}
	m.retire(name, (*generation).unread)
	for _, g := range m.Indexes[name] {
		last = max(last, g.Number)
	}
	m.Indexes[name] = append(m.Indexes[name], generation{Number: last + 1, State: building, Since: m.Epoch, form: f})
}

// drop takes an index out of use that nobody may ask for any more. What serves drains until a time, for processes that
// do not know yet. It tells whether there was anything to do.
func (m *manifest) drop(name string, until time.Time) (changed bool) {
	changed = m.retire(name, (*generation).unread)
	gs := m.Indexes[name]
	for i := range gs {
		if gs[i].State == serving {
			gs[i].State, gs[i].Until = draining, until
			changed = true
		}
	}
	return changed
}

// awaited tells whether generations drain for longer because an index does not serve yet.
func (m *manifest) awaited(heir string) bool {
	for _, gs := range m.Indexes {
		if slices.ContainsFunc(gs, func(g generation) bool { return g.State == draining && g.Heir == heir }) {
			_, serves := m.serving(heir)
			return !serves && slices.ContainsFunc(m.Indexes[heir], func(g generation) bool { return g.State == building })
		}
	}
	return false
}

// bequeath makes what is there of an index, and what waits for it, drain until its heir serves, and until a time at least.
func (m *manifest) bequeath(name, heir string, until time.Time) {
	for of, gs := range m.Indexes {
		for i := range gs {
			g := &gs[i]
			switch {
			case of == name && (g.State == building || g.State == serving && heir != name):
				g.State, g.Heir, g.Until = draining, heir, until
			case g.State == draining && g.Heir == name:
				g.Heir = heir
			}
		}
	}
}

// unread tells that no reader was ever given the generation.
func (g *generation) unread() bool { return g.State == building }

// retire takes those generations of an index out of use that pass the test, and tells whether there were any. Their rows
// are deleted later.
func (m *manifest) retire(name string, test func(*generation) bool) (any bool) {
	gs := m.Indexes[name]
	for i := range gs {
		if gs[i].State != retired && test(&gs[i]) {
			gs[i].State, gs[i].Dirty = retired, true
			any = true
		}
	}
	return any
}

// retireDrained takes the generations of all models out of use whose last readers are gone.
func (s *Service) retireDrained(ctx context.Context) error {
	c, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	for _, man := range c.manifests {
		drained := func(g *generation) bool {
			return g.State == draining && !now.Before(g.Until) && (g.Heir == "" || !man.awaited(g.Heir))
		}
		next, any := man.clone(), false
		for name := range next.Indexes {
			any = next.retire(name, drained) || any
		}
		if !any {
			continue
		}
		if err := s.putManifest(ctx, next); err != nil && !failedCondition(err) { // else the one we know is an old one: another time
			return err
		}
	}
	return nil
}

// clearRetired deletes the rows of retired generations, as far as the window allows.
func (s *Service) clearRetired(ctx context.Context, w window) error {
	c, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	for _, man := range c.manifests {
		next, any := man.clone(), false
		for name, gs := range next.Indexes {
			for i := range gs {
				if !gs[i].Dirty {
					continue
				}
				done, err := s.clearGeneration(ctx, man.Model, name, &gs[i], w)
				if err != nil {
					return err
				}
				if done {
					gs[i].Dirty, any = false, true
				}
			}
		}
		if !any {
			continue
		}
		if err := s.putManifest(ctx, next); err != nil && !failedCondition(err) { // then they are cleared once more
			return err
		}
	}
	return nil
}

func (s *Service) clearGeneration(ctx context.Context, model, name string, g *generation, w window) (done bool, err error) {
	for _, partition := range s.partitions(model, name, g) {
		q := store.Query{Partition: partition, KeysOnly: true, Consistent: store.Consistent}
		_, ended, err := s.walk(ctx, s.index, q, w, func(items []store.Item) (int, error) {
			dels := make([]store.Write, len(items))
			for n, i := range items {
				dels[n] = store.Delete(i.Key, store.Always())
			}
			return len(items), s.batch(ctx, s.index, dels)
		})
		if err != nil || !ended {
			return false, err
		}
	}
	return true, nil
}

// partitions are all that hold rows of a generation.
func (s *Service) partitions(model, name string, g *generation) (out []string) {
	for _, stage := range []Stage{Draft, Live} {
		for _, locale := range g.locales() {
			out = append(out, s.keys.rows(model, name, g, stage, locale).partitions()...)
		}
	}
	return out
}
