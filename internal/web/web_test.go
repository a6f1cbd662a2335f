package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/internal/web"
)

const password = "correct horse battery"

// site is a server whose GraphQL handlers answer with the kind of whoever asks.
type site struct {
	*testing.T
	auth  *auth.Service
	log   *bytes.Buffer
	serve http.Handler
	local context.Context
}

func newSite(t *testing.T, publicURL string) *site {
	t.Helper()
	s := &site{T: t, log: &bytes.Buffer{}, auth: auth.New(storetest.New(t), auth.Options{}),
		local: auth.With(context.Background(), auth.Local)}
	public, err := url.Parse(publicURL)
	if err != nil {
		t.Fatal(err)
	}
	who := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, string(auth.From(r.Context()).Kind))
	})
	s.serve, err = web.New(web.Deps{
		Auth: s.auth, Manage: who, Content: who, Media: who, Upload: who,
		Admin: fstest.MapFS{
			"index.html":           {Data: []byte("<!doctype html><title>Admin</title>" + strings.Repeat("<p>long</p>", 50))},
			"favicon.svg":          {Data: []byte("<svg/>")},
			"assets/app-1a2b3c.js": {Data: []byte(strings.Repeat("console.log('hello');", 100))},
		},
		Ready: func(context.Context) error { return nil }, Log: slog.New(slog.NewJSONHandler(s.log, nil)),
		PublicURL: public, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// send sends a request; header holds names and values in turn.
func (s *site) send(method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "cms.example.com"
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.serve.ServeHTTP(w, r)
	return w
}

func (s *site) want(w *httptest.ResponseRecorder, status int, body string) {
	s.Helper()
	if w.Code != status || !strings.Contains(w.Body.String(), body) {
		s.Fatalf("got %d %s, want %d with %q", w.Code, w.Body, status, body)
	}
}

// signIn makes a user and gives the header of their session's cookie.
func (s *site) signIn() string {
	s.Helper()
	_, _, err := s.auth.CreateUser(s.local, auth.NewUser{Email: "ada@example.org", Role: auth.RoleAdmin, Password: password})
	if err != nil {
		s.Fatal(err)
	}
	w := s.send("POST", "/auth/login", `{"email":"ada@example.org","password":"`+password+`"}`, "Content-Type", "application/json")
	s.want(w, 200, `"role":"admin"`)
	return cookieOf(w)
}

func cookieOf(w *httptest.ResponseRecorder) string {
	for _, c := range w.Result().Cookies() {
		return c.Name + "=" + c.Value
	}
	return ""
}

func (s *site) key(scopes ...auth.Scope) string {
	s.Helper()
	_, secret, err := s.auth.CreateKey(s.local, "Site", scopes)
	if err != nil {
		s.Fatal(err)
	}
	return secret
}

// AD5: HttpOnly, SameSite, and Secure unless the public URL is http.
func TestCookies(t *testing.T) {
	for public, secure := range map[string]bool{"https://cms.example.com": true, "http://localhost:4400": false} {
		s := newSite(t, public)
		s.signIn()
		w := s.send("POST", "/auth/login", `{"email":"ada@example.org","password":"`+password+`"}`, "Content-Type", "application/json")
		c := w.Result().Cookies()[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" {
			t.Errorf("%s: %+v", public, c)
		}
	}
}

// AD6, G23: a session counts only for what the admin's own pages send.
func TestSessionsCountForOwnPagesOnly(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	cookie := s.signIn()
	cases := []struct {
		name, method, path string
		header             []string
		status             int
		body               string
	}{
		{"own page", "POST", "/manage/graphql", []string{"Sec-Fetch-Site", "same-origin"}, 200, "user"},
		{"own page, older browser", "POST", "/manage/graphql", []string{"Origin", "https://cms.example.com"}, 200, "user"},
		{"no browser", "POST", "/manage/graphql", nil, 200, "user"},
		{"preview from the own page", "POST", "/graphql/preview", []string{"Sec-Fetch-Site", "same-origin"}, 200, "user"},
		{"foreign page", "POST", "/manage/graphql", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403, "another site"},
		{"foreign page, older browser", "POST", "/manage/graphql", []string{"Origin", "https://evil.example"}, 403, "another site"},
		{"hidden origin", "POST", "/manage/graphql", []string{"Origin", "null"}, 403, "another site"},
		{"sister site", "POST", "/graphql", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://www.example.com"}, 403, "another site"},
		{"foreign page reads", "GET", "/graphql/preview", []string{"Sec-Fetch-Site", "cross-site"}, 403, "another site"},
		{"own page reads", "GET", "/graphql", []string{"Sec-Fetch-Site", "same-origin"}, 200, "public"},
		{"foreign page signs out", "POST", "/auth/logout", []string{"Sec-Fetch-Site", "cross-site"}, 403, "another site"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := s.send(c.method, c.path, "{}", append(c.header, "Cookie", cookie)...)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) {
				t.Errorf("got %d %s, want %d with %q", w.Code, w.Body, c.status, c.body)
			}
		})
	}
	w := s.send("POST", "/graphql", "{}", "Sec-Fetch-Site", "cross-site", "Origin", "https://shop.example")
	s.want(w, 200, "public") // without a cookie anybody may ask
}

// Files are read by tags of pages: those of the admin show what the person may see, others what anybody may.
func TestFilesForThoseWhoAreSignedIn(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	cookie, secret := s.signIn(), s.key(auth.ScopeRead)
	s.want(s.send("GET", "/media/x/a.png", "", "Cookie", cookie, "Sec-Fetch-Site", "same-origin"), 200, "user")
	s.want(s.send("GET", "/media/x/a.png", "", "Cookie", cookie, "Sec-Fetch-Site", "cross-site"), 200, "public")
	s.want(s.send("GET", "/media/x/a.png", "", "Cookie", cookie), 200, "public")
	s.want(s.send("GET", "/media/x/a.png", ""), 200, "public")
	s.want(s.send("GET", "/media/x/a.png", "", "Authorization", "Bearer "+secret), 200, "key")
}

// AD6: forms of other sites cannot sign anybody in.
func TestFormsAreNoJSON(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		s.want(s.send("POST", "/auth/login", `{}`, "Content-Type", kind), 400, "application/json")
	}
	s.want(s.send("POST", "/auth/login", `{"email":"a","email":"b"}`, "Content-Type", "application/json"), 400, "twice")
	s.want(s.send("POST", "/auth/login", `{"email":5}`, "Content-Type", "application/json"), 400, "texts")
	s.want(s.send("POST", "/auth/login", strings.Repeat("x", 20_000), "Content-Type", "application/json"), 413, "too large")
	s.want(s.send("GET", "/auth/login", ""), 404, "")
}

