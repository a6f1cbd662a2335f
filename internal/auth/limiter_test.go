package auth_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// Attempts are counted for all processes together, and each name gets new ones with time.
func TestProcessesCountAttemptsTogether(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.user("ada@example.org", auth.RoleAdmin)
	for n := range 10 {
		_, err := []*auth.Service{w.auth, w.other()}[n%2].SignIn(ctx, "ada@example.org", "wrong password", "192.0.2.1")
		w.wantCode(err, errs.Unauthenticated)
	}
	_, err := w.other().SignIn(ctx, "ADA@example.org", password, "192.0.2.1")
	w.wantCode(err, errs.RateLimited)
	w.clock.Advance(30 * time.Second)
	if _, err := w.other().SignIn(ctx, "ada@example.org", password, "192.0.2.1"); err != nil {
		t.Fatalf("after a while: %v", err)
	}
	for range 10 { // who has proved to be the one begins anew
		_, err := w.auth.SignIn(ctx, "ada@example.org", "wrong password", "192.0.2.1")
		w.wantCode(err, errs.Unauthenticated)
	}
}

// However many come at once, to however many processes, no more get through than are allowed. // G6
func TestAttemptsAtTheSameMoment(t *testing.T) {
	table := storetest.New(t)
	faults := &storetest.Faults{Seed: 1, Chance: map[storetest.Fault]float64{storetest.Conflict: 0.05, storetest.LostReply: 0.05, storetest.LostRequest: 0.05}}
	var passed, refused atomic.Int32
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			_, err := auth.New(faults.Wrap(table), auth.Options{}).SignIn(context.Background(), "ada@example.org", "", "192.0.2.1")
			switch errs.CodeOf(err) {
			case errs.Unauthenticated:
				passed.Add(1)
			case errs.RateLimited:
				refused.Add(1)
			}
		})
	}
	wg.Wait()
	if n := passed.Load(); n == 0 || n > 10 {
		t.Errorf("%d attempts were let through, %d refused", n, refused.Load())
	}
}

// An attempt costs one read and one write, whoever it is for: nothing tells whether there is such a user. // A10
func TestAttemptsCostTheSame(t *testing.T) {
	w := newWorld(t)
	w.user("ada@example.org", auth.RoleAdmin)
	metered := auth.New(store.Meter(w.table, store.MeterOptions{}), auth.Options{Clock: w.clock})
	cost := func(email, password string) store.Totals {
		ctx, usage := store.WithUsage(context.Background())
		_, err := metered.SignIn(ctx, email, password, "192.0.2.1")
		w.wantCode(err, errs.Unauthenticated)
		return usage.Totals()
	}
	known, unknown := cost("ada@example.org", "wrong password"), cost("bob@example.org", "wrong password")
	if known.Gets != unknown.Gets || known.Gets != 3 || known.Batches != 1 || unknown.Batches != 1 || known.WriteUnits != unknown.WriteUnits {
		t.Errorf("%+v, %+v", known, unknown)
	}
}
