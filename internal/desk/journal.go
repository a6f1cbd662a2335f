package desk

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// journal gathers events that arrive at once, so that one transaction notes many of them: whoever gets the turn writes for
// all who wait.
type journal struct {
	turn    sync.Mutex // one writes
	mu      sync.Mutex // of waiting
	waiting []*noted
}

// noted is an event that waits to be noted.
type noted struct {
	event event.Event
	done  bool // behind turn, as is err
	err   error
}

// maxNoted is how many events one transaction notes: each can touch an entry, a model and a person.
const maxNoted = 30

// Name names the consumer of events.
func (s *Service) Name() string { return "desk" }

// Consume counts an entry that changes its status, and notes what a person wrote. Events may come twice, and late.
func (s *Service) Consume(ctx context.Context, e event.Event) error {
	if e.Entry == "" || !counts(e) && !writes(e) {
		return nil
	}
	n := s.journal.add(e)
	s.journal.turn.Lock()
	defer s.journal.turn.Unlock()
	for !n.done {
		s.write(ctx, s.journal.take())
	}
	return n.err
}

func (j *journal) add(e event.Event) *noted {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := &noted{event: e}
	j.waiting = append(j.waiting, n)
	return n
}

func (j *journal) take() []*noted {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := min(len(j.waiting), maxNoted)
	taken := slices.Clone(j.waiting[:n])
	j.waiting = j.waiting[n:]
	return taken
}

// write notes events, together.
func (s *Service) write(ctx context.Context, all []*noted) {
	events := make([]event.Event, len(all))
	for i, n := range all {
		events[i] = n.event
	}
	err := s.enter(ctx, events)
	for _, n := range all {
		n.done, n.err = true, err
	}
}

// enter writes what events change in one transaction, again where other processes were faster.
func (s *Service) enter(ctx context.Context, events []event.Event) error {
	for try := 1; ; try++ {
		p := newPage(s, events)
		err := s.table.View(ctx, func(r store.Reader) error { return p.read(ctx, r) })
		if err != nil {
			return err
		}
		for _, e := range events {
			p.count(e)
			p.remember(e)
		}
		changes := p.writes()
		if len(changes) == 0 {
			return nil
		}
		err = s.table.Transact(ctx, "", changes...)
		if try == maxTries || !isLost(err) && !errors.Is(err, store.ErrUnknown) {
			return err
		}
		if err := s.pause(ctx, try); err != nil {
			return err
		}
	}
}

// pause waits before the next try, the longer the more there were.
func (s *Service) pause(ctx context.Context, try int) error {
	return s.clock.Sleep(ctx, rand.N(time.Duration(try)*20*time.Millisecond)+time.Millisecond)
}
