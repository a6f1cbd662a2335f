package auth_test

import (
	"testing"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// Who is remembered by what they did has the rights of now, not of then. // A28
func TestPresent(t *testing.T) {
	w := newWorld(t)
	w.user("boss@example.org", auth.RoleAdmin)
	u := w.user("eve@example.org", auth.RoleEditor)
	k, _, err := w.auth.CreateKey(w.local, "Importer", []auth.Scope{auth.ScopeWrite})
	if err != nil {
		t.Fatal(err)
	}
	user, key := auth.Actor{Kind: auth.KindUser, ID: u.ID, Name: u.Name}.Ref(), auth.Actor{Kind: auth.KindKey, ID: k.ID, Name: k.Name}.Ref()

	if a, err := w.auth.Present(t.Context(), user); err != nil || a.Role != auth.RoleEditor || a.ID != u.ID {
		t.Errorf("the user is %+v, %v", a, err)
	}
	if a, err := w.auth.Present(t.Context(), key); err != nil || !auth.Can(a, auth.Publish, auth.Resource{}) {
		t.Errorf("the key is %+v, %v", a, err)
	}
	role, disabled := auth.RoleViewer, true
	if _, err := w.auth.UpdateUser(w.local, u.ID, auth.UserChange{Role: &role}); err != nil {
		t.Fatal(err)
	}
	if a, err := w.other().Present(t.Context(), user); err != nil || auth.Can(a, auth.Publish, auth.Resource{Owner: "other"}) {
		t.Errorf("a viewer is %+v, %v", a, err)
	}
	if _, err := w.auth.UpdateUser(w.local, u.ID, auth.UserChange{Disabled: &disabled}); err != nil {
		t.Fatal(err)
	}
	if err := w.auth.RevokeKey(w.local, k.ID); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []auth.Actor{{Kind: auth.KindUser, ID: u.ID}, {Kind: auth.KindKey, ID: k.ID}, {Kind: auth.KindUser, ID: "nobody"}} {
		_, err := w.auth.Present(t.Context(), gone.Ref())
		w.wantCode(err, errs.Forbidden)
	}
	for _, always := range []auth.Actor{auth.Local, auth.System, auth.Public} {
		if a, err := w.auth.Present(t.Context(), always.Ref()); err != nil || a.Kind != always.Kind {
			t.Errorf("%s is %+v, %v", always.Kind, a, err)
		}
	}
}
