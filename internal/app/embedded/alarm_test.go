package embedded

import (
	"context"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/clock"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// watched is an alarm whose times the test sees, and says when the next is.
type watched struct {
	*testing.T
	alarm *alarm
	clock *clock.Fake
	times chan time.Time // at which it did something
	next  chan time.Time
}

func newWatched(t *testing.T) *watched {
	c := clock.NewFake(noon)
	w := &watched{t, newAlarm(c), c, make(chan time.Time), make(chan time.Time, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.alarm.run(ctx, func() time.Time {
			w.times <- c.Now()
			return <-w.next
		})
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return w
}

// does waits until the alarm does something, after so much time in all, and tells it when the next time is.
func (w *watched) does(after time.Duration, next time.Time) {
	w.Helper()
	if at := <-w.times; !at.Equal(noon.Add(after)) {
		w.Errorf("it was done after %s, not after %s", at.Sub(noon), after)
	}
	w.next <- next
}

// pass lets time pass once the alarm sleeps.
func (w *watched) pass(d time.Duration) {
	w.Helper()
	if err := w.clock.AwaitSleepers(w.Context(), 1); err != nil {
		w.Fatal(err)
	}
	w.clock.Advance(d)
}

func TestTheAlarmGoesOffAtItsMoment(t *testing.T) {
	w := newWatched(t)
	w.does(0, noon.Add(20*time.Second))
	w.pass(20 * time.Second)
	w.does(20*time.Second, time.Time{})
	w.pass(time.Minute)
	w.does(80*time.Second, noon.Add(24*time.Hour))
	w.pass(time.Minute) // never later than this: clocks are set
	w.does(140*time.Second, time.Time{})
	w.pass(0)
}

func TestTheAlarmIsRung(t *testing.T) {
	w := newWatched(t)
	w.alarm.ring() // while it is at work
	w.alarm.ring()
	w.does(0, noon.Add(time.Hour))
	w.does(0, noon.Add(time.Hour))
	if err := w.clock.AwaitSleepers(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	w.alarm.ring()
	w.does(0, time.Time{})
	w.pass(0)
}
