// Package clock is the time port: tests set the time, everything else asks it.
package clock

import (
	"context"
	"time"
)

// Clock tells the time and waits. Times are in UTC.
type Clock interface {
	Now() time.Time
	// Sleep returns after d, or with ctx's error as soon as ctx is done.
	Sleep(ctx context.Context, d time.Duration) error
}

// System is the machine's clock.
type System struct{}

// Now is the current time in UTC, as the clock on the wall shows it. Go's own times also count the seconds that the machine
// was awake, and compare those: a function in AWS that was frozen for an hour would go on believing what it read before,
// such as a key that was revoked since.
func (System) Now() time.Time { return time.Now().UTC().Round(0) }

// Sleep waits for d.
func (System) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
