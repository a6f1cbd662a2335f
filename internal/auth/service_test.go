package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

const password = "correct horse battery"

// world is a service over an empty table, at a time of the test's.
type world struct {
	*testing.T
	auth  *auth.Service
	table store.Table
	clock *clock.Fake
	local context.Context // the administrator of the command line
}

func newWorld(t *testing.T) *world {
	c := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	table := storetest.NewAt(t, c.Now)
	return &world{t, auth.New(table, auth.Options{Clock: c}), table, c, auth.With(context.Background(), auth.Local)}
}

// other is another process over the same table.
func (w *world) other() *auth.Service { return auth.New(w.table, auth.Options{Clock: w.clock}) }

func (w *world) user(email string, role auth.Role) *auth.User {
	w.Helper()
	u, link, err := w.auth.CreateUser(w.local, auth.NewUser{Email: email, Name: "Somebody", Role: role, Password: password})
	if err != nil || link != "" {
		w.Fatalf("create %s: link %q, %v", email, link, err)
	}
	return u
}

func (w *world) signIn(email string) string {
	w.Helper()
	in, err := w.auth.SignIn(context.Background(), email, password, "192.0.2.1")
	if err != nil {
		w.Fatal(err)
	}
	return in.Token
}

func (w *world) valid(s *auth.Service, token string) bool {
	w.Helper()
	_, ok, err := s.BySession(context.Background(), token)
	if err != nil {
		w.Fatal(err)
	}
	return ok
}

func (w *world) wantCode(err error, code errs.Code) {
	w.Helper()
	if errs.CodeOf(err) != code {
		w.Fatalf("got %v (%s), want %s", err, errs.CodeOf(err), code)
	}
}

func TestSetupMakesTheFirstAdministratorOnce(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	old, err := w.auth.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	token, err := w.auth.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ada := auth.NewUser{Email: " Ada@Example.org", Name: "Ada", Password: password}
	for _, bad := range []string{"", old, token + "x"} {
		_, err := w.auth.Setup(ctx, bad, ada)
		w.wantCode(err, errs.Unauthenticated)
	}
	in, err := w.auth.Setup(ctx, token, ada)
	if err != nil {
		t.Fatal(err)
	}
	if in.User.Role != auth.RoleAdmin || in.User.Email != "ada@example.org" {
		t.Errorf("first user: %+v", in.User)
	}
	if actor, ok, err := w.auth.BySession(ctx, in.Token); err != nil || !ok || actor.ID != in.User.ID {
		t.Errorf("session of the first user: %+v %v %v", actor, ok, err)
	}
	_, err = w.auth.Setup(ctx, token, auth.NewUser{Email: "eve@example.org", Password: password})
	w.wantCode(err, errs.Unauthenticated)
	if again, err := w.auth.SetupLink(ctx); err != nil || again != "" {
		t.Errorf("with users there is a setup link: %q, %v", again, err)
	}
}

func TestSetupTwiceAtOnceMakesOneUser(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	token, err := w.auth.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan error, 4)
	for _, name := range []string{"a", "b", "c", "d"} {
		go func() {
			_, err := w.auth.Setup(ctx, token, auth.NewUser{Email: name + "@example.org", Password: password})
			results <- err
		}()
	}
	made := 0
	for range cap(results) {
		if <-results == nil {
			made++
		}
	}
	users, err := w.auth.Users(w.local)
	if err != nil || made != 1 || len(users) != 1 {
		t.Errorf("%d set-ups succeeded and made %d users, %v", made, len(users), err)
	}
}

