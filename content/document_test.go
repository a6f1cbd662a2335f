package content_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/search"
)

// texts are the documents of a copy, as the index has them: a line a document.
func (s *searchSpace) texts(id string, stage search.Stage) string {
	s.t.Helper()
	s.index(id)
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	var out []string
	for _, d := range s.words.copies[search.CopyKey{Entry: id, Stage: stage}].Documents {
		line := d.Locale + "(" + d.Language + ")"
		for _, f := range d.Fields {
			line += fmt.Sprintf(" %s=%q", e.Model.FieldByID(f.ID).APIID, f.Text)
			if f.Title {
				line += "!"
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

const recipe = `{"apiId":"recipe","pluralApiId":"recipes","titleField":"name","fields":[
	{"apiId":"notes","kind":"LONG_TEXT","localized":true},
	{"apiId":"name","kind":"TEXT"},
	{"apiId":"path","kind":"SLUG"},
	{"apiId":"mail","kind":"EMAIL"},
	{"apiId":"kind","kind":"ENUM","enum":[{"value":"SOUP"}]},
	{"apiId":"link","kind":"URL"},
	{"apiId":"text","kind":"RICH_TEXT","localized":true},
	{"apiId":"step","kind":"COMPONENT","components":["step"],"list":true},
	{"apiId":"parts","kind":"BLOCKS","components":["step","quote"]}]}`

func TestDocumentsHoldWhatPeopleRead(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.apply(`{"apiId":"step","component":true,"fields":[{"apiId":"do","kind":"TEXT"},{"apiId":"minutes","kind":"INTEGER"}]}`,
		`{"apiId":"quote","component":true,"fields":[{"apiId":"says","kind":"RICH_TEXT"},{"apiId":"step","kind":"COMPONENT","components":["step"]}]}`, recipe)
	rich := func(words string) string {
		return `{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"` + words + `"}]},{"type":"horizontalRule"}]}`
	}
	_, err := s.Create(s.ctx, "recipe", "r", content.Change{Publish: true, Values: vals(`{"name":"Pea soup","notes":{"en":"slow","de":"langsam"},
		"path":"pea-soup","mail":"cook@example.org","kind":"SOUP","link":"https://example.org/hidden","text":{"en":` + rich("Hot & good") + `},
		"step":[{"do":"boil","minutes":3},{"do":"stir"}],"parts":[{"step":{"do":"serve"}},{"quote":{"says":` + rich("Yes") + `,"step":{"do":"eat"}}}]}`)})
	s.must(err)
	shared := `path="pea-soup" mail="cook@example.org" text="Hot & good" step="boil\nstir" parts="serve\nYes\neat"`
	equal(t, s.texts("r", search.Live), `en(en) name="Pea soup"! notes="slow" `+shared+"\n"+`de(de) name="Pea soup"! notes="langsam" `+shared)
	equal(t, s.texts("r", search.Draft), s.texts("r", search.Live))

	s.create("counter", "c", `{"name":"plain","n":1}`, false)
	equal(t, s.texts("c", search.Live), `(en) name="plain"`)
}

// What a field held before it took another form, or had been part of another model, is read as lists read it.
func TestDocumentsFollowTheModel(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.apply(`{"apiId":"memo","pluralApiId":"memos","fields":[{"apiId":"text","kind":"TEXT"},{"apiId":"gone","kind":"TEXT"}]}`)
	s.create("memo", "m", `{"text":"bread","gone":"salt"}`, true)
	equal(t, s.texts("m", search.Live), `(en) text="bread" gone="salt"`)
	_, err := s.ApplyModels(s.ctx, raw([]string{`{"apiId":"memo","pluralApiId":"memos","titleField":"text","fields":[{"apiId":"text","kind":"TEXT","list":true,"localized":true}]}`}), true, true)
	s.must(err)
	equal(t, s.texts("m", search.Live), `en(en) text="bread"!`+"\n"+`de(de) text="bread"!`)
}

func TestDocumentsAreBounded(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.apply(`{"apiId":"book","pluralApiId":"books","titleField":"title","fields":[{"apiId":"text","kind":"LONG_TEXT"},{"apiId":"more","kind":"LONG_TEXT"},{"apiId":"title","kind":"TEXT"}]}`)
	s.create("book", "b", `{"text":"`+strings.Repeat("word é", 20_000)+`","more":"unheard","title":"Title"}`, false)
	got := s.texts("b", search.Draft)
	if n := len(got); n < 100_000 || n > 103_000 || strings.Contains(got, "unheard") || !strings.Contains(got, `title="Title"!`) {
		t.Errorf("%d bytes: %.200s", n, got)
	}
}
