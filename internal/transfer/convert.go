package transfer

import (
	"encoding/json"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// conversion turns a value of the kind that an importer wants into one of the kind that a model has.
type conversion func(any) any

// conversionTo finds how values of a wanted field fit into one that is there; ok is false if they cannot.
func conversionTo(had, want *field.Field) (c conversion, ok bool) {
	if had.System || had.List != want.List || had.Localized != want.Localized {
		return nil, false
	}
	same := func(v any) any { return v }
	switch {
	case had.Kind == want.Kind:
		c = same
	case isPlain(had.Kind) && (isPlain(want.Kind) || want.Kind == field.Slug), had.Kind == field.Float && want.Kind == field.Integer:
		c = same
	case had.Kind == field.RichText && isPlain(want.Kind):
		c = toRich
	case isPlain(had.Kind) && want.Kind == field.RichText:
		c = toPlain
	}
	return c, c != nil
}

func isPlain(k field.Kind) bool { return k == field.Text || k == field.LongText }

// each applies a conversion to the values of a field: to those of each locale, and to each item of a list.
func (c conversion) each(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = c.each(item)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for code, value := range v {
			out[code] = c.each(value)
		}
		return out
	}
	return c(v)
}

// toRich makes a document of text: blank lines part paragraphs.
func toRich(v any) any {
	s, ok := textOf(v)
	if !ok {
		return v
	}
	doc := richtext.Doc()
	for _, block := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if strings.TrimSpace(block) == "" {
			continue
		}
		p := richtext.Block("paragraph")
		for i, line := range strings.Split(strings.Trim(block, "\n"), "\n") {
			if i > 0 {
				p.Content = append(p.Content, &richtext.Node{Type: "hardBreak"})
			}
			if line != "" {
				p.Content = append(p.Content, richtext.Text(line))
			}
		}
		doc.Content = append(doc.Content, p)
	}
	return doc
}

func textOf(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.RawMessage:
		var s string
		err := json.Unmarshal(v, &s)
		return s, err == nil
	}
	return "", false
}

// toPlain keeps the words of a document.
func toPlain(v any) any {
	if doc, ok := v.(*richtext.Node); ok {
		return doc.Plain()
	}
	return v
}
