package delivery_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/store"
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
	same(t, s.query(`{article(id:"a1"){version status locale}}`), `{"article":{"version":1,"status":"PUBLISHED","locale":"en"}}`)
}

func TestAbsentValues(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a"}`)
	same(t, s.query(`{article(id:"a1"){views spot{latitude} body{text} author{name} cover{id} action{label} moods keywords related{id} actions{label} sections{__typename}}}`),
		`{"article":{"views":null,"spot":null,"body":null,"author":null,"cover":null,"action":null,"moods":[],"keywords":[],"related":[],"actions":[],"sections":[]}}`)
	same(t, s.query(`{homepage{headline}}`), `{"homepage":null}`)
	s.create("homepage", "", `{"headline":"Hi"}`)
	same(t, s.query(`{homepage{headline}}`), `{"homepage":{"headline":"Hi"}}`)
}

func TestExactlyOneArgumentNamesAnEntry(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	for _, q := range []string{`{article{id}}`, `{article(id:"a",slug:"b"){id}}`, `{article(id:null){id}}`} {
		if a := s.do(call{query: q}); a.code() != "BAD_USER_INPUT" {
			t.Errorf("%s: %s", q, a.raw)
		}
	}
}

func TestSelections(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	s.create("tag", "t1", `{"label":"Go"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","author":{"id":"ada"},"subject":{"id":"t1"},
		"action":{"label":"Read","target":{"id":"ada"}},
		"actions":[{"label":"One"},{"label":"Two","target":{"id":"a2"}}],
		"sections":[{"quote":{"words":"W","by":{"id":"ada"}},"key":"k1"},{"button":{"label":"B","target":{"id":"a1"}},"key":"k2"}]}`)
	s.create("article", "a2", `{"title":"B","slug":"b","subject":{"id":"ada"},"related":[{"id":"a1"},{"id":"gone"},{"id":"a2"}]}`)
	for name, c := range map[string]struct{ query, vars, want string }{
		"aliases and merged fields": {
			`{article(id:"a1"){one:title author{id} author{name} ...on Article{title}} article(id:"a1"){slug}}`, "",
			`{"article":{"one":"A","author":{"id":"ada","name":"Ada"},"title":"A","slug":"a"}}`},
		"unions": {
			`{a:article(id:"a1"){subject{__typename ...on Tag{label} ...on Person{name}}} b:article(id:"a2"){subject{...on Node{id} ...on Tag{label} ...on Entry{version}}}}`, "",
			`{"a":{"subject":{"__typename":"Tag","label":"Go"}},"b":{"subject":{"id":"ada","version":1}}}`},
		"components": {
			`{article(id:"a1"){action{label target{__typename ...on Person{name}}} actions{label target{...on Article{title}}}}}`, "",
			`{"article":{"action":{"label":"Read","target":{"__typename":"Person","name":"Ada"}},"actions":[{"label":"One","target":null},{"label":"Two","target":{"title":"B"}}]}}`},
		"blocks": {
			`{article(id:"a1"){sections{__typename ...on Quote{words by{name}} ...on Button{label target{...on Article{slug}}}}}}`, "",
			`{"article":{"sections":[{"__typename":"Quote","words":"W","by":{"name":"Ada"}},{"__typename":"Button","label":"B","target":{"slug":"a"}}]}}`},
		"lists of references drop what is gone": {
			`{article(id:"a2"){related{id related{id}}}}`, "",
			`{"article":{"related":[{"id":"a1","related":[]},{"id":"a2","related":[{"id":"a1"},{"id":"a2"}]}]}}`},
		"fragments": {
			`{article(id:"a1"){...F ...F}} fragment F on Article{title author{...P}} fragment P on Person{name}`, "",
			`{"article":{"title":"A","author":{"name":"Ada"}}}`},
		"node": {
			`{node(id:"a1"){__typename id ...on Article{title} ...on Entry{locale}} none:node(id:"x"){id}}`, "",
			`{"node":{"__typename":"Article","id":"a1","title":"A","locale":"en"},"none":null}`},
		"skip and include": {
			`query($y:Boolean!,$n:Boolean=false){article(id:"a1"){title@include(if:$y) slug@include(if:$n) id@skip(if:$y) ...@skip(if:$n){version}}}`, `{"y":true}`,
			`{"article":{"title":"A","version":1}}`},
		"skip and include, the other way": {
			`query($y:Boolean!,$n:Boolean=false){article(id:"a1"){title@include(if:$y) slug@include(if:$n) id@skip(if:$y) ...@skip(if:$n){version}}}`, `{"y":false,"n":true}`,
			`{"article":{"slug":"a","id":"a1"}}`},
		"variables": {
			`query($s:String,$f:Int=1){article(slug:$s){id} articles(first:$f,orderBy:[{title:DESC}]){nodes{title}}}`, `{"s":"b"}`,
			`{"article":{"id":"a2"},"articles":{"nodes":[{"title":"B"}]}}`},
		"an omitted variable is no filter": {
			`query($v:Int,$w:ArticleFilter){articles(where:{views:{gt:$v}}){totalCount} b:articles(where:$w){totalCount}}`, `{}`,
			`{"articles":{"totalCount":2},"b":{"totalCount":2}}`},
		"root typename": {`{__typename}`, "", `{"__typename":"Query"}`},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.do(call{query: c.query, vars: c.vars})
			same(t, a.data(), c.want)
			again := s.do(call{query: c.query, vars: c.vars}) // from the kept plan
			same(t, again.data(), c.want)
		})
	}
}

