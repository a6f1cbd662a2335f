package clock

import (
	"context"
	"errors"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestFakeWakesWhoseTimeHasCome(t *testing.T) {
	f := NewFake(noon)
	woken := make(chan time.Duration, 2)
	for _, d := range []time.Duration{time.Second, time.Hour} {
		go func() {
			if f.Sleep(t.Context(), d) == nil {
				woken <- d
			}
		}()
	}
	if err := f.AwaitSleepers(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	f.Advance(time.Minute)
	if d := <-woken; d != time.Second {
		t.Errorf("who sleeps %s was woken after a minute", d)
	}
	f.Advance(time.Hour)
	if d := <-woken; d != time.Hour {
		t.Errorf("who sleeps %s was woken last", d)
	}
	if got := f.Now(); !got.Equal(noon.Add(time.Hour + time.Minute)) {
		t.Errorf("the clock shows %s", got)
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	for name, c := range map[string]Clock{"fake": NewFake(noon), "system": System{}} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: Sleep returned %v", name, err)
		}
		if err := c.Sleep(t.Context(), 0); err != nil {
			t.Errorf("%s: no sleep at all returned %v", name, err)
		}
	}
}

func TestSystemTellsUTC(t *testing.T) {
	if zone := (System{}).Now().Location(); zone != time.UTC {
		t.Errorf("the time is in %s", zone)
	}
}