// A10: unknown users, wrong passwords, disabled users and users without a password get the same text.
func TestSignInTellsNothing(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.user("ada@example.org", auth.RoleAdmin)
	gone := w.user("gone@example.org", auth.RoleEditor)
	yes := true
	if _, err := w.auth.UpdateUser(w.local, gone.ID, auth.UserChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	if _, link, err := w.auth.CreateUser(w.local, auth.NewUser{Email: "new@example.org", Role: auth.RoleViewer}); err != nil || link == "" {
		t.Fatal(link, err)
	}
	texts := map[string]bool{}
	for _, c := range [][2]string{
		{"nobody@example.org", password}, {"ada@example.org", "wrong password"}, {"gone@example.org", password},
		{"new@example.org", ""}, {"", ""}, {"ada@example.org", strings.Repeat("x", 100_000)},
	} {
		_, err := w.auth.SignIn(ctx, c[0], c[1], "192.0.2.1")
		w.wantCode(err, errs.Unauthenticated)
		texts[err.Error()] = true
	}
	if len(texts) != 1 {
		t.Errorf("different texts: %v", texts)
	}
}

// A13: each sign-in has a session id of its own, and the store holds none of them.
func TestSignInAlwaysBeginsANewSession(t *testing.T) {
	w := newWorld(t)
	u := w.user("ada@example.org", auth.RoleAdmin)
	first, second := w.signIn("ada@example.org"), w.signIn("ADA@example.org ")
	if first == second {
		t.Fatal("the session id did not change")
	}
	err := w.table.View(context.Background(), func(r store.Reader) error {
		p, err := r.Query(context.Background(), store.Query{Partition: "user#" + u.ID, Consistent: store.Consistent})
		if err != nil {
			return err
		}
		if len(p.Items) != 3 {
			t.Errorf("%d items of the user, want it and two sessions", len(p.Items))
		}
		for _, i := range p.Items {
			if strings.Contains(string(i.Body)+i.Sort, first) {
				t.Error("the store holds a session's secret")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSessionsEnd(t *testing.T) {
	ctx := context.Background()
	yes := true
	cases := map[string]func(w *world, u *auth.User, token string) error{
		"by signing out": func(w *world, _ *auth.User, token string) error { return w.auth.SignOut(ctx, token) },
		// A7
		"by disabling": func(w *world, u *auth.User, _ string) error {
			_, err := w.auth.UpdateUser(w.local, u.ID, auth.UserChange{Disabled: &yes})
			return err
		},
		// A8
		"by resetting the password": func(w *world, u *auth.User, _ string) error {
			_, _, err := w.auth.ResetUser(w.local, u.ID)
			return err
		},
		"by time": func(w *world, _ *auth.User, _ string) error {
			w.clock.Advance(auth.SessionTime + time.Second)
			return nil
		},
	}
	for name, end := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.user("root@example.org", auth.RoleAdmin)
			u := w.user("ada@example.org", auth.RoleEditor)
			token, other := w.signIn("ada@example.org"), w.other()
			if !w.valid(w.auth, token) || !w.valid(other, token) {
				t.Fatal("the session does not begin")
			}
			if err := end(w, u, token); err != nil {
				t.Fatal(err)
			}
			if w.valid(w.auth, token) {
				t.Error("the session goes on")
			}
			w.clock.Advance(time.Minute)
			if w.valid(other, token) {
				t.Error("another process still believes the session after a minute")
			}
		})
	}
}

func TestSessionsSlide(t *testing.T) {
	w := newWorld(t)
	w.user("ada@example.org", auth.RoleAdmin)
	token := w.signIn("ada@example.org")
	for range 4 {
		w.clock.Advance(auth.SessionTime - time.Hour)
		if !w.valid(w.auth, token) {
			t.Fatal("a session that is used ended")
		}
	}
}

func TestLinksSetAPasswordOnce(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	u := w.user("ada@example.org", auth.RoleAdmin)
	_, first, err := w.auth.ResetUser(w.local, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, second, err := w.auth.ResetUser(w.local, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.auth.SetPassword(ctx, first, "another password")
	w.wantCode(err, errs.Unauthenticated)
	_, err = w.auth.SetPassword(ctx, second, "short")
	w.wantCode(err, errs.Invalid)
	before := w.signIn("ada@example.org")
	in, err := w.auth.SetPassword(ctx, second, "another password")
	if err != nil {
		t.Fatal(err)
	}
	if w.valid(w.auth, before) || !w.valid(w.auth, in.Token) {
		t.Error("the old session goes on, or the new one does not")
	}
	_, err = w.auth.SetPassword(ctx, second, "a third password")
	w.wantCode(err, errs.Unauthenticated)
	_, err = w.auth.SignIn(ctx, "ada@example.org", password, "192.0.2.1")
	w.wantCode(err, errs.Unauthenticated)
}

func TestLinksAreNotMadeForThoseLockedOut(t *testing.T) {
	w := newWorld(t)
	w.user("root@example.org", auth.RoleAdmin)
	u, yes := w.user("ada@example.org", auth.RoleEditor), true
	if _, err := w.auth.UpdateUser(w.local, u.ID, auth.UserChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.auth.ResetUser(w.local, u.ID)
	w.wantCode(err, errs.Conflict)
}

func TestLinksGetTooOld(t *testing.T) {
	w := newWorld(t)
	u := w.user("ada@example.org", auth.RoleAdmin)
	_, link, err := w.auth.ResetUser(w.local, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(25 * time.Hour)
	_, err = w.auth.SetPassword(context.Background(), link, "another password")
	w.wantCode(err, errs.Unauthenticated)
}

func TestChangePasswordKeepsOnlyTheOwnSession(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.user("ada@example.org", auth.RoleAdmin)
	own, elsewhere := w.signIn("ada@example.org"), w.signIn("ada@example.org")
	actor, _, err := w.auth.BySession(ctx, own)
	if err != nil {
		t.Fatal(err)
	}
	as := auth.WithSession(auth.With(ctx, actor), own)
	w.wantCode(w.auth.ChangePassword(as, "not the password", "another password"), errs.Invalid)
	if err := w.auth.ChangePassword(as, password, "another password"); err != nil {
		t.Fatal(err)
	}
	if !w.valid(w.auth, own) || w.valid(w.auth, elsewhere) {
		t.Error("the own session ended, or another goes on")
	}
	w.wantCode(w.auth.ChangePassword(w.local, password, "another password"), errs.Forbidden)
}

func TestAttemptsAreLimited(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.user("ada@example.org", auth.RoleAdmin)
	var err error
	for range 11 {
		_, err = w.auth.SignIn(ctx, "ada@example.org", "wrong password", "192.0.2.1")
	}
	w.wantCode(err, errs.RateLimited)
	_, err = w.auth.SignIn(ctx, "ada@example.org", password, "192.0.2.1")
	w.wantCode(err, errs.RateLimited)
	if _, err := w.auth.SignIn(ctx, "ada@example.org", password, "192.0.2.2"); err != nil {
		t.Errorf("another address: %v", err)
	}
	w.clock.Advance(time.Minute)
	w.signIn("ada@example.org")
}

// A29: the last administrator can be neither demoted nor disabled, even if two try each other at once.
func TestTheLastAdministratorStays(t *testing.T) {
	w := newWorld(t)
	a, b := w.user("a@example.org", auth.RoleAdmin), w.user("b@example.org", auth.RoleAdmin)
	editor, yes := auth.RoleEditor, true
	results := make(chan error, 2)
	go func() {
		_, err := w.auth.UpdateUser(w.local, a.ID, auth.UserChange{Role: &editor})
		results <- err
	}()
	go func() {
		_, err := w.other().UpdateUser(w.local, b.ID, auth.UserChange{Disabled: &yes})
		results <- err
	}()
	one, two := <-results, <-results
	if (one == nil) == (two == nil) {
		t.Fatalf("want one of them refused: %v, %v", one, two)
	}
	for _, err := range []error{one, two} {
		if err != nil {
			w.wantCode(err, errs.Conflict)
		}
	}
}

// A11: keys are found by their hash, shown once, and gone when revoked.
func TestKeys(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	k, secret, err := w.auth.CreateKey(w.local, "Site", []auth.Scope{auth.ScopeWrite, auth.ScopeRead, auth.ScopeWrite})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(secret, "glk_") || len(secret) < 40 {
		t.Errorf("secret %q", secret)
	}
	actor, ok, err := w.auth.ByKey(ctx, secret)
	if err != nil || !ok || actor.Kind != auth.KindKey || actor.ID != k.ID {
		t.Fatalf("%+v %v %v", actor, ok, err)
	}
	if !auth.Can(actor, auth.Publish, auth.Resource{}) || auth.Can(actor, auth.Manage, auth.Resource{}) {
		t.Errorf("scopes %v", actor.Scopes)
	}
	for _, bad := range []string{"", "glk_", secret + "x", "glk_" + strings.Repeat("0", 43), strings.ToUpper(secret)} {
		if _, ok, err := w.auth.ByKey(ctx, bad); ok || err != nil {
			t.Errorf("%q: %v %v", bad, ok, err)
		}
	}
	if err := w.auth.RevokeKey(w.local, k.ID); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := w.auth.ByKey(ctx, secret); ok {
		t.Error("a revoked key is accepted")
	}
	w.wantCode(w.auth.RevokeKey(w.local, k.ID), errs.NotFound)
	if keys, err := w.auth.Keys(w.local); err != nil || len(keys) != 0 {
		t.Errorf("%v %v", keys, err)
	}
}

// A17: a key of another space is no key here.
func TestKeysAreOfOneSpace(t *testing.T) {
	w := newWorld(t)
	_, secret, err := w.auth.CreateKey(w.local, "Site", []auth.Scope{auth.ScopeManage})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := auth.New(w.table, auth.Options{Space: "other", Clock: w.clock})
	if _, ok, err := elsewhere.ByKey(context.Background(), secret); ok || err != nil {
		t.Errorf("accepted: %v %v", ok, err)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	w.user("ada@example.org", auth.RoleAdmin)
	cases := map[string]struct {
		user auth.NewUser
		code errs.Code
	}{
		"taken":        {auth.NewUser{Email: "ADA@example.org", Role: auth.RoleAdmin, Password: password}, errs.Conflict},
		"no address":   {auth.NewUser{Email: "ada", Role: auth.RoleAdmin, Password: password}, errs.Invalid},
		"with a name":  {auth.NewUser{Email: "Ada <a@example.org>", Role: auth.RoleAdmin, Password: password}, errs.Invalid},
		"no such role": {auth.NewUser{Email: "a@example.org", Role: "owner", Password: password}, errs.Invalid},
		"short":        {auth.NewUser{Email: "a@example.org", Role: auth.RoleAdmin, Password: "1234567"}, errs.Invalid},
		"line break":   {auth.NewUser{Email: "a@example.org", Name: "a\nb", Role: auth.RoleAdmin, Password: password}, errs.Invalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, _, err := w.auth.CreateUser(w.local, c.user)
			if errs.CodeOf(err) != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

func TestRefusalsSayWhatWouldHelp(t *testing.T) {
	key := func(s auth.Scope) auth.Actor { return auth.Actor{Kind: auth.KindKey, Scopes: []auth.Scope{s}} }
	for _, c := range []struct {
		actor auth.Actor
		do    auth.Action
		want  string
	}{
		{auth.Public, auth.Create, "Sign in, or send an API key as Authorization: Bearer KEY."},
		{key(auth.ScopeRead), auth.ReadDrafts, "This API key may not read drafts: it needs the scope preview or write."},
		{key(auth.ScopePreview), auth.Publish, "This API key may not publish or unpublish this: it needs the scope write."},
		{key(auth.ScopeWrite), auth.ChangeModels, "This API key may not change models and locales: it needs the scope manage."},
		{auth.Actor{Kind: auth.KindUser, Role: auth.RoleViewer}, auth.Update, "Your role, viewer, does not let you change this."},
	} {
		err := auth.Require(auth.With(context.Background(), c.actor), c.do, auth.Resource{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%v %s: %v", c.actor.Kind, c.do, err)
		}
	}
}

func TestOnlyAdministratorsAdminister(t *testing.T) {
	w := newWorld(t)
	editor := auth.With(context.Background(), auth.Actor{Kind: auth.KindUser, ID: "x", Role: auth.RoleEditor})
	_, _, err := w.auth.CreateUser(editor, auth.NewUser{Email: "a@example.org", Role: auth.RoleAdmin, Password: password})
	w.wantCode(err, errs.Forbidden)
	_, _, err = w.auth.CreateKey(context.Background(), "Site", []auth.Scope{auth.ScopeRead})
	w.wantCode(err, errs.Unauthenticated)
	_, err = w.auth.Keys(editor)
	w.wantCode(err, errs.Forbidden)
	_, err = w.auth.Users(editor)
	w.wantCode(err, errs.Forbidden)
}

func TestChangesLeaveEvents(t *testing.T) {
	w := newWorld(t)
	u := w.user("ada@example.org", auth.RoleAdmin)
	if _, _, err := w.auth.ResetUser(w.local, u.ID); err != nil {
		t.Fatal(err)
	}
	k, secret, err := w.auth.CreateKey(w.local, "Site", []auth.Scope{auth.ScopeRead})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.auth.RevokeKey(w.local, k.ID); err != nil {
		t.Fatal(err)
	}
	p, err := event.List(context.Background(), w.table, "main", event.Filter{Types: []event.Type{event.AccessChanged}}, 10)
	if err != nil || len(p.Events) != 4 {
		t.Fatalf("%d events, %v", len(p.Events), err)
	}
	for _, e := range p.Events {
		if e.Actor.ID != "local" || e.Note == "" || strings.Contains(e.Note, secret) {
			t.Errorf("event %+v", e)
		}
	}
}