func TestLocales(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"Hello","slug":"hello"}`)
	s.create("article", "a2", `{"title":"World","slug":"world","related":[{"id":"a1"}]}`)
	s.update("a1", `{"title":"Hallo"}`, "de", true)
	same(t, s.query(`{article(id:"a1",locale:"de"){title locale} a:article(id:"a1"){title} b:article(id:"a2",locale:"DE"){title related{title}}}`),
		`{"article":{"title":"Hallo","locale":"de"},"a":{"title":"Hello"},"b":{"title":"World","related":[{"title":"Hallo"}]}}`)
	same(t, s.query(`{articles(locale:"de",orderBy:[{title:ASC}]){nodes{title locale}}}`),
		`{"articles":{"nodes":[{"title":"Hallo","locale":"de"},{"title":"World","locale":"de"}]}}`)
	a := s.do(call{query: `{article(id:"a1",locale:"fr"){title}}`})
	if a.code() != "BAD_USER_INPUT" || a.Data != nil {
		t.Error(a.raw)
	}
}

func TestPages(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	for i := range 7 {
		s.create("article", fmt.Sprintf("a%d", i), fmt.Sprintf(`{"title":"T%d","slug":"s%d","views":%d}`, i, i, i))
	}
	list := func(args string) (ids string, page struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       *string
	}) {
		t.Helper()
		var out struct {
			Articles struct {
				Nodes []struct{ ID string }
				Edges []struct {
					Cursor string
					Node   struct{ ID string }
				}
				PageInfo struct {
					HasNextPage, HasPreviousPage bool
					StartCursor, EndCursor       *string
				}
				TotalCount int
			}
		}
		a := s.query(`{articles(` + args + `){nodes{id} edges{cursor node{id}} pageInfo{hasNextPage hasPreviousPage startCursor endCursor} totalCount}}`)
		s.must(json.Unmarshal([]byte(a), &out))
		for i, n := range out.Articles.Nodes {
			ids += n.ID
			e := out.Articles.Edges[i]
			if e.Node.ID != n.ID {
				t.Errorf("edge %d is %s, node is %s", i, e.Node.ID, n.ID)
			}
			if i == 0 && e.Cursor != *out.Articles.PageInfo.StartCursor {
				t.Error("startCursor is not the cursor of the first edge")
			}
		}
		if out.Articles.TotalCount != 7 {
			t.Errorf("totalCount is %d", out.Articles.TotalCount)
		}
		return ids, out.Articles.PageInfo
	}
	order := `orderBy:[{views:ASC}],`
	ids, page := list(order + `first:3`)
	if ids != "a0a1a2" || !page.HasNextPage || page.HasPreviousPage {
		t.Errorf("first page: %s %+v", ids, page)
	}
	ids, page = list(order + `first:3,after:"` + *page.EndCursor + `"`)
	if ids != "a3a4a5" || !page.HasNextPage || !page.HasPreviousPage {
		t.Errorf("second page: %s %+v", ids, page)
	}
	ids, _ = list(order + `last:2,before:"` + *page.StartCursor + `"`)
	if ids != "a1a2" {
		t.Errorf("backward: %s", ids)
	}
	ids, page = list(order + `last:2`)
	if ids != "a5a6" || page.HasNextPage || !page.HasPreviousPage {
		t.Errorf("last page: %s %+v", ids, page)
	}
	ids, page = list(order + `first:0`)
	if ids != "" || page.EndCursor != nil {
		t.Errorf("empty page: %s %+v", ids, page)
	}
	a := s.do(call{query: `{articles(first:2,after:"` + *firstCursor(s) + `",orderBy:[{views:DESC}]){nodes{id}}}`})
	if a.code() != "BAD_USER_INPUT" { // A27
		t.Errorf("a cursor of another order: %s", a.raw)
	}
	if len(a.Errors[0].Path) != 1 || a.Errors[0].Path[0] != "articles" || string(a.Data) != "null" {
		t.Errorf("the error is not on the path of the list: %s", a.raw)
	}
}

func firstCursor(s *space) *string {
	var out struct {
		Articles struct{ PageInfo struct{ EndCursor *string } }
	}
	s.must(json.Unmarshal([]byte(s.query(`{articles(first:1,orderBy:[{views:ASC}]){pageInfo{endCursor}}}`)), &out))
	return out.Articles.PageInfo.EndCursor
}

func TestFiltersAndOrders(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	s.create("article", "a1", `{"title":"Alpha","slug":"alpha","views":10,"featured":true,"mood":"CALM","keywords":["go","web"],"author":{"id":"ada"},"due":"2026-01-01T00:00:00Z"}`)
	s.create("article", "a2", `{"title":"Beta","slug":"beta","views":20,"featured":true,"mood":"LOUD","keywords":["go"]}`)
	s.create("article", "a3", `{"title":"Gamma","slug":"gamma","views":30,"featured":false}`)
	for where, want := range map[string]string{
		`{views:{gt:10}}`:                          "a2 a3",
		`{views:{gte:10,lt:30}}`:                   "a1 a2",
		`{featured:{eq:true},mood:{eq:LOUD}}`:      "a2",
		`{mood:{in:[CALM,LOUD]}}`:                  "a1 a2",
		`{mood:{eq:null}}`:                         "a3",
		`{title:{startsWith:"al"}}`:                "a1",
		`{title:{contains:"ET"}}`:                  "a2",
		`{keywords:{contains:"web"}}`:              "a1",
		`{keywords:{containsAny:["web","go"]}}`:    "a1 a2",
		`{keywords:{containsAll:["web","go"]}}`:    "a1",
		`{author:{id:{eq:"ada"}}}`:                 "a1",
		`{author:{isNull:true}}`:                   "a2 a3",
		`{or:[{views:{eq:10}},{views:{eq:30}}]}`:   "a1 a3",
		`{not:{featured:{eq:true}}}`:               "a3",
		`{and:{views:{ne:20}},featured:{eq:true}}`: "a1",
		`{or:[]}`:                                              "",
		`{id:{in:["a3","a1"]}}`:                                "a1 a3",
		`{due:{lte:"2026-01-01T00:00:00Z"}}`:                   "a1",
		`{publishedAt:{gt:"2020-01-01T00:00:00Z"}}`:            "a1 a2 a3",
		`{views:{notIn:[10,20]},createdAt:{isNull:false}}`:     "a3",
		`{slug:{in:["alpha","beta"]},keywords:{isNull:false}}`: "a1 a2",
	} {
		var out struct {
			Articles struct{ Nodes []struct{ ID string } }
		}
		s.must(json.Unmarshal([]byte(s.query(`{articles(where:`+where+`,orderBy:[{views:ASC}]){nodes{id}}}`)), &out))
		var ids []string
		for _, n := range out.Articles.Nodes {
			ids = append(ids, n.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: %q, want %q", where, got, want)
		}
	}
	for _, args := range []string{
		`where:{views:{gt:"10"}}`, `where:{nothing:{eq:1}}`, `where:{views:{contains:1}}`, `orderBy:[{keywords:ASC}]`, `orderBy:[{updatedAt:ASC}]`,
		`orderBy:[{views:ASC,id:ASC}]`, `where:{due:{eq:"yesterday"}}`, `first:101`, `first:-1`, `first:1,last:1`, `first:2147483647`,
	} { // A20, A21, G10
		if a := s.do(call{query: `{articles(` + args + `){nodes{id}}}`}); len(a.Errors) == 0 {
			t.Errorf("%s: answered %s", args, a.raw)
		}
	}
	same(t, s.query(`{articles(first:null){nodes{id}}}`), `{"articles":{"nodes":[{"id":"a3"},{"id":"a2"},{"id":"a1"}]}}`) // G10
}

func TestFiltersOnWhatIsNested(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	s.create("person", "bob", `{"name":"Bob"}`)
	s.draft("person", "cy", `{"name":"Ada"}`)
	s.create("tag", "go", `{"label":"Go"}`)
	s.create("secret", "s1", `{"code":"open sesame"}`)
	s.create("article", "a1", `{"title":"Alpha","slug":"a1","author":{"id":"ada"},"subject":{"id":"go"},"hush":{"id":"s1"},
		"action":{"label":"Buy","target":{"id":"bob"}},"actions":[{"label":"One"},{"label":"Two"}]}`)
	s.create("article", "a2", `{"title":"Beta","slug":"a2","author":{"id":"bob"},"subject":{"id":"ada"},"related":[{"id":"a1"}],
		"sections":[{"button":{"label":"Buy"}},{"quote":{"words":"To be","by":{"id":"ada"}}}]}`)
	s.create("article", "a3", `{"title":"Gamma","slug":"a3","author":{"id":"cy"},"related":[{"id":"a2"}],"sections":[{"button":{"label":"Sell"}}]}`)
	for where, want := range map[string]string{
		`{author:{name:{eq:"Ada"}}}`:                                           "a1", // A19: cy is no more than a draft
		`{not:{author:{name:{eq:"Ada"}}}}`:                                     "a2 a3",
		`{author:{not:{name:{eq:"Ada"}}}}`:                                     "a2",
		`{author:{id:{eq:"bob"},name:{eq:"Ada"}}}`:                             "",
		`{author:{name:{eq:null}}}`:                                            "",
		`{author:{}}`:                                                          "a1 a2 a3",
		`{action:{label:{startsWith:"b"}}}`:                                    "a1",
		`{action:{target:{person:{name:{eq:"Bob"}}}}}`:                         "a1",
		`{action:{isNull:true}}`:                                               "a2 a3",
		`{actions:{some:{label:{eq:"Two"}}}}`:                                  "a1",
		`{actions:{isNull:false}}`:                                             "a1",
		`{sections:{some:{button:{label:{eq:"Buy"}}}}}`:                        "a2",
		`{sections:{some:{quote:{by:{name:{eq:"Ada"}}}}}}`:                     "a2",
		`{sections:{some:{not:{button:{}}}}}`:                                  "a2",
		`{subject:{tag:{label:{eq:"Go"}}}}`:                                    "a1",
		`{subject:{or:[{tag:{}},{person:{name:{eq:"Ada"}}}]}}`:                 "a1 a2",
		`{related:{some:{author:{name:{eq:"Ada"}}}}}`:                          "a2",
		`{related:{some:{related:{some:{author:{name:{in:["Ada"]}}}}}}}`:       "a3",
		`{related:{some:{title:{eq:"Alpha"}},contains:"a2"}}`:                  "",
		`{author:{best:{isNull:true}},or:[{subject:{tag:{}}},{id:{eq:"a3"}}]}`: "a1",
		`{or:[{author:{name:{eq:"Bob"}}},{sections:{some:{button:{}}}}]}`:      "a2 a3",
		`{related:{some:{sections:{some:{quote:{words:{contains:"TO"}}}}}}}`:   "a3",
	} {
		var out struct {
			Articles struct{ Nodes []struct{ ID string } }
		}
		s.must(json.Unmarshal([]byte(s.query(`{articles(where:`+where+`,orderBy:[{slug:ASC}]){nodes{id}}}`)), &out))
		var ids []string
		for _, n := range out.Articles.Nodes {
			ids = append(ids, n.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: %q, want %q", where, got, want)
		}
	}
	for _, where := range []string{ // A20: fields that are unreadable, unknown, or not of this type
		`{hush:{code:{eq:"open sesame"}}}`, `{subject:{secret:{code:{eq:"open sesame"}}}}`, `{author:{code:{eq:"x"}}}`,
		`{author:{best:{hush:{isNull:true}}}}`, `{action:{code:{eq:"x"}}}`, `{action:{target:{name:{eq:"Ada"}}}}`,
		`{sections:{some:{label:{eq:"Buy"}}}}`, `{sections:{button:{}}}`, `{author:{email:{eq:1}}}`, `{author:{status:{eq:DRAFT}}}`,
	} {
		if a := s.do(call{query: `{articles(where:` + where + `){nodes{id}}}`}); len(a.Errors) == 0 || a.Data != nil {
			t.Errorf("%s: answered %s", where, a.raw)
		}
	}
	a := s.do(call{query: `{articles(where:{hush:{code:{eq:"open sesame"}}}){nodes{id}}}`, as: reader})
	same(t, a.data(), `{"articles":{"nodes":[{"id":"a1"}]}}`)
	p := s.do(call{query: `query($n:String){articles(where:{author:{name:{eq:$n}}}){nodes{id}}}`})
	same(t, p.data(), `{"articles":{"nodes":[{"id":"a3"},{"id":"a2"},{"id":"a1"}]}}`) // an omitted variable is no filter
}

func TestReverseLists(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	s.create("person", "bob", `{"name":"Bob"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","views":1,"author":{"id":"ada"}}`)
	s.create("article", "a2", `{"title":"B","slug":"b","views":2,"author":{"id":"ada"},"related":[{"id":"a1"}]}`)
	s.draft("article", "a3", `{"title":"C","slug":"c","author":{"id":"ada"}}`)
	same(t, s.query(`{people(first:5,orderBy:[{name:ASC}]){nodes{name linkedFrom{articlesByAuthor(first:5,orderBy:[{views:DESC}]){totalCount nodes{title linkedFrom{articlesByRelated{nodes{id}}}}}}}}}`),
		`{"people":{"nodes":[{"name":"Ada","linkedFrom":{"articlesByAuthor":{"totalCount":2,"nodes":[
			{"title":"B","linkedFrom":{"articlesByRelated":{"nodes":[]}}},{"title":"A","linkedFrom":{"articlesByRelated":{"nodes":[{"id":"a2"}]}}}]}}},
			{"name":"Bob","linkedFrom":{"articlesByAuthor":{"totalCount":0,"nodes":[]}}}]}}`)
	same(t, s.query(`{person(id:"ada"){linkedFrom{articlesByAuthor(where:{views:{gt:1}},first:1){edges{node{title author{name}}}}}}}`),
		`{"person":{"linkedFrom":{"articlesByAuthor":{"edges":[{"node":{"title":"B","author":{"name":"Ada"}}}]}}}}`)
}

