// Package queuetest holds every adapter of the queue port to one suite.
package queuetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/queue"
)

// Queue is what the suite asks of an adapter beyond the port.
type Queue interface {
	queue.Sender
	// Start begins delivery to a handler.
	Start(h queue.Handler)
	// Dead is the number of messages that were set aside.
	Dead() (int, error)
}

// Options ask for a queue that suits a case.
type Options struct {
	MaxAttempts int           // deliveries after which a message is set aside
	Visibility  time.Duration // time for a handler
}

// patience is how long the suite waits for what must happen.
const patience = 20 * time.Second

// Run holds an adapter to the suite. open makes a new, empty queue, which ends with its test and takes failed
// messages up again after about one tick; tick is the shortest time that the adapter can tell apart.
func Run(t *testing.T, tick time.Duration, open func(t *testing.T, o Options) Queue) {
	cases := []struct {
		name string
		run  func(t *testing.T, s suite)
	}{
		{"delivers what was sent", delivers},
		{"delivers what was sent before the start", deliversEarlier},
		{"takes messages from many at once", takesManyAtOnce},
		{"delivers a failed message again", deliversAgain},
		{"delivers again after a panic", deliversAfterPanic},
		{"heeds the time a handler asks for", heedsRetryAfter},
		{"sets a poison message aside", setsPoisonAside},
		{"delays a message", delays},
		{"delivers again when a handler takes too long", outlastsHandlers},
		{"keeps a stuck group from holding up others", keepsGroupsApart},
		{"refuses what breaks a limit", refusesLimits},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, suite{tick, func(o Options) Queue { return open(t, o) }})
		})
	}
}

// suite is what a case works with.
type suite struct {
	tick time.Duration
	open func(o Options) Queue
}

// inbox keeps what a handler got.
type inbox chan queue.Message

func (in inbox) accept(_ context.Context, m queue.Message) error {
	in <- m
	return nil
}

func (in inbox) next(t *testing.T) queue.Message {
	t.Helper()
	select {
	case m := <-in:
		return m
	case <-time.After(patience):
		t.Fatal("no message came")
		return queue.Message{}
	}
}

func send(t *testing.T, q Queue, messages ...queue.Message) {
	t.Helper()
	if err := q.Send(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
}

func text(s string) queue.Message { return queue.Message{Body: []byte(s)} }

func delivers(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{})
	q.Start(in.accept)
	body := bytes.Repeat([]byte("{\"a\": \"ä\"}"), 10_000)
	send(t, q, queue.Message{Body: body, Group: "g"})
	m := in.next(t)
	if !bytes.Equal(m.Body, body) || m.ID == "" || m.Attempts != 1 {
		t.Errorf("got message %q, attempt %d, %d bytes", m.ID, m.Attempts, len(m.Body))
	}
}

func deliversEarlier(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{})
	send(t, q, text("a"))
	q.Start(in.accept)
	in.next(t)
}

