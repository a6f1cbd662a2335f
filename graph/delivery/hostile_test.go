package delivery_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// refused sends a query that must be refused without any call to the store, and gives the code.
func (s *space) refused(c call) string {
	s.t.Helper()
	r := c.request(s.t)
	ctx, usage := store.WithUsage(r.Context())
	a := s.send(r.WithContext(ctx))
	if a.Data != nil || len(a.Errors) == 0 || len(a.Errors) > 10 {
		s.t.Fatalf("not refused: %.500s", a.raw)
	}
	if calls := usage.Totals(); calls.Gets+calls.Queries+calls.AtomicGets+calls.Transacts != 0 {
		s.t.Errorf("the store was called: %+v", calls)
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// nested is n levels of a selection around the innermost.
func nested(n int, open, inner, end string) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(end, n)
}

func TestHostileQueries(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a"}`)
	chain := func(n int, each func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(each(i))
		}
		return b.String()
	}
	for name, c := range map[string]struct{ query, code string }{
		"G1 depth 13 over a reference cycle": {`{article(id:"a1"){` + nested(6, `author{best{`, `title`, `}}`) + `}}`, "LIMIT_EXCEEDED"},
		"G2 the same through fragments": {`{article(id:"a1"){...F0}}` + chain(6, func(i int) string {
			return fmt.Sprintf("fragment F%d on Article{author{best{...F%d}}} ", i, i+1)
		}) + `fragment F6 on Article{title}`, "LIMIT_EXCEEDED"},
		"G3 a fragment cycle":     {`{article(id:"a1"){...A}} fragment A on Article{...B} fragment B on Article{...A}`, "GRAPHQL_VALIDATION_FAILED"},
		"G3 a fragment in itself": {`{article(id:"a1"){...A}} fragment A on Article{title author{best{...A}}}`, "GRAPHQL_VALIDATION_FAILED"},
		"G4, G30 fan-out of spreads": {`{article(id:"a1"){...F0}}` + chain(18, func(i int) string {
			return fmt.Sprintf("fragment F%d on Article{...F%d ...F%d} ", i, i+1, i+1)
		}) + `fragment F18 on Article{title}`, "LIMIT_EXCEEDED"},
		"G4 fan-out below fields": {`{article(id:"a1"){...F0}}` + chain(10, func(i int) string {
			return fmt.Sprintf("fragment F%d on Article{related{...F%d} b:related{...F%d}} ", i, i+1, i+1)
		}) + `fragment F10 on Article{title}`, "LIMIT_EXCEEDED"},
		"G5 1,000 aliases":              {`{` + chain(400, func(i int) string { return fmt.Sprintf("a%d:__typename ", i) }) + `}`, "LIMIT_EXCEEDED"},
		"G7 5,000 overlapping fields":   {`{article(id:"a1"){` + strings.Repeat("title ", 5000) + `}}`, "LIMIT_EXCEEDED"},
		"G8 100,000 directives":         {`{article(id:"a1"){title` + strings.Repeat("@include(if:true)", 100_000/2) + `}}`, "LIMIT_EXCEEDED"},
		"51 directives":                 {`{article(id:"a1"){` + strings.Repeat("...@include(if:true){title}", 51) + `}}`, "LIMIT_EXCEEDED"},
		"G11 nested 100x100x100":        {`{articles(first:100){nodes{linkedFrom{articlesByRelated(first:100){nodes{linkedFrom{articlesByRelated(first:100){nodes{id}}}}}}}}}`, "QUERY_TOO_EXPENSIVE"},
		"G12 circular introspection":    {`{__schema{types{fields{type{fields{type{fields{name}}}}}}}}`, "GRAPHQL_VALIDATION_FAILED"},
		"introspection 17 deep":         {`{__schema{types{` + nested(15, `ofType{`, `name`, `}`) + `}}}`, "LIMIT_EXCEEDED"},
		"G30 inline fragments 22 deep":  {`{article(id:"a1"){` + nested(22, `...{`, `title`, `}`) + `}}`, "LIMIT_EXCEEDED"},
		"G30 inline fragments 300 deep": {`{article(id:"a1"){` + nested(300, `...{title `, `title`, `}`) + `}}`, "LIMIT_EXCEEDED"},
		"G30 1,900 equal fields":        {`{article(id:"a1"){` + strings.Repeat("title ", 1900) + `}}`, "LIMIT_EXCEEDED"},
		"no query":                      {`#`, "GRAPHQL_PARSE_FAILED"},
		"an unknown field":              {`{article(id:"a1"){nothing}}`, "GRAPHQL_VALIDATION_FAILED"},
		"a subscription":                {`subscription{article{id}}`, "GRAPHQL_VALIDATION_FAILED"},
		"@defer is not offered":         {`{article(id:"a1"){...@defer{title}}}`, "GRAPHQL_VALIDATION_FAILED"},
		"G19 2^31 in the text":          {`{articles(where:{views:{eq:2147483648}}){nodes{id}}}`, "BAD_USER_INPUT"},
		"G19 1e400 in the text":         {`{articles(where:{score:{eq:1e400}}){nodes{id}}}`, "GRAPHQL_VALIDATION_FAILED"},
		"G18 NUL in the text":           {`{article(slug:"a\u0000"){id}}`, "BAD_USER_INPUT"},
		"G18 a lone surrogate":          {`{article(slug:"\uD800"){id}}`, "BAD_USER_INPUT"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.refused(call{query: c.query}); got != c.code {
				t.Errorf("code %s, want %s", got, c.code)
			}
		})
	}
}

