package manage

import (
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// modelsOf makes the models or components of a reply.
func modelsOf(sc *content.Schema, all []*content.Model) ([]*Model, error) {
	out := make([]*Model, len(all))
	for i, m := range all {
		var err error
		if out[i], err = modelOf(sc, m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func modelOf(sc *content.Schema, m *content.Model) (*Model, error) {
	source, err := sourceOf(sc, m)
	if err != nil {
		return nil, err
	}
	out := &Model{ID: m.ID, APIID: m.APIID, PluralAPIID: text(m.PluralAPIID), Name: orElse(m.Name, m.APIID),
		Description: text(m.Description), TitleField: text(m.TitleField), Singleton: m.Singleton, Drafts: m.Drafts,
		PublicRead: m.PublicRead, PreviewURL: text(m.PreviewURL), Component: m.Component, Builtin: m.Builtin,
		Fields: make([]*Field, len(m.Fields)), Source: source}
	for i, f := range m.Fields {
		if out.Fields[i], err = fieldOf(sc, f); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func fieldOf(sc *content.Schema, f *field.Field) (*Field, error) {
	out := &Field{ID: f.ID, APIID: f.APIID, Name: orElse(f.Name, f.APIID), Description: text(f.Description), Kind: f.Kind,
		Required: f.Required, List: f.List, Localized: f.Localized, Unique: f.Unique, Filterable: f.IsFilterable(),
		System: f.System, Default: f.Default, VisibleWhen: text(f.VisibleWhen), SlugFrom: text(f.SlugFrom), OnDelete: orElse(string(f.OnDelete), string(field.SetNull)),
		CanBecome: kindsFor(f), Models: apiIDs(sc, f.Models), Components: apiIDs(sc, f.Components), Enum: make([]*EnumValue, len(f.Enum))}
	for i, v := range f.Enum {
		out.Enum[i] = &EnumValue{Value: v.Value, Name: orElse(v.Name, v.Value)}
	}
	if f.Validation == nil {
		return out, nil
	}
	var err error
	out.Validation, err = json.Marshal(f.Validation)
	return out, err
}

// kindsFor are the kinds that a field can be changed to.
func kindsFor(f *field.Field) []field.Kind {
	kinds := []field.Kind{}
	for _, k := range field.Kinds {
		to := *f
		to.Kind = k.Kind
		if k.Kind != f.Kind && !f.System && field.CanConvert(f, &to) == nil {
			kinds = append(kinds, k.Kind)
		}
	}
	return kinds
}

// apiIDs names models or components, which a schema holds by id, as people know them; those that are gone are left out.
func apiIDs(sc *content.Schema, ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if i := slices.IndexFunc(sc.Types, func(m *content.Model) bool { return m.ID == id }); i >= 0 {
			out = append(out, sc.Types[i].APIID)
		}
	}
	return out
}

// sourceOf is the model as a file holds it, with the fields that are Galley's own.
func sourceOf(sc *content.Schema, m *content.Model) (json.RawMessage, error) {
	file := *m
	file.Shape, file.RestsOn, file.Indexes = 0, 0, nil
	if !m.Singleton {
		file.Single = ""
	}
	for _, x := range m.Indexes {
		file.Indexes = append(file.Indexes, content.Index{Fields: m.IndexNames(x)})
	}
	file.Fields = make([]*field.Field, len(m.Fields))
	for i, f := range m.Fields {
		c := *f
		c.Former = nil
		if len(f.Models) > 0 {
			c.Models = apiIDs(sc, f.Models)
		}
		if len(f.Components) > 0 {
			c.Components = apiIDs(sc, f.Components)
		}
		file.Fields[i] = &c
	}
	return json.Marshal(&file)
}

// text gives nil for a text that is not there.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// value is what a pointer of optional input points to; its zero value for nil.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// of makes the values of a reply from those of a service.
func of[From, To any](all []From, one func(From) To) []To {
	out := make([]To, len(all))
	for i, v := range all {
		out[i] = one(v)
	}
	return out
}
