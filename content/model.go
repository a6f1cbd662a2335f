package content

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
)

// Model describes entries of one kind, or, as a component, a reusable group of fields without entries of its own.
// The same JSON is a file in a repository, an argument of the management API and what the store keeps.
type Model struct {
	ID          string         `json:"id,omitempty"` // made by Galley, immutable
	APIID       string         `json:"apiId"`
	Was         string         `json:"was,omitempty"`         // in files: the former apiId, at a rename
	PluralAPIID string         `json:"pluralApiId,omitempty"` // of models only
	Name        string         `json:"name,omitempty"`
	Description string         `json:"description,omitempty"`
	TitleField  string         `json:"titleField,omitempty"` // apiId of the field that names an entry
	Component   bool           `json:"component,omitempty"`
	Singleton   bool           `json:"singleton,omitempty"`  // has one entry at most
	Drafts      bool           `json:"drafts"`               // false: every save is live at once
	PublicRead  bool           `json:"publicRead"`           // anybody may read its published entries
	Builtin     bool           `json:"builtin,omitempty"`    // made by Galley: the model asset
	PreviewURL  string         `json:"previewUrl,omitempty"` // template with {slug} {locale} {token}
	Shards      int            `json:"shards,omitempty"`     // partitions among which the rows of each index are divided; 0 is 1
	Fields      []*field.Field `json:"fields"`
	Indexes     []Index        `json:"indexes,omitempty"` // on several fields together

	// Shape is, in the stored schema, the version of the schema with which the form of stored values changed last. Copies
	// note it, so that who does not know that form yet notices.
	Shape int64 `json:"shape,omitempty"`

	// RestsOn is, in the stored schema, the version of the schema with which the model's manifest changed last: with an
	// older one, indexes and claims would be written that are none, and those of this schema would not.
	RestsOn int64 `json:"restsOn,omitempty"`

	// Single is the id of the entry of a singleton, if it was there before the model became one. A file may say it of a
	// model that is new to the space.
	Single string `json:"single,omitempty"`

	schema  *Schema
	slots   map[string]int        // field id → slot
	formers map[string]formerForm // by the id that the field had in that form
	nested  map[string]bool       // ids of fields in which members of components have former forms
	defs    []indexDef            // all indexes
}

// UnmarshalJSON applies the defaults: drafts and publicRead are true unless said otherwise.
func (m *Model) UnmarshalJSON(b []byte) error {
	type plain Model
	p := plain{Drafts: true, PublicRead: true}
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*m = Model(p)
	return nil
}

// Field finds a field by its apiId; nil if there is none.
func (m *Model) Field(apiID string) *field.Field {
	for _, f := range m.Fields {
		if f.APIID == apiID {
			return f
		}
	}
	return nil
}

