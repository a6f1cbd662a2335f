package event_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded"
)

const patience = 20 * time.Second

var quick = event.RelayOptions{
	Backoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond, MaxAttempts: 4,
	SavePause: time.Millisecond, StartPause: time.Microsecond,
	Log: slog.New(slog.DiscardHandler),
}

// home is a store with a relay, as the binary has it.
type home struct {
	table *embedded.Table
	relay *event.Relay
}

func openHome(t testing.TB, path string, o event.RelayOptions) home {
	t.Helper()
	r := event.NewRelay("main", o)
	table, err := embedded.Open(path, embedded.Options{NoSync: true, Watch: r.Watches, OnCommit: r.Committed})
	if err != nil {
		t.Fatal(err)
	}
	return home{table, r}
}

func (h home) close(t testing.TB) {
	t.Helper()
	if err := errors.Join(h.relay.Close(context.Background()), h.table.Close()); err != nil {
		t.Error(err)
	}
}

// log keeps what a consumer got.
type log struct {
	mu   sync.Mutex
	ids  []string
	more chan struct{}
	fail func(e event.Event, nth int) error // of the nth time that e comes
}

func newLog() *log { return &log{more: make(chan struct{}, 100_000)} }

func (l *log) Name() string { return "log" }

func (l *log) Consume(_ context.Context, e event.Event) error {
	l.mu.Lock()
	l.ids = append(l.ids, e.ID)
	nth := 0
	for _, id := range l.ids {
		if id == e.ID {
			nth++
		}
	}
	fail := l.fail
	l.mu.Unlock()
	defer func() { l.more <- struct{}{} }()
	if fail != nil {
		return fail(e, nth)
	}
	return nil
}

func (l *log) got() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.ids)
}

// await returns when the log holds all events.
func (l *log) await(t *testing.T, events ...event.Event) {
	t.Helper()
	timeout := time.After(patience)
	for {
		got := l.got()
		missing := slices.IndexFunc(events, func(e event.Event) bool { return !slices.Contains(got, e.ID) })
		if missing < 0 {
			return
		}
		select {
		case <-l.more:
		case <-timeout:
			t.Fatalf("event %d never came; %d deliveries", missing, len(got))
		}
	}
}

// of makes rising events of one entry.
func of(entry string, n int) []event.Event {
	var list []event.Event
	last := ""
	for range n {
		last = event.NextID(time.Now(), last)
		list = append(list, sample(entry, last))
	}
	return list
}

func TestRelayBringsEachEventInOrder(t *testing.T) {
	h := openHome(t, filepath.Join(t.TempDir(), "table.db"), quick)
	defer h.close(t)
	seen := newLog()
	early, late := of("a", 20), of("b", 20)
	write(t, h.table, early...)
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	write(t, h.table, late...)
	seen.await(t, append(early, late...)...)
	for _, list := range [][]event.Event{early, late} {
		if got := firsts(seen.got(), list); !slices.IsSorted(got) {
			t.Errorf("entry %s: out of order", list[0].Entry)
		}
	}
}

// firsts are the ids of an entry's events in the order in which they first came.
func firsts(got []string, events []event.Event) (list []string) {
	for _, id := range got {
		mine := slices.ContainsFunc(events, func(e event.Event) bool { return e.ID == id })
		if mine && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// The process dies after the commit and before the consumer is done. The next one takes the event up again.
func TestEventsSurviveAKilledConsumer(t *testing.T) { // F1, F7
	path := filepath.Join(t.TempDir(), "table.db")
	h := openHome(t, path, quick)
	begun := make(chan struct{})
	hang := newConsumer("hangs", func(ctx context.Context, _ event.Event) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	})
	h.relay.Start(h.table, event.NewDispatcher(nil, hang))
	list := of("a", 3)
	write(t, h.table, list...)
	<-begun
	abandon(t, h)

	h = openHome(t, path, quick)
	defer h.close(t)
	seen := newLog()
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	seen.await(t, list...)
}

// abandon ends a home whose consumers hang.
func abandon(t *testing.T, h home) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := errors.Join(h.relay.Close(ctx), h.table.Close()); err != nil {
		t.Error(err)
	}
}

