package gateway

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// decoded reads an event and makes its request.
func decoded(t *testing.T, text []byte) (*event, *http.Request) {
	t.Helper()
	var e event
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	r, err := e.request(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return &e, r
}

func recorded(t *testing.T, name string) *http.Request {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	_, r := decoded(t, text)
	return r
}

// AWS sends cookies apart from the other headers, and joins headers that came twice.
func TestRequestOfABrowser(t *testing.T) {
	r := recorded(t, "browser.json")
	session, err := r.Cookie("galley_session")
	if err != nil || session.Value != "abc" || r.Header.Get("Cookie") != "galley_session=abc; theme=dark" {
		t.Errorf("the cookies are %q", r.Header["Cookie"])
	}
	if got := r.URL.Query(); got.Get("query") != "{ articles { id } }" || len(got["variables"]) != 2 {
		t.Errorf("the query is %v", got)
	}
	if r.Method != http.MethodGet || r.URL.Path != "/graphql" || r.Host != "abc123.execute-api.eu-central-1.amazonaws.com" ||
		r.Header.Get("If-None-Match") != `"one","two"` || r.Header.Get("Host") != "" {
		t.Errorf("the request is %s %s%s, %v", r.Method, r.Host, r.URL, r.Header)
	}
}

// Emulators leave the list of cookies out. Bodies that are no text are base64.
func TestRequestWithABinaryBody(t *testing.T) {
	r := recorded(t, "binary.json")
	body, err := io.ReadAll(r.Body)
	if err != nil || string(body) != "\x00\x01\xff✓" || r.ContentLength != 6 {
		t.Errorf("the body is %q, %d bytes, %v", body, r.ContentLength, err)
	}
	if c, err := r.Cookie("theme"); err != nil || c.Value != "dark" {
		t.Errorf("the cookies are %q", r.Header["Cookie"])
	}
	if r.URL.Path != "/media/01J/größe 1/2.jpg" || r.RequestURI != "/media/01J/gr%C3%B6%C3%9Fe%201%2F2.jpg?w=320" {
		t.Errorf("the address is %q, %q", r.URL.Path, r.RequestURI)
	}
}

// Paths come as they were sent, or decoded, whatever they hold.
func TestPaths(t *testing.T) {
	for raw, want := range map[string]string{
		"":                  "/",
		"/":                 "/",
		"/media/a b.jpg":    "/media/a b.jpg",
		"/media/a%20b.jpg":  "/media/a b.jpg",
		"/media/100%.jpg":   "/media/100%.jpg",
		"/media/größe?.jpg": "/media/größe?.jpg",
		"//example.com/x":   "//example.com/x",
	} {
		e := event{RawPath: raw}
		e.RequestContext.HTTP.Method = "GET"
		r, err := e.request(context.Background())
		if err != nil || r.URL.Path != want || r.URL.Host != "" {
			t.Errorf("%q became %v, %v", raw, r, err)
		}
	}
}

func TestWhatIsNoRequest(t *testing.T) {
	for _, text := range []string{
		`{"isBase64Encoded": true, "body": "?", "requestContext": {"http": {"method": "POST"}}}`,
		`{"requestContext": {"http": {"method": "NO METHOD"}}}`,
	} {
		var e event
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			t.Fatal(err)
		}
		if _, err := e.request(context.Background()); err == nil {
			t.Errorf("%s is a request", text)
		}
	}
}

// told makes a handler's reply an event, and reads that.
func told(t *testing.T, method string, h http.HandlerFunc) (reply, error) {
	t.Helper()
	w := newRecorder()
	r, err := http.NewRequestWithContext(t.Context(), method, "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	h(w, r)
	out, err := w.event(method)
	if err != nil {
		return reply{}, err
	}
	if len(out) > maxEvent {
		t.Errorf("the reply has %d bytes", len(out))
	}
	var got reply
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got, nil
}

func TestReply(t *testing.T) {
	got, err := told(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Add("Vary", "Accept")
		h.Add("Vary", "Authorization")
		h.Set("Content-Length", "7")
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", HttpOnly: true})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, "grüße\u2028")
	})
	if err != nil || got.Status != http.StatusTeapot || got.Body != "grüße\u2028" || got.Base64 {
		t.Errorf("the reply is %+v, %v", got, err)
	}
	if len(got.Cookies) != 2 || got.Cookies[0] != "a=1; HttpOnly" || got.Headers["Set-Cookie"] != "" {
		t.Errorf("the cookies are %v", got.Cookies)
	}
	if got.Headers["Vary"] != "Accept, Authorization" || got.Headers["Content-Length"] != "" {
		t.Errorf("the headers are %v", got.Headers)
	}
}

func TestReplyForms(t *testing.T) {
	for _, c := range []struct {
		name, method, body string
		base64             bool
		want               string
	}{
		{"nothing", "GET", "", false, ""},
		{"what a HEAD does not get", "HEAD", "body", false, ""},
		{"binary", "GET", "\x1f\x8b\x00", true, "H4sA"},
		{"text that grows by its quotes", "GET", strings.Repeat(`"`, MaxReply), true, ""},
		{"binary as large as it may be", "GET", strings.Repeat("\xff", MaxReply), true, ""},
	} {
		got, err := told(t, c.method, func(w http.ResponseWriter, _ *http.Request) {
			if _, err := io.WriteString(w, c.body); err != nil {
				t.Error(err)
			}
		})
		if err != nil || got.Status != http.StatusOK || got.Base64 != c.base64 || c.want != "" && got.Body != c.want {
			t.Errorf("%s: status %d, base64 %v, %d bytes, %v", c.name, got.Status, got.Base64, len(got.Body), err)
		}
	}
	for _, n := range []int{maxEvent - 100, maxEvent + 1} {
		if _, err := told(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("\xff", n)) // the error is the same
		}); err == nil {
			t.Errorf("%d bytes were no trouble", n)
		}
	}
}
