package delivery_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// hands is a clock that stands still until it is moved.
type hands struct{ now time.Time }

func (h *hands) Now() time.Time                             { return h.now }
func (h *hands) Sleep(context.Context, time.Duration) error { return nil }

func TestStoredQueries(t *testing.T) {
	clock := &hands{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	table := storetest.NewAt(t, clock.Now)
	open := func() delivery.PersistedQueries { return delivery.StoredQueries(table, "main", clock) } // a process of its own
	has := func(want bool) {
		t.Helper()
		text, ok, err := open().Query(t.Context(), "h1")
		if err != nil || ok != want || (ok && text != "{a}") {
			t.Errorf("got %q, %v, %v; want it kept: %v", text, ok, err, want)
		}
	}
	has(false)
	if err := open().Keep(t.Context(), "h1", "{a}"); err != nil {
		t.Fatal(err)
	}
	has(true)
	for range 3 { // what is sent is kept on
		clock.now = clock.now.Add(120 * 24 * time.Hour)
		has(true)
	}
	clock.now = clock.now.Add(181 * 24 * time.Hour)
	has(false)
	if err := open().Keep(t.Context(), "h2", strings.Repeat("x", 100<<10)); errs.CodeOf(err) != errs.LimitExceeded {
		t.Errorf("a huge query: %v", err)
	}
}
