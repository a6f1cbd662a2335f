package desk

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// maxRecent is how many entries are remembered that a person wrote last.
const maxRecent = 40

// recent is what a person wrote, last things first.
type recent struct {
	Entries []touched `json:"entries"`
}

// touched is an entry, and the last event by which the person wrote it.
type touched struct {
	Entry string `json:"entry"`
	Event string `json:"event"`
}

func (s *Service) recentKey(user string) store.Key {
	return store.Key{Partition: s.space + "#recent#" + user, Sort: "recent"}
}

// writes tells whether a person wrote a draft.
func writes(e event.Event) bool {
	return e.Actor.Kind == string(auth.KindUser) && slices.ContainsFunc(e.Types, func(t event.Type) bool {
		return t == event.EntryCreated || t == event.EntryUpdated
	})
}

// remember puts an entry before what the person wrote earlier. Of one that stands there already nothing is written, so
// that going on with it costs nothing.
func (p *page) remember(e event.Event) {
	if !writes(e) {
		return
	}
	r := p.people[e.Actor.ID]
	at := slices.IndexFunc(r.Entries, func(t touched) bool { return t.Entry == e.Entry })
	if at == 0 || at > 0 && r.Entries[at].Event >= e.ID {
		return
	}
	if at > 0 {
		r.Entries = slices.Delete(r.Entries, at, at+1)
	}
	to, _ := slices.BinarySearchFunc(r.Entries, e.ID, func(t touched, id string) int {
		if t.Event > id {
			return -1
		}
		return 1
	})
	if to == maxRecent {
		return
	}
	r.Entries = slices.Insert(r.Entries, to, touched{e.Entry, e.ID})
	r.Entries = r.Entries[:min(len(r.Entries), maxRecent)]
	p.touch(p.s.recentKey(e.Actor.ID), r)
}

// ContinueWriting lists the entries that the actor wrote last and that are not live as they are.
func (s *Service) ContinueWriting(ctx context.Context, first int) ([]*content.Entry, error) {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	var r recent
	if _, _, err := s.get(ctx, s.recentKey(auth.From(ctx).ID), &r); err != nil {
		return nil, err
	}
	ids := make([]string, len(r.Entries))
	for i, t := range r.Entries {
		ids[i] = t.Entry
	}
	known, err := s.content.EntriesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []*content.Entry
	for _, id := range ids {
		e := known[id]
		if e != nil && len(out) < first && (e.Status == content.StatusDraft || e.Status == content.StatusChanged) {
			out = append(out, e)
		}
	}
	return out, nil
}