func TestFiltersByWhatRefers(t *testing.T) { // A19, A22
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	s.create("person", "bob", `{"name":"Bob"}`)
	s.asset("pic", `{"fileName":"p.jpg"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","author":{"id":"ada"},"cover":{"id":"pic"}}`)
	s.create("article", "a2", `{"title":"B","slug":"b","author":{"id":"ada"},"related":[{"id":"a1"}]}`)
	s.draft("article", "a3", `{"title":"C","slug":"c","author":{"id":"bob"}}`)
	for where, want := range map[string]string{
		`people(where:{linkedFrom:{articlesByAuthor:{some:{title:{eq:"B"}}}}})`:                                      "ada",
		`people(where:{linkedFrom:{articlesByAuthor:{some:{}}}})`:                                                    "ada",
		`people(where:{linkedFrom:{articlesByAuthor:{isNull:true}}})`:                                                "bob",
		`people(where:{not:{linkedFrom:{articlesByAuthor:{some:{linkedFrom:{articlesByRelated:{isNull:false}}}}}}})`: "bob",
		`articles(where:{author:{linkedFrom:{articlesByAuthor:{some:{title:{eq:"B"}}}}},title:{eq:"A"}})`:            "a1",
		`assets(where:{linkedFrom:{articlesByCover:{some:{slug:{eq:"a"}}}}})`:                                        "pic",
		`people(where:{linkedFrom:{articlesByAuthor:{some:{title:{eq:"C"}}}}})`:                                      "",
	} {
		found := `{"totalCount":0,"nodes":[]}`
		if want != "" {
			found = fmt.Sprintf(`{"totalCount":1,"nodes":[{"id":%q}]}`, want)
		}
		same(t, s.query(`{l:`+where+`{totalCount nodes{id}}}`), `{"l":`+found+`}`)
	}
	p := s.do(call{query: `query($t:String){people(orderBy:[{name:ASC}],where:{linkedFrom:{articlesByAuthor:{some:{title:{eq:$t}}}}}){nodes{id}}}`})
	same(t, p.data(), `{"people":{"nodes":[{"id":"ada"}]}}`) // an omitted variable is no filter; some asks for one at least
	if a := s.do(call{query: `{assets(where:{linkedFrom:{articlesByAuthor:{some:{}}}}){nodes{id}}}`}); a.code() != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("assets are linked from authors: %s", a.raw)
	}
}

