package auth_test

import (
	"context"
	"errors"
	"testing"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
)

// locked is a table that refuses writes.
type locked struct{ store.Table }

func (locked) Transact(context.Context, string, ...store.Write) error {
	return errors.New("writing is not allowed")
}

// A process that may not write knows people and programs all the same, after whatever time.
func TestReadOnly(t *testing.T) {
	w := newWorld(t)
	w.user("ada@example.com", auth.RoleAdmin)
	token := w.signIn("ada@example.com")
	_, secret, err := w.auth.CreateKey(w.local, "CI", []auth.Scope{auth.ScopeRead})
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(auth.SessionTime / 2)
	reader := auth.New(locked{w.table}, auth.Options{Clock: w.clock, ReadOnly: true})
	if !w.valid(reader, token) {
		t.Error("the session is not known")
	}
	if _, ok, err := reader.ByKey(t.Context(), secret); !ok || err != nil {
		t.Errorf("the key is not known: %v", err)
	}
	if _, _, err := auth.New(locked{w.table}, auth.Options{Clock: w.clock}).ByKey(t.Context(), secret); err == nil {
		t.Error("nothing was to be written: the test proves nothing")
	}
}
