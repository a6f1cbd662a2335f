package manage

import (
	"context"

	"github.com/galley-cms/galley/content"
)

// action makes a scheduled action of a reply.
func (r *Resolver) action(ctx context.Context, a *content.ScheduledAction, err error) (*ScheduledAction, error) {
	if err != nil {
		return nil, err
	}
	list, err := r.actions(ctx, []*content.ScheduledAction{a})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// actions makes scheduled actions of a reply. Their entries are read in one call.
func (r *Resolver) actions(ctx context.Context, list []*content.ScheduledAction) ([]*ScheduledAction, error) {
	ids := of(list, func(a *content.ScheduledAction) string { return a.Entry })
	entries, err := r.summaries(ctx, ids)
	if err != nil {
		return nil, err
	}
	return of(list, func(a *content.ScheduledAction) *ScheduledAction {
		out := actionOf(a)
		out.Entry = entries[a.Entry]
		return out
	}), nil
}

func actionOf(a *content.ScheduledAction) *ScheduledAction {
	by := a.By
	return &ScheduledAction{ID: a.ID, Action: ScheduleAction(a.Action), At: a.At, Locales: append([]string{}, a.Locales...),
		WithReferences: a.WithReferences, By: &by, CreatedAt: a.CreatedAt, Failure: text(a.Failure)}
}

// scheduled are the actions of an entry, which its head tells: a list of entries asks nothing more for them.
func (e *Entry) scheduled() []*ScheduledAction {
	return of(e.Scheduled, func(a *content.ScheduledAction) *ScheduledAction {
		out := actionOf(a)
		out.Entry = e.list.summary(e.Entry)
		return out
	})
}
