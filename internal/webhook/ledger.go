package webhook

import (
	"context"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// MaxDeliveries is how many deliveries one call of Deliveries gives at most.
const MaxDeliveries = 100

// Deliveries lists what was sent to a webhook in the last 30 days, the newest event first. before is the id of the
// delivery after which to go on; "" for the first page.
func (s *Service) Deliveries(ctx context.Context, hook string, limit int, before string) ([]Delivery, error) {
	if err := administer(ctx); err != nil {
		return nil, err
	}
	h, err := s.hook(ctx, hook)
	if err != nil {
		return nil, err
	}
	newest, after := s.clock.Now().Add(24*time.Hour), "" // clocks differ
	if before != "" {
		of, eventID, ok := splitID(before)
		if !ok || of != hook {
			return nil, errs.New(errs.Invalid, "%q is no delivery of this webhook.", before)
		}
		newest, after = dayOf(eventID), eventID
	}
	limit = max(1, min(limit, MaxDeliveries))
	oldest := latest(h.CreatedAt, s.clock.Now().Add(-retention)).Add(-24 * time.Hour)
	return s.listDays(ctx, hook, newest, oldest, after, limit)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// listDays reads up to limit deliveries, day by day into the past.
func (s *Service) listDays(ctx context.Context, hook string, newest, oldest time.Time, after string, limit int) (list []Delivery, err error) {
	defer errs.Wrap(&err, "read the deliveries")
	err = s.table.View(ctx, func(r store.Reader) error {
		for day := newest; !day.Before(oldest); day = day.Add(-24 * time.Hour) {
			q := store.Query{Partition: s.deliveryPartition(hook, day), After: after, Descending: true, Consistent: store.Consistent}
			for more := true; more; {
				q.Limit = limit - len(list)
				p, err := r.Query(ctx, q)
				if err != nil {
					return err
				}
				for _, i := range p.Items {
					d, err := decodeDelivery(i)
					if err != nil {
						return err
					}
					list, q.After = append(list, d), i.Sort
				}
				if len(list) == limit {
					return nil
				}
				more = p.More
			}
			after = ""
		}
		return nil
	})
	return list, err
}

// Redeliver orders a delivery anew, whatever became of it. The receiver gets it under the same webhook-id.
func (s *Service) Redeliver(ctx context.Context, id string) (Delivery, error) {
	if err := administer(ctx); err != nil {
		return Delivery{}, err
	}
	d, err := s.delivery(ctx, id)
	if err != nil {
		return Delivery{}, err
	}
	h, err := s.hook(ctx, d.Hook)
	if err != nil {
		return Delivery{}, err
	}
	if !h.Enabled {
		return Delivery{}, errs.New(errs.Invalid, "The webhook is disabled: enable it first.")
	}
	d.State, d.Next, d.Tries, d.Round = Pending, time.Time{}, 0, d.Round+1
	if err := s.save(ctx, &d); err != nil {
		return Delivery{}, explain(err)
	}
	return d, s.queue.Send(ctx, d.message(false))
}

// delivery reads one delivery; the error is NOT_FOUND if there is none.
func (s *Service) delivery(ctx context.Context, id string) (Delivery, error) {
	missing := errs.New(errs.NotFound, "There is no delivery %q; they are kept for 30 days.", id)
	hook, eventID, ok := splitID(id)
	if !ok {
		return Delivery{}, missing
	}
	i, found, err := s.get(ctx, s.deliveryKey(hook, eventID))
	if err != nil {
		return Delivery{}, err
	}
	if !found {
		return Delivery{}, missing
	}
	return decodeDelivery(i)
}

// Test sends a webhook.test to a webhook, at once and only once, and gives what came of it.
func (s *Service) Test(ctx context.Context, hook string) (Delivery, error) {
	if err := administer(ctx); err != nil {
		return Delivery{}, err
	}
	h, err := s.hook(ctx, hook)
	if err != nil {
		return Delivery{}, err
	}
	now := s.clock.Now()
	d := newDelivery(h.ID, event.Event{ID: event.NextID(now, "")}, TypeTest, now)
	a, err := s.attempt(ctx, h, d)
	if err != nil {
		return Delivery{}, err
	}
	return d, s.settle(ctx, h, &d, a)
}
