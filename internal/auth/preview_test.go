package auth_test

import (
	"context"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// grant makes a code as an actor and trades it.
func (w *world) grant(a auth.Actor) string {
	w.Helper()
	code, _, err := w.auth.PreviewCode(auth.With(context.Background(), a))
	if err != nil {
		w.Fatal(err)
	}
	grant, until, err := w.auth.TradePreview(context.Background(), code)
	if err != nil || !until.Equal(w.clock.Now().Add(auth.PreviewGrantTime)) {
		w.Fatalf("trade: until %s, %v", until, err)
	}
	return grant
}

func (w *world) granted(grant string) (auth.Actor, bool) {
	w.Helper()
	a, ok, err := w.auth.ByKey(context.Background(), grant)
	if err != nil {
		w.Fatal(err)
	}
	return a, ok
}

func TestAGrantReadsDraftsForAnHour(t *testing.T) {
	w := newWorld(t)
	grant := w.grant(auth.Local)
	a, ok := w.granted(grant)
	if !ok || a.Kind != auth.KindPreview {
		t.Fatalf("%+v, %v", a, ok)
	}
	for do, may := range map[auth.Action]bool{
		auth.ReadPublished: true, auth.ReadDrafts: true, auth.Create: false, auth.Update: false, auth.Publish: false,
		auth.Delete: false, auth.Manage: false, auth.ChangeModels: false, auth.Administer: false,
	} {
		if auth.Can(a, do, auth.Resource{PublicRead: true}) != may {
			t.Errorf("%s: %v", do, !may)
		}
	}
	if _, _, err := w.auth.PreviewCode(auth.With(context.Background(), a)); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a grant made another one: %v", err)
	}
	w.clock.Advance(auth.PreviewGrantTime + time.Second)
	if _, ok := w.granted(grant); ok {
		t.Error("the grant outlived its hour")
	}
}

func TestACodeIsTradedOnce(t *testing.T) {
	w := newWorld(t)
	code, until, err := w.auth.PreviewCode(w.local)
	if err != nil || !until.Equal(w.clock.Now().Add(auth.PreviewCodeTime)) {
		t.Fatal(until, err)
	}
	if _, ok := w.granted(code); ok {
		t.Error("the code itself is a grant")
	}
	if _, _, err := w.auth.TradePreview(context.Background(), code); err != nil {
		t.Fatal(err)
	}
	late, _, err := w.auth.PreviewCode(w.local)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(auth.PreviewCodeTime + time.Second)
	for name, code := range map[string]string{"again": code, "late": late, "made up": "nothing", "empty": ""} {
		if _, _, err := w.auth.TradePreview(context.Background(), code); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAGrantEndsWithWhoMadeIt(t *testing.T) { // A7
	w := newWorld(t)
	w.user("boss@example.com", auth.RoleAdmin)
	u := w.user("ada@example.com", auth.RoleEditor)
	grant := w.grant(auth.Actor{Kind: auth.KindUser, ID: u.ID, Name: u.Name, Role: u.Role})
	key, secret, err := w.auth.CreateKey(w.local, "site", []auth.Scope{auth.ScopePreview})
	if err != nil {
		t.Fatal(err)
	}
	byKey, ok := w.granted(secret)
	if !ok {
		t.Fatal("the key is not known")
	}
	ofKey := w.grant(byKey)
	if _, ok := w.granted(grant); !ok {
		t.Fatal("the grant is not known")
	}
	out := true
	if _, err := w.auth.UpdateUser(w.local, u.ID, auth.UserChange{Disabled: &out}); err != nil {
		t.Fatal(err)
	}
	if err := w.auth.RevokeKey(w.local, key.ID); err != nil {
		t.Fatal(err)
	}
	for name, grant := range map[string]string{"a user who is out": grant, "a key that was revoked": ofKey} {
		if _, ok := w.granted(grant); ok {
			t.Errorf("the grant of %s is good", name)
		}
	}
}

func TestAPublicVisitorMakesNoCode(t *testing.T) {
	w := newWorld(t)
	if _, _, err := w.auth.PreviewCode(context.Background()); errs.CodeOf(err) != errs.Unauthenticated {
		t.Error(err)
	}
}
