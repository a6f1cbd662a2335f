package event

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/galley-cms/galley/internal/errs"
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

// Batcher is a Consumer that does some of its work once for all events of a batch.
type Batcher interface {
	Consumer
	// Batch gives the consumer of events that were all committed before this call.
	Batch() Consumer
}

// Edge drops cached replies by their tags, and confirms it.
type Edge interface {
	Invalidate(ctx context.Context, tags ...string) error
}

// Dispatcher hands events to the edge and then to consumers: webhooks come after the invalidation, so that a receiver
// that asks at once never sees the old page.
type Dispatcher struct {
	edge      Edge
	consumers []Consumer
}

// NewDispatcher makes a dispatcher; edge may be nil. Each event goes to the consumers in the order given.
func NewDispatcher(edge Edge, consumers ...Consumer) *Dispatcher { return &Dispatcher{edge, consumers} }

// Dispatch lets the edge drop, at once, what all of the events made stale. When that is confirmed it hands the events to
// the consumers, in order for each entry, entries in parallel. The result has one element an event, nil where edge and
// consumers succeeded; after a failure the later events of that entry are held back.
func (d *Dispatcher) Dispatch(ctx context.Context, events ...Event) []error {
	results := make([]error, len(events))
	if err := d.invalidate(ctx, events); err != nil {
		for i := range results {
			results[i] = err
		}
		return results
	}
	consumers := d.batch()
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
				results[i] = one(ctx, consumers, events[i])
				failed = results[i] != nil
			}
		})
	}
	wg.Wait()
	return results
}

// invalidate drops what the events made stale.
func (d *Dispatcher) invalidate(ctx context.Context, events []Event) (err error) {
	tags := Tags(events...)
	if d.edge == nil || len(tags) == 0 {
		return nil
	}
	defer errs.Wrap(&err, "drop what is stale")
	defer contain(&err)
	return d.edge.Invalidate(ctx, tags...)
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

// batch gives the consumers of a batch.
func (d *Dispatcher) batch() []Consumer {
	consumers := slices.Clone(d.consumers)
	for i, c := range consumers {
		if b, ok := c.(Batcher); ok {
			consumers[i] = b.Batch()
		}
	}
	return consumers
}

func one(ctx context.Context, consumers []Consumer, e Event) error {
	for _, c := range consumers {
		if err := consume(ctx, c, e); err != nil {
			return fmt.Errorf("%s: %w", c.Name(), err)
		}
	}
	return nil
}

func consume(ctx context.Context, c Consumer, e Event) (err error) {
	defer contain(&err)
	return c.Consume(ctx, e)
}

// contain makes a panic an error: an event that brings it about must not end the process.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}
