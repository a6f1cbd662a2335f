package content

import (
	"slices"
	"time"

	"github.com/galley-cms/galley/content/field"
)

// nextManifests are the manifests that a change of the schema touches, whose models it notes to rest on them. What they
// replace drains until a time.
func nextManifests(c *cached, next *Schema, until time.Time) (out []*manifest) {
	add := func(man *manifest) {
		man.Schema = next.Version
		out = append(out, man)
	}
	for _, m := range next.Models() {
		if man := nextManifest(c, next, m, until); man != nil {
			m.RestsOn = next.Version
			add(man)
		}
	}
	for _, m := range c.schema.Models() {
		if next.ModelByID(m.ID) == nil {
			add(lastManifest(c, m, until))
		}
	}
	return out
}

// lastManifest is that of a model that is removed.
func lastManifest(c *cached, m *Model, until time.Time) *manifest {
	man := c.manifests[m.ID].clone()
	for name := range man.Indexes {
		man.drop(name, until)
	}
	return man
}

// nextManifest is what becomes of a model's manifest, nil if it stays.
func nextManifest(c *cached, next *Schema, m *Model, until time.Time) (man *manifest) {
	old := c.schema.byID[m.ID]
	if old == nil {
		man = newManifest(next, m)
		if was := c.manifests[m.ID]; was != nil { // written ahead by a change that did not come through
			man.version = was.version
		}
		return man
	}
	man = c.manifests[m.ID].clone()
	wanted, changed := map[string]bool{}, false
	if outgrows(m, old) { // who does not know the new form must not write it
		man.Epoch++
		changed = true
	}
	for _, x := range m.indexes() {
		wanted[x.name] = true
		f := next.formOf(m, &x)
		if man.lacks(&x, f) || (x.restricts() && !old.indexNamed(x.name).restricts()) {
			man.begin(x.name, f)
			changed = true
		}
	}
	changed = man.reclaim(m, old) || changed
	changed = man.unplaced(c.schema, next, m) || changed
	for name := range man.Indexes {
		if wanted[name] {
			continue
		}
		if heir := m.heir(old, name); heir != "" {
			man.bequeath(name, heir, until)
			changed = true
			continue
		}
		changed = man.drop(name, until) || changed
	}
	if !changed {
		return nil
	}
	return man
}

// outgrows tells whether entries of m can hold what who knows the former model alone would lose: new fields, or new forms,
// in the components that they are made of as well.
func outgrows(m, former *Model) bool {
	return m.Shape != former.Shape || slices.ContainsFunc(m.Fields, func(f *field.Field) bool { return former.FieldByID(f.ID) == nil })
}

// heir is the index that follows one of references that restrict, where both do; "" if none does.
func (m *Model) heir(old *Model, name string) string {
	was, is := old.indexNamed(name), m.formers[name]
	if was == nil || !was.restricts() || is.field == nil {
		return ""
	}
	if x := m.indexNamed(is.field.ID); x == nil || !x.restricts() {
		return ""
	}
	return is.field.ID
}

// lacks tells whether an index has no generation, serving or soon, of this form.
func (m *manifest) lacks(x *indexDef, f form) bool {
	for _, g := range slices.Backward(m.Indexes[x.name]) {
		if g.State == serving || g.State == building {
			return !g.equal(f)
		}
	}
	return true
}