func TestKeys(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	secret := s.key(auth.ScopeRead)
	s.want(s.send("GET", "/graphql", "", "Authorization", "Bearer "+secret), 200, "key")
	s.want(s.send("GET", "/graphql", "", "Authorization", "bearer "+secret), 200, "key")
	s.want(s.send("POST", "/graphql", "{}", "Authorization", "Bearer glk_wrong"), 401, `"code":"UNAUTHENTICATED"`)
	s.want(s.send("GET", "/graphql", "", "Authorization", "Basic YTpi"), 200, "public")
	s.want(s.send("GET", "/graphql", ""), 200, "public")
}

// A12: a key in an address is refused, and the log does not hold it.
func TestKeysInAddresses(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	secret := s.key(auth.ScopeRead)
	for _, target := range []string{
		"/graphql?key=" + secret, "/graphql?query=%7Ba%7D&access_token=" + secret, "/graphql?k=%67lk_" + secret[4:], "/media/" + secret + "/x",
		"/graphql?x=%zz&key=" + secret,
	} {
		s.want(s.send("GET", target, ""), 400, "Authorization: Bearer")
	}
	if log := s.log.String(); strings.Contains(log, secret[4:]) || !strings.Contains(log, `"status":400`) {
		t.Errorf("the log: %s", log)
	}
}

