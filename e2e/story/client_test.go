package story

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"testing"
)

// client speaks HTTP and GraphQL to a home, as a browser with cookies or as a program with a key.
type client struct {
	t    testing.TB
	url  string
	key  string
	http *http.Client
}

func (h *home) client(key string) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &client{t: h.t, url: h.url, key: key, http: &http.Client{Jar: jar, Timeout: patience}}
}

// object is decoded JSON.
type object = map[string]any

// reply is the answer to a GraphQL request.
type reply struct {
	Data   object `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Extensions object `json:"extensions"`
	} `json:"errors"`
	header http.Header
}

// code is the code of the first error; "" if there is none.
func (r *reply) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	code, _ := r.Errors[0].Extensions["code"].(string)
	return code
}

// post sends JSON and decodes the answer into out.
func (c *client) post(path string, in, out any) *http.Response {
	c.t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.do(http.MethodPost, path, "application/json", b, out)
}

func (c *client) do(method, path, contentType string, body []byte, out any) *http.Response {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Origin", c.url)
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			c.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, b)
		}
	}
	return res
}

// try sends a GraphQL request.
func (c *client) try(path, query string, variables object) *reply {
	c.t.Helper()
	r := &reply{}
	r.header = c.post(path, object{"query": query, "variables": variables}, r).Header
	return r
}

// ask sends a GraphQL request that must succeed, and gives its data.
func (c *client) ask(path, query string, variables object) object {
	c.t.Helper()
	r := c.try(path, query, variables)
	if len(r.Errors) > 0 {
		c.t.Fatalf("%s: %s (%s)\n%s", path, r.Errors[0].Message, r.code(), query)
	}
	return r.Data
}

// at follows names and indices into decoded JSON.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(object)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func text(v any, path ...any) string {
	s, _ := at(v, path...).(string)
	return s
}

func list(v any, path ...any) []any {
	l, _ := at(v, path...).([]any)
	return l
}

func want[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