func TestDraftsBehindReferencesAreNull(t *testing.T) { // A19, A22
	s := newSpace(t, delivery.Options{})
	s.draft("person", "ada", `{"name":"Ada"}`)
	s.draft("article", "d", `{"title":"Draft","slug":"draft"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","author":{"id":"ada"},"related":[{"id":"d"},{"id":"a1"}],"action":{"label":"x","target":{"id":"d"}}}`)
	q := `{article(id:"a1"){author{name} related{id} action{target{...on Article{title}}}} articles{totalCount pageInfo{hasNextPage} nodes{id}} article2:article(slug:"draft"){id}}`
	same(t, s.query(q), `{"article":{"author":null,"related":[{"id":"a1"}],"action":{"target":null}},
		"articles":{"totalCount":1,"pageInfo":{"hasNextPage":false},"nodes":[{"id":"a1"}]},"article2":null}`)
	same(t, s.do(call{as: preview, preview: true, query: `{article(id:"a1"){author{name status} related{id}} articles(orderBy:[{title:ASC}]){nodes{title status}}}`}).data(),
		`{"article":{"author":{"name":"Ada","status":"DRAFT"},"related":[{"id":"d"},{"id":"a1"}]},
		"articles":{"nodes":[{"title":"A","status":"PUBLISHED"},{"title":"Draft","status":"DRAFT"}]}}`)
}

