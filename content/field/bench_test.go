package field_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

func BenchmarkDecode(b *testing.B) {
	paragraphs := strings.Repeat(`,{"type":"paragraph","content":[{"type":"text","marks":[{"type":"bold"}],"text":"Lorem ipsum dolor sit amet, consectetur adipiscing elit."}]}`, 80)
	for _, c := range []struct {
		name string
		kind field.Kind
		in   string
	}{
		{"text", field.Text, `"A short history of nearly everything"`},
		{"long", field.LongText, `"` + strings.Repeat("Lorem ipsum dolor sit amet, ", 400) + `"`},
		{"integer", field.Integer, `12345`},
		{"datetime", field.DateTime, `"2024-05-06T07:08:09Z"`},
		{"component", field.Component, `{"title":"T","image":{"id":"a1"},"inner":[{"title":"U"}]}`},
		{"rich", field.RichText, `{"type":"doc","content":[` + paragraphs[1:] + `]}`},
	} {
		f := fieldtest.Field(c.kind)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.in)))
			for b.Loop() {
				if _, problems := field.Decode(fieldtest.Catalog, f, "f", json.RawMessage(c.in)); problems != nil {
					b.Fatal(problems)
				}
			}
		})
	}
}

func BenchmarkRichHTML(b *testing.B) {
	doc := json.RawMessage(fieldtest.EveryNode)
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		field.RichHTML(doc, library{picture})
	}
}
