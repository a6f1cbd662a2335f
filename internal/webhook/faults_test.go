package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/internal/webhook"
)

// The outbox hands out an event again after a restart, and two dispatchers may hand it out at once.
func TestRepeatedEventsAreDeliveredOnce(t *testing.T) { // F17
	f, r := setup(t), receive(t, nil)
	f.add(r.url)
	e := f.happen(published("a"))
	if err := f.Consume(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	f.work()
	if err := f.Consume(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	f.work()
	if n := len(r.all()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// process is another process on the same table and queue.
func (f *fixture) process(table store.Table) *webhook.Service {
	return webhook.New(table, f.queue, f.payloads, webhook.Options{AllowLoopback: true, Clock: f.clock})
}

// Two dispatchers get the same events at once, and two functions the same messages: what they do twice is the same
// delivery, and nothing is left undone.
func TestTwoDispatchersAtOnce(t *testing.T) { // F17
	f, r := setup(t), receive(t, nil)
	h, _ := f.add(r.url)
	var events []event.Event
	for n := range 20 {
		events = append(events, f.write(published(fmt.Sprint(n))))
	}
	faults := &storetest.Faults{Torn: true, Stale: 5}
	table := faults.Wrap(f.table)
	f.both(func() {
		for _, err := range event.NewDispatcher(nil, f.process(table)).Dispatch(t.Context(), events...) {
			if err != nil {
				t.Error(err)
			}
		}
	})
	messages := f.queue.take()
	f.both(func() {
		s := f.process(table)
		for _, m := range messages {
			for s.Handle(t.Context(), m) != nil { // somebody else noted the attempt
			}
		}
	})
	ids := map[string]int{}
	for _, got := range r.all() {
		ids[got.id()]++
	}
	for _, d := range f.deliveries(h.ID) {
		if d.State != webhook.Delivered || ids[d.ID] == 0 || ids[d.ID] > 2 {
			t.Errorf("the delivery %s is %s after %d requests", d.ID, d.State, ids[d.ID])
		}
	}
	if n := len(f.deliveries(h.ID)); n != len(events) || len(ids) != len(events) {
		t.Errorf("%d deliveries and %d ids of %d events", n, len(ids), len(events))
	}
}

// both runs fn twice at once.
func (f *fixture) both(fn func()) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(fn)
	}
	wg.Wait()
}

// An operator moves what was set aside back into the queue, with messages among it that were handled before.
func TestRedrivenMessagesDeliverNothingTwice(t *testing.T) { // F10
	for name, answer := range map[string]func(http.ResponseWriter, int){"delivered": nil, "failed for good": status(500), "gone": status(410)} {
		f, r := setup(t), receive(t, answer)
		h, _ := f.add(r.url)
		f.happen(published("a"))
		message := f.queue.take()[0]
		f.queue.messages = []queue.Message{message}
		f.work()
		before, state := len(r.all()), f.only(h.ID).State
		for range 3 {
			if err := f.Handle(t.Context(), queue.Message{Body: message.Body, Group: message.Group, Attempts: 1}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(r.all()); n != before || f.only(h.ID).State != state || state == webhook.Pending {
			t.Errorf("%s: %d requests became %d, the delivery is %s", name, before, n, f.only(h.ID).State)
		}
	}
}

// A message that was set aside although its delivery still waits goes on where it was: not early, and not anew.
func TestRedrivenMessagesKeepTheSchedule(t *testing.T) { // F10
	f, r := setup(t), receive(t, status(500))
	h, _ := f.add(r.url)
	f.happen(published("a"))
	message := f.queue.take()[0]
	for range 2 {
		wish := new(queue.RetryError)
		if err := f.Handle(t.Context(), message); !errors.As(err, &wish) {
			t.Fatal(err)
		}
	}
	if d := f.only(h.ID); len(r.all()) != 1 || d.Tries != 1 || d.State != webhook.Pending {
		t.Errorf("%d requests, ledger %+v", len(r.all()), d)
	}
}

// counting counts the queries of a table.
type counting struct {
	store.Table
	queries int
}

func (c *counting) View(ctx context.Context, fn func(store.Reader) error) error {
	return c.Table.View(ctx, func(r store.Reader) error { return fn(countingReader{r, c}) })
}

type countingReader struct {
	store.Reader
	count *counting
}

func (r countingReader) Query(ctx context.Context, q store.Query) (store.Page, error) {
	r.count.queries++
	return r.Reader.Query(ctx, q)
}

// The hooks are read once a batch, and anew for the next one: whoever is added hears of what comes after.
func TestHooksAreReadOnceABatch(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	f.add(r.url)
	table := &counting{Table: f.table}
	d := event.NewDispatcher(nil, f.process(table))
	for batch := 1; batch <= 2; batch++ {
		var events []event.Event
		for n := range 30 {
			events = append(events, f.write(published(fmt.Sprint(batch, "-", n))))
		}
		if err := errors.Join(d.Dispatch(t.Context(), events...)...); err != nil {
			t.Fatal(err)
		}
		if n := len(f.queue.take()); table.queries != batch || n != batch*len(events) {
			t.Errorf("batch %d: %d queries so far, %d messages", batch, table.queries, n)
		}
		f.add(r.url)
	}
}

// The process dies after the message was queued and before the ledger knew, or before the message was queued.
func TestNothingIsLostBetweenQueueAndLedger(t *testing.T) { // F1, F7
	f, r := setup(t), receive(t, nil)
	f.add(r.url)
	f.queue.broken = errors.New("the queue is down")
	e := f.write(published("a"))
	if err := f.Consume(t.Context(), e); err == nil {
		t.Fatal("the event counts as consumed")
	}
	f.queue.broken = nil
	if err := f.Consume(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	messages := f.queue.take()
	forget := store.Delete(store.Key{Partition: "main#delivery#" + f.hookID() + "#" + e.Time.Format(time.DateOnly), Sort: e.ID}, store.Exists())
	if err := f.table.Batch(t.Context(), forget)[0]; err != nil {
		t.Fatal(err)
	}
	if err := f.Consume(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	f.queue.messages = append(messages, f.queue.take()...)
	f.work()
	if n := len(r.all()); n != 1 {
		t.Errorf("%d requests of two messages, want 1", n)
	}
}

func (f *fixture) hookID() string {
	f.t.Helper()
	list, err := f.List(f.ctx)
	if err != nil || len(list) != 1 {
		f.t.Fatalf("%d hooks, %v", len(list), err)
	}
	return list[0].ID
}

// The process dies at some call to the store, while it consumes an event or delivers. The next one gets the event
// again, and the messages that were not handled.
func TestDeathAtAnyStoreCallLosesNothing(t *testing.T) { // F1
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter} {
		for call := 1; ; call++ {
			f, r := setup(t), receive(t, nil)
			h, _ := f.add(r.url)
			faults := &storetest.Faults{At: map[int]storetest.Fault{call: fault}}
			e := f.write(published("a"))
			f.doomed(faults.Wrap(f.table), e)
			if err := f.Consume(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			f.work()
			if d := f.only(h.ID); d.State != webhook.Delivered || len(r.all()) == 0 {
				t.Errorf("fault %d at call %d: the delivery is %s after %d requests", fault, call, d.State, len(r.all()))
			}
			for _, got := range r.all() {
				if got.id() != r.all()[0].id() {
					t.Errorf("fault %d at call %d: the repeated delivery has another id", fault, call)
				}
			}
			if faults.Calls() < call {
				break // it lived
			}
		}
	}
}

// doomed lets a process of its own consume an event and handle the messages, on a table that may end it.
func (f *fixture) doomed(table store.Table, e event.Event) {
	s := f.process(table)
	_ = s.Consume(f.t.Context(), e)
	for _, m := range f.queue.take() {
		if s.Handle(f.t.Context(), m) != nil {
			_ = f.queue.Send(f.t.Context(), queue.Message{Body: m.Body, Group: m.Group})
		}
	}
}

func TestCollisionsAreTriedAgain(t *testing.T) { // F5
	tests := map[string]struct {
		chance map[storetest.Fault]float64
		at     map[int]storetest.Fault
		ok     bool
	}{
		"some":           {nil, map[int]storetest.Fault{2: storetest.Conflict, 3: storetest.Conflict, 4: storetest.LostReply}, true},
		"without an end": {map[storetest.Fault]float64{storetest.Conflict: 1}, map[int]storetest.Fault{1: storetest.None}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			faults := &storetest.Faults{At: test.at, Chance: test.chance}
			s := webhook.New(faults.Wrap(f.table), f.queue, f.payloads, webhook.Options{Clock: f.clock})
			ctx, cancel := context.WithCancel(f.ctx)
			defer cancel()
			go func() {
				for f.clock.AwaitSleepers(ctx, 1) == nil {
					f.clock.Advance(time.Second)
				}
			}()
			_, _, err := s.Add(ctx, webhook.Subscription{URL: "https://example.com"})
			if list, _ := f.List(f.ctx); (err == nil) != test.ok || (len(list) == 1) != test.ok {
				t.Errorf("%v, %d webhooks, after %d calls", err, len(list), faults.Calls())
			}
		})
	}
}

// Two administrators change a webhook at once: the second must not undo the first unseen.
func TestStaleChangesAreConflicts(t *testing.T) {
	f := setup(t)
	h, _ := f.add("https://example.com")
	url, other := "https://example.org", "https://example.net"
	racing := &raceTable{Table: f.table, before: func() {
		if _, err := f.Update(f.ctx, h.ID, webhook.Changes{URL: &url}); err != nil {
			t.Error(err)
		}
	}}
	s := webhook.New(racing, f.queue, f.payloads, webhook.Options{Clock: f.clock})
	if _, err := s.Update(f.ctx, h.ID, webhook.Changes{URL: &other}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("got %v", err)
	}
	if got, err := f.Get(f.ctx, h.ID); err != nil || got.URL != url {
		t.Errorf("kept %q, %v", got.URL, err)
	}
}

// raceTable lets something happen before a transaction.
type raceTable struct {
	store.Table
	before func()
}

func (r *raceTable) Transact(ctx context.Context, token string, writes ...store.Write) error {
	r.before()
	return r.Table.Transact(ctx, token, writes...)
}
