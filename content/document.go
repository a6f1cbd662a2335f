package content

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/search"
)

// maxDocument bounds the text of a document that is searched, in bytes. What is beyond it is not found.
const maxDocument = 100 << 10

// documents are the texts of a copy that searches look through: one document a locale of the space, each with the values
// that are read in it, or a single one if the model has no localised values. It is never empty, so that a copy without
// words has its place in the search index as well.
func documents(m *Model, v values) (out []search.Document) {
	if !m.localized() {
		locale := m.schema.DefaultLocale()
		out = []search.Document{{Model: m.ID, Language: locale, Fields: m.texts(v, locale)}}
	} else {
		for _, locale := range m.schema.localeCodes() {
			out = append(out, search.Document{Model: m.ID, Locale: locale, Language: locale, Fields: m.texts(v, locale)})
		}
	}
	out[0].Refers = m.refersWithin(v)
	return out
}

// refersWithin lists the entries that values refer to inside components, blocks and rich text, which have no index, in all
// locales.
func (m *Model) refersWithin(v values) (ids []string) {
	inside := values{}
	for _, f := range m.Fields {
		if !f.Kind.IsReference() {
			set(inside, f.ID, m.stored(f, v))
		}
	}
	for _, r := range m.schema.References(m, inside) {
		if field.IsID(r.ID) {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// localized tells whether values of the model can differ by locale.
func (m *Model) localized() bool {
	for _, f := range m.Fields {
		if f.Localized {
			return true
		}
	}
	return false
}

// texts are the words of the model's fields, as they are read in a locale. The title comes first: the room is for it
// before others.
func (m *Model) texts(v values, locale string) (out []search.Field) {
	room, title := maxDocument, m.title()
	add := func(f *field.Field) {
		w := words{schema: m.schema, chain: m.schema.Chain(locale), room: room}
		w.field(m, f, v, 0)
		if text := w.String(); text != "" {
			out = append(out, search.Field{ID: f.ID, Title: f == title, Text: text})
			room = w.room
		}
	}
	if title != nil {
		add(title)
	}
	for _, f := range m.Fields {
		if f != title && searched(f) {
			add(f)
		}
	}
	return out
}

// searched tells whether people look for what a field holds. Of what Galley writes into assets itself that is the name of
// the file.
func searched(f *field.Field) bool { return !f.System || f.APIID == "fileName" }

// words gathers the text of a field, a line a value, as far as there is room.
type words struct {
	strings.Builder
	schema *Schema
	chain  []string
	room   int
}

// field takes in what values of a type hold of one of its fields.
func (w *words) field(m *Model, f *field.Field, v values, depth int) {
	stored := m.stored(f, v)
	if f.Localized {
		stored = resolve(stored, w.chain)
	}
	if isNull(stored) || depth > maxComponentDepth {
		return
	}
	switch f.Kind {
	case field.Text, field.LongText, field.Slug, field.Email:
		eachElement(stored, func(e []byte) { w.add(textOf(e)) })
	case field.RichText:
		eachElement(stored, func(e []byte) { w.add(field.RichPlainText(json.RawMessage(e))) })
	case field.Component, field.Blocks:
		eachPart(f, stored, func(component string, part values) {
			c := w.schema.kind(w.schema.byID[component], true)
			if c == nil {
				return
			}
			for _, inner := range c.Fields {
				w.field(c, inner, part, depth+1)
			}
		})
	}
}

// add appends a line, or the beginning of one for which there is not room enough.
func (w *words) add(line string) {
	if line == "" || w.room <= 0 {
		return
	}
	if w.Len() > 0 {
		w.WriteByte('\n')
		w.room--
	}
	if len(line) > w.room {
		line = line[:max(w.room, 0)]
		for !utf8.ValidString(line) {
			line = line[:len(line)-1]
		}
	}
	w.WriteString(line)
	w.room -= len(line)
}
