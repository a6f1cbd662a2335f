package desk

import (
	"context"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
)

// Audit lists what happened, newest first. It needs the permission to administer.
func (s *Service) Audit(ctx context.Context, f event.Filter, first int) (event.Page, error) {
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return event.Page{}, err
	}
	return event.List(ctx, s.table, s.space, f, first)
}

// maxActivityPages bounds how far back one look at the activity goes.
const maxActivityPages = 4

// Activity lists what happened lately to entries that the actor may read. Of saves of one entry by one person in a row the
// last one stands for all.
func (s *Service) Activity(ctx context.Context, first int) (out []event.Event, err error) {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	var f event.Filter
	for range maxActivityPages {
		p, err := event.List(ctx, s.table, s.space, f, event.MaxList)
		if err != nil {
			return nil, err
		}
		for _, e := range p.Events {
			if s.tells(ctx, e) && !follows(out, e) {
				if out = append(out, e); len(out) == first {
					return out, nil
				}
			}
		}
		if f.Before = p.Next; p.Next == "" {
			break
		}
	}
	return out, nil
}

// tells tells whether the actor may hear of an event.
func (s *Service) tells(ctx context.Context, e event.Event) bool {
	return e.Entry != "" && auth.Can(auth.From(ctx), auth.ReadDrafts, auth.Resource{Model: e.Model})
}

// follows tells whether an event is a save that the one after it, which is in the list already, stands for.
func follows(out []event.Event, e event.Event) bool {
	if len(out) == 0 {
		return false
	}
	last := out[len(out)-1]
	return last.Entry == e.Entry && last.Actor.ID == e.Actor.ID && saved(last) && saved(e)
}

func saved(e event.Event) bool { return len(e.Types) == 1 && e.Types[0] == event.EntryUpdated }
