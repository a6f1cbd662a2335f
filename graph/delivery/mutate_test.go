package delivery_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
)

func TestMutations(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	write := func(query, vars string) *answer { return s.do(call{as: writer, query: query, vars: vars}) }

	a := write(`mutation($d:ArticleInput!){createArticle(data:$d){id title slug views score version status publishedAt author{name}
		action{label target{...on Person{name}}} sections{...on Quote{words}} spot{longitude} mood moods extra}}`,
		`{"d":{"title":"New","slug":"new","views":3,"score":0.10,"author":{"id":"ada"},"mood":"CALM","moods":["LOUD"],"extra":{"b":1,"a":[1.50]},
		"action":{"label":"Go","target":{"id":"ada"}},"sections":[{"quote":{"words":"W"},"key":"k"}],"spot":{"latitude":1,"longitude":-2.5}}}`)
	id := a.field("createArticle", "id")
	same(t, strings.Replace(a.data(), id, "ID", 1), `{"createArticle":{"id":"ID","title":"New","slug":"new","views":3,"score":0.1,"version":1,"status":"DRAFT","publishedAt":null,
		"author":{"name":"Ada"},"action":{"label":"Go","target":{"name":"Ada"}},"sections":[{"words":"W"}],"spot":{"longitude":-2.5},"mood":"CALM","moods":["LOUD"],"extra":{"a":[1.50],"b":1}}}`)
	same(t, s.query(`{article(id:"`+id+`"){id}}`), `{"article":null}`)

	a = write(`mutation($id:ID!){publishArticle(id:$id){status version publishedAt firstPublishedAt}}`, `{"id":"`+id+`"}`)
	if a.field("publishArticle", "status") != "PUBLISHED" || len(a.field("publishArticle", "publishedAt")) < 20 {
		t.Errorf("publish: %s", a.raw)
	}
	same(t, s.query(`{article(id:"`+id+`"){title views}}`), `{"article":{"title":"New","views":3}}`)

	same(t, write(`mutation{updateArticle(id:"`+id+`",data:{views:null,title:"Changed"}){title slug views status}}`, "").data(),
		`{"updateArticle":{"title":"Changed","slug":"new","views":null,"status":"CHANGED"}}`)
	same(t, s.query(`{article(id:"`+id+`"){title views}}`), `{"article":{"title":"New","views":3}}`)
	same(t, write(`mutation{updateArticle(id:"`+id+`",data:{title:"Neu"},locale:"de",publish:true){title locale status}}`, "").data(),
		`{"updateArticle":{"title":"Neu","locale":"de","status":"PUBLISHED"}}`)
	same(t, s.query(`{article(id:"`+id+`"){title} de:article(id:"`+id+`",locale:"de"){title}}`), `{"article":{"title":"Changed"},"de":{"title":"Neu"}}`)

	same(t, write(`mutation{unpublishArticle(id:"`+id+`"){status}}`, "").data(), `{"unpublishArticle":{"status":"DRAFT"}}`)
	same(t, s.query(`{article(id:"`+id+`"){title}}`), `{"article":null}`)
	same(t, write(`mutation{deleteArticle(id:"`+id+`")}`, "").data(), `{"deleteArticle":"`+id+`"}`)
	same(t, s.do(call{as: preview, preview: true, query: `{article(id:"` + id + `"){title}}`}).data(), `{"article":null}`)
}

// field is a string in the data: data.root.name.
func (a *answer) field(root, name string) string {
	a.t.Helper()
	var out map[string]map[string]any
	decode(a.t, a.data(), &out)
	s, _ := out[root][name].(string)
	return s
}

func TestMutationsRunInOrder(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a","views":1}`)
	a := s.do(call{as: writer, query: `mutation{
		one:updateArticle(id:"a1",data:{views:2}){views version}
		two:updateArticle(id:"a1",data:{views:3}){views version}
		__typename}`})
	same(t, a.data(), `{"one":{"views":2,"version":2},"two":{"views":3,"version":3},"__typename":"Mutation"}`)

	a = s.do(call{as: writer, query: `mutation{
		one:updateArticle(id:"a1",data:{views:4}){views}
		two:updateArticle(id:"a1",data:{views:5},version:1){views}
		three:updateArticle(id:"a1",data:{views:6}){views}}`})
	if a.code() != "CONFLICT" || string(a.Data) != "null" || fmt.Sprint(a.Errors[0].Path) != "[two]" {
		t.Errorf("a stale version: %s", a.raw)
	}
	same(t, s.do(call{as: preview, preview: true, query: `{article(id:"a1"){views}}`}).data(), `{"article":{"views":4}}`)
	if a.Extensions.Cost.Writes == 0 {
		t.Errorf("the reply does not say what writing cost: %s", a.raw)
	}
}

