package content

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// dayAge is how long a day must be over for it to be closed: longer than clocks differ.
const dayAge = time.Hour

// duePage is how many actions are read at a time, and daysPage how many days.
const (
	duePage  = 100
	daysPage = 16
)

// errCarriedOut says that an action is no longer planned so: somebody else carried it out, moved or cancelled it.
var errCarriedOut = errors.New("the action is no longer planned")

// RunDue carries out what is due, in order of time, and returns the moment of what is due next; zero if nothing is.
//
// Each action happens once, however many call this at once: the commit that carries it out takes it off the plan in the
// head of its entry. None happens before its moment by the clock of who runs it; of several runners, the one whose clock is
// ahead comes first. What was due while nobody ran happens late. What fails for a passing reason stays, and later actions of
// its entry wait for it; what cannot be done is noted in the plan, with the reason.
func (s *Service) RunDue(ctx context.Context) (next time.Time, err error) {
	r := &dueRun{Service: s, now: s.now()}
	q := store.Query{Partition: s.keys.day("").Partition, KeysOnly: true, Consistent: store.Consistent, Limit: daysPage}
	for {
		days, more, err := s.page(ctx, s.content, q)
		if err != nil {
			return time.Time{}, err
		}
		for _, d := range days {
			if err := r.day(ctx, d.Sort); err != nil || !r.next.IsZero() {
				return r.next, errors.Join(append(r.failures, err)...)
			}
			q.After = d.Sort
		}
		if !more {
			return r.next, errors.Join(r.failures...)
		}
	}
}

// dueRun is one run over what is due.
type dueRun struct {
	*Service
	now      time.Time
	next     time.Time // what is due next
	failures []error   // of actions that stay
}

// day carries out what is due of a day. Once that is over, nothing more can come.
func (r *dueRun) day(ctx context.Context, day string) error {
	q := store.Query{Partition: r.keys.dueOn(day), Consistent: store.Consistent, Limit: duePage}
	for {
		items, more, err := r.page(ctx, r.content, q)
		if err != nil {
			return err
		}
		for _, i := range items {
			q.After = i.Sort
			if err := r.item(ctx, i); err != nil || !r.next.IsZero() {
				return err
			}
		}
		if !more {
			return r.closeDay(ctx, day)
		}
	}
}

// item carries out an action, or notes that it is due next. The error ends the run.
func (r *dueRun) item(ctx context.Context, i store.Item) error {
	d, err := decodeDue(i)
	switch {
	case err != nil:
	case d.At.After(r.now):
		r.next = d.At
		return nil
	default:
		err = r.carryOut(ctx, d)
	}
	if err != nil {
		r.failures = append(r.failures, err)
	}
	return ctx.Err()
}

// closeDay forgets a day that is over and has no actions. It is closed before it is looked at for the last time: a commit
// that plans something on it needs it open, so it came before, and is seen, or does not succeed.
func (r *dueRun) closeDay(ctx context.Context, day string) error {
	start, err := time.Parse(dueDay, day)
	if err != nil || r.now.Before(start.AddDate(0, 0, 1).Add(dayAge)) {
		return err
	}
	closing := store.Item{Key: r.keys.day(day), State: store.StateClosing, Version: r.now.UnixMicro(), Body: []byte{formatJSON}}
	if err := r.single(ctx, r.content, store.Put(closing, store.Always())); err != nil {
		return err
	}
	left, _, err := r.page(ctx, r.content, store.Query{Partition: r.keys.dueOn(day), Consistent: store.Consistent, Limit: 1, KeysOnly: true})
	if err != nil || len(left) > 0 {
		return err
	}
	err = r.single(ctx, r.content, store.Delete(closing.Key, store.VersionIs(closing.Version)))
	if failedCondition(err) {
		return nil // another runner is at it
	}
	return err
}

// carryOut carries out an action that is due, after those of its entry that come before it.
func (s *Service) carryOut(ctx context.Context, d *dueItem) (err error) {
	defer errs.Wrap(&err, "carry out what is planned for %s", d.Entry)
	defer contained(&err)
	for range maxPlanned + maxAttempts {
		st, err := s.read(ctx, d.Entry)
		if err != nil {
			return err
		}
		c, err := s.knowing(ctx, st)
		if err != nil {
			return err
		}
		if st.empty() || c.schema.ModelByID(st.head.Model) == nil || !st.head.awaits(&d.planned) {
			if err = s.dropItem(ctx, st, d); isAgain(err) {
				continue
			}
			return err
		}
		p := st.head.first()
		if err := s.perform(ctx, d.Entry, p); err != nil || p.ID == d.ID {
			return err
		}
	}
	return fmt.Errorf("its plan is being changed by many at once")
}

