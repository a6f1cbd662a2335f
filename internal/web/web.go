// Package web is every HTTP route but GraphQL itself: the admin's files, /auth, health; and what stands before all of
// them: who asks, where from, security headers, compression, the request log.
//
// It knows of content, media and GraphQL only that they are handlers.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/klauspost/compress/gzhttp"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// Deps is what the routes are made of.
type Deps struct {
	Auth    *auth.Service
	Manage  http.Handler                // POST /manage/graphql
	Content http.Handler                // /graphql and /graphql/preview
	Media   http.Handler                // /media/{id}/{fileName}
	Upload  http.Handler                // PUT /upload/{token}; nil where uploads go straight to a bucket
	Admin   fs.FS                       // the built admin: index.html, assets/…; nil where others serve it
	Ready   func(context.Context) error // nil once store and schema answer
	Log     *slog.Logger

	PublicURL *url.URL       // where people and frontends find this installation
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed
	Connect   []string       // further origins that the admin may connect to: the bucket that takes uploads
}

// server answers requests with Deps.
type server struct{ Deps }

// New makes the handler of all routes.
func New(d Deps) (http.Handler, error) {
	s := &server{d}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1400), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/manage/graphql", s.withActor(compress(d.Manage)))
	mux.Handle("/graphql", s.withActor(d.Content))
	mux.Handle("/graphql/preview", s.withActor(d.Content))
	mux.Handle("/media/", s.withReader(d.Media))
	if d.Upload != nil {
		mux.Handle("/upload/", d.Upload)
	}
	s.authRoutes(mux)
	if d.Admin != nil {
		mux.Handle("/admin/", newAdminFiles(d.Admin, s.adminPolicy()))
		mux.Handle("GET /admin", http.RedirectHandler("/admin/", http.StatusPermanentRedirect))
	}
	mux.Handle("GET /{$}", http.RedirectHandler("/admin/", http.StatusFound))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("/", nothing)
	return s.logged(s.guarded(mux)), nil
}

// NewFiles makes the handler of /media/ alone, for where files are served apart from all else.
func NewFiles(d Deps) http.Handler {
	s := &server{d}
	mux := http.NewServeMux()
	mux.Handle("/media/", s.withReader(d.Media))
	mux.HandleFunc("/", nothing)
	return s.logged(s.guarded(mux))
}

func nothing(w http.ResponseWriter, r *http.Request) {
	refuse(w, r, errs.New(errs.NotFound, "There is nothing at %s.", r.URL.Path))
}

func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.Ready(r.Context()); err != nil {
		s.Log.ErrorContext(r.Context(), "not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	plain(w, http.StatusOK, "ready\n")
}

// guarded sets the headers that every reply has, and refuses secrets in addresses and bodies that never end.
func (s *server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		if hasKey(r.URL) {
			refuse(w, r, errs.New(errs.Invalid, "An API key must not stand in an address, where logs and histories keep it. Send it as Authorization: Bearer KEY, and make a new one: this one may be known now."))
			return
		}
		if !strings.HasPrefix(r.URL.Path, "/upload/") {
			timed(w, r)
		}
		next.ServeHTTP(w, r)
	})
}