// FieldByID finds a field by its id; nil if there is none.
func (m *Model) FieldByID(id string) *field.Field {
	for _, f := range m.Fields {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Slot is the place of a field's value in a Copy; -1 if the model has no such field.
func (m *Model) Slot(fieldID string) int {
	if i, ok := m.slots[fieldID]; ok {
		return i
	}
	return -1
}

// TypeName is the model's name in GraphQL: its apiId with an upper-case first letter.
func (m *Model) TypeName() string { return strings.ToUpper(m.APIID[:1]) + m.APIID[1:] }

// SingleID is the id of the one entry of a singleton.
func (m *Model) SingleID() string { return cmp.Or(m.Single, m.ID) }

// clone is a model whose fields can be changed without changing m.
func (m *Model) clone() *Model {
	c := *m
	c.Fields = make([]*field.Field, len(m.Fields))
	for i, f := range m.Fields {
		g := *f
		c.Fields[i] = &g
	}
	return &c
}

// title is the field that names an entry; nil if the model says none.
func (m *Model) title() *field.Field {
	if m.TitleField == "" {
		return nil
	}
	return m.Field(m.TitleField)
}

// index prepares the look-ups of a model whose fields have ids, as a part of a schema.
func (m *Model) index(s *Schema) {
	m.schema, m.formers, m.nested = s, map[string]formerForm{}, map[string]bool{}
	m.slots = make(map[string]int, len(m.Fields)+SystemSlots)
	for i, name := range systemNames {
		m.slots[name] = i
	}
	for i, f := range m.Fields {
		m.slots[f.ID] = SystemSlots + i
		for n := range f.Former {
			m.formers[f.Former[n].ID] = formerForm{f, n}
		}
	}
	singles := m.singles()
	m.defs = append(singles, m.composites(singles)...)
}

// Locale is a language that content is written in.
type Locale struct {
	Code     string `json:"code"` // BCP 47, canonical
	Name     string `json:"name"`
	Fallback string `json:"fallback,omitempty"` // code of the locale that is read where this one has no value
}

// Schema is all models, components and locales of a space, as of one version. It is immutable; a change makes another.
// References and components in its fields are named by id. It implements field.Catalog.
type Schema struct {
	Version int64    `json:"version"`
	Name    string   `json:"name"`              // of the space
	Locales []Locale `json:"locales"`           // the first is the default
	Types   []*Model `json:"types"`             // models and components, ordered by name
	Retired []string `json:"retired,omitempty"` // ids of types and fields that were removed; they never come back

	byAPIID, byPlural, byID map[string]*Model
	chains                  map[string][]string
}

// prepare fills the look-ups; every schema goes through it once, before it is shared.
func (s *Schema) prepare() *Schema {
	s.byAPIID, s.byPlural, s.byID = map[string]*Model{}, map[string]*Model{}, map[string]*Model{}
	slices.SortFunc(s.Types, func(a, b *Model) int { return strings.Compare(a.APIID, b.APIID) })
	for _, m := range s.Types {
		m.index(s)
		s.byAPIID[m.APIID], s.byID[m.ID] = m, m
		if !m.Component {
			s.byPlural[m.PluralAPIID] = m
		}
	}
	for _, m := range s.Types {
		for _, f := range m.Fields {
			if s.nests(f, 1) {
				m.nested[f.ID] = true
			}
		}
	}
	s.chains = make(map[string][]string, len(s.Locales))
	for _, l := range s.Locales {
		s.chains[l.Code] = chain(s.Locales, l.Code)
	}
	return s
}

// chain is a locale and its fallbacks, in the order in which they are read.
func chain(all []Locale, code string) (out []string) {
	for code != "" && !slices.Contains(out, code) {
		out = append(out, code)
		i := slices.IndexFunc(all, func(l Locale) bool { return l.Code == code })
		if i < 0 {
			break
		}
		code = all[i].Fallback
	}
	return out
}

// Models lists the models, without components.
func (s *Schema) Models() []*Model { return s.only(false) }

// Components lists the components.
func (s *Schema) Components() []*Model { return s.only(true) }

func (s *Schema) only(component bool) (out []*Model) {
	for _, m := range s.Types {
		if m.Component == component {
			out = append(out, m)
		}
	}
	return out
}

// Model finds a model by apiId; nil if there is none.
func (s *Schema) Model(apiID string) *Model { return s.kind(s.byAPIID[apiID], false) }

// ModelByPlural finds a model by pluralApiId; nil if there is none.
func (s *Schema) ModelByPlural(plural string) *Model { return s.byPlural[plural] }

// ModelByID finds a model by id; nil if there is none.
func (s *Schema) ModelByID(id string) *Model { return s.kind(s.byID[id], false) }

// Component finds a component by apiId; nil if there is none.
func (s *Schema) Component(apiID string) *Model { return s.kind(s.byAPIID[apiID], true) }

func (s *Schema) kind(m *Model, component bool) *Model {
	if m == nil || m.Component != component {
		return nil
	}
	return m
}

// ComponentByAPIID implements field.Catalog.
func (s *Schema) ComponentByAPIID(apiID string) (string, []*field.Field, bool) {
	if m := s.kind(s.byAPIID[apiID], true); m != nil {
		return m.ID, m.Fields, true
	}
	return "", nil, false
}

// ComponentByID implements field.Catalog.
func (s *Schema) ComponentByID(id string) (string, []*field.Field, bool) {
	if m := s.kind(s.byID[id], true); m != nil {
		return m.APIID, m.Fields, true
	}
	return "", nil, false
}

// DefaultLocale is the code of the locale that is read unless another is asked for.
func (s *Schema) DefaultLocale() string { return s.Locales[0].Code }

// Chain is a locale and its fallbacks, in reading order; nil if the space does not have the locale.
func (s *Schema) Chain(locale string) []string { return s.chains[locale] }
