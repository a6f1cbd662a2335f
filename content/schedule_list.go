package content

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// ScheduleFilter says which scheduled actions are wanted.
type ScheduleFilter struct {
	From, To time.Time // their moments; To is the first one no longer wanted. Zero: from the first, to the last
	Failed   bool      // with those that could not be carried out, which are kept for 30 days
	Entry    string    // of one entry only
	First    int       // 50
	After    string    // go on after the action with this id
}

// maxScheduled is how many scheduled actions are listed at a time.
const maxScheduled = 100

// Scheduled lists scheduled actions, those that are due first come first. Those of models that the actor may not see are
// left out.
func (s *Service) Scheduled(ctx context.Context, f ScheduleFilter) ([]*ScheduledAction, error) {
	if f.First == 0 {
		f.First = maxScheduled / 2
	}
	if f.First < 0 || f.First > maxScheduled {
		return nil, errs.New(errs.Invalid, "first is %d: ask for 1 to %d scheduled actions.", f.First, maxScheduled)
	}
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{}); err != nil {
		return nil, err
	}
	l := &scheduleList{Service: s, filter: f, from: placeOf(f.From), to: placeOf(f.To)}
	if err := l.goOn(ctx); err != nil {
		return nil, err
	}
	if f.Entry != "" {
		return l.ofEntry(ctx)
	}
	if err := l.pending(ctx); err != nil {
		return nil, err
	}
	if f.Failed {
		failed, err := l.partition(ctx, s.keys.failed())
		if err != nil {
			return nil, err
		}
		l.found = append(l.found, failed...)
	}
	return l.result(), nil
}

// placeOf is where a moment lies among the sort keys of actions; nowhere for no moment.
func placeOf(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.UTC().Year() > 9999:
		return ":" // behind all digits
	}
	return t.UTC().Format(dueTime)
}

// scheduleList gathers the actions of a list.
type scheduleList struct {
	*Service
	filter          ScheduleFilter
	from, to, after string // places
	found           []*dueItem
}

// goOn finds the place of the action that the list goes on after.
func (l *scheduleList) goOn(ctx context.Context) error {
	if l.filter.After == "" {
		return nil
	}
	entry, id, _ := strings.Cut(l.filter.After, actionMark)
	st, err := l.read(ctx, entry)
	if err != nil {
		return err
	}
	p := st.head.plannedAction(id)
	if p == nil {
		return errs.New(errs.NotFound, "There is no scheduled action %q to go on after: list them again.", l.filter.After)
	}
	l.after = p.sort(entry)
	return nil
}

// takes tells whether an action belongs to the list.
func (l *scheduleList) takes(ctx context.Context, d *dueItem) bool {
	place := d.sort(d.Entry)
	return (l.filter.Failed || d.Failure == "") && !d.over(l.now()) && place >= l.from && (l.to == "" || place < l.to) && place > l.after &&
		auth.Can(auth.From(ctx), auth.ReadDrafts, auth.Resource{Model: d.Model})
}

// ofEntry lists the actions of one entry, by its head.
func (l *scheduleList) ofEntry(ctx context.Context) ([]*ScheduledAction, error) {
	st, err := l.read(ctx, l.filter.Entry)
	if err != nil {
		return nil, err
	}
	for _, p := range st.head.Planned {
		d := &dueItem{Entry: st.id, Model: st.head.Model, planned: p}
		if l.takes(ctx, d) {
			l.found = append(l.found, d)
		}
	}
	return l.result(), nil
}

// pending gathers the actions that are to come, day by day.
func (l *scheduleList) pending(ctx context.Context) error {
	q := store.Query{Partition: l.keys.day("").Partition, From: dayOf(max(l.from, l.after)), KeysOnly: true, Consistent: store.Consistent, Limit: daysPage}
	for {
		days, more, err := l.page(ctx, l.content, q)
		if err != nil {
			return err
		}
		for _, d := range days {
			if len(l.found) >= l.filter.First || l.to != "" && d.Sort > l.to {
				return nil
			}
			found, err := l.partition(ctx, l.keys.dueOn(d.Sort))
			if err != nil {
				return err
			}
			l.found, q.After = append(l.found, found...), d.Sort
		}
		if !more {
			return nil
		}
	}
}

// dayOf is the day of a place.
func dayOf(place string) string { return place[:min(len(place), len(dueDay))] }

// partition gives the actions of a partition that belong to the list: as many as it may have, or all.
func (l *scheduleList) partition(ctx context.Context, name string) (found []*dueItem, err error) {
	q := store.Query{Partition: name, From: l.from, To: l.to, After: l.after, Consistent: store.Consistent, Limit: maxScheduled}
	for {
		items, more, err := l.page(ctx, l.content, q)
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			d, err := decodeDue(i)
			if err != nil {
				return nil, err
			}
			if l.takes(ctx, d) {
				found = append(found, d)
			}
			q.After = i.Sort
		}
		if !more || len(found) >= l.filter.First {
			return found, nil
		}
	}
}

// result is what was found, in order, and no more than was asked for.
func (l *scheduleList) result() []*ScheduledAction {
	slices.SortFunc(l.found, func(a, b *dueItem) int { return cmp.Compare(a.sort(a.Entry), b.sort(b.Entry)) })
	out := make([]*ScheduledAction, 0, l.filter.First)
	for _, d := range l.found[:min(len(l.found), l.filter.First)] {
		out = append(out, d.action(d.Entry, d.Model))
	}
	return out
}