// contained makes a panic an error: one action must not keep others from happening.
func contained(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// perform does what is planned, as the one who planned it, with the rights that they have now.
func (s *Service) perform(ctx context.Context, id string, p *planned) error {
	actor, err := s.present(ctx, p.By)
	if err == nil {
		o := PublishOptions{Locales: p.Locales, WithReferences: p.References, planned: p}
		do := map[ScheduleAction]func(context.Context, string, PublishOptions) (*Entry, error){
			SchedulePublish: s.Publish, ScheduleUnpublish: s.Unpublish}[p.Do]
		if _, err = do(auth.With(ctx, actor), id, o); errs.CodeOf(err) == errs.Forbidden {
			err = errs.New(errs.Forbidden, "%s, who planned this, may not do it any more.", actor.Name)
		}
	}
	if errors.Is(err, errCarriedOut) {
		return nil
	}
	if reason, final := reasonOf(err); final {
		return s.miss(ctx, id, p, reason)
	}
	return err
}

// reasonOf tells why an action failed, and whether it would fail in the same way later, unless somebody changes something.
func reasonOf(err error) (reason string, final bool) {
	var told *errs.Error
	if !errors.As(err, &told) {
		return "", false // of a table, or of a context that ended
	}
	_, stale := told.Details["version"]
	return told.Message, told.Code != errs.Internal && told.Cause == nil && !stale // else it lost against other writers
}

// maxFailure is how long a reason may be that is kept with a plan.
const maxFailure = 500

// miss notes in the plan why an action was not carried out.
func (s *Service) miss(ctx context.Context, id string, p *planned, reason string) error {
	if r := []rune(reason); len(r) > maxFailure {
		reason = string(r[:maxFailure-1]) + "…"
	}
	_, err := s.replan(auth.With(ctx, auth.System), id, func(sc *Schema, st *state) (*amendment, error) {
		m := sc.ModelByID(st.head.Model)
		if m == nil || !st.head.awaits(p) {
			return nil, errCarriedOut
		}
		missed := *p
		missed.Failure, missed.FailedAt = reason, s.now()
		return &amendment{model: m, away: p, put: &missed, what: event.EntryMissed, note: p.sentence() + " " + reason}, nil
	})
	if errors.Is(err, errCarriedOut) {
		return nil
	}
	return err
}

// dropItem takes away an item whose action its entry does not have: the entry was purged, or its model removed. Where
// nothing happened to the entry meanwhile, that is noted; errAgain says that something did.
func (s *Service) dropItem(ctx context.Context, st *state, d *dueItem) error {
	now := s.clock.Now()
	e := event.Event{
		ID: event.NextID(now, st.head.LastEvent), Time: now, Space: s.keys.space, Types: []event.Type{event.EntryMissed},
		Actor: auth.System.Ref(), Model: d.Model, Entry: d.Entry, Before: st.head.Version, After: st.head.Version,
		Note: d.sentence() + " The entry is gone.",
	}
	t := &transaction{token: e.ID}
	t.add(store.Check(s.keys.head(d.Entry), store.VersionIs(st.head.seq)), func() error { return errAgain })
	t.add(store.Delete(d.key, store.Exists()), func() error { return errCarriedOut })
	t.add(e.Write(), nil)
	if err := s.transact(ctx, t); !errors.Is(err, errCarriedOut) {
		return err
	}
	return nil
}

// asPlanned makes an operation one that carries out what is planned: while it is, and taking it off the plan.
func (s *Service) asPlanned(p *planned, op operation) operation {
	if p == nil {
		return op
	}
	return func(sc *Schema, st *state) (*change, error) {
		switch {
		case !st.head.awaits(p):
			return nil, errCarriedOut
		case st.head.state == store.StateTrashed:
			return nil, errs.New(errs.NotFound, "The entry is in the trash.")
		}
		ch, err := op(sc, st)
		if err != nil {
			return nil, err
		}
		if ch == nil { // it was as it should be
			next := *st
			ch = &change{model: sc.ModelByID(st.head.Model), next: &next, types: []event.Type{event.EntryMissed},
				note: p.sentence() + " It was so already."}
		} else {
			ch.note = "Planned for " + field.FormatDateTime(p.At) + "."
		}
		ch.next.head.Planned = st.head.replanned(p, nil, s.now())
		ch.also = append(ch.also, s.unplan(st.id, p))
		return ch, nil
	}
}
