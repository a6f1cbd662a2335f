package delivery_test

import (
	"testing"

	"github.com/galley-cms/galley/graph/delivery"
)

func TestReadsOneEntry(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada","email":"ada@example.org"}`)
	s.create("article", "a1", `{"title":"Hello","slug":"hello","views":7,"score":1.5,"featured":true,"mood":"LOUD","moods":["CALM","LOUD"],
		"day":"2026-01-02","at":"03:04:05","due":"2026-01-02T03:04:05Z","color":"#ff0000","link":"https://example.org/",
		"extra":{"a":[1,null]},"spot":{"latitude":52.5,"longitude":13.4},"keywords":["go","cms"],"author":{"id":"ada"}}`)
	same(t, s.query(`{article(slug:"hello"){__typename id title slug views score featured mood moods day at color link extra spot{latitude longitude} keywords author{name}}}`),
		`{"article":{"__typename":"Article","id":"a1","title":"Hello","slug":"hello","views":7,"score":1.5,"featured":true,"mood":"LOUD","moods":["CALM","LOUD"],
		"day":"2026-01-02","at":"03:04:05","color":"#ff0000","link":"https://example.org/","extra":{"a":[1,null]},
		"spot":{"latitude":52.5,"longitude":13.4},"keywords":["go","cms"],"author":{"name":"Ada"}}}`)
	same(t, s.query(`{article(id:"a1"){title due} person(email:"Ada@example.org"){id} nothing:article(id:"zz"){id}}`),
		`{"article":{"title":"Hello","due":"2026-01-02T03:04:05Z"},"person":{"id":"ada"},"nothing":null}`)
}