func TestDepthIsBoundedExactly(t *testing.T) { // G1
	s := newSpace(t, delivery.Options{})
	at := func(n int) string { // n fields in fields
		if n%2 == 0 {
			return `{article(id:"a1"){` + nested(n/2-1, `author{best{`, `title`, `}}`) + `}}`
		}
		return `{article(id:"a1"){` + nested(n/2-1, `author{best{`, `author{name}`, `}}`) + `}}`
	}
	same(t, s.query(at(12)), `{"article":null}`)
	if got := s.refused(call{query: at(13)}); got != "LIMIT_EXCEEDED" {
		t.Errorf("depth 13: %s", got)
	}
}

func TestLimitsSayWhichAndHowMuch(t *testing.T) {
	s := newSpace(t, delivery.Options{Limits: delivery.Limits{Aliases: 2, Cost: 50, Tokens: 60}})
	for query, limit := range map[string]string{
		`{a:__typename b:__typename c:__typename}`:                     "aliases 2",
		`{articles(first:50){nodes{id}}}`:                              "cost 50",
		`{` + strings.Repeat("__typename ", 60) + `}`:                  "tokens 60",
		`{article(id:"x"){` + nested(12, `related{`, `id`, `}`) + `}}`: "depth 12",
	} {
		a := s.do(call{query: query})
		e := a.Errors[0].Extensions
		if got := fmt.Sprint(e["limit"], " ", e["max"]); got != limit {
			t.Errorf("%.40s: %s, want %s", query, got, limit)
		}
	}
}

