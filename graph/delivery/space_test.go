package delivery_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// magazine are the models of the tests: every kind of field, a hidden model, a singleton and one without drafts.
var magazine = []string{
	`{"apiId":"person","pluralApiId":"people","name":"Person","description":"Who writes.","titleField":"name","fields":[
		{"apiId":"name","kind":"TEXT","required":true},
		{"apiId":"email","kind":"EMAIL","unique":true},
		{"apiId":"best","kind":"REFERENCE","models":["article"]}]}`,
	`{"apiId":"tag","fields":[{"apiId":"label","kind":"TEXT","unique":true}],"titleField":"label"}`,
	`{"apiId":"secret","publicRead":false,"fields":[{"apiId":"code","kind":"TEXT"},{"apiId":"about","kind":"REFERENCE","models":["article"]}]}`,
	`{"apiId":"button","component":true,"fields":[
		{"apiId":"label","kind":"TEXT","required":true},
		{"apiId":"target","kind":"REFERENCE","models":["article","person"]}]}`,
	`{"apiId":"quote","component":true,"fields":[{"apiId":"words","kind":"TEXT"},{"apiId":"by","kind":"REFERENCE","models":["person"]}]}`,
	`{"apiId":"article","titleField":"title","fields":[
		{"apiId":"title","kind":"TEXT","required":true,"localized":true,"description":"Shown in lists."},
		{"apiId":"slug","kind":"SLUG","unique":true,"required":true},
		{"apiId":"views","kind":"INTEGER"},
		{"apiId":"score","kind":"FLOAT"},
		{"apiId":"featured","kind":"BOOLEAN"},
		{"apiId":"mood","kind":"ENUM","enum":[{"value":"CALM"},{"value":"LOUD","name":"Very loud"}]},
		{"apiId":"moods","kind":"ENUM","list":true,"enum":[{"value":"CALM"},{"value":"LOUD"}]},
		{"apiId":"day","kind":"DATE"},{"apiId":"at","kind":"TIME"},{"apiId":"due","kind":"DATETIME"},
		{"apiId":"color","kind":"COLOR"},{"apiId":"link","kind":"URL"},
		{"apiId":"extra","kind":"JSON"},
		{"apiId":"spot","kind":"LOCATION"},
		{"apiId":"body","kind":"RICH_TEXT"},
		{"apiId":"keywords","kind":"TEXT","list":true},
		{"apiId":"author","kind":"REFERENCE","models":["person"]},
		{"apiId":"related","kind":"REFERENCE","list":true,"models":["article"]},
		{"apiId":"subject","kind":"REFERENCE","models":["person","tag","secret"]},
		{"apiId":"hush","kind":"REFERENCE","models":["secret"]},
		{"apiId":"cover","kind":"ASSET"},
		{"apiId":"action","kind":"COMPONENT","components":["button"]},
		{"apiId":"actions","kind":"COMPONENT","list":true,"components":["button"]},
		{"apiId":"sections","kind":"BLOCKS","components":["button","quote"]}]}`,
	`{"apiId":"homepage","pluralApiId":"homepages","singleton":true,"fields":[{"apiId":"headline","kind":"TEXT","localized":true}]}`,
	`{"apiId":"counter","drafts":false,"fields":[{"apiId":"name","kind":"TEXT","unique":true},{"apiId":"n","kind":"INTEGER"}]}`,
}

// space is a content API over fresh tables.
type space struct {
	*content.Service
	t       testing.TB
	handler http.Handler
}

// The callers of the tests.
var (
	public  = auth.Public
	reader  = auth.Actor{Kind: auth.KindKey, ID: "k1", Name: "reader", Scopes: []auth.Scope{auth.ScopeRead}}
	preview = auth.Actor{Kind: auth.KindKey, ID: "k2", Name: "preview", Scopes: []auth.Scope{auth.ScopePreview}}
	writer  = auth.Actor{Kind: auth.KindKey, ID: "k3", Name: "writer", Scopes: []auth.Scope{auth.ScopeWrite}}
)

func newSpace(t testing.TB, o delivery.Options) *space {
	t.Helper()
	return newSpaceOver(t, storetest.New(t), storetest.New(t), o)
}

