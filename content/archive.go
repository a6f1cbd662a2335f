package content

import (
	"context"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// Archive unpublishes an entry and puts it away: lists leave it out unless they ask for the archive, and nobody changes it
// until it is taken out again. One that is there already stays as it is. Version 0 means whatever is there.
func (s *Service) Archive(ctx context.Context, id string, version int64) (*Entry, error) {
	return s.once(ctx, "", id, func(sc *Schema, st *state) (*change, error) {
		m, err := s.existing(ctx, sc, st, auth.Publish)
		if err != nil || st.archived() {
			return nil, err
		}
		if version != 0 && version != st.head.Version {
			return nil, stale(st.head.Version)
		}
		next := st.successor()
		next.live, next.head.Changed, next.head.ArchivedAt = nil, false, s.now()
		ch := &change{model: m, next: next, types: []event.Type{event.EntryArchived}}
		if st.live != nil {
			ch.types = []event.Type{event.EntryUnpublished, event.EntryArchived}
		}
		ch.types = typesOf(m, ch.types)
		return ch, nil
	})
}

// Unarchive takes an entry out of the archive, as a draft; those of models without drafts are live again. One that is not
// there stays as it is. Version 0 means whatever is there.
func (s *Service) Unarchive(ctx context.Context, id string, version int64) (*Entry, error) {
	return s.once(ctx, "", id, func(sc *Schema, st *state) (*change, error) {
		m, err := s.existing(ctx, sc, st, auth.Publish)
		if err != nil || !st.archived() {
			return nil, err
		}
		if version != 0 && version != st.head.Version {
			return nil, stale(st.head.Version)
		}
		if err := fitsSingle(m, st.id); err != nil {
			return nil, err
		}
		ch := &change{model: m, next: st.successor(), types: []event.Type{event.EntryUnarchived}}
		ch.next.head.ArchivedAt = time.Time{}
		if !m.Drafts {
			if err := s.goLive(sc, ch, st, nil, s.now()); err != nil {
				return nil, err
			}
		}
		ch.types = typesOf(m, ch.types)
		return ch, nil
	})
}

func (st *state) archived() bool { return !st.head.ArchivedAt.IsZero() }

// editable finds the model of an entry that is there to be changed, which one in the archive is not, and asks whether the
// actor may do this to it.
func (s *Service) editable(ctx context.Context, sc *Schema, st *state, do auth.Action) (*Model, error) {
	m, err := s.existing(ctx, sc, st, do)
	if err == nil && st.archived() {
		err = isArchived(st.id)
	}
	return m, err
}

func isArchived(id string) error {
	return errs.New(errs.Conflict, "The entry %s is archived: take it out of the archive first.", id)
}

// fitsSingle refuses to put an entry beside the one of a model that has become single.
func fitsSingle(m *Model, id string) error {
	if !m.Singleton || id == m.SingleID() {
		return nil
	}
	return errs.New(errs.Conflict, "%s is a single entry by now, which is another one: %s.", m.Name, m.SingleID())
}