func TestSavingADraftChangesNothingPublished(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"Old","slug":"a"}`)
	q := `{article(id:"a1"){title version status createdAt updatedAt publishedAt firstPublishedAt}}`
	before := s.query(q)
	s.update("a1", `{"title":"New"}`, "en", false)
	same(t, s.query(q), before)
	same(t, s.do(call{as: preview, preview: true, query: `{article(id:"a1"){title status}}`}).data(), `{"article":{"title":"New","status":"CHANGED"}}`)
}

// Each level of a query is read with one call, however many entries it has.
func TestReadsLevelByLevel(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	for i := range 5 {
		s.create("person", fmt.Sprintf("p%d", i), fmt.Sprintf(`{"name":"P%d","best":{"id":"a%d"}}`, i, 4-i))
	}
	for i := range 5 {
		s.create("article", fmt.Sprintf("a%d", i), fmt.Sprintf(`{"title":"T%d","slug":"s%d","author":{"id":"p%d"},"related":[{"id":"a%d"}]}`, i, i, i, (i+1)%5))
	}
	for query, gets := range map[string]int64{
		`{articles{nodes{title}}}`: 1,
		`{articles{nodes{title author{name} related{title author{name}}}}}`:           2,
		`{articles(first:2){nodes{author{best{author{best{title}}}}}}}`:               4,
		`{a:article(id:"a0"){title} b:article(id:"a1"){title} person(id:"p0"){name}}`: 1,
	} {
		r := call{query: query}.request(t)
		ctx, usage := store.WithUsage(r.Context())
		s.send(r.WithContext(ctx)).data()
		if got := usage.Totals().Gets; got != gets {
			t.Errorf("%s: %d calls for entries, want %d", query, got, gets)
		}
	}
}

func TestRichText(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada <3"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","body":{"type":"doc","content":[
		{"type":"paragraph","content":[{"type":"text","text":"Say \"hi\" & go"}]},
		{"type":"embedEntry","attrs":{"id":"ada"}},{"type":"embedEntry","attrs":{"id":"gone"}}]}}`)
	same(t, s.query(`{article(id:"a1"){body{json html text __typename}}}`),
		`{"article":{"body":{"json":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Say \"hi\" & go"}]},
		{"type":"embedEntry","attrs":{"id":"ada"}},{"type":"embedEntry","attrs":{"id":"gone"}}]},
		"html":"<p>Say &#34;hi&#34; &amp; go</p><div data-entry=\"ada\" data-model=\"person\">Ada &lt;3</div>","text":"Say \"hi\" & go","__typename":"RichText"}}}`)
}

