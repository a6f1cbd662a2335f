package content

import (
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content/field"
)

// mend converts what lies inside a stored value of a field: members of components that have another form now.
func (m *Model) mend(f *field.Field, stored json.RawMessage) json.RawMessage {
	if !m.nested[f.ID] || isNull(stored) {
		return stored
	}
	if !f.Localized {
		return m.schema.mend(f, stored)
	}
	out := []byte{'{'}
	eachMember(stored, func(locale, own []byte) bool {
		out = appendMember(out, string(locale), m.schema.mend(f, own))
		return true
	})
	return append(out, '}')
}

// mend converts what lies inside a value, or a list, of one locale.
func (s *Schema) mend(f *field.Field, stored json.RawMessage) json.RawMessage {
	switch {
	case isNull(stored):
		return stored
	case f.Kind == field.Blocks:
		return eachItem(stored, func(block []byte) json.RawMessage {
			return s.mendPart(string(plain(Member(block, "$t"))), block)
		})
	case f.Kind != field.Component || len(f.Components) != 1:
		return stored
	case f.List:
		return eachItem(stored, func(part []byte) json.RawMessage { return s.mendPart(f.Components[0], part) })
	}
	return s.mendPart(f.Components[0], stored)
}

// eachItem is a stored list with other elements.
func eachItem(stored []byte, to func([]byte) json.RawMessage) json.RawMessage {
	out := []byte{'['}
	Elements(stored, func(e []byte) bool {
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, to(e)...)
		return true
	})
	return append(out, ']')
}

// mendPart converts the members of one component or block. Canonical parts have them in the order of their ids, behind
// those of Galley.
func (s *Schema) mendPart(component string, part json.RawMessage) json.RawMessage {
	c := s.kind(s.byID[component], true)
	if c == nil || len(part) == 0 || part[0] != '{' {
		return part
	}
	own, system := values{}, []byte{'{'}
	eachMember(part, func(name, v []byte) bool {
		if name[0] == '$' {
			system = appendMember(system, string(name), v)
		} else {
			own[string(name)] = v
		}
		return true
	})
	if !c.reforms(own) {
		return part
	}
	own = c.current(own)
	for _, id := range sortedKeys(own) {
		system = appendMember(system, id, own[id])
	}
	return append(system, '}')
}

// nests tells whether values of a field have members whose form has changed, at any depth.
func (s *Schema) nests(f *field.Field, depth int) bool {
	return depth <= maxComponentDepth && slices.ContainsFunc(f.Components, func(id string) bool {
		c := s.kind(s.byID[id], true)
		return c != nil && slices.ContainsFunc(c.Fields, func(inner *field.Field) bool {
			return len(inner.Former) > 0 || s.nests(inner, depth+1)
		})
	})
}
