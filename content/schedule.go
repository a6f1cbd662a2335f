package content

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// ScheduleAction is what can be planned for a moment.
type ScheduleAction string

// The actions. At one instant an entry is published first: their names are in order.
const (
	SchedulePublish   ScheduleAction = "PUBLISH"
	ScheduleUnpublish ScheduleAction = "UNPUBLISH"
)

// ScheduledAction is an action planned for a moment.
type ScheduledAction struct {
	ID             string
	Entry          string // its id
	Model          string // its model's id
	Action         ScheduleAction
	At             time.Time
	Locales        []string // all when empty
	WithReferences bool
	By             event.Actor // who planned or last moved it: it runs with the rights that they have then
	CreatedAt      time.Time
	Failure        string // why it could not be carried out; empty while it is to come
}

// ScheduleOptions say what is to happen to an entry, and when.
type ScheduleOptions struct {
	Action         ScheduleAction
	At             time.Time
	Locales        []string // all of the space when empty
	WithReferences bool     // of publishing: with the entries it refers to that were never published
}

// pastGrace is how long a moment may have passed to be taken for now.
const pastGrace = time.Minute

// Schedule plans an action on an entry. One that is planned already is given back as it is.
func (s *Service) Schedule(ctx context.Context, id string, o ScheduleOptions) (*ScheduledAction, error) {
	at, err := s.moment(o.At)
	if err != nil {
		return nil, err
	}
	p := &planned{
		ID: ulid.MustNew(ulid.Timestamp(s.clock.Now()), ulid.DefaultEntropy()).String(), Do: o.Action, At: at,
		Locales: o.Locales, References: o.WithReferences, By: auth.From(ctx).Ref(), CreatedAt: s.now(),
	}
	return s.replan(ctx, id, func(sc *Schema, st *state) (*amendment, error) {
		m, err := s.editable(ctx, sc, st, auth.Publish)
		if err != nil {
			return nil, err
		}
		if err := p.possible(sc, m); err != nil {
			return nil, err
		}
		if twin := st.head.twin(p); twin != nil {
			return &amendment{model: m, put: twin}, nil
		}
		return &amendment{model: m, put: p, what: event.EntryScheduled, note: p.sentence()}, nil
	})
}

// moment is the moment that a plan is for, as precise as it is stored.
func (s *Service) moment(at time.Time) (time.Time, error) {
	at, now := at.UTC().Truncate(time.Microsecond), s.now()
	switch {
	case at.Year() > 9999:
		return at, errs.New(errs.Invalid, "The moment is after the year 9999, the last one that can be planned for.")
	case at.Before(now.Add(-pastGrace)):
		return at, errs.New(errs.Invalid, "The moment %s is past: it is %s now. Choose one to come.", field.FormatDateTime(at), field.FormatDateTime(now))
	case at.Before(now):
		return now, nil
	}
	return at, nil
}

// MoveScheduled plans an action for another moment, also one that could not be carried out. Who moves it answers for it
// from then on.
func (s *Service) MoveScheduled(ctx context.Context, id string, at time.Time) (*ScheduledAction, error) {
	at, err := s.moment(at)
	if err != nil {
		return nil, err
	}
	entry, _, _ := strings.Cut(id, actionMark)
	return s.replan(ctx, entry, func(sc *Schema, st *state) (*amendment, error) {
		m, p, err := s.mayReplan(ctx, sc, st, id)
		if err != nil {
			return nil, err
		}
		moved := *p
		moved.At, moved.Failure, moved.FailedAt, moved.By = at, "", time.Time{}, auth.From(ctx).Ref()
		if p.Failure == "" && p.At.Equal(at) {
			return &amendment{model: m, put: p}, nil
		}
		return &amendment{model: m, away: p, put: &moved, what: event.EntryScheduled,
			note: moved.sentence() + " Moved from " + field.FormatDateTime(p.At) + "."}, nil
	})
}

// CancelScheduled takes an action off the plan.
func (s *Service) CancelScheduled(ctx context.Context, id string) error {
	entry, _, _ := strings.Cut(id, actionMark)
	_, err := s.replan(ctx, entry, func(sc *Schema, st *state) (*amendment, error) {
		m, p, err := s.mayReplan(ctx, sc, st, id)
		if err != nil {
			return nil, err
		}
		return &amendment{model: m, away: p, what: event.EntryUnscheduled, note: "Cancelled: " + p.sentence()}, nil
	})
	return err
}

// mayReplan finds a planned action of an entry, wherever that is now, and asks whether the actor may change the plan.
func (s *Service) mayReplan(ctx context.Context, sc *Schema, st *state, id string) (*Model, *planned, error) {
	m := sc.ModelByID(st.head.Model)
	_, own, _ := strings.Cut(id, actionMark)
	p := st.head.plannedAction(own)
	if m == nil || st.draft == nil || p == nil || !auth.Can(auth.From(ctx), auth.ReadDrafts, st.resource(m)) {
		return nil, nil, errs.New(errs.NotFound, "There is no scheduled action %q: it was carried out, or cancelled.", id)
	}
	return m, p, auth.Require(ctx, auth.Publish, st.resource(m))
}

// amendment is a change of what is planned for an entry.
type amendment struct {
	model     *Model
	away, put *planned   // either may be nil
	what      event.Type // empty: nothing changes
	note      string
}

// replan changes the plan of an entry. It is a commit like any other, but gives no new version: the content is the same.
func (s *Service) replan(ctx context.Context, id string, decide func(*Schema, *state) (*amendment, error)) (*ScheduledAction, error) {
	var result *ScheduledAction
	_, _, err := s.commit(ctx, id, func(sc *Schema, st *state) (*change, error) {
		p, err := decide(sc, st)
		if err != nil {
			return nil, err
		}
		if p.put != nil {
			result = p.put.action(st.id, p.model.ID)
		}
		if p.what == "" {
			return nil, nil
		}
		return s.planning(ctx, st, p)
	})
	return result, err
}

// planning is the change of a plan: of the head, which says what is planned, and of the items by which it is found.
func (s *Service) planning(ctx context.Context, st *state, p *amendment) (*change, error) {
	next := *st
	next.head.Planned = st.head.replanned(p.away, p.put, s.now())
	if len(next.head.Planned) > maxPlanned {
		return nil, errs.New(errs.LimitExceeded, "The entry has %d scheduled actions, which is all it can have: cancel some of them first.", maxPlanned)
	}
	ch := &change{model: p.model, next: &next, types: []event.Type{p.what}, note: p.note}
	if p.away != nil {
		ch.also = append(ch.also, s.unplan(st.id, p.away))
	}
	if p.put == nil {
		return ch, nil
	}
	items, err := s.planItem(ctx, st.id, p.model.ID, p.put)
	ch.also = append(ch.also, items...)
	return ch, err
}

// possible refuses what cannot be planned for entries of a model.
func (p *planned) possible(sc *Schema, m *Model) error {
	_, err := checkLocales(sc, p.Locales)
	switch {
	case err != nil:
		return err
	case !slices.Contains([]ScheduleAction{SchedulePublish, ScheduleUnpublish}, p.Do):
		return errs.New(errs.Invalid, "There is no action %q to plan: use PUBLISH or UNPUBLISH.", p.Do)
	case !m.Drafts:
		return errs.New(errs.Invalid, "The model %s has no drafts: its entries are always live.", m.APIID)
	case p.References && p.Do != SchedulePublish:
		return errs.New(errs.Invalid, "Only publishing takes along what an entry refers to.")
	}
	return nil
}
