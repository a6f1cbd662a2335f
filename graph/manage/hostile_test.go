package manage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/auth"
)

func query(q string) string {
	b, _ := json.Marshal(map[string]string{"query": q})
	return string(b)
}

// Whoever may not use the API learns so before anything of a request is looked at.
func TestWhoMayUseTheAPI(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	key := func(scope auth.Scope) auth.Actor {
		return auth.Actor{Kind: auth.KindKey, ID: "k", Scopes: []auth.Scope{scope}}
	}
	author := auth.Actor{Kind: auth.KindUser, ID: "u", Role: auth.RoleAuthor}
	cases := []struct {
		name  string
		actor auth.Actor
		query string
		code  string
	}{
		{"public", auth.Public, `{ models { id } }`, "UNAUTHENTICATED"},
		{"read key", key(auth.ScopeRead), `{ entries(model: "article") { nodes { id } } }`, "FORBIDDEN"},
		{"preview key reads", key(auth.ScopePreview), `{ entries(model: "article") { nodes { id } } }`, ""},
		{"preview key writes", key(auth.ScopePreview), `mutation { createEntry(model: "article", values: {}) { id } }`, "FORBIDDEN"},
		{"write key writes", key(auth.ScopeWrite), `mutation { createEntry(model: "article", values: {}) { id } }`, ""},
		{"write key and people", key(auth.ScopeWrite), `{ users { id } }`, "FORBIDDEN"},
		{"write key and webhooks", key(auth.ScopeWrite), `{ webhooks { id } }`, "FORBIDDEN"},
		{"write key chooses an id", key(auth.ScopeWrite), `mutation { createEntry(model: "article", id: "mine", values: {}) { id } }`, "FORBIDDEN"},
		{"write key imports", key(auth.ScopeWrite), `mutation { importEntries(entries: []) { id } }`, "FORBIDDEN"},
		{"manage key", key(auth.ScopeManage), `{ users { id } webhooks { id } keys { id } events { id } }`, ""},
		{"author reads the audit", author, `{ events { id } }`, "FORBIDDEN"},
		{"author reads models", author, `{ models { id } }`, ""},
		{"author changes models", author, `mutation { applyModels(models: []) { applied } }`, "FORBIDDEN"},
		{"author changes locales", author, `mutation { setLocales(locales: [{code: "de"}]) { id } }`, "FORBIDDEN"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s.actor = c.actor
			if a := s.try(c.query); a.code() != c.code {
				t.Errorf("got %q %+v, want %q", a.code(), a.Errors, c.code)
			}
		})
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	deep := func(n int) string {
		return `{ __typename ` + strings.Repeat(`... on Query { `, n) + `__typename` + strings.Repeat(` }`, n) + ` }`
	}
	fan := `{ ...f0 }`
	for i := range 18 {
		fan += fmt.Sprintf(` fragment f%d on Query { ...f%d ...f%d }`, i, i+1, i+1)
	}
	fan += ` fragment f18 on Query { __typename }`
	cases := []struct {
		name, body, message string
		status              int
	}{
		{"G3 fragment cycle", query(`{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }`), "nesting", 200},
		{"G4 G30 fragments that double", query(fan), "selections", 200},
		{"G5 aliases", query(`{ ` + strings.Join(numbered("a%d: __typename", 31), " ") + ` }`), "aliases", 200},
		{"G7 equal fields", query(`{ ` + strings.Repeat("__typename ", 5000) + ` }`), "tokens", 200},
		{"G30 equal fields", query(`{ ` + strings.Repeat("__typename ", 1900) + ` }`), "one selection", 200},
		{"G8 directives", query(`{ __typename ` + strings.Repeat("@skip(if: false) ", 60) + ` }`), "directives", 200},
		{"G30 inline fragments", query(deep(22)), "nesting", 200},
		{"G30 inline fragments, deeper", query(deep(400)), "tokens", 200},
		{"G9 batch", `[` + query(`{ __typename }`) + `]`, "object like", 400},
		{"G12 circular introspection", query(`{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`), "circles", 200},
		{"G15 large body", query(`{ __typename #` + strings.Repeat("x", 10<<20) + "\n}"), "too large", 413},
		{"G17 duplicate names", `{"query":"{ __typename }","query":"{ me { id } }"}`, "twice", 400},
		{"G17 duplicate names in variables", `{"query":"{ __typename }","variables":{"a":1,"a":2}}`, "twice", 400},
		{"G18 not UTF-8", "{\"query\":\"\xff\"}", "UTF-8", 400},
		{"G18 lone surrogate", `{"query":"{ __typename }","variables":{"a":"\ud800"}}`, "surrogate", 400},
		{"G18 NUL", `{"query":"{ __typename }","variables":{"a":"\u0000"}}`, "NUL", 400},
		{"G20 deep variable", `{"query":"{ __typename }","variables":{"a":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}}`, "cannot be read", 400},
		{"no query", `{"variables":{}}`, "object like", 400},
		{"syntax", query(`{ me `), "Expected Name", 200},
		{"unknown field", query(`{ nothing }`), "nothing", 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSpace(t)
			a := s.raw(c.body)
			if a.status != c.status || len(a.Errors) == 0 || len(a.Errors) > 10 || !strings.Contains(a.Errors[0].Message, c.message) || a.code() == "" || a.Data != nil {
				t.Errorf("got %d %+v, want %d with %q", a.status, a.Errors, c.status, c.message)
			}
			if got := s.calls(); got != 0 {
				t.Errorf("%d calls of the store", got)
			}
		})
	}
}

