package aws

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// lease lets one process at a time write the snapshots of the search index. Concurrency that is set apart would do so too,
// but new accounts cannot set any apart, and SQS would hide what it finds no room for until its visibility ends.
type lease struct {
	table store.Table
	now   func() time.Time
}

func newLease(t store.Table) *lease { return &lease{t, time.Now} }

// errLeased says that another process has the lease.
var errLeased = errors.New("another process writes the search index")

// How long a process waits for the lease, and how often it looks.
const (
	leaseWait = 5 * time.Second
	leaseLook = 250 * time.Millisecond
)

// leaseBeyond is how long a lease goes on after the end of the call that holds it: clocks differ.
const leaseBeyond = 15 * time.Second

// leaseLongest is how long one goes on that has no end.
const leaseLongest = 10 * time.Minute

var leaseKey = store.Key{Partition: "main#search", Sort: "writer"}

// take waits for the lease a little, and holds it until it is freed, or until the end of ctx and a little more.
func (l *lease) take(ctx context.Context) (free func() error, err error) {
	for waited := time.Duration(0); ; waited += leaseLook {
		version, err := l.try(ctx)
		if err == nil {
			return func() error { return l.free(version) }, nil
		}
		if !errors.Is(err, errLeased) || waited >= leaseWait {
			return nil, err
		}
		select {
		case <-time.After(leaseLook):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// try takes the lease if it is free; the version is that of its item then.
func (l *lease) try(ctx context.Context) (version int64, err error) {
	err = l.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, leaseKey)
		if err != nil || len(items) == 0 {
			return err
		}
		version = items[0].Version
		var until time.Time
		if err := until.UnmarshalText(items[0].Body); err != nil {
			return fmt.Errorf("the lease of the search index: %w", err)
		}
		if l.now().Before(until) {
			return errLeased
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return version + 1, l.write(ctx, version, l.end(ctx))
}

func (l *lease) end(ctx context.Context) time.Time {
	if end, ok := ctx.Deadline(); ok {
		return end.Add(leaseBeyond)
	}
	return l.now().Add(leaseLongest)
}

// write makes the item say until when the lease holds, if nobody has written it meanwhile.
func (l *lease) write(ctx context.Context, version int64, until time.Time) error {
	text, err := until.UTC().MarshalText()
	if err != nil {
		return err
	}
	cond := store.VersionIs(version)
	err = l.table.Transact(ctx, rand.Text(), store.Put(store.Item{Key: leaseKey, Version: version + 1, Body: text}, cond))
	if failed := (*store.ConditionError)(nil); errors.As(err, &failed) {
		return errLeased
	}
	return err
}

// free ends a lease that this process holds, even if its call is over.
func (l *lease) free(version int64) error {
	ctx, cancel := context.WithTimeout(context.Background(), leaseWait)
	defer cancel()
	err := l.write(ctx, version, l.now().Add(-time.Second))
	if errors.Is(err, errLeased) { // it had run out, and is another's
		return nil
	}
	return err
}