// Models change after values were stored: what does not fit any more is an error on its field, and the rest is answered.
func TestStoredValuesThatDoNotFit(t *testing.T) { // C7
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a","mood":"LOUD","moods":["LOUD","CALM"],"sections":[{"quote":{"words":"W"}},{"button":{"label":"B"}}]}`)
	for i, m := range magazine {
		magazine := strings.ReplaceAll(m, `,{"value":"LOUD"}`, "")
		magazine = strings.ReplaceAll(magazine, `,{"value":"LOUD","name":"Very loud"}`, "")
		magazine = strings.ReplaceAll(magazine, `"kind":"BLOCKS","components":["button","quote"]`, `"kind":"BLOCKS","components":["button"]`)
		if magazine != m {
			s.apply(magazine)
		} else if i == 5 {
			t.Fatal("the model article was to change")
		}
	}
	a := s.do(call{query: `{articles{nodes{title mood moods sections{...on Button{label}}}}}`})
	same(t, string(a.Data), `{"articles":{"nodes":[{"title":"A","mood":null,"moods":["CALM"],"sections":[{"label":"B"}]}]}}`)
	if len(a.Errors) != 2 || fmt.Sprint(a.Errors[0].Path) != "[articles nodes 0 mood]" || fmt.Sprint(a.Errors[1].Path) != "[articles nodes 0 moods]" {
		t.Errorf("errors: %s", a.raw)
	}
}

func TestReadingIsBounded(t *testing.T) {
	s := newSpace(t, delivery.Options{Limits: delivery.Limits{Reply: 3000, Cost: 300}})
	var ids []string
	for i := range 60 {
		ids = append(ids, fmt.Sprintf(`{"id":"x%d"}`, i))
	}
	for i := range 9 {
		s.create("article", fmt.Sprintf("a%d", i), fmt.Sprintf(`{"title":%q,"slug":"s%d","related":[%s]}`, strings.Repeat("long ", 100), i, strings.Join(ids, ",")))
	}
	a := s.do(call{query: `{articles(first:9){nodes{title}}}`})
	if a.code() != "LIMIT_EXCEEDED" || string(a.Data) != "null" || len(a.raw) > 1000 {
		t.Errorf("a long reply: %.500s", a.raw)
	}
	a = s.do(call{query: `{articles(first:9){nodes{related{id}}}}`})
	if a.code() != "QUERY_TOO_EXPENSIVE" || string(a.Data) != "null" {
		t.Errorf("many references: %.500s", a.raw)
	}
	if got := s.refused(call{query: `{a:__schema{types{name}}}`}); got != "QUERY_TOO_EXPENSIVE" {
		t.Errorf("the price of a whole schema: %s", got)
	}
}
