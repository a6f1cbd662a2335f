package webhook

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Autosaves give one entry.updated an entry, when it has been quiet for a while. Each is queued with a delay; an item
// s#delivery#HOOK#quiet / ENTRY holds, as its tag, the time of the latest update, and whoever is older then is dropped.
const (
	quietTime = time.Minute
	quietKept = 24 * time.Hour
)

func (s *Service) quietKey(hook, entry string) store.Key {
	return store.Key{Partition: s.space + "#delivery#" + hook + "#quiet", Sort: entry}
}

// tagOf is the time of an event as a tag, in milliseconds.
func tagOf(eventID string) int64 {
	id, err := ulid.ParseStrict(eventID)
	if err != nil {
		return 0
	}
	return int64(id.Time())
}

// enqueueQuiet queues the delivery of an autosave.
func (s *Service) enqueueQuiet(ctx context.Context, d Delivery) error {
	_, known, err := s.get(ctx, s.deliveryKey(d.Hook, d.Event))
	if known || err != nil {
		return err
	}
	m := d.message(true)
	m.Delay = quietTime
	if err := s.queue.Send(ctx, m); err != nil {
		return err
	}
	return s.disturb(ctx, d.Hook, d.Entry, d.Event)
}

// disturb notes that an event tells of an update of an entry.
func (s *Service) disturb(ctx context.Context, hook, entry, eventID string) error {
	tag := tagOf(eventID)
	i := store.Item{Key: s.quietKey(hook, entry), Tag: tag, Body: []byte{itemFormat}, Expires: s.clock.Now().Add(quietKept)}
	err := s.table.Batch(ctx, store.Put(i, store.TagBelow(tag)))[0]
	if failed := new(store.ConditionError); errors.As(err, &failed) {
		return nil
	}
	return err
}

// supersede lets an ordinary update take the place of an autosave that still waits.
func (s *Service) supersede(ctx context.Context, hook string, e event.Event) error {
	if e.Entry == "" || !slices.Contains(e.Types, event.EntryUpdated) {
		return nil
	}
	_, waits, err := s.get(ctx, s.quietKey(hook, e.Entry))
	if !waits || err != nil {
		return err
	}
	return s.disturb(ctx, hook, e.Entry, e.ID)
}

// superseded tells whether a later update took an autosave's place.
func (s *Service) superseded(ctx context.Context, j job) (bool, error) {
	if !j.Quiet {
		return false, nil
	}
	i, found, err := s.get(ctx, s.quietKey(j.Hook, j.Entry))
	return found && i.Tag > tagOf(j.Event), err
}
