package transfer

import (
	"encoding/json"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// conversion turns a value of the kind that an importer wants into one of the kind that a model has.
type conversion func(any) any

// conversionTo finds how values of a wanted field fit into one that is there; ok is false if they cannot. Values without
// a locale go to the default one, locale; of several, that of the default locale stays.
func conversionTo(had, want *field.Field, locale string) (c conversion, ok bool) {
	item := itemConversion(had.Kind, want.Kind)
	if had.System || had.List != want.List || item == nil {
		return nil, false
	}
	switch {
	case had.Localized && !want.Localized:
		return func(v any) any {
			if v == nil {
				return nil
			}
			return map[string]any{locale: item.each(v)}
		}, true
	case want.Localized && !had.Localized:
		return func(v any) any { return item.each(inLocale(v, locale)) }, true
	}
	return item.each, true
}

// itemConversion is the conversion of single values between kinds; nil if there is none.
func itemConversion(had, want field.Kind) conversion {
	same := func(v any) any { return v }
	switch {
	case had == want:
		return same
	case isPlain(had) && (isPlain(want) || want == field.Slug), had == field.Float && want == field.Integer:
		return same
	case had == field.RichText && isPlain(want):
		return toRich
	case isPlain(had) && want == field.RichText:
		return toPlain
	}
	return nil
}

// inLocale picks one of the values by locale: that of a locale, else of its language, else the first.
func inLocale(v any, locale string) any {
	byLocale, ok := v.(map[string]any)
	if !ok || byLocale[locale] != nil {
		return byLocale[locale]
	}
	language, _, _ := strings.Cut(locale, "-")
	codes := Sorted(byLocale)
	for _, code := range codes {
		if base, _, _ := strings.Cut(code, "-"); base == language {
			return byLocale[code]
		}
	}
	if len(codes) == 0 {
		return nil
	}
	return byLocale[codes[0]]
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
