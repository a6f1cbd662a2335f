package delivery_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
)

func TestPrintedSchemaIsValid(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	sc, err := s.Schema(t.Context())
	s.must(err)
	sdl := delivery.SDL(sc, false)
	schema, gerr := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if gerr != nil {
		t.Fatalf("%v\n%s", gerr, sdl)
	}
	for _, want := range []string{
		"homepage(",
		"node(",
		"asset(",
		"assets(",
		"slug: String @semanticNonNull",
		"related: [Article!]!",
		"sections: [ArticleSections!]!",
		"updateAsset(",
	} {
		if !strings.Contains(strings.Join(strings.Fields(sdl), " "), want) {
			t.Errorf("the schema lacks %q", want)
		}
	}
	if strings.Contains(sdl, "createAsset") || strings.Contains(sdl, "publishCounter") || strings.Contains(sdl, "search:") {
		t.Error("the schema offers what does not work")
	}
	for field, want := range map[string]string{
		"article":  "id slug locale",
		"articles": "where orderBy first after last before locale",
		"homepage": "locale",
		"node":     "id locale",
	} {
		var names []string
		for _, a := range schema.Query.Fields.ForName(field).Arguments {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s takes %q, want %q", field, got, want)
		}
	}
	if d := schema.Types["Article"]; !slices.Contains(d.Interfaces, "Entry") || !slices.Contains(d.Interfaces, "Node") {
		t.Errorf("Article implements %v", d.Interfaces)
	}
	if got := schema.Types["Article"].Fields.ForName("title"); got.Description != "Shown in lists." || got.Directives.ForName("semanticNonNull") != nil {
		t.Errorf("title: description %q, directives %v", got.Description, got.Directives)
	}
}

func TestSchemaHidesWhatTheCallerCannotRead(t *testing.T) { // G13, G14, A20, A21
	s := newSpace(t, delivery.Options{})
	names := `{__schema{types{name fields{name} inputFields{name} possibleTypes{name}}}}`
	seen := s.do(call{query: names}).raw
	for _, hidden := range []string{"ecret", `"hush"`} {
		if strings.Contains(seen, hidden) {
			t.Errorf("the public sees %s in the schema", hidden)
		}
	}
	if keyed := s.do(call{query: names, as: reader}).raw; !strings.Contains(keyed, "Secret") || !strings.Contains(keyed, `"hush"`) {
		t.Error("a key does not see the model secret")
	}
	for _, q := range []string{
		`{secrets{nodes{code}}}`,
		`{secret(id:"x"){code}}`,
		`{articles{nodes{hush{id}}}}`,
		`{articles(where:{hush:{isNull:true}}){nodes{id}}}`,
		`{articles(where:{or:[{not:{hush:{isNull:true}}}]}){nodes{id}}}`,
		`{articles(orderBy:[{hush:ASC}]){nodes{id}}}`,
		`{articles{nodes{subject{... on Secret{code}}}}}`,
		`{articles{nodes{linkedFrom{secretsByAbout{nodes{code}}}}}}`,
		`{articles(where:{linkedFrom:{secretsByAbout:{isNull:false}}}){nodes{id}}}`,
		`{articles(where:{author:{linkedFrom:{articlesByAuthor:{some:{linkedFrom:{secretsByAbout:{some:{code:{eq:"x"}}}}}}}}}){nodes{id}}}`,
		`mutation{createSecret(data:{}){id}}`,
	} {
		a := s.do(call{query: q})
		for _, e := range a.Errors {
			if e.Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s: %s", q, a.raw)
			}
			if _, hint, ok := strings.Cut(e.Message, "Did you mean"); ok && strings.Contains(strings.ToLower(hint), "secret") {
				t.Errorf("%s: a hint tells of a hidden name: %s", q, e.Message)
			}
		}
		if len(a.Errors) == 0 || a.Data != nil {
			t.Errorf("%s: answered %s", q, a.raw)
		}
	}
	a := s.do(call{query: `{__type(name:"Secret"){name} secrt:__type(name:"SecretFilter"){name}}`})
	same(t, a.data(), `{"__type":null,"secrt":null}`)
}

func TestHiddenEntriesAreNotFound(t *testing.T) { // A15
	s := newSpace(t, delivery.Options{})
	s.create("secret", "s1", `{"code":"x"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","subject":{"id":"s1"}}`)
	same(t, s.query(`{node(id:"s1"){id} article(id:"a1"){subject{__typename}}}`), `{"node":null,"article":{"subject":null}}`)
	same(t, s.do(call{as: reader, query: `{node(id:"s1"){id} article(id:"a1"){subject{__typename ... on Secret{code}}}}`}).data(),
		`{"node":{"id":"s1"},"article":{"subject":{"__typename":"Secret","code":"x"}}}`)
}

