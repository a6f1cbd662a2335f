// Package webhook tells other systems what happened: subscriptions, signed deliveries with retries after the Standard
// Webhooks specification, and a ledger of all attempts.
//
// It is a consumer of the outbox: for each event it puts one message a subscription into a queue, and the queue's
// handler makes the attempts. It knows nothing of entries: what a payload says is the business of Payloads.
//
// In the content table, with s for the space: s#model / webhook#ID holds a subscription with its secrets;
// s#delivery#HOOK#DAY / EVENT a delivery with its attempts, for 30 days, by the day of the event.
package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/netguard"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
)

// What the queue of the deliveries must offer.
const (
	QueueAttempts   = 50          // deliveries of a message before it is set aside; the schedule needs 15
	QueueVisibility = time.Minute // time for a handler; an attempt takes 15 seconds at most
)

// Payloads makes what a webhook's body says under "data".
type Payloads interface {
	// Payload is the JSON of an event's data, for a hook that asked for the type.
	Payload(ctx context.Context, e event.Event, typ event.Type) (json.RawMessage, error)
}

// Options of a Service; zero values stand for the defaults.
type Options struct {
	Space         string       // "main"
	AllowLoopback bool         // let webhooks reach this machine, by http and on any port: for development
	Clock         clock.Clock  // clock.System
	Log           *slog.Logger // slog.Default()

	// Resolve gives the addresses of a host; nil: those of the system's resolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Service keeps the webhooks of a space.
type Service struct {
	table    store.Table
	queue    queue.Sender
	payloads Payloads
	space    string
	clock    clock.Clock
	log      *slog.Logger
	reach    netguard.Options // what receivers may be
	client   *http.Client
}

// New makes a service on the content table. The queue must hand its messages to Handle.
func New(table store.Table, q queue.Sender, p Payloads, o Options) *Service {
	if o.Space == "" {
		o.Space = "main"
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	reach := netguard.Options{AllowLoopback: o.AllowLoopback, HTTPSOnly: true, Timeout: attemptTime, Resolve: o.Resolve}
	return &Service{table, q, p, o.Space, o.Clock, o.Log, reach, netguard.Client(reach)}
}

// Rest closes the connections to receivers. It is for a process that may be frozen now: receivers close connections
// meanwhile, and the next delivery over one of them would fail.
func (s *Service) Rest() { s.client.CloseIdleConnections() }

// Name is the service's name among the consumers of the outbox.
func (s *Service) Name() string { return "webhooks" }

func administer(ctx context.Context) error {
	return auth.Require(ctx, auth.Administer, auth.Resource{})
}

// maxTries is how often a transaction is tried that collides with others.
const maxTries = 5

// commit writes an item together with an event that tells the audit of it in a sentence.
func (s *Service) commit(ctx context.Context, note string, w store.Write) error {
	now := s.clock.Now()
	e := event.Event{
		ID: event.NextID(now, ""), Time: now, Space: s.space,
		Types: []event.Type{event.AccessChanged}, Actor: auth.From(ctx).Ref(), Note: note,
	}
	for try := 1; ; try++ {
		err := s.table.Transact(ctx, e.ID, w, e.Write())
		again := errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrUnknown)
		if !again || try == maxTries {
			return explain(err)
		}
		if err := s.clock.Sleep(ctx, rand.N(time.Duration(try)*50*time.Millisecond)); err != nil {
			return err
		}
	}
}

// explain makes an error for the caller of a condition that did not hold.
func explain(err error) error {
	if failed := new(store.ConditionError); errors.As(err, &failed) {
		return errs.New(errs.Conflict, "Somebody else changed the webhook at the same time: look at it again and repeat your change.")
	}
	return err
}
