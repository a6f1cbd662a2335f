package content

import (
	"encoding/json"

	"github.com/galley-cms/galley/content/field"
)

// Source gives a model as a file holds it: types are named by apiId, ids are kept so that renames are recognised.
func (s *Schema) Source(m *Model) (json.RawMessage, error) {
	c := *m
	c.Fields, c.Shape, c.RestsOn = nil, 0, 0
	if !c.Singleton {
		c.Single = ""
	}
	for _, f := range m.Fields {
		if f.System {
			continue
		}
		g := *f
		g.Models, g.Components, g.Former = s.names(f.Models), s.names(f.Components), nil
		c.Fields = append(c.Fields, &g)
	}
	if c.Fields == nil {
		c.Fields = []*field.Field{}
	}
	c.Indexes = nil
	for _, x := range m.Indexes {
		c.Indexes = append(c.Indexes, Index{Fields: m.IndexNames(x)})
	}
	return appendJSON(nil, &c), nil
}

func (s *Schema) names(ids []string) (out []string) {
	for _, id := range ids {
		if m := s.byID[id]; m != nil {
			out = append(out, m.APIID)
		}
	}
	return out
}
