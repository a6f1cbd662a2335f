package story

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"
	"time"
)

// Client speaks HTTP and GraphQL to a home, as a browser with cookies or as a program with a key.
type Client struct {
	t     testing.TB
	url   string
	key   string
	http  *http.Client
	names names
}

// Client is one with a key; "" for nobody's.
func (h *Home) Client(t testing.TB, key string) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Client{t: t, url: h.URL, key: key, http: &http.Client{Jar: jar, Timeout: Patience, Transport: h.Transport}}
}

// With is the same client, with the same session, in another test.
func (c *Client) With(t testing.TB) *Client {
	other := *c
	other.t = t
	return &other
}

// Object is decoded JSON.
type Object = map[string]any

// Reply is the answer to a GraphQL request.
type Reply struct {
	Data   Object `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Extensions Object `json:"extensions"`
	} `json:"errors"`
	Status int         `json:"-"`
	Header http.Header `json:"-"`
}

// Code is the code of the first error; "" if there is none.
func (r *Reply) Code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	code, _ := r.Errors[0].Extensions["code"].(string)
	return code
}

// Answer is a reply as it came.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Post sends JSON and decodes the answer into out, if it is not nil.
func (c *Client) Post(path string, in, out any) Answer {
	c.t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		c.t.Fatal(err)
	}
	a := c.Do(http.MethodPost, c.url+path, http.Header{"Content-Type": {"application/json"}, "Origin": {c.origin()}}, c.names.outward(b))
	if out != nil {
		if err := json.Unmarshal(c.names.inward(a.Body), out); err != nil {
			c.t.Fatalf("POST %s: %d %s", path, a.Status, a.Body)
		}
	}
	return a
}

// origin is what a browser calls the home's pages.
func (c *Client) origin() string {
	u, err := url.Parse(c.url)
	if err != nil {
		c.t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host
}

// Get fetches an address; a relative one from the home.
func (c *Client) Get(address string) Answer {
	c.t.Helper()
	if address[0] == '/' {
		address = c.url + address
	}
	return c.Do(http.MethodGet, address, http.Header{}, nil)
}

// Do sends a request, with the client's key if it has one, and reads the reply.
func (c *Client) Do(method, address string, header http.Header, body []byte) Answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, address, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = header
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return Answer{res.StatusCode, res.Header, b}
}

// Try sends a GraphQL request.
func (c *Client) Try(path, query string, variables Object) *Reply {
	c.t.Helper()
	r := &Reply{}
	a := c.Post(path, Object{"query": query, "variables": variables}, r)
	r.Status, r.Header = a.Status, a.Header
	return r
}

// Ask sends a GraphQL request that must succeed, and gives its data.
func (c *Client) Ask(path, query string, variables Object) Object {
	c.t.Helper()
	r := c.Try(path, query, variables)
	if len(r.Errors) > 0 || r.Data == nil {
		c.t.Fatalf("%s answers %d: %v\n%s", path, r.Status, r.Errors, query)
	}
	return r.Data
}

// At follows names and indices into decoded JSON.
func At(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(Object)
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

// Text is At for texts; "" for anything else.
func Text(v any, path ...any) string {
	s, _ := At(v, path...).(string)
	return s
}

// List is At for lists.
func List(v any, path ...any) []any {
	l, _ := At(v, path...).([]any)
	return l
}

// Want compares.
func Want[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// Until asks again and again until it is so.
func Until(t testing.TB, what string, so func() bool) {
	t.Helper()
	within(t, Patience, what, so)
}

// within is Until with another patience.
func within(t testing.TB, patience time.Duration, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s", what, patience)
		}
	}
}