// A commit can be overtaken by one with a later id, and clocks differ: after a restart the relay looks back.
func TestRestartLooksBackBeforeTheMark(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	h := openHome(t, path, quick)
	seen := newLog()
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	now := of("a", 1)
	write(t, h.table, now...)
	seen.await(t, now...)
	h.close(t)

	o := embedded.Options{NoSync: true} // without a relay, as if it died before it heard of the commit
	table, err := embedded.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	missed := sample("a", event.NextID(time.Now().Add(-2*time.Minute), ""))
	old := sample("a", event.NextID(time.Now().Add(-time.Hour), ""))
	write(t, table, missed, old)
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}

	h = openHome(t, path, quick)
	defer h.close(t)
	seen = newLog()
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	seen.await(t, missed)
	if slices.Contains(seen.got(), old.ID) {
		t.Error("the replay begins at the start of time")
	}
}

// More events are committed than memory takes while a consumer is slow.
func TestRelayCatchesUpFromTheTable(t *testing.T) {
	o := quick
	o.MaxWaiting = 5
	h := openHome(t, filepath.Join(t.TempDir(), "table.db"), o)
	defer h.close(t)
	gate := make(chan struct{})
	seen := newLog()
	seen.fail = func(event.Event, int) error { <-gate; return nil }
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	list := of("a", 300)
	write(t, h.table, list...)
	close(gate)
	seen.await(t, list...)
	if got := firsts(seen.got(), list); !slices.IsSorted(got) {
		t.Error("out of order")
	}
}

func TestFailedEventsComeAgainInOrder(t *testing.T) {
	h := openHome(t, filepath.Join(t.TempDir(), "table.db"), quick)
	defer h.close(t)
	list := of("a", 3)
	seen := newLog()
	seen.fail = func(e event.Event, nth int) error {
		if e.ID == list[0].ID && nth < 3 {
			return errors.New("not yet")
		}
		return nil
	}
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	write(t, h.table, list...)
	seen.await(t, list...)
	want := []string{list[0].ID, list[0].ID, list[0].ID, list[1].ID, list[2].ID}
	if got := seen.got(); !slices.Equal(got, want) {
		t.Errorf("deliveries %v, want %v", got, want)
	}
}

func TestPoisonIsSetAsideAndTheRestFlows(t *testing.T) { // F3
	path := filepath.Join(t.TempDir(), "table.db")
	h := openHome(t, path, quick)
	list := of("a", 2)
	garbled := store.Item{Key: event.Key("main", "a", event.NextID(time.Now(), list[1].ID)), Body: []byte("?")}
	seen := newLog()
	seen.fail = func(e event.Event, _ int) error {
		if e.ID == list[0].ID {
			return errors.New("poison")
		}
		return nil
	}
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	if err := h.table.Batch(t.Context(), store.Put(garbled, store.Absent()))[0]; err != nil {
		t.Fatal(err)
	}
	write(t, h.table, list...)
	seen.await(t, list...)
	awaitFailures(t, h.table, garbled.Sort, list[0].ID)
	h.close(t)

	// What was set aside is tried again at the next start, when the cause may be gone.
	h = openHome(t, path, quick)
	defer h.close(t)
	seen = newLog()
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	seen.await(t, list[0])
	awaitFailures(t, h.table, garbled.Sort)
}

// awaitFailures returns when just these events are set aside.
func awaitFailures(t *testing.T, table store.Table, ids ...string) {
	t.Helper()
	slices.Sort(ids)
	var got []string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		list, err := event.Failures(t.Context(), table, "main")
		if err != nil {
			t.Fatal(err)
		}
		got = nil
		for _, f := range list {
			got = append(got, f.ID)
		}
		if slices.Equal(got, ids) {
			return
		}
	}
	t.Fatalf("set aside %v, want %v", got, ids)
}
