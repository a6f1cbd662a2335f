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
// s#delivery#HOOK#quiet / ENTRY holds the id of the latest event that tells of an update, with its time as the tag, and
// whoever is older then is dropped: its payload would be the same draft. Queues keep what waits, so a restart loses nothing.
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

// disturb notes that an event tells of an update of an entry. Of those of one moment the one with the greatest id counts.
func (s *Service) disturb(ctx context.Context, hook, entry, eventID string) error {
	k, tag := s.quietKey(hook, entry), tagOf(eventID)
	was, found, err := s.get(ctx, k)
	if err != nil || found && isLater(was, eventID) {
		return err
	}
	i := store.Item{Key: k, Tag: tag, Body: append([]byte{itemFormat}, eventID...), Expires: s.clock.Now().Add(quietKept)}
	err = s.table.Batch(ctx, store.Put(i, store.TagBelow(tag+1)))[0]
	if failed := new(store.ConditionError); errors.As(err, &failed) {
		return nil
	}
	return err
}

// isLater tells whether an item of quietKey is of a later event than this one.
func isLater(i store.Item, eventID string) bool {
	tag := tagOf(eventID)
	return i.Tag > tag || i.Tag == tag && len(i.Body) > 0 && string(i.Body[1:]) > eventID
}

// tellsAll tells whether who hears of an event knows all that an autosave before it has to tell: an update does, a publish
// of the whole draft, and that the entry is gone.
func tellsAll(e event.Event) bool {
	return slices.ContainsFunc(e.Types, func(t event.Type) bool {
		return t == event.EntryUpdated || t == event.EntryDeleted || t == event.EntryPublished && len(e.Locales) == 0
	})
}

// supersede lets an event take the place of an autosave that still waits.
func (s *Service) supersede(ctx context.Context, hook string, e event.Event) error {
	if e.Entry == "" || !tellsAll(e) {
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
	return found && isLater(i, j.Event), err
}
