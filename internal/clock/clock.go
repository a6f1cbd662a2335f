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

// Now is the current time in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

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