func TestSetupSignsIn(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	s.want(s.send("GET", "/auth/session", ""), 200, `{"setup":true,"user":null}`)
	token, err := s.auth.SetupLink(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	form := `{"token":"` + token + `","name":"Ada","email":"ada@example.org","password":"` + password + `"}`
	w := s.send("POST", "/auth/setup", form, "Content-Type", "application/json")
	s.want(w, 200, `"email":"ada@example.org"`)
	cookie := cookieOf(w)
	s.want(s.send("GET", "/auth/session", "", "Cookie", cookie), 200, `"setup":false,"user":{"id"`)
	s.want(s.send("POST", "/auth/setup", form, "Content-Type", "application/json"), 401, "used already")
	s.want(s.send("POST", "/auth/logout", "", "Cookie", cookie), 204, "")
	s.want(s.send("GET", "/auth/session", "", "Cookie", cookie), 200, `"user":null`)
	s.want(s.send("POST", "/manage/graphql", "{}", "Cookie", cookie), 200, "public")
}

// A13: signing in with the cookie of an earlier session begins another one.
func TestSignInChangesTheSession(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	before := s.signIn()
	w := s.send("POST", "/auth/login", `{"email":"ada@example.org","password":"`+password+`"}`, "Content-Type", "application/json", "Cookie", before)
	s.want(w, 200, "ada@example.org")
	if after := cookieOf(w); after == "" || after == before {
		t.Errorf("the session was %q and is %q", before, after)
	}
}

// A9: attempts are counted by the address of the connection, or by what a trusted proxy says, not by what a client says.
func TestAttemptsByAddress(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	s.signIn()
	attempt := func(peer string, forwarded string) int {
		r := httptest.NewRequest(http.MethodPost, "/auth/login", strings.NewReader(`{"email":"ada@example.org","password":"wrong password"}`))
		r.RemoteAddr = peer
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		s.serve.ServeHTTP(w, r)
		return w.Code
	}
	for i := range 10 {
		if got := attempt("192.0.2.9:1", "203.0.113."+string(rune('0'+i))); got != 401 {
			t.Fatalf("attempt %d: %d", i, got)
		}
	}
	if got := attempt("192.0.2.9:1", "203.0.113.99"); got != 429 {
		t.Errorf("with another X-Forwarded-For from nobody's proxy: %d", got)
	}
	if got := attempt("10.0.0.1:1", "203.0.113.1, 10.0.0.7"); got != 401 {
		t.Errorf("another client behind the proxy: %d", got)
	}
	for i := range 10 {
		attempt("[2001:db8::"+string(rune('a'+i%6))+"]:1", "")
	}
	if got := attempt("[2001:db8::ffff:1]:1", ""); got != 429 {
		t.Errorf("with another address of the same network: %d", got)
	}
	if got := attempt("[2001:db8:0:1::1]:1", ""); got != 401 {
		t.Errorf("from another network: %d", got)
	}
}

func TestAdminFiles(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	cases := []struct {
		path, cache, body string
		status            int
	}{
		{"/admin/", "no-cache", "<title>Admin", 200},
		{"/admin/entries/article/12", "no-cache", "<title>Admin", 200},
		{"/admin/index.html", "no-cache", "<title>Admin", 200},
		{"/admin/favicon.svg", "no-cache", "<svg/>", 200},
		{"/admin/assets/app-1a2b3c.js", "public, max-age=31536000, immutable", "console.log", 200},
		{"/admin/assets/gone.js", "no-store", "no such file", 404},
		{"/admin/assets/", "no-store", "no such file", 404},
		{"/admin", "", "/admin/", 308},
		{"/", "", "/admin/", 302},
		{"/nothing", "no-store", "NOT_FOUND", 404},
	}
	for _, c := range cases {
		t.Run(c.path, func(t *testing.T) {
			w := s.send("GET", c.path, "")
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) || w.Header().Get("Cache-Control") != c.cache {
				t.Errorf("got %d %q %.80s", w.Code, w.Header().Get("Cache-Control"), w.Body)
			}
		})
	}
	s.want(s.send("POST", "/admin/", ""), 405, "")
}

func TestAdminFilesAreCompressedAndRevalidated(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	packed := s.send("GET", "/admin/assets/app-1a2b3c.js", "", "Accept-Encoding", "gzip, br")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() > 500 || packed.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("%v, %d bytes", packed.Header(), packed.Body.Len())
	}
	again := s.send("GET", "/admin/", "", "If-None-Match", s.send("GET", "/admin/", "").Header().Get("ETag"))
	s.want(again, http.StatusNotModified, "")
}

// AD3: no inline scripts. AD4: nobody may frame the admin.
func TestAdminPolicy(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	h := s.send("GET", "/admin/", "").Header()
	policy := map[string]string{}
	for _, part := range strings.Split(h.Get("Content-Security-Policy"), "; ") {
		name, value, _ := strings.Cut(part, " ")
		policy[name] = value
	}
	for name, value := range map[string]string{"default-src": "'self'", "script-src": "'self'", "frame-ancestors": "'none'", "object-src": "'none'", "base-uri": "'self'"} {
		if policy[name] != value {
			t.Errorf("%s is %q, want %q", name, policy[name], value)
		}
	}
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" {
		t.Errorf("headers %v", h)
	}
}

func TestErrorsHaveOneForm(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	var e struct {
		Error struct{ Code, Message string }
	}
	w := s.send("POST", "/auth/login", `{"email":"nobody@example.org","password":"x"}`, "Content-Type", "application/json")
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Code != 401 || e.Error.Code != "UNAUTHENTICATED" || e.Error.Message == "" {
		t.Errorf("%d %s %v", w.Code, w.Body, err)
	}
	s.want(s.send("GET", "/healthz", ""), 200, "ok")
	s.want(s.send("GET", "/readyz", ""), 200, "ready")
}

// A body is timed while it is read, over a connection, and the work on it is not.
func TestBodiesAreReadWhole(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	server := httptest.NewServer(s.serve)
	defer server.Close()
	for range 3 { // on one connection
		resp, err := http.Post(server.URL+"/auth/login", "application/json", strings.NewReader(`{"email":"nobody@example.org","password":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("status %d", resp.StatusCode)
		}
	}
}