func TestMutationsNeedTheScope(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a"}`)
	s.create("secret", "s1", `{"code":"x"}`)
	for name, c := range map[string]struct {
		as    auth.Actor
		query string
		code  string
	}{
		"public creates":               {public, `mutation{createArticle(data:{title:"x"}){id}}`, "UNAUTHENTICATED"},
		"public looks for an id":       {public, `mutation{deleteArticle(id:"nothing")}`, "UNAUTHENTICATED"},
		"public deletes":               {public, `mutation{deleteArticle(id:"a1")}`, "UNAUTHENTICATED"},
		"a reader updates":             {reader, `mutation{updateArticle(id:"a1",data:{}){id}}`, "FORBIDDEN"},
		"a previewer publishes":        {preview, `mutation{publishArticle(id:"a1"){id}}`, "FORBIDDEN"},
		"a writer takes another model": {writer, `mutation{updatePerson(id:"a1",data:{name:"x"}){id}}`, "NOT_FOUND"},
		"a writer finds nothing":       {writer, `mutation{publishArticle(id:"nothing"){id}}`, "NOT_FOUND"},
		"invalid values":               {writer, `mutation{createArticle(data:{slug:"x y"},publish:true){id}}`, "VALIDATION_FAILED"},
		"A16 the id is not data":       {writer, `mutation{createArticle(data:{id:"x"}){id}}`, "GRAPHQL_VALIDATION_FAILED"},
		"A16 nor is the status":        {writer, `mutation{createArticle(data:{status:PUBLISHED}){id}}`, "GRAPHQL_VALIDATION_FAILED"},
		"an unknown locale":            {writer, `mutation{publishArticle(id:"a1",locales:["xx"]){id}}`, "BAD_USER_INPUT"},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.do(call{as: c.as, query: c.query})
			if a.code() != c.code {
				t.Errorf("want %s: %s", c.code, a.raw)
			}
		})
	}
	same(t, s.query(`{article(id:"a1"){title}}`), `{"article":{"title":"A"}}`)
}

func TestProblemsOfValues(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	a := s.do(call{as: writer, query: `mutation{createArticle(data:{views:1},publish:true){id}}`})
	problems, _ := a.Errors[0].Extensions["problems"].([]any)
	if a.code() != "VALIDATION_FAILED" || len(problems) < 2 {
		t.Errorf("want the problems of title and slug: %s", a.raw)
	}
}

func TestRepeatedMutationsHappenOnce(t *testing.T) { // C13
	s := newSpace(t, delivery.Options{})
	c := call{as: writer, query: `mutation{a:createTag(data:{label:"one"}){id} b:createTag(data:{label:"two"}){id}}`, header: map[string]string{"Idempotency-Key": "k-1"}}
	first := s.do(c).data()
	same(t, s.do(c).data(), first)
	same(t, s.do(call{as: preview, preview: true, query: `{tags{totalCount}}`}).data(), `{"tags":{"totalCount":2}}`)
}

func TestModelsWithoutDrafts(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	a := s.do(call{as: writer, query: `mutation{createCounter(data:{name:"hits",n:1}){id n status}}`})
	if a.field("createCounter", "status") != "PUBLISHED" {
		t.Error(a.raw)
	}
	same(t, s.query(`{counter(name:"hits"){n}}`), `{"counter":{"n":1}}`)
}

// What is archived is shown to nobody, in the preview neither, and changed by nobody.
func TestArchivedEntries(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a"}`)
	s.create("tag", "t1", `{"label":"T"}`)
	for _, id := range []string{"a1", "t1"} {
		if _, err := s.Archive(auth.With(t.Context(), auth.Local), id, 0); err != nil {
			t.Fatal(err)
		}
	}
	same(t, s.query(`{article(id:"a1"){title} articles{totalCount}}`), `{"article":null,"articles":{"totalCount":0}}`)
	same(t, s.do(call{as: preview, preview: true, query: `{article(id:"a1"){title} articles{totalCount} tags{totalCount}}`}).data(),
		`{"article":null,"articles":{"totalCount":0},"tags":{"totalCount":0}}`)
	for _, m := range []string{`updateArticle(id:"a1",data:{views:1}){id}`, `publishArticle(id:"a1"){id}`, `unpublishArticle(id:"a1"){id}`} {
		if a := s.do(call{as: writer, query: `mutation{` + m + `}`}); a.code() != "CONFLICT" || !strings.Contains(a.Errors[0].Message, "archive") {
			t.Errorf("%s: %s", m, a.raw)
		}
	}
	c := call{as: writer, query: `mutation{deleteArticle(id:"a1")}`, header: map[string]string{"Idempotency-Key": "k"}}
	for range 2 { // C13
		same(t, s.do(c).data(), `{"deleteArticle":"a1"}`)
	}
}
