package desk

import (
	"context"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Tally is how many entries of a model stand where.
type Tally struct {
	Draft     int `json:"draft,omitempty"`
	Changed   int `json:"changed,omitempty"`
	Published int `json:"published,omitempty"`
	Archived  int `json:"archived,omitempty"`
	Trashed   int `json:"trashed,omitempty"`
}

// Total is how many are in use.
func (t Tally) Total() int { return t.Draft + t.Changed + t.Published }

// counted is how an entry was counted last.
type counted struct {
	Event  string `json:"event"` // that said so
	Model  string `json:"model"`
	Status string `json:"status,omitempty"`
}

// goneTime is how long it is remembered that an entry is gone: longer than any event is late.
const goneTime = 30 * 24 * time.Hour

func (s *Service) countedKey(entry string) store.Key {
	return store.Key{Partition: s.space + "#counted#" + entry, Sort: "counted"}
}

func (s *Service) tallyKey(model string) store.Key {
	return store.Key{Partition: s.space + "#counts", Sort: "model#" + model}
}

func (s *Service) begunKey() store.Key {
	return store.Key{Partition: s.space + "#counts", Sort: "begun"}
}

// counts tells whether an event changes where its entry stands.
func counts(e event.Event) bool { return e.Was != e.Status }

// count notes where an entry stands after an event, unless that is known of a later one. What came before is not asked of
// the event but of what was counted, so that an event that was lost, doubled or late does no harm.
func (p *page) count(e event.Event) {
	c := p.entries[e.Entry]
	if !counts(e) || e.ID <= c.Event {
		return
	}
	if at := p.at(c); at != nil {
		*at--
		p.touch(p.s.tallyKey(c.Model), p.models[c.Model])
	}
	*c = counted{Event: e.ID, Model: e.Model, Status: e.Status}
	if at := p.at(c); at != nil {
		*at++
	}
	p.touch(p.s.countedKey(e.Entry), c)
	p.touch(p.s.tallyKey(e.Model), p.models[e.Model])
}

// at is the number of a tally that an entry counts in; nil for one that is gone, or of a model that the page does not hold:
// ids are not used again for another model before they were purged.
func (p *page) at(c *counted) *int {
	t := p.models[c.Model]
	if t == nil {
		return nil
	}
	switch content.Status(c.Status) {
	case content.StatusDraft:
		return &t.Draft
	case content.StatusChanged:
		return &t.Changed
	case content.StatusPublished:
		return &t.Published
	case content.StatusArchived:
		return &t.Archived
	case content.StatusTrashed:
		return &t.Trashed
	}
	return nil
}

// Counts tells how many entries each model has that the actor may read, by model id. Models without entries are left out.
func (s *Service) Counts(ctx context.Context) (map[string]Tally, error) {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	out := map[string]Tally{}
	const prefix = "model#"
	return out, s.list(ctx, s.begunKey().Partition, prefix, func(i store.Item) error {
		model := i.Sort[len(prefix):]
		if !auth.Can(auth.From(ctx), auth.ReadDrafts, auth.Resource{Model: model}) {
			return nil
		}
		var t Tally
		err := decode(i, &t)
		out[model] = t
		return err
	})
}

// Begin counts the entries that were written before there was anybody to count them. Once that is done it does nothing.
func (s *Service) Begin(ctx context.Context) error {
	if _, done, err := s.get(ctx, s.begunKey(), new(struct{})); err != nil || done {
		return err
	}
	sc, err := s.content.Schema(ctx)
	if err != nil {
		return err
	}
	for _, m := range sc.Models() {
		for _, spec := range []content.QuerySpec{{Model: m}, {Model: m, Archived: true}, {Model: m, Trashed: true}} {
			if err := s.countList(ctx, spec); err != nil {
				return err
			}
		}
	}
	return s.table.Batch(ctx, store.Put(store.Item{Key: s.begunKey(), Body: encode(struct{}{})}, store.Always()))[0]
}

// countList counts the entries of a list that no event has counted.
func (s *Service) countList(ctx context.Context, spec content.QuerySpec) error {
	size := maxNoted
	args := content.PageArgs{First: &size}
	for {
		p, err := s.content.Entries(ctx, spec, args)
		if err != nil {
			return err
		}
		events := make([]event.Event, len(p.Entries))
		for i, e := range p.Entries {
			events[i] = event.Event{ID: "0", Model: e.Model.ID, Entry: e.ID, Status: string(e.Status)} // before all others
		}
		if err := s.enter(ctx, events); err != nil || !p.HasNext {
			return err
		}
		args.After = p.Cursor(len(p.IDs) - 1)
	}
}
