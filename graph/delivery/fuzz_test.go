package delivery_test

import (
	"testing"

	"github.com/galley-cms/galley/graph/delivery"
)

// FuzzQuery sends texts as queries: whatever they are, the answer is data or errors that their author caused.
func FuzzQuery(f *testing.F) {
	s := newSpace(f, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","author":{"id":"ada"},"related":[{"id":"a1"}],"sections":[{"quote":{"words":"W"}}],"body":{"type":"doc","content":[{"type":"paragraph"}]}}`)
	for _, seed := range []string{
		`{articles(first:2,where:{or:[{views:{gt:1}},{title:{contains:"a"}}]},orderBy:[{title:ASC}]){totalCount nodes{...A} edges{cursor node{id}} pageInfo{hasNextPage}}} fragment A on Article{title author{name linkedFrom{articlesByAuthor(last:1){nodes{id}}}}}`,
		`{article(slug:"a",locale:"de"){sections{__typename ...on Quote{words by{name}}} body{html text json} related{id} spot{latitude} cover{url(width:320)}}}`,
		`query($a:Boolean=true,$f:Int){node(id:"a1"){id @include(if:$a) ...on Entry{locale @skip(if:$a)}} articles(first:$f){nodes{__typename}}}`,
		`{__schema{types{name fields{args{defaultValue type{ofType{name}}}}}} __type(name:"Article"){kind}}`,
		`mutation{createTag(data:{label:"x"}){id}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		s := &space{Service: s.Service, t: t, handler: s.handler}
		a := s.do(call{query: query})
		if a.status != 200 && a.status != 400 {
			t.Errorf("status %d: %s", a.status, a.raw)
		}
		for _, e := range a.Errors {
			if e.Extensions["code"] == "INTERNAL" || e.Extensions["code"] == nil {
				t.Errorf("error inside: %s", a.raw)
			}
		}
		if a.Data == nil && len(a.Errors) == 0 {
			t.Errorf("neither data nor errors: %s", a.raw)
		}
	})
}
