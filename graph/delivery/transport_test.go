package delivery_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
)

func (s *space) get(as auth.Actor, query string, header map[string]string) *answer {
	s.t.Helper()
	r := call{as: as, method: http.MethodGet, query: "-", header: header}.request(s.t)
	r.URL.RawQuery = url.Values{"query": {query}}.Encode()
	return s.send(r)
}

func TestRepliesToTheEdge(t *testing.T) {
	for _, cache := range []int{0, 1 << 20} {
		s := newSpace(t, delivery.Options{ReplyCache: cache})
		s.create("person", "ada", `{"name":"Ada"}`)
		s.create("article", "a1", `{"title":"A","slug":"a","author":{"id":"ada"}}`)
		query := `{articles{nodes{title author{name}}} article(slug:"nothing"){id}}`
		for range 2 {
			a := s.get(public, query, nil)
			etag, control, tags := a.header.Get("ETag"), a.header.Get("Cache-Control"), a.header.Get("Cache-Tag")
			if !strings.Contains(control, "public") || !strings.Contains(control, "s-maxage") || !strings.Contains(control, "stale-if-error") {
				t.Errorf("Cache-Control %q", control)
			}
			if want := "e:a1,e:ada,m:" + s.modelID("article") + ",m:" + s.modelID("person") + ".entry,m:.all"; tags != want {
				t.Errorf("Cache-Tag %q, want %q", tags, want)
			}
			again := s.get(public, query, map[string]string{"If-None-Match": `"x", ` + etag})
			if again.status != http.StatusNotModified || again.raw != "" || again.header.Get("ETag") != etag || again.header.Get("Content-Type") != a.header.Get("Content-Type") {
				t.Errorf("If-None-Match: %d %s", again.status, again.raw)
			}
			keyed := s.get(reader, query, nil)
			if got := keyed.header.Get("Cache-Control"); got != "private, no-cache" || keyed.header.Get("ETag") == "" || keyed.header.Get("Cache-Tag") != "" {
				t.Errorf("with a key: Cache-Control %q, headers %v", got, keyed.header)
			}
			if !strings.Contains(strings.Join(keyed.header.Values("Vary"), ","), "Authorization") {
				t.Errorf("with a key: Vary %v", keyed.header.Values("Vary"))
			}
		}
		failed := s.get(public, `{articles{nodes{nothing}}}`, nil)
		if got := failed.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("an error: Cache-Control %q", got)
		}
	}
}

// A change to a whole model, and bulk work, name no entries: single replies must carry their models.
func TestSingleEntriesAreTaggedByModelToo(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	for query, want := range map[string]string{
		`{person(id:"ada"){name}}`: "e:ada,m:" + s.modelID("person") + ".entry,m:.all",
		`{person(id:"bob"){name}}`: "e:bob,m:.absent,m:.all",
		`{__typename}`:             "m:.all",
	} {
		if got := s.get(public, query, nil).header.Get("Cache-Tag"); got != want {
			t.Errorf("%s: Cache-Tag %q, want %q", query, got, want)
		}
	}
}

func (s *space) modelID(apiID string) string {
	sc, err := s.Schema(s.t.Context())
	s.must(err)
	return sc.Model(apiID).ID
}

func TestManyEntriesAreTaggedByModel(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	for i := range 46 {
		s.create("tag", fmt.Sprintf("t%d", i), fmt.Sprintf(`{"label":"L%d"}`, i))
	}
	if got, want := s.get(public, `{tags(first:100){nodes{label}}}`, nil).header.Get("Cache-Tag"), "m:"+s.modelID("tag")+",m:.all"; got != want {
		t.Errorf("Cache-Tag %q, want %q", got, want)
	}
}

func TestRepliesAreCachedUntilTheContentChanges(t *testing.T) {
	s := newSpace(t, delivery.Options{ReplyCache: 1 << 20})
	s.create("article", "a1", `{"title":"A","slug":"a"}`)
	s.create("secret", "s1", `{"code":"x"}`)
	c := call{query: `{articles{nodes{title}}}`}
	first := s.do(c)
	if again := s.do(c); again.raw != first.raw || again.header.Get("Content-Length") != first.header.Get("Content-Length") {
		t.Errorf("%s\n%s", first.raw, again.raw)
	}
	s.update("a1", `{"title":"B"}`, "en", true)
	same(t, s.do(c).data(), `{"articles":{"nodes":[{"title":"B"}]}}`)

	hidden := call{as: reader, query: `{secrets{nodes{code}}}`}
	s.do(hidden).data()
	hidden.as = public
	if got := s.do(hidden).code(); got != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("a cached reply went to somebody else: %s", got)
	}
	change := call{as: writer, query: `mutation{createTag(data:{}){id}}`}
	if a, b := s.do(change).data(), s.do(change).data(); a == b {
		t.Error("a mutation was answered from the cache")
	}
}

