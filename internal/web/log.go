package web

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
)

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find what the server's own writer can do.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logged writes a line a request, without its query, which can hold secrets, and contains panics.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, rec := time.Now(), &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				s.panicked(rec, r, p)
			}
			s.line(r, rec, time.Since(start))
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *server) panicked(w *recorder, r *http.Request, p any) {
	s.Log.ErrorContext(r.Context(), "panic", "path", loggedPath(r), "panic", p, "stack", string(debug.Stack()))
	if w.status != 0 {
		panic(http.ErrAbortHandler) // half a reply is out: the connection ends
	}
	refuse(w, r, errs.New(errs.Internal, "Something went wrong inside Galley. The log of the server says what."))
}

func (s *server) line(r *http.Request, w *recorder, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case w.status >= 500:
		level = slog.LevelError
	case strings.HasPrefix(r.URL.Path, "/admin/") || strings.HasSuffix(r.URL.Path, "z") && len(r.URL.Path) < 9:
		level = slog.LevelDebug // the admin's own files, /healthz, /readyz
	}
	if !s.Log.Enabled(r.Context(), level) {
		return
	}
	s.Log.LogAttrs(r.Context(), level, "request", slog.String("method", r.Method), slog.String("path", loggedPath(r)),
		slog.Int("status", w.status), slog.Int64("bytes", w.bytes), slog.Duration("took", took), slog.String("client", s.address(r)))
}

// loggedPath is the path for the log; the token of an upload is a secret, and so is a key that should not be there.
func loggedPath(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/upload/") {
		return "/upload/…"
	}
	if hasKey(r.URL) {
		return "(hidden: it holds an API key)"
	}
	return r.URL.Path
}