func TestSchemaFollowsTheModels(t *testing.T) {
	s := newSpace(t, delivery.Options{ReplyCache: 1 << 20})
	q := call{query: `{notes{nodes{words}}}`}
	if got := s.do(q).code(); got != "GRAPHQL_VALIDATION_FAILED" {
		t.Fatal(got)
	}
	s.apply(`{"apiId":"note","fields":[{"apiId":"words","kind":"TEXT"}]}`)
	same(t, s.do(q).data(), `{"notes":{"nodes":[]}}`)
	s.create("note", "n1", `{"words":"W"}`)
	same(t, s.do(q).data(), `{"notes":{"nodes":[{"words":"W"}]}}`)
}

func TestIntrospection(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	for query, want := range map[string]string{
		`{t:__type(name:"Person"){kind name description interfaces{name} possibleTypes{name} enumValues{name} inputFields{name} ofType{name} isOneOf specifiedByURL}}`: `{"t":{"kind":"OBJECT","name":"Person","description":"Who writes.","interfaces":[{"name":"Entry"},{"name":"Node"}],"possibleTypes":null,"enumValues":null,"inputFields":null,"ofType":null,"isOneOf":null,"specifiedByURL":null}}`,
		`{t:__type(name:"ArticleSections"){kind possibleTypes{name} fields{name}}}`:                                                                                    `{"t":{"kind":"UNION","possibleTypes":[{"name":"Button"},{"name":"Quote"}],"fields":null}}`,
		`{t:__type(name:"Entry"){kind interfaces{name}}}`:                                                                                                              `{"t":{"kind":"INTERFACE","interfaces":[{"name":"Node"}]}}`,
		`{t:__type(name:"ArticleMood"){enumValues{name description isDeprecated deprecationReason}}}`:                                                                  `{"t":{"enumValues":[{"name":"CALM","description":null,"isDeprecated":false,"deprecationReason":null},{"name":"LOUD","description":"Very loud","isDeprecated":false,"deprecationReason":null}]}}`,
		`{t:__type(name:"EntryReferenceInput"){isOneOf inputFields{name type{kind ofType{name}} defaultValue} fields{name}}}`:                                          `{"t":{"isOneOf":false,"inputFields":[{"name":"id","type":{"kind":"NON_NULL","ofType":{"name":"ID"}},"defaultValue":null}],"fields":null}}`,
		`query($d:Boolean!){t:__type(name:"Mutation"){fields(includeDeprecated:$d){name}}}`:                                                                            "",
		`{__schema{queryType{name} mutationType{name} subscriptionType{name} directives{name isRepeatable args{name}}}}`: `{"__schema":{"queryType":{"name":"Query"},"mutationType":{"name":"Mutation"},"subscriptionType":null,"directives":[
			{"name":"include","isRepeatable":false,"args":[{"name":"if"}]},{"name":"skip","isRepeatable":false,"args":[{"name":"if"}]},
			{"name":"deprecated","isRepeatable":false,"args":[{"name":"reason"}]},{"name":"specifiedBy","isRepeatable":false,"args":[{"name":"url"}]},
			{"name":"oneOf","isRepeatable":false,"args":[]}]}}`,
	} {
		if want == "" {
			if got := s.do(call{query: query, vars: `{"d":true}`}).data(); !strings.Contains(got, `"createArticle"`) {
				t.Errorf("%s: %s", query, got)
			}
			continue
		}
		same(t, s.query(query), want)
	}
}

func TestPreviewNeedsSomebodyWhoMayReadDrafts(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.draft("article", "a1", `{"title":"Draft"}`)
	q := `{article(id:"a1"){title status version publishedAt}}`
	for _, c := range []struct {
		as     auth.Actor
		status int
		code   string
	}{{public, 401, "UNAUTHENTICATED"}, {reader, 403, "FORBIDDEN"}} {
		a := s.do(call{as: c.as, preview: true, query: q})
		if a.status != c.status || a.code() != c.code {
			t.Errorf("%s: status %d, code %s", c.as.Kind, a.status, a.code())
		}
	}
	a := s.do(call{as: preview, preview: true, query: q})
	same(t, a.data(), `{"article":{"title":"Draft","status":"DRAFT","version":1,"publishedAt":null}}`)
	if got := a.header.Get("Cache-Control"); got != "no-store" { // A26
		t.Errorf("preview: Cache-Control %q", got)
	}
	same(t, s.do(call{as: preview, query: q}).data(), `{"article":null}`)
}
