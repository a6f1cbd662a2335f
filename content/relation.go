package content

import (
	"context"
	"encoding/json"

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

// sources lists the entries that have rows of a reference index pointing to the entry, in either stage. The rows are not
// checked against the copies.
func (s *Service) sources(ctx context.Context, c *cached, m *Model, x *indexDef, id string) (out []string, err error) {
	g, ok := c.manifests[m.ID].serving(x.name)
	if !ok {
		return nil, stillBuilding(x)
	}
	for _, stage := range []Stage{Draft, Live} {
		for _, locale := range g.locales() {
			rows, err := s.rowsOfTarget(ctx, s.keys.rows(m.ID, x.name, g.Number, stage, locale), id)
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				_, source := index.SplitRow(r.Sort)
				out = append(out, source)
			}
		}
	}
	return out, nil
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

// References lists what stored values of a model refer to, in all locales.
func (s *Schema) References(m *Model, v map[string]json.RawMessage) (out []field.Ref) {
	for _, f := range m.Fields {
		stored := v[f.ID]
		if !f.Localized {
			out = append(out, field.References(s, f, stored)...)
			continue
		}
		eachMember(stored, func(_, own []byte) bool {
			out = append(out, field.References(s, f, own)...)
			return true
		})
	}
	return out
}
