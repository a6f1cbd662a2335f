package client_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
)

// moody answers the first requests in another way than the rest.
func moody(t *testing.T, moods ...http.HandlerFunc) (*client.Client, *atomic.Int32) {
	t.Helper()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := int(requests.Add(1)); n <= len(moods) {
			moods[n-1](w, r)
			return
		}
		_, _ = io.WriteString(w, `{"data":{"ok":true}}`)
	}))
	t.Cleanup(server.Close)
	c, err := client.Remote(server.URL, "glk_key")
	if err != nil {
		t.Fatal(err)
	}
	return c, &requests
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// torn sends the beginning of a reply.
func torn(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"data":{"ok`)
	panic(http.ErrAbortHandler)
}

// F8
func TestRepliesThatDoNotComeAreAskedForAgain(t *testing.T) {
	for name, mood := range map[string]http.HandlerFunc{
		"API Gateway":   status(503, `{"message":"Service Unavailable"}`),
		"time-out":      status(504, `{"message":"Endpoint request timed out"}`),
		"throttled":     status(429, `{"message":"Too Many Requests"}`),
		"a proxy":       status(502, `<html>Bad Gateway</html>`),
		"torn":          torn,
		"store trouble": status(200, `{"errors":[{"message":"Something went wrong.","extensions":{"code":"INTERNAL"}}]}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, requests := moody(t, mood)
			var data struct{ OK bool }
			if err := c.Repeat(context.Background(), `mutation { ok }`, nil, &data); err != nil || !data.OK || requests.Load() != 2 {
				t.Errorf("%+v after %d requests, %v", data, requests.Load(), err)
			}
			c, requests = moody(t, mood)
			if err := c.Do(context.Background(), `mutation { ok }`, nil, &data); errs.CodeOf(err) != errs.Internal || requests.Load() != 1 {
				t.Errorf("a mutation of another kind: %d requests, %v", requests.Load(), err)
			}
		})
	}
}

func TestRefusalsAreFinal(t *testing.T) {
	for _, mood := range []http.HandlerFunc{
		status(200, `{"errors":[{"message":"No.","extensions":{"code":"CONFLICT"}}]}`),
		status(403, `{"message":"Forbidden"}`), status(404, `<html>`), status(200, `<html>`),
	} {
		c, requests := moody(t, mood)
		if err := c.Do(context.Background(), `{ ok }`, nil, nil); err == nil || requests.Load() != 1 {
			t.Errorf("%d requests, %v", requests.Load(), err)
		}
	}
}

func TestNobodyWaitsForEver(t *testing.T) {
	busy := status(503, `{"message":"Service Unavailable"}`)
	c, requests := moody(t, busy, busy, busy, busy, busy, busy)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.Repeat(ctx, `mutation { ok }`, nil, nil); err == nil {
		t.Error("no error")
	}
	err := c.Do(context.Background(), `{ ok }`, nil, nil)
	if err == nil || !strings.Contains(err.Error(), "status 503") || requests.Load() != 5 {
		t.Errorf("%d requests, %v", requests.Load(), err)
	}
}
