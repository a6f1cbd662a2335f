package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/internal/webhook"
)

// fixture is a service on a table, a queue and a clock of the test's.
type fixture struct {
	*webhook.Service
	t        *testing.T
	ctx      context.Context // of an administrator
	clock    *clock.Fake
	table    store.Table
	queue    *tray
	payloads payloads
	log      *bytes.Buffer
}

func setup(t *testing.T) *fixture { return setupWith(t, webhook.Options{AllowLoopback: true}) }

func setupWith(t *testing.T, o webhook.Options) *fixture {
	t.Helper()
	f := &fixture{t: t, ctx: auth.With(t.Context(), auth.Local), clock: clock.NewFake(time.Now()), queue: &tray{}, log: &bytes.Buffer{}}
	f.table = new(storetest.Faults).Wrap(storetest.NewAt(t, f.clock.Now)) // overwrites what is kept of a View
	f.payloads = payloads{}
	o.Clock, o.Log = f.clock, slog.New(slog.NewJSONHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	f.Service = webhook.New(f.table, f.queue, f.payloads, o)
	return f
}

// payloads make the id of the entry the payload, or fail for the entries listed.
type payloads map[string]error

func (p payloads) Payload(ctx context.Context, e event.Event, typ event.Type) (json.RawMessage, error) {
	if auth.From(ctx).Kind != auth.KindSystem {
		return nil, errors.New("the payload is not built by the system")
	}
	return json.RawMessage(`{"id":"` + e.Entry + `","html":"<p>&</p>","of":"` + string(typ) + `"}`), p[e.Entry]
}

// tray is a queue that the test empties by hand.
type tray struct {
	mu       sync.Mutex
	messages []queue.Message
	broken   error
}

func (q *tray) Send(_ context.Context, messages ...queue.Message) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range messages {
		if err := m.Check(); err != nil {
			return err
		}
	}
	if q.broken == nil {
		q.messages = append(q.messages, messages...)
	}
	return q.broken
}

func (q *tray) take() []queue.Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.messages
	q.messages = nil
	return all
}

// work handles all messages, letting the time pass that they ask for, and returns how long each wait was.
func (f *fixture) work() (waits []time.Duration) {
	f.t.Helper()
	for _, m := range f.queue.take() {
		f.clock.Advance(m.Delay)
		for {
			err := f.Handle(f.t.Context(), m)
			wish := new(queue.RetryError)
			if !errors.As(err, &wish) {
				if err != nil {
					f.t.Fatal(err)
				}
				break
			}
			waits = append(waits, wish.After)
			f.clock.Advance(wish.After)
		}
	}
	return waits
}

// happen writes an event as content does, and hands it to the service.
func (f *fixture) happen(e event.Event) event.Event {
	f.t.Helper()
	e = f.write(e)
	if err := f.Consume(f.t.Context(), e); err != nil {
		f.t.Fatal(err)
	}
	return e
}

// write writes an event as content does.
func (f *fixture) write(e event.Event) event.Event {
	f.t.Helper()
	e.ID, e.Time, e.Space = event.NextID(f.clock.Now(), ""), f.clock.Now(), "main"
	if err := f.table.Transact(f.t.Context(), e.ID, e.Write()); err != nil {
		f.t.Fatal(err)
	}
	return e
}

func published(entry string) event.Event {
	return event.Event{Types: []event.Type{event.EntryPublished}, Model: "article", Entry: entry, After: 1}
}

func (f *fixture) add(url string, events ...event.Type) (webhook.Hook, string) {
	f.t.Helper()
	h, secret, err := f.Add(f.ctx, webhook.Subscription{URL: url, Events: events})
	if err != nil {
		f.t.Fatal(err)
	}
	return h, secret
}

func (f *fixture) deliveries(hook string) []webhook.Delivery {
	f.t.Helper()
	list, err := f.Deliveries(f.ctx, hook, 100, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return list
}

// only is the one delivery of a hook.
func (f *fixture) only(hook string) webhook.Delivery {
	f.t.Helper()
	list := f.deliveries(hook)
	if len(list) != 1 {
		f.t.Fatalf("%d deliveries, want 1", len(list))
	}
	return list[0]
}

// receiver is a server that keeps what it gets and answers as it is told.
type receiver struct {
	url    string
	mu     sync.Mutex
	got    []received
	answer func(w http.ResponseWriter, nth int) // nil: 200
}

type received struct {
	from   string // address of the connection
	header http.Header
	body   []byte
}

func (r received) id() string { return r.header.Get("webhook-id") }

// member is one member of the body's JSON.
func (r received) member(t *testing.T, name string) string {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(r.body, &m); err != nil {
		t.Fatal(err)
	}
	return string(m[name])
}

func receive(t *testing.T, answer func(w http.ResponseWriter, nth int)) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	r.url = s.URL + "/hook?token=receivers-own"
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	r.got = append(r.got, received{req.RemoteAddr, req.Header, body})
	nth := len(r.got)
	r.mu.Unlock()
	if r.answer != nil {
		r.answer(w, nth)
	}
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received(nil), r.got...)
}

// status answers with a status, always.
func status(code int) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) { w.WriteHeader(code) }
}

// resolve gives every name the same address.
func resolve(addr string) func(context.Context, string) ([]netip.Addr, error) {
	return func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr(addr)}, nil
	}
}
