package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/strictjson"
)

// maxForm is the size of a request to /auth in bytes.
const maxForm = 16 << 10

// form is what any of the routes below /auth takes.
type form struct {
	Token    string `json:"token"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// person is a user as these routes describe one.
type person struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Role  string `json:"role"`
}

func (s *server) authRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /auth/setup", s.begin(func(r *http.Request, f form) (*auth.SignedIn, error) {
		return s.Auth.Setup(r.Context(), f.Token, auth.NewUser{Email: f.Email, Name: f.Name, Password: f.Password})
	}))
	mux.HandleFunc("POST /auth/login", s.begin(func(r *http.Request, f form) (*auth.SignedIn, error) {
		return s.Auth.SignIn(r.Context(), f.Email, f.Password, s.sender(r))
	}))
	mux.HandleFunc("POST /auth/password", s.begin(func(r *http.Request, f form) (*auth.SignedIn, error) {
		return s.Auth.SetPassword(r.Context(), f.Token, f.Password)
	}))
	mux.HandleFunc("POST /auth/preview", s.tradePreview)
	mux.HandleFunc("OPTIONS /auth/preview", s.allowPreview)
	mux.HandleFunc("POST /auth/logout", s.signOut)
	mux.HandleFunc("GET /auth/session", s.session)
}

// begin makes a route that begins a session.
func (s *server) begin(signIn func(*http.Request, form) (*auth.SignedIn, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := s.readForm(w, r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		in, err := signIn(r, f)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.setCookie(w, in.Token)
		reply(w, http.StatusOK, map[string]any{"user": personOf(in.User)})
	}
}

// readForm reads JSON that a page of this site sent, or no page at all.
func (s *server) readForm(w http.ResponseWriter, r *http.Request) (f form, err error) {
	if err := s.sameOrigin(r); err != nil {
		return f, err
	}
	return readJSON(w, r)
}

// readJSON reads the form of a request, wherever it comes from.
func readJSON(w http.ResponseWriter, r *http.Request) (f form, err error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return f, errs.New(errs.Invalid, "Send the request as Content-Type: application/json.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return f, errs.New(errs.LimitExceeded, "The request is too large: %d bytes are allowed.", maxForm)
	}
	if err != nil {
		return f, errs.New(errs.Invalid, "The request could not be read to its end.")
	}
	if err := strictjson.Check(body); err != nil {
		return f, errs.New(errs.Invalid, "The request cannot be read: %s.", err)
	}
	if json.Unmarshal(body, &f) != nil {
		return f, errs.New(errs.Invalid, "Send an object whose members are texts.")
	}
	return f, nil
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.sameOrigin(r); err != nil {
		s.fail(w, r, err)
		return
	}
	if token := sessionToken(r); token != "" {
		if err := s.Auth.SignOut(r.Context(), token); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.clearCookie(w)
	w.WriteHeader(http.StatusNoContent)
}

// session tells the admin who is signed in, and whether somebody has to be made first.
func (s *server) session(w http.ResponseWriter, r *http.Request) {
	u, err := s.signedIn(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if u != nil {
		reply(w, http.StatusOK, map[string]any{"user": personOf(u), "setup": false})
		return
	}
	has, err := s.Auth.HasUsers(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, map[string]any{"user": nil, "setup": !has})
}

// signedIn is the user of the cookie's session; nil if there is none. The cookie is renewed, as the session was.
func (s *server) signedIn(w http.ResponseWriter, r *http.Request) (*auth.User, error) {
	token := sessionToken(r)
	if token == "" {
		return nil, nil
	}
	if err := s.sameOrigin(r); err != nil {
		return nil, err
	}
	a, ok, err := s.Auth.BySession(r.Context(), token)
	if err != nil {
		return nil, err
	}
	if !ok {
		s.clearCookie(w)
		return nil, nil
	}
	s.setCookie(w, token)
	return s.Auth.Self(auth.With(r.Context(), a))
}

func (s *server) setCookie(w http.ResponseWriter, token string) {
	http.SetCookie(w, s.cookie(token, int(auth.SessionTime.Seconds())))
}

func (s *server) clearCookie(w http.ResponseWriter) { http.SetCookie(w, s.cookie("", -1)) }

func (s *server) cookie(token string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: sessionCookie, Value: token, Path: "/", MaxAge: maxAge, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: s.PublicURL.Scheme != "http"}
}

func personOf(u *auth.User) person {
	return person{ID: u.ID, Email: u.Email, Name: u.Name, Role: string(u.Role)}
}
