package aws

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/store/storetest"
)

// F17
func TestOneProcessWritesTheSearchIndex(t *testing.T) {
	table, now := storetest.New(t), time.Now()
	first, second := newLease(table), newLease(table)
	first.now, second.now = func() time.Time { return now }, func() time.Time { return now }
	ctx, cancel := context.WithDeadline(t.Context(), now.Add(time.Minute))
	defer cancel()

	free, err := first.take(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.try(ctx); !errors.Is(err, errLeased) {
		t.Fatalf("two hold the lease: %v", err)
	}
	if err := free(); err != nil {
		t.Fatal(err)
	}
	late, err := second.take(ctx)
	if err != nil {
		t.Fatalf("a lease that is free cannot be taken: %v", err)
	}
	now = now.Add(time.Minute + leaseBeyond/2)
	if _, err := first.try(ctx); !errors.Is(err, errLeased) {
		t.Fatalf("a lease ends with its call, and not a little later: %v", err)
	}
	now = now.Add(leaseBeyond)
	again, cancel := context.WithDeadline(t.Context(), now.Add(time.Minute))
	defer cancel()
	if _, err := first.try(again); err != nil {
		t.Fatalf("the lease of a process that died holds for ever: %v", err)
	}
	if err := late(); err != nil {
		t.Fatal(err)
	}
	if _, err := second.try(ctx); !errors.Is(err, errLeased) {
		t.Fatalf("who comes too late frees what is another's: %v", err)
	}
}
