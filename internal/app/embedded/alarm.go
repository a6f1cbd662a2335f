package embedded

import (
	"context"
	"time"

	"github.com/galley-cms/galley/internal/clock"
)

// longestSleep is how late the alarm is at most when nobody rings it: after a change of the machine's clock, or when the
// machine itself slept.
const longestSleep = time.Minute

// alarm does something at its moments: those that it names itself, and whenever somebody rings.
type alarm struct {
	clock clock.Clock
	rung  chan struct{}
}

func newAlarm(c clock.Clock) *alarm { return &alarm{c, make(chan struct{}, 1)} }

// ring has it done soon. It never waits.
func (a *alarm) ring() {
	select {
	case a.rung <- struct{}{}:
	default: // somebody rang already
	}
}

// run does it now and whenever it is time, until ctx ends; do returns the moment of the next time, or zero.
func (a *alarm) run(ctx context.Context, do func() (next time.Time)) {
	for ctx.Err() == nil {
		pause := longestSleep
		if next := do(); !next.IsZero() {
			pause = min(pause, next.Sub(a.clock.Now()))
		}
		a.sleep(ctx, pause)
	}
}

// sleep returns after d, or when somebody rings.
func (a *alarm) sleep(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithCancel(ctx)
	slept := make(chan struct{})
	go func() {
		defer close(slept)
		_ = a.clock.Sleep(ctx, d) // that it ends is all that counts
	}()
	select {
	case <-a.rung:
	case <-slept:
	}
	cancel()
	<-slept
}
