package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
)

// job is a message of the queue: a delivery to be made.
type job struct {
	Format int        `json:"format"` // jobFormat
	Hook   string     `json:"hook"`
	Event  string     `json:"event"`
	Entry  string     `json:"entry,omitempty"`
	Type   event.Type `json:"type"`
	Round  int        `json:"round,omitempty"`
	Quiet  bool       `json:"quiet,omitempty"` // of an autosave
}

const jobFormat = 1

// message of a delivery for the queue. Those of one hook are a group, so that a dead receiver delays no other.
func (d Delivery) message(quiet bool) queue.Message {
	text, err := json.Marshal(job{jobFormat, d.Hook, d.Event, d.Entry, d.Type, d.Round, quiet})
	if err != nil {
		panic(fmt.Sprintf("a job has no JSON form: %v", err))
	}
	return queue.Message{Body: text, Group: d.Hook}
}

// Consume takes an event of the outbox: it puts one message a hook that wants it into the queue.
func (s *Service) Consume(ctx context.Context, e event.Event) error {
	return s.Batch().Consume(ctx, e)
}

// Batch gives a consumer that reads the webhooks once, for events that were all committed before. A hook that is removed
// after that gets nothing any more, because each attempt looks for it.
func (s *Service) Batch() event.Consumer { return &batch{Service: s} }

// batch consumes the events of one batch.
type batch struct {
	*Service
	mu   sync.Mutex
	all  []stored
	read bool
}

// hooks are all webhooks.
func (b *batch) hooks(ctx context.Context) (_ []stored, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.read {
		b.all, err = b.Service.hooks(ctx)
		b.read = err == nil
	}
	return b.all, err
}

// Consume implements event.Consumer.
func (b *batch) Consume(ctx context.Context, e event.Event) (err error) {
	defer errs.Wrap(&err, "queue the webhooks of event %s", e.ID)
	if !slices.ContainsFunc(e.Types, func(t event.Type) bool { return slices.Contains(event.Types, t) }) {
		return nil
	}
	hooks, err := b.hooks(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, h := range hooks {
		if typ, wanted := h.wants(e); wanted {
			failures = append(failures, b.take(ctx, e, newDelivery(h.ID, e, typ, b.clock.Now())))
		}
	}
	return errors.Join(failures...)
}

// take takes an event that a hook wants.
func (s *Service) take(ctx context.Context, e event.Event, d Delivery) error {
	if e.Autosave && d.Type == event.EntryUpdated {
		return s.enqueueQuiet(ctx, d)
	}
	return errors.Join(s.supersede(ctx, d.Hook, e), s.enqueue(ctx, d))
}

// enqueue puts a delivery into queue and ledger. One that is in the ledger was queued before: the event came twice.
// The queue comes first, because a message without its entry in the ledger does no harm, but not the reverse.
func (s *Service) enqueue(ctx context.Context, d Delivery) error {
	_, known, err := s.get(ctx, s.deliveryKey(d.Hook, d.Event))
	if known || err != nil {
		return err
	}
	if err := s.queue.Send(ctx, d.message(false)); err != nil {
		return err
	}
	return s.note(ctx, d)
}

// note puts a new delivery into the ledger, if nobody did.
func (s *Service) note(ctx context.Context, d Delivery) error {
	d.version = 1
	err := s.table.Batch(ctx, store.Put(s.deliveryItem(d), store.Absent()))[0]
	if failed := new(store.ConditionError); errors.As(err, &failed) {
		return nil
	}
	return err
}

// Handle works on a message of the queue: it makes an attempt if one is due.
func (s *Service) Handle(ctx context.Context, m queue.Message) (err error) {
	defer errs.Wrap(&err, "deliver a webhook")
	j := job{}
	if err := json.Unmarshal(m.Body, &j); err != nil {
		return err
	}
	if j.Format != jobFormat {
		return fmt.Errorf("the message has the unknown format %d", j.Format)
	}
	h, err := s.hook(ctx, j.Hook)
	if errs.CodeOf(err) == errs.NotFound {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	d, dropped, err := s.deliveryOf(ctx, j)
	if dropped || err != nil {
		return err
	}
	if wait := d.Next.Sub(s.clock.Now()); wait > 0 {
		return queue.RetryAfter(wait, nil)
	}
	return s.deliver(ctx, h, d)
}

// deliveryOf gives the delivery of a message, or that the message is to be dropped: the delivery ended, was ordered
// anew by another message, or a later one took its place. A message can be quicker than its entry in the ledger.
func (s *Service) deliveryOf(ctx context.Context, j job) (d Delivery, dropped bool, err error) {
	i, found, err := s.get(ctx, s.deliveryKey(j.Hook, j.Event))
	if err != nil {
		return Delivery{}, false, err
	}
	if found {
		d, err = decodeDelivery(i)
		return d, d.State != Pending || d.Round != j.Round, err
	}
	d = newDelivery(j.Hook, event.Event{ID: j.Event, Entry: j.Entry}, j.Type, s.clock.Now())
	dropped, err = s.superseded(ctx, j)
	return d, dropped, err
}

// deliver makes one attempt and notes it. A *queue.RetryError says when the next one is due.
func (s *Service) deliver(ctx context.Context, h stored, d Delivery) error {
	if !h.Enabled {
		d.end(Failed)
		return s.save(ctx, &d)
	}
	a, err := s.attempt(ctx, h, d)
	if err != nil {
		return err
	}
	if err := s.settle(ctx, h, &d, a); err != nil {
		return err
	}
	if d.State == Pending {
		return queue.RetryAfter(d.Next.Sub(s.clock.Now()), errors.New(a.Error))
	}
	return nil
}

// settle notes an attempt in the ledger, and disables the hook if its receiver is gone.
func (s *Service) settle(ctx context.Context, h stored, d *Delivery, a Attempt) error {
	d.record(a, s.clock.Now())
	if a.Status == http.StatusGone {
		d.end(Failed)
		if err := s.disable(ctx, h); err != nil {
			return err
		}
	}
	s.log.Info("webhook: attempt", "hook", d.Hook, "delivery", d.ID, "type", d.Type, "attempt", d.Tries, "status", a.Status, "state", d.State, "error", a.Error)
	return s.save(ctx, d)
}

// save stores a delivery, if nobody else did since it was read.
func (s *Service) save(ctx context.Context, d *Delivery) error {
	was := d.version
	d.version++
	return s.table.Batch(ctx, store.Put(s.deliveryItem(*d), store.VersionIs(was)))[0]
}

// disable ends a subscription whose receiver is gone.
func (s *Service) disable(ctx context.Context, h stored) error {
	_, err := s.change(auth.With(ctx, auth.System), h.ID, "The receiver answered 410, which disabled", func(h *stored) error {
		h.Enabled, h.Reason = false, "The receiver answered 410 Gone."
		return nil
	})
	return err
}
