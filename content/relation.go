package content

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// restricts tells whether the index is of references that keep their targets from being deleted.
func (x *indexDef) restricts() bool {
	return x.field != nil && x.refers() && x.field.OnDelete == field.Restrict
}

// refers tells whether the index is of references or assets.
func (x *indexDef) refers() bool {
	return x.field != nil && (x.kind == field.Reference || x.kind == field.Asset)
}

// targetsOf lists the entries that rows of the index of a reference field point to.
func targetsOf(f *field.Field, rows []store.Key) (out []target) {
	for _, k := range rows {
		enc, _ := index.SplitRow(k.Sort)
		if id := index.ReferenceID(enc); id != "" {
			out = append(out, target{f, id})
		}
	}
	return out
}

// rowPartition is one that holds rows of an index.
type rowPartition struct {
	name  string
	model *Model
	index indexDef
	gen   generation
}

// references are the partitions of the serving generations of reference indexes that pass the test. Partial says which
// index, if any, is not complete yet.
func (s *Service) references(c *cached, stages []Stage, test func(*indexDef) bool) (out []rowPartition, partial *indexDef) {
	for _, m := range c.schema.Models() {
		for _, x := range m.indexes() {
			if !x.refers() || !test(&x) {
				continue
			}
			g, ok := c.manifests[m.ID].serving(x.name)
			if !ok {
				partial = &x
				continue
			}
			for _, stage := range stages {
				out = append(out, s.rowPartitions(m, x, x.name, g, stage)...)
			}
		}
	}
	return out, partial
}

// restrictions are the partitions whose rows tell, together, of all published references that restrict. Where the index of
// a field that was reshaped is not complete yet, those that it follows have the rows of the entries that were not written
// since, and it has the rows of the others.
func (s *Service) restrictions(c *cached) []rowPartition {
	out, _ := s.references(c, []Stage{Live}, (*indexDef).restricts)
	for _, m := range c.schema.Models() {
		man := c.manifests[m.ID]
		for _, x := range m.indexes() {
			if _, complete := man.serving(x.name); complete || !x.restricts() {
				continue
			}
			for name := range man.Indexes {
				for _, g := range man.maintained(name) {
					if name == x.name || g.Heir == x.name {
						out = append(out, s.rowPartitions(m, x, name, g, Live)...)
					}
				}
			}
		}
	}
	return out
}

// rowPartitions are the partitions of a stage of a generation.
func (s *Service) rowPartitions(m *Model, x indexDef, name string, g generation, stage Stage) (out []rowPartition) {
	for _, locale := range g.locales() {
		for _, p := range s.keys.rows(m.ID, name, &g, stage, locale).partitions() {
			out = append(out, rowPartition{p, m, x, g})
		}
	}
	return out
}

// refers tells whether a live copy refers to the target by the field of the partition, in any locale.
func (p *rowPartition) refers(live *body, target string) bool {
	if live == nil {
		return false
	}
	f := p.index.field
	only := &Model{Fields: []*field.Field{f}}
	refs := p.model.schema.References(only, values{f.ID: p.model.stored(f, live.values)})
	return slices.ContainsFunc(refs, func(r field.Ref) bool { return r.ID == target })
}

// referenceReads is how many partitions are read at once for what refers to an entry.
const referenceReads = 16

// rowsTo reads the rows that point to an entry, by partition.
func (s *Service) rowsTo(ctx context.Context, in []rowPartition, id string) (rows [][]store.Item, err error) {
	rows = make([][]store.Item, len(in))
	_, err = several(ctx, len(in), referenceReads, window{}, func(ctx context.Context, i int) (err error) {
		rows[i], err = s.rowsOfTarget(ctx, in[i].name, id)
		return err
	})
	return rows, err
}

// sources lists the entries that have rows of a reference index pointing to the entry, in either stage, in order of their
// ids. The rows are not checked against the copies.
func (s *Service) sources(ctx context.Context, c *cached, id string) (out []string, err error) {
	in, partial := s.references(c, []Stage{Draft, Live}, func(*indexDef) bool { return true })
	if partial != nil {
		return nil, stillBuilding(partial)
	}
	rows, err := s.rowsTo(ctx, in, id)
	for _, part := range rows {
		for _, r := range part {
			_, source := index.SplitRow(r.Sort)
			out = append(out, source)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// refersTo tells whether a value of the entry, draft or live, refers to the entry id.
func refersTo(sc *Schema, e *Entry, id string) bool {
	for _, v := range []map[string]json.RawMessage{e.Values, e.LiveValues} {
		for _, ref := range sc.References(e.Model, v) {
			if ref.ID == id {
				return true
			}
		}
	}
	return false
}

// References lists what stored values of a model refer to, in all locales of the space.
func (s *Schema) References(m *Model, v map[string]json.RawMessage) (out []field.Ref) {
	for _, f := range m.Fields {
		stored := v[f.ID]
		if !f.Localized {
			out = append(out, field.References(s, f, stored)...)
			continue
		}
		eachMember(stored, func(code, own []byte) bool {
			if s.has(string(code)) {
				out = append(out, field.References(s, f, own)...)
			}
			return true
		})
	}
	return out
}