func TestHostileBodies(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	deep := strings.Repeat(`{"a":`, 100_000) + `1` + strings.Repeat(`}`, 100_000)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := z.Write(make([]byte, 20<<20)); err != nil {
		t.Fatal(err)
	}
	s.must(z.Close())
	for name, c := range map[string]struct {
		body   string
		header map[string]string
		status int
	}{
		"G9 a batch":                      {body: `[{"query":"{__typename}"},{"query":"{__typename}"}]`, status: 400},
		"G15 10 MB":                       {body: `{"query":"` + strings.Repeat("#", 10<<20) + `"}`, status: 413},
		"G16 a gzip bomb":                 {body: bomb.String(), header: map[string]string{"Content-Encoding": "gzip"}, status: 415},
		"G17 a name twice":                {body: `{"query":"{__typename}","query":"{__typename}"}`, status: 400},
		"G17 a name twice, deep":          {body: `{"query":"{__typename}","variables":{"a":{"b":1,"b":1}}}`, status: 400},
		"G18 invalid UTF-8":               {body: "{\"query\":\"{__typename}#\xff\"}", status: 400},
		"G18 a lone surrogate":            {body: `{"query":"{__typename}","variables":{"a":"\ud800"}}`, status: 400},
		"G18 NUL":                         {body: `{"query":"{__typename}","variables":{"a":"\u0000"}}`, status: 400},
		"G20 100,000 deep":                {body: `{"query":"{__typename}","variables":` + deep + `}`, status: 400},
		"not JSON":                        {body: `query`, status: 400},
		"something behind":                {body: `{"query":"{__typename}"} x`, status: 400},
		"variables are a list":            {body: `{"query":"{__typename}","variables":[]}`, status: 400},
		"no query":                        {body: `{}`, status: 400},
		"G22 text":                        {body: `{"query":"{__typename}"}`, header: map[string]string{"Content-Type": "text/plain"}, status: 415},
		"G22 a form":                      {body: `query={__typename}`, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415},
		"G22 multipart":                   {body: `--x`, header: map[string]string{"Content-Type": "multipart/form-data; boundary=x"}, status: 415},
		"G22 no type":                     {body: `{"query":"{__typename}"}`, header: map[string]string{"Content-Type": ""}, status: 415},
		"another charset":                 {body: `{"query":"{__typename}"}`, header: map[string]string{"Content-Type": "application/json; charset=latin1"}, status: 415},
		"nothing that the client accepts": {body: `{"query":"{__typename}"}`, header: map[string]string{"Accept": "text/html"}, status: 406},
		"null is nothing":                 {body: `{"query":"{__typename}","variables":null,"operationName":null,"extensions":null}`, status: 200},
	} {
		t.Run(name, func(t *testing.T) {
			if a := s.do(call{body: c.body, header: c.header}); a.status != c.status || (a.status != 200) != (len(a.Errors) == 1) {
				t.Errorf("status %d, want %d: %.300s", a.status, c.status, a.raw)
			}
		})
	}
}

func TestVariablesAreExact(t *testing.T) { // G19
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a","views":2147483647,"score":0.1}`)
	for name, c := range map[string]struct{ query, vars, code string }{
		"Int 2^31":           {`query($v:Int){articles(where:{views:{eq:$v}}){nodes{id}}}`, `{"v":2147483648}`, "BAD_USER_INPUT"},
		"Int as a string":    {`query($v:Int){articles(where:{views:{eq:$v}}){nodes{id}}}`, `{"v":"12"}`, "BAD_USER_INPUT"},
		"Int as a float":     {`query($v:Int){articles(where:{views:{eq:$v}}){nodes{id}}}`, `{"v":1.5}`, "BAD_USER_INPUT"},
		"Float 1e400":        {`query($v:Float){articles(where:{score:{eq:$v}}){nodes{id}}}`, `{"v":1e400}`, "BAD_USER_INPUT"},
		"Float 2^53+1":       {`query($v:Float){articles(where:{score:{eq:$v}}){nodes{id}}}`, `{"v":9007199254740993}`, "BAD_USER_INPUT"},
		"String as number":   {`query($v:String){articles(where:{title:{eq:$v}}){nodes{id}}}`, `{"v":1}`, "BAD_USER_INPUT"},
		"enum in lower case": {`query($v:ArticleMood){articles(where:{mood:{eq:$v}}){nodes{id}}}`, `{"v":"calm"}`, "BAD_USER_INPUT"},
		"unknown member":     {`query($v:ArticleFilter){articles(where:$v){nodes{id}}}`, `{"v":{"nope":1}}`, "BAD_USER_INPUT"},
		"missing":            {`query($v:ID!){article(id:$v){id}}`, `{}`, "BAD_USER_INPUT"},
		"null":               {`query($v:ID!){article(id:$v){id}}`, `{"v":null}`, "BAD_USER_INPUT"},
		"Boolean as string":  {`query($v:Boolean!){article(id:"a1"){id @include(if:$v)}}`, `{"v":"true"}`, "BAD_USER_INPUT"},
	} {
		t.Run(name, func(t *testing.T) {
			if a := s.do(call{query: c.query, vars: c.vars}); a.code() != c.code || a.Data != nil {
				t.Errorf("want %s: %s", c.code, a.raw)
			}
		})
	}
	same(t, s.do(call{query: `query($v:Int,$f:Float,$i:ID){articles(where:{views:{eq:$v},score:{eq:$f}}){nodes{id}} node(id:"a1"){id} article(id:$i){id}}`,
		vars: `{"v":2147483647,"f":0.1,"i":7}`}).data(), `{"articles":{"nodes":[{"id":"a1"}]},"node":{"id":"a1"},"article":null}`)
	same(t, s.do(call{query: `query($v:Int){articles(where:{views:{eq:$v}}){nodes{id}}}`, vars: `{"v":-0}`}).data(), `{"articles":{"nodes":[]}}`)
}

