package event

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// maxParallel is the number of entries whose events one Dispatch works on at a time.
const maxParallel = 16

// errHeldBack says that an earlier event of the same entry failed.
var errHeldBack = errors.New("an earlier event of the entry failed")

// Consumer makes something of events. It gets each at least once, and drops what it had before.
type Consumer interface {
	Name() string
	Consume(ctx context.Context, e Event) error
}

// NewConsumer makes a consumer of a function.
func NewConsumer(name string, consume func(ctx context.Context, e Event) error) Consumer {
	return funcConsumer{name, consume}
}

type funcConsumer struct {
	name    string
	consume func(ctx context.Context, e Event) error
}

func (f funcConsumer) Name() string { return f.name }

func (f funcConsumer) Consume(ctx context.Context, e Event) error { return f.consume(ctx, e) }

// Dispatcher hands events to consumers, in an order that matters: webhooks come after the invalidation, so that a
// receiver that asks at once never sees the old page.
type Dispatcher struct{ consumers []Consumer }

// NewDispatcher makes a dispatcher; each event goes to the consumers in the order given.
func NewDispatcher(consumers ...Consumer) *Dispatcher { return &Dispatcher{consumers} }

// Dispatch hands the events to the consumers, in order for each entry, entries in parallel. The result has one element
// an event, nil where every consumer succeeded; after a failure the later events of that entry are held back.
func (d *Dispatcher) Dispatch(ctx context.Context, events ...Event) []error {
	results := make([]error, len(events))
	places := make(chan struct{}, maxParallel)
	var wg sync.WaitGroup
	for _, entry := range byEntry(events) {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			failed := false
			for _, i := range entry {
				if failed {
					results[i] = errHeldBack
					continue
				}
				results[i] = d.one(ctx, events[i])
				failed = results[i] != nil
			}
		})
	}
	wg.Wait()
	return results
}

// byEntry gives the positions of the events of each entry.
func byEntry(events []Event) [][]int {
	var groups [][]int
	at := map[string]int{}
	for i, e := range events {
		n, known := at[e.subject()]
		if !known {
			n = len(groups)
			at[e.subject()] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], i)
	}
	return groups
}

// subject is what the order of events is kept for: the entry, or the event alone.
func (e Event) subject() string {
	if e.Entry != "" {
		return e.Entry
	}
	return e.ID
}

func (d *Dispatcher) one(ctx context.Context, e Event) error {
	for _, c := range d.consumers {
		if err := consume(ctx, c, e); err != nil {
			return fmt.Errorf("%s: %w", c.Name(), err)
		}
	}
	return nil
}

// consume contains a consumer's panic: an event that brings it about must not end the process.
func consume(ctx context.Context, c Consumer, e Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Consume(ctx, e)
}