func numbered(format string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf(format, i))
	}
	return out
}

// G19: numbers are exact or refused.
func TestNumbersAreNeverRounded(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	for _, n := range []string{"2147483648", "1e400", "9007199254740993", "1.5"} {
		a := s.raw(`{"query":"mutation($v: JSON!) { createEntry(model: \"article\", values: $v) { id } }","variables":{"v":{"views":` + n + `}}}`)
		if a.code() != "VALIDATION_FAILED" && a.code() != "BAD_USER_INPUT" {
			t.Errorf("%s: %q %+v", n, a.code(), a.Errors)
		}
	}
}

// G21, G22: only POST of JSON.
func TestMethodsAndTypes(t *testing.T) {
	s := newSpace(t)
	send := func(method, kind string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, "/manage/graphql?query=mutation%7Bx%7D", strings.NewReader(query(`{ __typename }`)))
		if kind != "" {
			req.Header.Set("Content-Type", kind)
		}
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, req.WithContext(auth.With(req.Context(), auth.Local)))
		return w
	}
	if w := send("GET", "application/json"); w.Code != 405 || w.Header().Get("Allow") != "POST" {
		t.Errorf("GET: %d %v", w.Code, w.Header())
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1"} {
		if w := send("POST", kind); w.Code != 415 {
			t.Errorf("%q: %d", kind, w.Code)
		}
	}
	if w := send("POST", "application/json; charset=UTF-8"); w.Code != 200 {
		t.Errorf("JSON: %d %s", w.Code, w.Body)
	}
}

func TestTheMediaTypeSaysHowToReadTheStatus(t *testing.T) {
	s := newSpace(t)
	if a := s.raw(query(`{ nothing }`), "Accept", "application/graphql-response+json, application/json;q=0.9"); a.status != 400 {
		t.Errorf("status %d", a.status)
	}
	if a := s.raw(query(`{ __typename }`), "Accept", "application/graphql-response+json"); a.status != 200 {
		t.Errorf("status %d", a.status)
	}
}

// G29: what goes wrong inside is logged, not told.
func TestInnerErrorsAreMasked(t *testing.T) {
	s := newSpace(t)
	s.fault = errors.New("main#entry#1 is broken")
	a := s.want("INTERNAL", `{ users { id } }`)
	if strings.Contains(a.Errors[0].Message, "main#") || fmt.Sprint(a.Errors[0].Path) != "[users]" {
		t.Errorf("%+v", a.Errors[0])
	}
	if !strings.Contains(s.log.String(), "main#entry#1 is broken") {
		t.Errorf("the log: %s", s.log)
	}
}

// The introspection that tools send is answered.
func TestIntrospection(t *testing.T) {
	s := newSpace(t)
	a := s.do(`{ __schema { queryType { name } types { ...full } directives { name args { ...input } } } }
		fragment full on __Type { kind name fields(includeDeprecated: true) { name args { ...input } type { ...ref } } inputFields { ...input }
			interfaces { ...ref } enumValues(includeDeprecated: true) { name } possibleTypes { ...ref } }
		fragment input on __InputValue { name type { ...ref } defaultValue }
		fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }`)
	s.same(a.at("__schema.queryType.name"), "Query")
}
