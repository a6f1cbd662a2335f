package event

import (
	"context"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

const (
	walkPage       = 100         // events read from the table at a time
	consumeTimeout = time.Minute // for all consumers of one event
	maxStuck       = 1000        // failed events of a shard, and those behind them; with more it takes up no others
)

// lane works on the events of one shard, one after the other.
//
// Events come from memory (fresh) or, after a start or when memory ran over, from the table (a walk). An entry with a
// failed event is stuck: its later events queue up behind, those of other entries flow.
type lane struct {
	relay *Relay
	shard int
	wake  chan struct{}

	mu    sync.Mutex
	fresh []store.Item      // committed, not yet taken up
	now   string            // id of the event being consumed; "" if none
	walk  position          // the events from here on are still to be read from the table
	later position          // where the walk after that begins
	aside map[string]bool   // ids that were set aside by an earlier process and are tried again; their notes keep them safe
	stuck map[string]*stuck // by subject
	moved bool              // the mark may have moved since it was saved
}

// position is a place in a shard: an id, or none.
type position struct {
	from string
	set  bool
}

// lower moves the position down to an id.
func (p *position) lower(id string) {
	if !p.set || id < p.from {
		*p = position{id, true}
	}
}

// stuck are the events of an entry whose first one failed.
type stuck struct {
	events   []Event
	attempts int
	due      time.Time
}

func newLane(r *Relay, shard int) *lane {
	return &lane{relay: r, shard: shard, wake: make(chan struct{}, 1), aside: map[string]bool{}, stuck: map[string]*stuck{}}
}

func (l *lane) add(i store.Item) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fresh = append(l.fresh, i)
	if len(l.fresh) > l.relay.options.MaxWaiting {
		for _, f := range l.fresh {
			l.later.lower(f.Sort)
		}
		l.fresh = nil
	}
	l.nudge()
}

// addAside takes up an event that an earlier process set aside.
func (l *lane) addAside(i store.Item) {
	l.mu.Lock()
	l.aside[i.Sort] = true
	l.mu.Unlock()
	l.add(i)
}

// resume lets the lane begin with what the table holds from an id on.
func (l *lane) resume(from string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.walk = position{from, true}
}

func (l *lane) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// run works until the relay ends.
func (l *lane) run(d *Dispatcher) {
	for !l.ending() {
		l.retry(d)
		if l.full() || !l.stepWalk(d) && !l.stepFresh(d) {
			l.rest()
		}
	}
}

func (l *lane) ending() bool {
	select {
	case <-l.relay.quit:
		return true
	default:
		return false
	}
}

// full tells whether so much is stuck that nothing else is taken up: the trouble is not with single events.
func (l *lane) full() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, s := range l.stuck {
		n += len(s.events)
	}
	return n >= maxStuck
}

// rest waits until there is something to do.
func (l *lane) rest() {
	var alarm <-chan time.Time
	if due := l.nextRetry(); !due.IsZero() {
		t := time.NewTimer(time.Until(due))
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-alarm:
	case <-l.wake:
	case <-l.relay.quit:
	}
}

// stepFresh works on the next event from memory; it is false if there is none.
func (l *lane) stepFresh(d *Dispatcher) bool {
	l.mu.Lock()
	if len(l.fresh) == 0 {
		l.mu.Unlock()
		return false
	}
	i := l.fresh[0]
	l.fresh = l.fresh[1:]
	l.now = i.Sort
	l.mu.Unlock()
	l.work(d, i)
	return true
}

// stepWalk works on the next page from the table; it is false if no walk is due.
func (l *lane) stepWalk(d *Dispatcher) bool {
	l.mu.Lock()
	if !l.walk.set {
		l.walk, l.later = l.later, position{}
	}
	walk := l.walk
	l.mu.Unlock()
	if !walk.set {
		return false
	}
	items, err := l.page(walk.from)
	if err != nil {
		l.relay.options.Log.Error("event: cannot read the outbox", "shard", l.shard, "error", err)
		l.relay.sleep(l.relay.options.Backoff)
		return true
	}
	for _, i := range items {
		if l.ending() {
			return true
		}
		l.work(d, i)
		l.advance(position{i.Sort + "\x00", true})
	}
	if len(items) == 0 {
		l.advance(position{})
	}
	return true
}

// page reads the events from an id on; none at the end of the shard.
func (l *lane) page(from string) ([]store.Item, error) {
	var items []store.Item
	q := store.Query{Partition: Partition(l.relay.space, l.shard), From: from, Limit: walkPage, Consistent: store.Consistent}
	err := l.relay.table.View(l.relay.ctx, func(r store.Reader) error {
		p, err := r.Query(l.relay.ctx, q)
		for _, i := range p.Items {
			i.Body = append([]byte(nil), i.Body...)
			items = append(items, i)
		}
		return err
	})
	return items, err
}

func (l *lane) advance(to position) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.walk = to
}

// work hands one event to the consumers, or queues it behind a failed one of its entry.
func (l *lane) work(d *Dispatcher, i store.Item) {
	defer l.done()
	e, err := Decode(i)
	switch {
	case err != nil:
		l.setAside(i.Sort, err)
	case l.queueBehind(e):
	default:
		if err := l.consume(d, e); err != nil {
			l.fail(e, err)
		}
	}
}

func (l *lane) consume(d *Dispatcher, e Event) error {
	ctx, cancel := context.WithTimeout(l.relay.ctx, consumeTimeout)
	defer cancel()
	err := d.Dispatch(ctx, e)[0]
	if err == nil {
		l.forgetAside(e.ID)
	}
	return err
}

// setAside notes that an event keeps failing. If that cannot be noted the mark stays below the event.
func (l *lane) setAside(id string, cause error) {
	if l.relay.setAside(l.shard, id, cause) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.later.lower(id)
}

// forgetAside removes the note of an event that was set aside and has been consumed after all.
func (l *lane) forgetAside(id string) {
	l.mu.Lock()
	noted := l.aside[id]
	delete(l.aside, id)
	l.mu.Unlock()
	if !noted {
		return
	}
	gone := store.Delete(relayKey(l.relay.space, asidePrefix+id), store.Always())
	if err := l.relay.table.Batch(l.relay.ctx, gone)[0]; err != nil {
		l.relay.options.Log.Error("event: cannot remove the note of an event set aside", "event", id, "error", err)
	}
}

func (l *lane) done() {
	l.mu.Lock()
	l.now, l.moved = "", true
	l.mu.Unlock()
	l.relay.touch()
}

// takeMark gives the id below which every event of the shard was consumed or set aside, and whether it may have moved
// since it was last taken.
func (l *lane) takeMark() (mark string, moved bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	moved, l.moved = l.moved, false
	return l.mark(), moved
}

// untakeMark says that the mark taken could not be stored.
func (l *lane) untakeMark() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.moved = true
}

func (l *lane) mark() string {
	low := position{floorID(time.Now()), true}
	for _, p := range []position{l.walk, l.later} {
		if p.set {
			low.lower(p.from)
		}
	}
	ids := []string{l.now}
	for _, i := range l.fresh {
		ids = append(ids, i.Sort)
	}
	for _, s := range l.stuck {
		for _, e := range s.events {
			ids = append(ids, e.ID)
		}
	}
	for _, id := range ids {
		if id != "" && !l.aside[id] {
			low.lower(id)
		}
	}
	return low.from
}
