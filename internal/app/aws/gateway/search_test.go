package gateway_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/internal/emulator"
	"github.com/galley-cms/galley/internal/search/bleve"
	"github.com/galley-cms/galley/internal/search/snapshot"
)

// searchPath is how the addresses begin at which the function that searches is called; its alias follows.
const searchPath = "/2015-03-31/functions/search"

// withSearch stands before the emulator at an address of its own, and answers there for the function that searches.
func (r *rig) withSearch(address string) string {
	r.Helper()
	to, err := url.Parse(address)
	r.must(err)
	rest := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to); p.Out.Host = p.In.Host }, Transport: emulator.Client().Transport}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !strings.HasPrefix(q.URL.Path, searchPath) {
			rest.ServeHTTP(w, q)
			return
		}
		payload, err := io.ReadAll(q.Body)
		if err == nil {
			payload, err = r.search(q.Context(), payload)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(payload)
	}))
	r.Cleanup(server.Close)
	return server.URL
}

// startSearch starts the function that searches: that without the queue, which only the one that writes is given.
func (r *rig) startSearch() {
	r.Helper()
	h, err := aws.New("test", aws.Search(aws.Indexes{
		Write: func(dir string) (snapshot.Written, error) { return bleve.Open(dir) },
		Read:  func(dir string) (snapshot.Opened, error) { return bleve.OpenReadOnly(dir) },
	}), func(name string) string {
		if name == aws.SearchQueue {
			return ""
		}
		return r.env[name]
	}, slog.New(slog.NewJSONHandler(r.log, nil)))
	r.must(err)
	r.search = h
}
