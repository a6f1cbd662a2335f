package content

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// manifests compares the manifests with the models. What looks wrong is read again a moment later, since a change of
// models becomes visible item by item. It gives the manifests as they are afterwards.
func (k *checker) manifests(ctx context.Context, c *cached) (*cached, error) {
	if !slices.ContainsFunc(c.schema.Models(), func(m *Model) bool { return k.s.refit(c, m) != nil }) {
		return c, nil
	}
	if err := k.s.jitter(ctx, maxRepeats); err != nil {
		return nil, err
	}
	c, err := k.s.reload(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range c.schema.Models() {
		if err := k.manifest(ctx, c, m); err != nil {
			return nil, err
		}
	}
	return k.s.current(ctx)
}

// manifest reports a manifest that does not fit its model. It is mended as by a change of models: indexes that are missing
// are begun and built.
func (k *checker) manifest(ctx context.Context, c *cached, m *Model) (err error) {
	next := k.s.refit(c, m)
	if next == nil {
		return nil
	}
	f := Finding{Kind: BrokenManifest, Message: fmt.Sprintf("The indexes of the %s are not those that it has: %s.", describeType(m), m.differences(c.manifests[m.ID], next))}
	if k.repair {
		if f.Repaired, err = k.putManifest(ctx, next); err != nil {
			return err
		}
	}
	k.find(ctx, f)
	return nil
}

func (k *checker) putManifest(ctx context.Context, next *manifest) (bool, error) {
	if err := k.s.changes.take(ctx); err != nil {
		return false, err
	}
	defer k.s.changes.free()
	err := k.s.putManifest(ctx, next)
	if failedCondition(err) { // somebody else has changed it: the next check sees what it is like
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, k.s.backfillModel(ctx, next.Model, k.window)
}

// refit is the manifest that a model should have instead of its own; nil if that fits. Of one that was lost nobody knows
// which epochs the entries have: the time is later than all of them.
func (s *Service) refit(c *cached, m *Model) *manifest {
	was := c
	if man := c.manifests[m.ID]; man.version == 0 && !m.Builtin {
		lost := &manifest{Model: m.ID, Epoch: s.now().Unix(), Indexes: map[string][]generation{}}
		for _, f := range m.Fields {
			if f.Unique { // nor under which name its claims are: all are taken anew
				lost.claimed(f)
				lost.Lapses = append(lost.Lapses, lapse{f.Form(), f.ID, lost.Epoch})
			}
		}
		was = &cached{schema: c.schema, manifests: map[string]*manifest{m.ID: lost}}
	}
	next := nextManifest(was, c.schema, m, s.now().Add(drainTime))
	if next != nil {
		next.Schema = c.schema.Version
	}
	return next
}

// differences names the indexes that are begun or given up on the way from one manifest to the next.
func (m *Model) differences(was, next *manifest) string {
	if was.version == 0 {
		return "their list is lost"
	}
	var out []string
	for _, name := range sortedKeys(next.Indexes) {
		switch {
		case len(next.Indexes[name]) > len(was.Indexes[name]):
			out = append(out, m.indexNamed(name).label()+" is missing")
		case !slices.EqualFunc(next.Indexes[name], was.Indexes[name], func(a, b generation) bool { return a.State == b.State }):
			out = append(out, name+" is kept without need")
		}
	}
	return strings.Join(out, ", ")
}