func takesManyAtOnce(t *testing.T, s suite) {
	const senders, each = 8, 10
	in := make(inbox, senders*each)
	q := s.open(Options{})
	q.Start(in.accept)
	var wg sync.WaitGroup
	for n := range senders {
		wg.Go(func() {
			for i := range each {
				if err := q.Send(t.Context(), text(fmt.Sprintf("%d/%d", n, i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for len(seen) < senders*each {
		seen[string(in.next(t).Body)] = true
	}
}

func deliversAgain(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{MaxAttempts: 5})
	q.Start(func(_ context.Context, m queue.Message) error {
		in <- m
		if m.Attempts < 3 {
			return errors.New("not yet")
		}
		return nil
	})
	send(t, q, text("a"))
	first := in.next(t)
	for n := 2; n <= 3; n++ {
		m := in.next(t)
		if m.ID != first.ID || m.Attempts != n || string(m.Body) != "a" {
			t.Errorf("delivery %d is of message %q (first %q), attempt %d", n, m.ID, first.ID, m.Attempts)
		}
	}
}

func deliversAfterPanic(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{MaxAttempts: 5})
	q.Start(func(_ context.Context, m queue.Message) error {
		in <- m
		if m.Attempts == 1 {
			panic("of a handler")
		}
		return nil
	})
	send(t, q, text("a"))
	in.next(t)
	in.next(t)
}

func heedsRetryAfter(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{MaxAttempts: 5})
	asked := 5 * s.tick
	q.Start(func(_ context.Context, m queue.Message) error {
		in <- m
		if string(m.Body) == "slow" && m.Attempts == 1 {
			return queue.RetryAfter(asked, nil)
		}
		return nil
	})
	send(t, q, text("slow"))
	in.next(t)
	begin := time.Now()
	send(t, q, text("fast"))
	if m := in.next(t); string(m.Body) != "fast" {
		t.Errorf("%s came first", m.Body)
	}
	in.next(t)
	if waited := time.Since(begin); waited < asked-2*s.tick {
		t.Errorf("came again after %s, asked for %s", waited, asked)
	}
}

func setsPoisonAside(t *testing.T, s suite) { // F3
	in := make(inbox, 10)
	q := s.open(Options{MaxAttempts: 2})
	q.Start(func(_ context.Context, m queue.Message) error {
		in <- m
		if string(m.Body) == "poison" {
			return errors.New("poison")
		}
		return nil
	})
	send(t, q, text("poison"), text("good"))
	got := map[string]int{}
	for range 3 {
		got[string(in.next(t).Body)]++
	}
	if got["poison"] != 2 || got["good"] != 1 {
		t.Errorf("deliveries: %v", got)
	}
	await(t, s, "the poison is not among the dead letters", func() bool {
		n, err := q.Dead()
		if err != nil {
			t.Fatal(err)
		}
		return n == 1
	})
}

func delays(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{})
	q.Start(in.accept)
	begin := time.Now()
	send(t, q, queue.Message{Body: []byte("later"), Delay: 5 * s.tick}, text("now"))
	if m := in.next(t); string(m.Body) != "now" {
		t.Errorf("%s came first", m.Body)
	}
	in.next(t)
	if waited := time.Since(begin); waited < 4*s.tick {
		t.Errorf("came after %s, sent with a delay of %s", waited, 5*s.tick)
	}
}

func outlastsHandlers(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{MaxAttempts: 5, Visibility: 2 * s.tick})
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	q.Start(func(_ context.Context, m queue.Message) error {
		in <- m
		if m.Attempts == 1 {
			<-end
		}
		return nil
	})
	send(t, q, text("a"))
	in.next(t)
	if m := in.next(t); m.Attempts != 2 {
		t.Errorf("the second delivery is attempt %d", m.Attempts)
	}
}

func keepsGroupsApart(t *testing.T, s suite) {
	in := make(inbox, 10)
	q := s.open(Options{})
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	q.Start(func(_ context.Context, m queue.Message) error {
		if m.Group == "stuck" {
			<-end
			return nil
		}
		in <- m
		return nil
	})
	for range 10 {
		var ten []queue.Message
		for range 10 {
			ten = append(ten, queue.Message{Body: []byte("a"), Group: "stuck"})
		}
		send(t, q, ten...)
	}
	send(t, q, queue.Message{Body: []byte("b"), Group: "other"}, text("c"))
	in.next(t)
	in.next(t)
}

func refusesLimits(t *testing.T, s suite) {
	q := s.open(Options{})
	bad := map[string]queue.Message{
		"an empty message":    {},
		"a large message":     {Body: make([]byte, queue.MaxBody+1)},
		"a long delay":        {Body: []byte("a"), Delay: queue.MaxDelay + time.Second},
		"a negative delay":    {Body: []byte("a"), Delay: -time.Second},
		"a group with spaces": {Body: []byte("a"), Group: "a b"},
		"a long group":        {Body: []byte("a"), Group: strings.Repeat("g", queue.MaxGroup+1)},
	}
	for name, m := range bad {
		if err := q.Send(t.Context(), m); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	send(t, q, queue.Message{Body: bytes.Repeat([]byte("a"), queue.MaxBody), Delay: queue.MaxDelay, Group: strings.Repeat("g", queue.MaxGroup)})
}

// await asks until something holds.
func await(t *testing.T, s suite, complaint string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(s.tick / 2) {
		if time.Now().After(end) {
			t.Fatal(complaint)
		}
	}
}