func TestMethods(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	get := func(query string) *answer {
		r := call{method: http.MethodGet, as: writer, query: "-"}.request(t)
		r.URL.RawQuery = "query=" + strings.ReplaceAll(query, " ", "+")
		return s.send(r)
	}
	if a := get("{__typename}"); a.status != 200 {
		t.Errorf("a query by GET: %d", a.status)
	}
	if a := get("mutation{deleteArticle(id:\"a1\")}"); a.status != 405 || a.header.Get("Allow") != "POST" { // G21
		t.Errorf("a mutation by GET: %d, Allow %q", a.status, a.header.Get("Allow"))
	}
	for _, m := range []string{http.MethodPut, http.MethodDelete, http.MethodHead} {
		if a := s.do(call{method: m, query: "{__typename}"}); a.status != 405 {
			t.Errorf("%s: %d", m, a.status)
		}
	}
}

func TestOperationNames(t *testing.T) { // G27
	s := newSpace(t, delivery.Options{})
	two := `query A{__typename} query B{node(id:"x"){id}}`
	for name, want := range map[string]string{"": "BAD_USER_INPUT", "C": "BAD_USER_INPUT", "A": ""} {
		a := s.do(call{query: two, operation: name, header: map[string]string{"Accept": "application/graphql-response+json"}})
		if want == "" {
			same(t, a.data(), `{"__typename":"Query"}`)
		} else if a.status != 400 || a.code() != want {
			t.Errorf("operation %q: %d %s", name, a.status, a.raw)
		}
	}
}

func TestMistakesAreToldOnceAndClearly(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("homepage", "", `{"headline":"Hi"}`)
	for query, want := range map[string]string{
		`query A{__typename} query B{__typename}`:               "The query has 2 operations. Name the one to carry out in operationName.",
		`{articles(where:{day:{gt:"2020-13-01"}}){totalCount}}`: `where.day.gt must be a date like 2006-01-02, not "2020-13-01".`,
		`mutation{createHomepage(data:{headline:"Again"}){id}}`: "Homepage is a single entry, and is there already: update " + s.modelID("homepage") + " instead.",
	} {
		if a := s.do(call{as: writer, query: query}); len(a.Errors) != 1 || a.Errors[0].Message != want {
			t.Errorf("%s: %s", query, a.raw)
		}
	}
}

// failing is a table whose reads fail when told to.
type failing struct {
	store.Table
	err error
}

func (f *failing) View(ctx context.Context, fn func(store.Reader) error) error {
	if f.err != nil {
		return f.err
	}
	return f.Table.View(ctx, fn)
}

