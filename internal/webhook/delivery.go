package webhook

import (
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

const (
	retention   = 30 * 24 * time.Hour // of a delivery in the ledger
	maxAttempts = 30                  // kept of one delivery, redeliveries included
	maxWait     = 24 * time.Hour      // that a receiver may ask for
)

// schedule holds the time before each attempt: that of the Standard Webhooks specification.
var schedule = []time.Duration{
	0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// TypeTest is the type of what Test sends.
const TypeTest event.Type = "webhook.test"

// State is how far a delivery is.
type State string

// The states of a delivery.
const (
	Pending   State = "pending"   // attempts are to come
	Delivered State = "delivered" // the receiver took it
	Failed    State = "failed"    // no attempt is to come
)

// Delivery is one event on its way to one webhook. Its ID is the webhook-id that all attempts carry.
type Delivery struct {
	ID        string     `json:"id"`
	Hook      string     `json:"hook"`
	Event     string     `json:"event"`           // id of the event
	Entry     string     `json:"entry,omitempty"` // id of the event's entry
	Type      event.Type `json:"type"`
	State     State      `json:"state"`
	Next      time.Time  `json:"next,omitzero"` // when the next attempt is due
	CreatedAt time.Time  `json:"createdAt"`
	Attempts  []Attempt  `json:"attempts,omitempty"` // the oldest first
	Round     int        `json:"round,omitempty"`    // how often it was redelivered by order
	Tries     int        `json:"tries,omitempty"`    // attempts of this round

	version int64
}

// Attempt is one request and what came of it.
type Attempt struct {
	Number   int               `json:"number"` // from 1
	Time     time.Time         `json:"time"`
	Duration time.Duration     `json:"duration"`          // nanoseconds
	Headers  map[string]string `json:"headers,omitempty"` // of the request, without the signature
	Status   int               `json:"status,omitempty"`  // of the reply; 0: there was none
	Reply    string            `json:"reply,omitempty"`   // the first KB of its body
	Error    string            `json:"error,omitempty"`   // why it failed, in a sentence; "" for success

	wait time.Duration // that the receiver asked for
}

// deliveryID makes the id of an event's delivery to a hook: the same one however often it is made.
func deliveryID(hook, eventID string) string { return "msg_" + eventID + "_" + hook }

// splitID takes a delivery's id apart; it is false for what is none.
func splitID(id string) (hook, eventID string, ok bool) {
	rest, ok := strings.CutPrefix(id, "msg_")
	if !ok {
		return "", "", false
	}
	eventID, hook, ok = strings.Cut(rest, "_")
	_, err := ulid.ParseStrict(eventID)
	return hook, eventID, ok && err == nil && hook != ""
}

func newDelivery(hook string, e event.Event, typ event.Type, now time.Time) Delivery {
	return Delivery{
		ID: deliveryID(hook, e.ID), Hook: hook, Event: e.ID, Entry: e.Entry, Type: typ, State: Pending, CreatedAt: now,
	}
}

// deliveryKey is where the delivery of an event to a hook lies.
func (s *Service) deliveryKey(hook, eventID string) store.Key {
	return store.Key{Partition: s.deliveryPartition(hook, dayOf(eventID)), Sort: eventID}
}

func (s *Service) deliveryPartition(hook string, day time.Time) string {
	return s.space + "#delivery#" + hook + "#" + day.Format(time.DateOnly)
}

func dayOf(eventID string) time.Time {
	id, err := ulid.ParseStrict(eventID)
	if err != nil {
		return time.Time{}
	}
	return id.Timestamp().UTC().Truncate(24 * time.Hour)
}

func (s *Service) deliveryItem(d Delivery) store.Item {
	return store.Item{
		Key: s.deliveryKey(d.Hook, d.Event), Version: d.version, Body: encode(d), Expires: d.CreatedAt.Add(retention),
	}
}

func decodeDelivery(i store.Item) (d Delivery, err error) {
	defer errs.Wrap(&err, "decode delivery %s", i.Sort)
	err = decode(i, &d)
	d.version = i.Version
	return d, err
}

// record notes an attempt and decides what comes next.
func (d *Delivery) record(a Attempt, now time.Time) {
	d.Tries++
	a.Number = 1
	if n := len(d.Attempts); n > 0 {
		a.Number = d.Attempts[n-1].Number + 1
	}
	d.Attempts = append(d.Attempts, a)
	if extra := len(d.Attempts) - maxAttempts; extra > 0 {
		d.Attempts = d.Attempts[extra:]
	}
	switch {
	case a.Error == "":
		d.end(Delivered)
	case d.Tries >= len(schedule), d.Type == TypeTest:
		d.end(Failed)
	default:
		d.Next = now.Add(max(schedule[d.Tries], min(a.wait, maxWait)))
	}
}

func (d *Delivery) end(s State) { d.State, d.Next = s, time.Time{} }
