package bleve

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/galley-cms/galley/internal/search"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c" d`, `"`, `""""`, "“x y„ z", "東京都 の", "\x00\xff", "e\u0301\u0301", "l'été", strings.Repeat("\"a ", 50), "ab\u200bcd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := parse(text)
		if len(q.wants) > search.MaxWords {
			t.Fatalf("%d words", len(q.wants))
		}
		for _, w := range q.wants {
			if w.term == "" || len(w.term) > maxTerm || !utf8.ValidString(w.term) || strings.ContainsAny(w.term, quotes+" *?\x00") {
				t.Fatalf("the word %q", w.term)
			}
		}
		words(text, func(w word) {
			if w.start >= w.end || w.end > len(text) || fold(w.term) != w.term && len(w.term) < maxTerm-8 {
				t.Fatalf("the word %+v of %q", w, text)
			}
		})
	})
}

func FuzzRecord(f *testing.F) {
	f.Add(encode(search.Change{Seq: 5, Documents: []search.Document{{Model: "m", Locale: "de", Language: "de", Fields: []search.Field{{ID: "a", Title: true, Text: "x"}}}}}, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := decode(b); err == nil && r.documents < 0 {
			t.Fatalf("%+v", r)
		}
	})
}