func TestInnerErrorsAreMasked(t *testing.T) { // G29
	table := &failing{Table: storetest.New(t)}
	s := &space{t: t, Service: content.New(table, storetest.New(t), content.Options{})}
	s.apply(magazine...)
	var log bytes.Buffer
	s.handler = delivery.New(s.Service, delivery.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	s.query(`{article(id:"a1"){id}}`)
	table.err = errors.New("table galley-content-x7 is on fire")
	a := s.do(call{query: `{article(id:"a1"){id}}`})
	if a.code() != "INTERNAL" || !strings.Contains(a.Errors[0].Message, "inside Galley") || strings.Contains(a.raw, "fire") || a.status != 200 {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if !strings.Contains(log.String(), "on fire") {
		t.Errorf("the operator is not told: %s", log.String())
	}
}

func TestPanicsAreMasked(t *testing.T) { // G29
	s := newSpace(t, delivery.Options{})
	s.asset("pic", `{"fileName":"a.jpg","state":"READY"}`)
	var log bytes.Buffer
	s.handler = delivery.New(s.Service, delivery.Options{
		MediaURL: func(*content.Copy, delivery.Image) string { panic("secret detail") },
		Log:      slog.New(slog.NewTextHandler(&log, nil)),
	})
	a := s.do(call{query: `{asset(id:"pic"){url}}`})
	if a.code() != "INTERNAL" || strings.Contains(a.raw, "secret") || !strings.Contains(log.String(), "secret detail") {
		t.Errorf("%d %s\n%s", a.status, a.raw, log.String())
	}
	s.handler = delivery.New(s.Service, delivery.Options{})
	s.create("tag", "t1", `{"label":"the store goes on"}`)
	same(t, s.query(`{tag(id:"t1"){label}}`), `{"tag":{"label":"the store goes on"}}`)
}

func TestClientGone(t *testing.T) { // G28
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a"}`)
	r := call{query: `{articles{nodes{id related{id}}}}`}.request(t)
	ctx, usage := store.WithUsage(r.Context())
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if a := s.send(r.WithContext(ctx)); len(a.Errors) == 0 {
		t.Errorf("answered %s", a.raw)
	}
	if got := usage.Totals(); got.Gets > 0 {
		t.Errorf("entries were read for a client that is gone: %+v", got)
	}
}

func TestPersistedQueries(t *testing.T) {
	s := newSpace(t, delivery.Options{ReplyCache: 1 << 20})
	s.create("secret", "s1", `{"code":"x"}`)
	send := func(as auth.Actor, query, hash string) *answer {
		t.Helper()
		m := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}
		if query != "" {
			m["query"] = query
		}
		b, err := json.Marshal(m)
		s.must(err)
		return s.do(call{as: as, body: string(b)})
	}
	const query, hash = `{secrets{nodes{code}}}`, "cf0a2a7ee1ff2cfe26ee09d6a0ecc0c4ba6e0dbd3ac7b3ae8e5fa0ac01bbd8a7"
	sum := sha256Hex(query)
	if a := send(reader, "", sum); a.code() != "PERSISTED_QUERY_NOT_FOUND" || a.Errors[0].Message != "PersistedQueryNotFound" || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("unknown: %s %v", a.raw, a.header)
	}
	if a := send(reader, query, hash); a.code() != "BAD_USER_INPUT" { // G24
		t.Errorf("a wrong hash: %s", a.raw)
	}
	if a := send(reader, "", hash); a.code() != "PERSISTED_QUERY_NOT_FOUND" { // G24
		t.Errorf("a wrong hash was kept: %s", a.raw)
	}
	for _, bad := range []string{"", "x", strings.Repeat("#", 64), strings.ToUpper(sum)} {
		if a := send(reader, "", bad); a.code() != "BAD_USER_INPUT" {
			t.Errorf("the hash %q: %s", bad, a.raw)
		}
	}
	open := `{articles{nodes{id}}}`
	send(public, open, sha256Hex(open)).data() // G25
	if a := send(public, "", sha256Hex(open)); a.code() != "PERSISTED_QUERY_NOT_FOUND" {
		t.Errorf("the public registered a query: %s", a.raw)
	}
	same(t, send(reader, query, sum).data(), `{"secrets":{"nodes":[{"code":"x"}]}}`)
	same(t, send(reader, "", sum).data(), `{"secrets":{"nodes":[{"code":"x"}]}}`)
	if a := send(public, "", sum); a.code() != "GRAPHQL_VALIDATION_FAILED" { // G26
		t.Errorf("a kept query is answered to somebody who may not ask it: %s", a.raw)
	}
}

func TestPersistedQueriesAreBounded(t *testing.T) { // G25
	q := delivery.MemoryQueries()
	text := strings.Repeat("x", 1<<16)
	for i := range 1000 {
		if err := q.Keep(t.Context(), fmt.Sprint(i), text); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	for i := range 1000 {
		if _, ok, _ := q.Query(t.Context(), fmt.Sprint(i)); ok {
			kept++
		}
	}
	if kept == 0 || kept > 16<<20/len(text) {
		t.Errorf("%d of 1,000 are kept", kept)
	}
	if _, ok, _ := q.Query(t.Context(), "999"); !ok {
		t.Error("the newest is not kept")
	}
}
