package content

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
)

// A field whose kind, list or localized changes goes on under a new id, and remembers the forms that it had. What is
// stored is not rewritten: wherever a body meets a schema, values in a former form are converted, by pure functions of
// the body and the schema. The next save of an entry stores the new form alone.

// maxFormer is how many former forms of a field are known. Values in older ones, of entries that were not saved since, are
// out of reach.
const maxFormer = 8

// formerForm is one of the former forms of a field.
type formerForm struct {
	field *field.Field
	n     int // in field.Former
}

// stored is what values hold of a field, in the field's own form: under its id or, of an entry that was last saved in a
// former form, converted.
func (m *Model) stored(f *field.Field, v values) json.RawMessage {
	for i := range f.Former {
		if v[f.ID] != nil {
			break
		}
		if was := v[f.Former[i].ID]; !isNull(was) {
			out, _ := m.schema.reform(f, i, was)
			return m.mend(f, out)
		}
	}
	return m.mend(f, v[f.ID])
}

// current gives values in the forms of the model's fields; v itself if those are the ones that it has.
func (m *Model) current(v values) values {
	if !m.reforms(v) {
		return v
	}
	out := make(values, len(v))
	for id, x := range v {
		if _, former := m.formers[id]; !former {
			out[id] = x
		}
	}
	for _, f := range m.Fields {
		set(out, f.ID, m.stored(f, v))
	}
	return out
}

// reforms tells whether values may be in another form than that of the model's fields.
func (m *Model) reforms(v values) bool {
	if len(m.formers) == 0 && len(m.nested) == 0 {
		return false
	}
	for id := range v {
		if _, former := m.formers[id]; former || m.nested[id] {
			return true
		}
	}
	return false
}

// current gives a body whose values are in the forms of the model's fields; b itself if they are.
func (b *body) current(m *Model) *body {
	if b == nil || m == nil || !m.reforms(b.values) {
		return b
	}
	c := *b
	c.raw, c.values = b.asStored(), m.current(b.values)
	return &c
}

// asStored gives the values in the forms in which they were stored.
func (b *body) asStored() values {
	if b.raw != nil {
		return b.raw
	}
	return b.values
}

// current gives an entry as writers of the schema see it.
func (st *state) current(sc *Schema) *state {
	m := sc.ModelByID(st.head.Model)
	next := *st
	next.draft, next.live = st.draft.current(m), st.live.current(m)
	return &next
}

// reform converts what is stored in former form i of a field. Lost says what cannot be kept, each in one clause.
func (s *Schema) reform(f *field.Field, i int, stored json.RawMessage) (out json.RawMessage, lost []string) {
	was, to := &f.Former[i], f.Former[0].To
	for i > 0 && field.CanConvert(&was.Field, to) != nil { // not at once: step by step, as it was changed
		step, lost := s.reshape(was, was.To, stored)
		if isNull(step) {
			return nil, lost
		}
		i, stored = i-1, step
		was = &f.Former[i]
	}
	return s.reshape(was, to, stored)
}

// reshape converts what is stored in one form to another. A localised value that is no longer so is that of the default
// locale, and the other way round.
func (s *Schema) reshape(was *field.Former, to *field.Field, stored json.RawMessage) (out json.RawMessage, lost []string) {
	switch {
	case was.Localized && to.Localized:
		return s.reshapeEach(was, to, stored)
	case was.Localized:
		kept := resolve(stored, was.Chain)
		out, lost = s.convert(was, to, kept)
		return out, append(lost, lostLocales(stored, kept)...)
	}
	if out, lost = s.convert(was, to, stored); to.Localized && out != nil {
		out = appendJSON(nil, map[string]json.RawMessage{was.Chain[0]: out})
	}
	return out, lost
}

func (s *Schema) reshapeEach(was *field.Former, to *field.Field, stored json.RawMessage) (json.RawMessage, []string) {
	var lost []string
	out := []byte{'{'}
	eachMember(stored, func(locale, own []byte) bool {
		v, problems := s.convert(was, to, own)
		for _, p := range problems {
			lost = append(lost, fmt.Sprintf("in %s %s", locale, p))
		}
		if v != nil {
			out = appendMember(out, string(locale), v)
		}
		return true
	})
	if len(out) == 1 {
		return nil, lost
	}
	return append(out, '}'), lost
}

// appendMember appends a member to a stored object that has no closing brace yet.
func appendMember(dst []byte, name string, v []byte) []byte {
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	dst = append(append(append(dst, '"'), name...), '"', ':')
	return append(dst, v...)
}

// convert makes a value, or a list, of one locale into one of another form.
func (s *Schema) convert(was *field.Former, to *field.Field, stored json.RawMessage) (json.RawMessage, []string) {
	switch {
	case isNull(stored):
		return nil, nil
	case was.Kind == to.Kind && was.List == to.List:
		return stored, nil
	}
	out, problem := field.Convert(s, &was.Field, to, stored)
	if isNull(out) {
		out = nil
	}
	if problem == "" {
		return out, nil
	}
	return out, []string{problem}
}

// lostLocales names the locales whose value is another one than the one that is kept.
func lostLocales(stored, kept []byte) []string {
	var codes []string
	eachMember(stored, func(locale, own []byte) bool {
		if !isNull(own) && string(own) != string(kept) {
			codes = append(codes, string(locale))
		}
		return true
	})
	if len(codes) == 0 {
		return nil
	}
	slices.Sort(codes)
	return []string{"has another value in " + strings.Join(codes, ", ")}
}