func TestCompression(t *testing.T) {
	for _, cache := range []int{0, 1 << 20} {
		s := newSpace(t, delivery.Options{ReplyCache: cache})
		s.create("article", "a1", `{"title":"`+strings.Repeat("long ", 1000)+`","slug":"a"}`)
		server := httptest.NewServer(s.handler)
		defer server.Close()
		for range 2 {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/graphql", strings.NewReader(`{"query":"{articles{nodes{title}}}"}`))
			s.must(err)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Accept-Encoding", "br;q=1, gzip;q=0.5")
			resp, err := http.DefaultTransport.RoundTrip(r)
			s.must(err)
			if resp.Header.Get("Content-Encoding") != "gzip" || resp.ContentLength > 1000 {
				t.Fatalf("headers %v", resp.Header)
			}
			z, err := gzip.NewReader(resp.Body)
			s.must(err)
			b, err := io.ReadAll(z)
			s.must(err)
			s.must(resp.Body.Close())
			if !strings.Contains(string(b), "long long") {
				t.Errorf("%.100s", b)
			}
		}
	}
	s := newSpace(t, delivery.Options{})
	for _, header := range []string{"", "gzip;q=0", "br"} {
		if a := s.do(call{query: `{__schema{types{name fields{name}}}}`, header: map[string]string{"Accept-Encoding": header}}); a.header.Get("Content-Encoding") != "" {
			t.Errorf("Accept-Encoding %q: compressed", header)
		}
	}
	if a := s.do(call{query: `{__typename}`, header: map[string]string{"Accept-Encoding": "gzip"}}); a.header.Get("Content-Encoding") != "" {
		t.Error("a tiny reply is compressed")
	}
}

func TestOtherOrigins(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	a := s.do(call{query: `{__typename}`, header: map[string]string{"Origin": "https://site.example"}})
	if a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("headers %v", a.header)
	}
	for _, preview := range []bool{false, true} {
		a = s.do(call{method: http.MethodOptions, preview: preview, query: "-", header: map[string]string{"Origin": "https://site.example", "Access-Control-Request-Method": "POST"}})
		if a.status != 204 || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Authorization") || a.header.Get("Access-Control-Max-Age") == "" {
			t.Errorf("preflight: %d %v", a.status, a.header)
		}
	}
	s.handler = delivery.New(s.Service, delivery.Options{Origins: []string{"https://site.example"}})
	for origin, want := range map[string]string{"https://site.example": "https://site.example", "https://evil.example": "", "": ""} {
		a := s.do(call{query: `{__typename}`, header: map[string]string{"Origin": origin}})
		if got := a.header.Get("Access-Control-Allow-Origin"); got != want || !strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Origin") {
			t.Errorf("origin %q: allowed %q, Vary %v", origin, got, a.header.Values("Vary"))
		}
	}
}

func TestMediaTypes(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	for accept, c := range map[string]struct {
		media  string
		status int // of a query that is not valid
	}{
		"":                                  {"application/json; charset=utf-8", 200},
		"*/*":                               {"application/json; charset=utf-8", 200},
		"application/graphql-response+json": {"application/graphql-response+json; charset=utf-8", 400},
		"application/graphql-response+json, application/json;q=0.9": {"application/graphql-response+json; charset=utf-8", 400},
		"application/graphql-response+json;q=0.5, application/json": {"application/json; charset=utf-8", 200},
		"text/html, application/*;q=0.1":                            {"application/json; charset=utf-8", 200},
	} {
		a := s.do(call{query: `{nothing}`, header: map[string]string{"Accept": accept}})
		if got := a.header.Get("Content-Type"); got != c.media || a.status != c.status {
			t.Errorf("Accept %q: %s, %d", accept, got, a.status)
		}
	}
}

func TestRepliesTellTheirCost(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	s.create("article", "a1", `{"title":"A","slug":"a"}`)
	a := s.do(call{query: `{articles(first:10){nodes{id title related{id}}}}`})
	if got := a.Extensions.Cost; got.Complexity != 1+1+10*(3+10) || got.Reads == 0 || got.Writes != 0 {
		t.Errorf("cost %+v", got)
	}
	a = s.do(call{query: `query($n:Int){articles(first:$n){nodes{id}}}`, vars: `{"n":50}`})
	if got := a.Extensions.Cost.Complexity; got != 52 {
		t.Errorf("with a variable: complexity %v", got)
	}
}

func TestAssetAddresses(t *testing.T) {
	s := newSpace(t, delivery.Options{})
	asset := s.asset("pic", `{"fileName":"my photo.jpg","mimeType":"image/jpeg","size":10,"width":4000,"height":3000,"state":"READY"}`)
	s.create("article", "a1", `{"title":"A","slug":"a","cover":{"id":"`+asset+`"}}`)
	got := s.query(`{article(id:"a1"){cover{id fileName mimeType size width height state title url small:url(width:320) crop:url(width:320,height:200,fit:COVER,format:PNG,quality:70)}} assets{totalCount} asset(id:"` + asset + `"){fileName}}`)
	same(t, got, `{"article":{"cover":{"id":"pic","fileName":"my photo.jpg","mimeType":"image/jpeg","size":10,"width":4000,"height":3000,"state":"READY","title":null,
		"url":"https://cms.example/pic?{Width:0 Height:0 Fit: Format: Quality:0}",
		"small":"https://cms.example/pic?{Width:320 Height:0 Fit: Format: Quality:0}",
		"crop":"https://cms.example/pic?{Width:320 Height:200 Fit:cover Format:png Quality:70}"}},
		"assets":{"totalCount":1},"asset":{"fileName":"my photo.jpg"}}`)
	for _, args := range []string{"width:0", "width:5000", "height:-1", "quality:101", "format:WEBP"} {
		if a := s.do(call{query: `{asset(id:"pic"){url(` + args + `)}}`}); len(a.Errors) != 1 || a.Data != nil {
			t.Errorf("%s: %s", args, a.raw)
		}
	}
	for _, hidden := range []string{"key", "hash", "sourceUrl", "reason"} {
		if got := s.do(call{query: `{asset(id:"pic"){` + hidden + `}}`}).code(); got != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("%s is shown", hidden)
		}
	}
	s.handler = delivery.New(s.Service, delivery.Options{})
	same(t, s.query(`{asset(id:"pic"){url}}`), `{"asset":{"url":"/media/pic/my%20photo.jpg"}}`)
}