// newSpaceOver is newSpace over the tables of entries and of their index.
func newSpaceOver(t testing.TB, entries, rows store.Table, o delivery.Options) *space {
	t.Helper()
	s := &space{t: t}
	s.Service = content.New(store.Meter(entries, store.MeterOptions{}), store.Meter(rows, store.MeterOptions{}), content.Options{})
	s.apply(magazine...)
	s.must(s.SetLocales(auth.With(t.Context(), auth.Local), []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	if o.MediaURL == nil {
		o.MediaURL = func(c *content.Copy, i delivery.Image) string {
			return fmt.Sprintf("https://cms.example/%s?%+v", c.ID, i)
		}
	}
	s.handler = delivery.New(s.Service, o)
	return s
}

func (s *space) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *space) apply(models ...string) {
	s.t.Helper()
	var raw []json.RawMessage
	for _, m := range models {
		raw = append(raw, json.RawMessage(m))
	}
	_, err := s.ApplyModels(auth.With(s.t.Context(), auth.Local), raw, false, true)
	s.must(err)
}

// create makes an entry and publishes it.
func (s *space) create(model, id, values string) {
	s.t.Helper()
	s.save(model, id, values, true)
}

// draft makes an entry that is not published.
func (s *space) draft(model, id, values string) {
	s.t.Helper()
	s.save(model, id, values, false)
}

func (s *space) save(model, id, values string, publish bool) {
	s.t.Helper()
	var v map[string]json.RawMessage
	s.must(json.Unmarshal([]byte(values), &v))
	_, err := s.Create(auth.With(s.t.Context(), auth.Local), model, id, content.Change{Values: v, Locale: "en", Publish: publish})
	s.must(err)
}

func (s *space) update(id, values, locale string, publish bool) {
	s.t.Helper()
	var v map[string]json.RawMessage
	s.must(json.Unmarshal([]byte(values), &v))
	_, err := s.Update(auth.With(s.t.Context(), auth.Local), id, content.Change{Values: v, Locale: locale, Publish: publish})
	s.must(err)
}

// call is one request to come.
type call struct {
	as        auth.Actor
	preview   bool
	query     string
	vars      string // JSON
	operation string
	method    string
	header    map[string]string
	body      string // instead of query and vars
}

func (c call) request(t testing.TB) *http.Request {
	t.Helper()
	path := "/graphql"
	if c.preview {
		path += "/preview"
	}
	if c.method == "" {
		c.method = http.MethodPost
	}
	body := c.body
	if body == "" {
		m := map[string]any{"query": c.query}
		if c.vars != "" {
			m["variables"] = json.RawMessage(c.vars)
		}
		if c.operation != "" {
			m["operationName"] = c.operation
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		body = string(b)
	}
	r := httptest.NewRequest(c.method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	if c.as.Kind == "" {
		c.as = public
	}
	ctx, _ := store.WithUsage(auth.With(t.Context(), c.as))
	return r.WithContext(ctx)
}

// answer is a reply, read.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	raw    string
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	Extensions struct {
		Cost struct{ Complexity, Reads, Writes float64 }
	}
}

func (s *space) do(c call) *answer {
	s.t.Helper()
	return s.send(c.request(s.t))
}

func (s *space) send(r *http.Request) *answer {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	a := &answer{t: s.t, status: w.Code, header: w.Result().Header}
	b, err := io.ReadAll(w.Result().Body)
	s.must(err)
	a.raw = string(b)
	if len(b) > 0 && a.header.Get("Content-Encoding") == "" {
		if err := json.Unmarshal(b, a); err != nil {
			s.t.Fatalf("the reply is not JSON: %v\n%s", err, b)
		}
	}
	return a
}

// query asks as the public and expects data without errors.
func (s *space) query(q string) string {
	s.t.Helper()
	return s.do(call{query: q}).data()
}

// data are the reply's data; the test fails if there are errors.
func (a *answer) data() string {
	a.t.Helper()
	if len(a.Errors) > 0 || a.Data == nil {
		a.t.Fatalf("status %d: %s", a.status, a.raw)
	}
	return string(a.Data)
}

// code is the code of the only error.
func (a *answer) code() string {
	a.t.Helper()
	if len(a.Errors) != 1 {
		a.t.Fatalf("want one error, got: %s", a.raw)
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// same compares JSON, as it is written: order counts, white space does not.
func same(t testing.TB, got, want string) {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(want)); err != nil {
		t.Fatalf("the expectation is not JSON: %v", err)
	}
	if got != b.String() {
		t.Errorf("got  %s\nwant %s", got, b.String())
	}
}

func sha256Hex(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

func decode(t testing.TB, raw string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(raw), v); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
}

// asset makes an asset, as the media part does.
func (s *space) asset(id, values string) string {
	s.t.Helper()
	var v map[string]json.RawMessage
	decode(s.t, values, &v)
	e, err := s.WriteSystem(auth.With(s.t.Context(), auth.System), id, 0, v)
	s.must(err)
	return e.ID
}
