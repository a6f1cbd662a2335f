package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// sessionCookie holds the token of a session.
const sessionCookie = "galley_session"

// withActor finds out who asks: the holder of an API key, a person with a session, or nobody in particular. An actor
// that is set already (by the socket of the command line) stays.
func (s *server) withActor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, err := s.actor(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// withReader finds out who asks for a file. Pages of the admin show files to the person who is signed in; on other sites
// and in other hands the cookie counts for nothing.
func (s *server) withReader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := sessionToken(r)
		if _, key := bearer(r); key || token == "" {
			s.withActor(next).ServeHTTP(w, r)
			return
		}
		if r.Header.Get("Sec-Fetch-Site") == "same-origin" {
			a, ok, err := s.Auth.BySession(r.Context(), token)
			if err != nil {
				s.fail(w, r, err)
				return
			}
			if ok {
				r = r.WithContext(auth.With(r.Context(), a))
			}
		}
		next.ServeHTTP(w, r)
	})
}

// fail answers with an error and logs what callers must not see of it.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errs.CodeOf(err) == errs.Internal {
		s.Log.ErrorContext(r.Context(), "request failed", "path", r.URL.Path, "error", err)
	}
	refuse(w, r, err)
}

func (s *server) actor(r *http.Request) (context.Context, error) {
	ctx := r.Context()
	if auth.From(ctx).Kind != auth.KindPublic {
		return ctx, nil
	}
	if secret, ok := bearer(r); ok {
		a, ok, err := s.Auth.ByKey(ctx, secret)
		if err == nil && !ok {
			err = errs.New(errs.Unauthenticated, "This API key is not valid. It may have been revoked.")
		}
		return auth.With(ctx, a), err
	}
	return s.person(r)
}

// bearer is the token of the header Authorization. Other schemes than Bearer are a proxy's matter.
func bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// sessionToken is the token in the cookie; "" if there is none.
func sessionToken(r *http.Request) string {
	if c, err := r.Cookie(sessionCookie); err == nil {
		return c.Value
	}
	return ""
}

// person is who has the session of the cookie. Sessions count for what the admin itself sends: POST from its own pages.
func (s *server) person(r *http.Request) (context.Context, error) {
	ctx := r.Context()
	token := sessionToken(r)
	if token == "" {
		return ctx, nil
	}
	if err := s.sameOrigin(r); err != nil {
		return ctx, err
	}
	if r.Method != http.MethodPost {
		return ctx, nil
	}
	a, ok, err := s.Auth.BySession(ctx, token)
	if err != nil || !ok {
		return ctx, err
	}
	return auth.WithSession(auth.With(ctx, a), token), nil
}

// sameOrigin refuses requests that another site's page made a browser send. Browsers say where a request is from in
// Sec-Fetch-Site, older ones in Origin; a client that sends neither is no browser, and nobody can make it send a cookie.
func (s *server) sameOrigin(r *http.Request) error {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return nil
	case "":
		if o := r.Header.Get("Origin"); o == "" || s.isOwn(o, r.Host) {
			return nil
		}
	}
	return errs.New(errs.Forbidden, "This request comes from a page of another site, with the session of this one. Use an API key there.")
}

func (s *server) isOwn(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	return u.Host == host || u.Scheme == s.PublicURL.Scheme && u.Host == s.PublicURL.Host
}

// hasKey tells whether an API key, or a preview grant, stands in an address.
func hasKey(u *url.URL) bool {
	if holdsKey(u.Path) {
		return true
	}
	if !strings.Contains(u.RawQuery, "gl") && !strings.Contains(u.RawQuery, "%") {
		return false
	}
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		query = u.RawQuery
	}
	return holdsKey(query)
}

func holdsKey(text string) bool {
	return strings.Contains(text, "glk_") || strings.Contains(text, "glp_")
}
