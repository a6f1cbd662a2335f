package desk

import (
	"context"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// PresenceTime is how long somebody who is not heard of any more counts as being there: two heartbeats of 20 seconds may
// get lost.
const PresenceTime = 50 * time.Second

// maxFieldPath bounds what is said of where in an entry somebody is.
const maxFieldPath = 200

// Present is somebody who has an entry open.
type Present struct {
	Actor event.Actor `json:"actor"`
	Field string      `json:"field,omitempty"` // path of the field that they are in
	Since time.Time   `json:"since"`
}

func (s *Service) presencePartition(entry string) string { return s.space + "#presence#" + entry }

func (s *Service) presenceKey(ctx context.Context, entry string) store.Key {
	a := auth.From(ctx)
	return store.Key{Partition: s.presencePartition(entry), Sort: string(a.Kind) + "#" + a.ID}
}

// Attend notes that the actor has an entry open, and tells who has. It needs the permission to read drafts.
func (s *Service) Attend(ctx context.Context, entry, field string) ([]Present, error) {
	if len(field) > maxFieldPath {
		return nil, errs.New(errs.Invalid, "The path of the field is longer than %d bytes.", maxFieldPath)
	}
	others, err := s.Presence(ctx, entry)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	me := Present{Actor: auth.From(ctx).Ref(), Field: field, Since: now}
	for _, p := range others {
		if p.Actor.Kind == me.Actor.Kind && p.Actor.ID == me.Actor.ID {
			me.Since = p.Since
		}
	}
	i := store.Item{Key: s.presenceKey(ctx, entry), Expires: now.Add(PresenceTime), Body: encode(me)}
	if err := s.table.Batch(ctx, store.Put(i, store.Always()))[0]; err != nil {
		return nil, err
	}
	return inOrder(append(without(others, me), me)), nil
}

// Leave notes that the actor has closed an entry.
func (s *Service) Leave(ctx context.Context, entry string) error {
	if err := s.readable(ctx, entry); err != nil {
		return err
	}
	return s.table.Batch(ctx, store.Delete(s.presenceKey(ctx, entry), store.Always()))[0]
}

// Presence tells who has an entry open, those who came first first.
func (s *Service) Presence(ctx context.Context, entry string) (out []Present, err error) {
	if err := s.readable(ctx, entry); err != nil {
		return nil, err
	}
	err = s.list(ctx, s.presencePartition(entry), "", func(i store.Item) error {
		var p Present
		err := decode(i, &p)
		out = append(out, p)
		return err
	})
	return inOrder(out), err
}

func without(all []Present, who Present) []Present {
	return slices.DeleteFunc(all, func(p Present) bool { return p.Actor.Kind == who.Actor.Kind && p.Actor.ID == who.Actor.ID })
}

func inOrder(all []Present) []Present {
	slices.SortStableFunc(all, func(a, b Present) int { return a.Since.Compare(b.Since) })
	return all
}
