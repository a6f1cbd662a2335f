package clock

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Fake is a clock for tests. It stands still until it is told to advance.
type Fake struct {
	mu       sync.Mutex
	now      time.Time
	sleepers []*sleeper
	changed  chan struct{} // closed, and made anew, whenever somebody goes to sleep
}

type sleeper struct {
	until time.Time
	wake  chan struct{}
}

// NewFake makes a clock that shows t.
func NewFake(t time.Time) *Fake {
	return &Fake{now: t.UTC(), changed: make(chan struct{})}
}

// Now is the time that the clock shows.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Sleep returns when the clock was advanced by d, or with ctx's error as soon as ctx is done.
func (f *Fake) Sleep(ctx context.Context, d time.Duration) error {
	s := f.lieDown(d)
	select {
	case <-s.wake:
		return nil
	case <-ctx.Done():
		f.getUp(s)
		return ctx.Err()
	}
}

// Advance moves the clock on by d and wakes those whose time has come.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
	f.sleepers = slices.DeleteFunc(f.sleepers, func(s *sleeper) bool {
		due := !s.until.After(f.now)
		if due {
			close(s.wake)
		}
		return due
	})
}

// AwaitSleepers returns when at least n callers sleep, or with ctx's error as soon as ctx is done.
func (f *Fake) AwaitSleepers(ctx context.Context, n int) error {
	for {
		f.mu.Lock()
		enough, changed := len(f.sleepers) >= n, f.changed
		f.mu.Unlock()
		if enough {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (f *Fake) lieDown(d time.Duration) *sleeper {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := &sleeper{f.now.Add(d), make(chan struct{})}
	if d <= 0 {
		close(s.wake)
		return s
	}
	f.sleepers = append(f.sleepers, s)
	close(f.changed)
	f.changed = make(chan struct{})
	return s
}

func (f *Fake) getUp(s *sleeper) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sleepers = slices.DeleteFunc(f.sleepers, func(other *sleeper) bool { return other == s })
}
