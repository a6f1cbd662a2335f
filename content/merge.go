package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// label is how people call a field.
func label(f *field.Field) string {
	if f.Name != "" {
		return f.Name
	}
	return f.APIID
}

// patch applies external values by apiId to stored values: absent fields keep theirs, null clears. Types are checked,
// nothing else. Localised fields take the plain value of locale, or, when locale is empty, an object by locale.
type patch struct {
	schema   *Schema
	model    *Model
	locale   string
	system   bool // fields that Galley alone writes may be set
	problems []errs.Problem
}

// apply returns the values as they are after the patch.
func (p *patch) apply(old values, in map[string]json.RawMessage) (values, error) {
	if p.locale != "" && p.schema.Chain(p.locale) == nil {
		return nil, errs.New(errs.Invalid, "The space has no locale %q. It has: %s.", p.locale, strings.Join(p.schema.localeCodes(), ", "))
	}
	out := make(values, len(old)+len(in))
	for k, v := range old {
		out[k] = v
	}
	for _, name := range sortedKeys(in) {
		f := p.model.Field(name)
		if f == nil {
			return nil, errs.New(errs.Invalid, "The model %s has no field %q.", p.model.APIID, name)
		}
		if f.System && !p.system {
			return nil, errs.New(errs.Invalid, "The field %q is written by Galley and cannot be set.", name)
		}
		set(out, f.ID, p.field(f, out[f.ID], in[name]))
	}
	if len(p.problems) > 0 {
		return nil, errs.Validation(p.problems...)
	}
	return out, nil
}

func set(v values, id string, value json.RawMessage) {
	if isNull(value) {
		delete(v, id)
	} else {
		v[id] = value
	}
}

func (p *patch) field(f *field.Field, old, in json.RawMessage) json.RawMessage {
	switch {
	case !f.Localized:
		return p.decode(f, f.APIID, in)
	case p.locale != "":
		return p.merge(f, old, map[string]json.RawMessage{p.locale: in})
	case isNull(bytes.TrimSpace(in)):
		return keeping(p.schema, old, func(string) []byte { return nil })
	}
	var byLocale map[string]json.RawMessage
	if err := json.Unmarshal(in, &byLocale); err != nil {
		p.problem(f.APIID, "type", fmt.Sprintf("%s is localised: give an object by locale, like {%q: …}.", label(f), p.schema.DefaultLocale()))
		return old
	}
	return p.merge(f, old, byLocale)
}

// merge puts the values of some locales into a localised value; locales stand in the order of the space.
func (p *patch) merge(f *field.Field, old json.RawMessage, in map[string]json.RawMessage) json.RawMessage {
	for code := range in {
		if p.schema.Chain(code) == nil {
			p.problem(f.APIID+"."+code, "locale", fmt.Sprintf("The space has no locale %q.", code))
			return old
		}
	}
	return keeping(p.schema, old, func(code string) []byte {
		if x, ok := in[code]; ok {
			return p.decode(f, f.APIID+"."+code, x)
		}
		return Member(old, code)
	})
}

func (p *patch) decode(f *field.Field, path string, in json.RawMessage) json.RawMessage {
	stored, problems := field.Decode(p.schema, f, path, in)
	p.problems = append(p.problems, problems...)
	return stored
}

func (p *patch) problem(path, rule, message string) {
	p.problems = append(p.problems, errs.Problem{Path: path, Rule: rule, Message: message})
}

// defaults are the stored values that a new entry begins with.
func (p *patch) defaults() values {
	out := values{}
	for _, f := range p.model.Fields {
		if isNull(f.Default) || f.System {
			continue
		}
		stored, problems := field.Decode(p.schema, f, f.APIID, f.Default)
		if len(problems) > 0 || isNull(stored) {
			continue // the definition was checked when it was saved; a component in it may have changed since
		}
		if f.Localized {
			stored = appendJSON(nil, map[string]json.RawMessage{p.schema.DefaultLocale(): stored})
		}
		out[f.ID] = stored
	}
	return out
}

// slugs makes the slugs that are empty of the fields that they are made from: a localised one in each locale that its
// source is written in, from a source that is not localised in the default locale alone.
func (p *patch) slugs(v values) {
	byDefault := p.schema.DefaultLocale()
	for _, f := range p.model.Fields {
		from := p.model.Field(f.SlugFrom)
		if f.SlugFrom == "" || from == nil || f.System {
			continue
		}
		source := func(code string) []byte {
			switch {
			case from.Localized:
				return Member(v[from.ID], code)
			case code == byDefault:
				return v[from.ID]
			}
			return nil
		}
		if !f.Localized {
			set(v, f.ID, slugOr(v[f.ID], source(byDefault)))
			continue
		}
		old := v[f.ID]
		set(v, f.ID, keeping(p.schema, old, func(code string) []byte { return slugOr(Member(old, code), source(code)) }))
	}
}

// slugOr is the slug that is there, or one that is made of a stored text; nil where nothing is left of it.
func slugOr(slug, source []byte) []byte {
	var text string
	if !isNull(slug) || isNull(source) || json.Unmarshal(source, &text) != nil {
		return slug
	}
	made := field.Slugify(text)
	if made == "" {
		return nil
	}
	return appendJSON(nil, made)
}

// External gives stored values in the form that people send and read: an object by apiId in the order of the model,
// localised fields as objects by locale. Fields without a value are left out.
func (s *Schema) External(m *Model, v map[string]json.RawMessage) (json.RawMessage, error) {
	out := []byte{'{'}
	for _, f := range m.Fields {
		stored := v[f.ID]
		if isNull(stored) {
			continue
		}
		x, err := s.external(f, stored)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", f.APIID, err)
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), f.APIID...), '"', ':')
		out = append(out, x...)
	}
	return append(out, '}'), nil
}

func (s *Schema) external(f *field.Field, stored json.RawMessage) (json.RawMessage, error) {
	if !f.Localized {
		return field.Encode(s, f, stored)
	}
	out := []byte{'{'}
	var err error
	eachMember(stored, func(locale, v []byte) bool {
		if !s.has(string(locale)) {
			return true // out of sight
		}
		var x json.RawMessage
		if x, err = field.Encode(s, f, v); err != nil {
			return false
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), locale...), '"', ':')
		out = append(out, x...)
		return true
	})
	return append(out, '}'), err
}

func (s *Schema) localeCodes() (out []string) {
	for _, l := range s.Locales {
		out = append(out, l.Code)
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// sameValues tells whether two sets of stored values are equal. Stored values are canonical, so bytes decide.
func sameValues(a, b values) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || !bytes.Equal(v, w) {
			return false
		}
	}
	return true
}
