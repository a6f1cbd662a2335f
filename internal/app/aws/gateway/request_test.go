package gateway_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/internal/app/aws/gateway"
	"github.com/galley-cms/galley/internal/store/dynamo"
)

// with starts an API whose routes are of the test's.
func (r *rig) with(h http.HandlerFunc) {
	r.Helper()
	f := gateway.API(func(*app.App) (http.Handler, error) { return h, nil })
	var err error
	r.api, err = aws.New("test", f, func(name string) string { return r.env[name] }, slog.New(slog.NewJSONHandler(r.log, nil)))
	r.must(err)
}

// TestClientAddress tells who is believed to be the client: whom CloudFront names, if it is CloudFront; else whom API
// Gateway names. What clients say of themselves does not count.
//
// A9
func TestClientAddress(t *testing.T) {
	r := newRig(t)
	const edge, viewer, viewer6 = "x-galley-origin", "203.0.113.77", "2001:db8::77"
	show := func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("X-Galley-Origin")+q.Header.Get("X-Galley-Viewer") != "" {
			t.Error("the handler sees headers of the edge")
		}
		_, _ = io.WriteString(w, q.RemoteAddr)
	}
	r.with(show)
	for _, c := range []struct {
		name   string
		header []string
		want   string
	}{
		{"before there is a CloudFront", []string{edge, "", "x-galley-viewer", viewer}, fromHost + ":0"},
		{"no secret where there is none", []string{edge, "null", "x-galley-viewer", viewer}, fromHost + ":0"},
	} {
		if got := r.send(r.api, "GET", "/", "", c.header...).Body; got != c.want {
			t.Errorf("%s: the client is %s, not %s", c.name, got, c.want)
		}
	}
	r.parameter("public-url", public)
	r.parameter("origin-secret", secret)
	r.with(show)
	for _, c := range []struct {
		name   string
		header []string
		want   string
	}{
		{"directly", nil, fromHost + ":0"},
		{"directly, with a forged way", []string{"x-forwarded-for", "198.51.100.7, 198.51.100.8"}, fromHost + ":0"},
		{"directly, with a forged viewer", []string{"x-galley-viewer", viewer}, fromHost + ":0"},
		{"with a wrong secret", []string{edge, wrong, "x-galley-viewer", viewer}, fromHost + ":0"},
		{"with a beginning of the secret", []string{edge, secret[:len(secret)-1], "x-galley-viewer", viewer}, fromHost + ":0"},
		{"through CloudFront", []string{edge, secret, "x-galley-viewer", viewer, "x-forwarded-for", "198.51.100.7"}, viewer + ":0"},
		{"through CloudFront by IPv6", []string{edge, secret, "x-galley-viewer", viewer6}, "[" + viewer6 + "]:0"},
		{"through CloudFront, which names nobody", []string{edge, secret}, fromHost + ":0"},
		{"through CloudFront, which names no address", []string{edge, secret, "x-galley-viewer", "localhost"}, fromHost + ":0"},
	} {
		if got := r.send(r.api, "GET", "/", "", c.header...).Body; got != c.want {
			t.Errorf("%s: the client is %s, not %s", c.name, got, c.want)
		}
	}
}

// Whatever happens behind the gateway, clients get a reply in the form of their route.
func TestTrouble(t *testing.T) {
	r := newRig(t)
	r.with(func(w http.ResponseWriter, q *http.Request) {
		switch q.URL.Query().Get("do") {
		case "panic":
			http.SetCookie(w, &http.Cookie{Name: "half", Value: "done"})
			panic(http.ErrAbortHandler)
		case "wait":
			<-q.Context().Done()
			w.WriteHeader(http.StatusInternalServerError)
		case "much":
			http.SetCookie(w, &http.Cookie{Name: "half", Value: "done"})
			for range 100 {
				if _, err := w.Write(make([]byte, 100<<10)); err != nil {
					return
				}
			}
		}
	})
	r.send(r.api, "GET", "/", "") // so that the services are there
	r.time = 2 * time.Second
	for _, c := range []struct {
		path   string
		status int
		code   string
	}{
		{"/graphql?do=panic", http.StatusInternalServerError, "INTERNAL"},
		{"/auth/session?do=panic", http.StatusInternalServerError, "INTERNAL"},
		{"/graphql?do=wait", http.StatusServiceUnavailable, "LIMIT_EXCEEDED"},
		{"/graphql?do=much", http.StatusRequestEntityTooLarge, "LIMIT_EXCEEDED"},
		{"/media/x?do=much", http.StatusRequestEntityTooLarge, "LIMIT_EXCEEDED"},
	} {
		a := r.send(r.api, "GET", c.path, "")
		if a.Status != c.status || len(a.Cookies) > 0 || !isError(a.Body, strings.HasPrefix(c.path, "/graphql"), c.code) {
			t.Errorf("%s answered %+v", c.path, a)
		}
	}
}

// isError tells whether a body is an error of a code, as GraphQL or as other routes tell it.
func isError(body string, graphql bool, code string) bool {
	var e struct {
		Error  struct{ Code, Message string }
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if json.Unmarshal([]byte(body), &e) != nil {
		return false
	}
	if graphql {
		return len(e.Errors) == 1 && e.Errors[0].Message != "" && e.Errors[0].Extensions.Code == code
	}
	return e.Error.Message != "" && e.Error.Code == code
}

// A function that cannot reach what it needs says so, and tries again at the next request.
func TestNotReady(t *testing.T) {
	r := newRig(t)
	r.env[aws.ContentTable] = "late"
	r.start()
	a := r.send(r.api, "POST", "/graphql", `{"query":"{ __typename }"}`)
	if a.Status != http.StatusServiceUnavailable || a.Headers["Retry-After"] == "" || !isError(a.Body, true, "INTERNAL") || strings.Contains(a.Body, "late") {
		t.Errorf("answered %+v", a)
	}
	r.must(dynamo.CreateTable(t.Context(), dynamodb.NewFromConfig(r.config), "late"))
	if a := r.send(r.api, "POST", "/graphql", `{"query":"{ __typename }"}`); a.Status != http.StatusOK {
		t.Errorf("answered %+v", a)
	}
}
