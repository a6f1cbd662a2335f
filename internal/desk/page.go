package desk

import (
	"context"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// page is the part of the journal that some events touch: items as they were read, and as they become.
type page struct {
	s       *Service
	keys    []store.Key
	items   map[store.Key]store.Item
	entries map[string]*counted // by entry
	models  map[string]*Tally   // by model
	people  map[string]*recent  // by user
	touched map[store.Key]any   // what is to be written
}

func newPage(s *Service, events []event.Event) *page {
	p := &page{s: s, items: map[store.Key]store.Item{}, entries: map[string]*counted{}, models: map[string]*Tally{},
		people: map[string]*recent{}, touched: map[store.Key]any{}}
	for _, e := range events {
		if p.entries[e.Entry] == nil {
			p.entries[e.Entry] = &counted{}
			p.keys = append(p.keys, s.countedKey(e.Entry))
		}
		p.wantModel(e.Model)
		if writes(e) && p.people[e.Actor.ID] == nil {
			p.people[e.Actor.ID] = &recent{}
			p.keys = append(p.keys, s.recentKey(e.Actor.ID))
		}
	}
	return p
}

func (p *page) wantModel(id string) {
	if p.models[id] == nil {
		p.models[id] = &Tally{}
		p.keys = append(p.keys, p.s.tallyKey(id))
	}
}

// read fills the page.
func (p *page) read(ctx context.Context, r store.Reader) error {
	items, err := r.Get(ctx, store.Consistent, p.keys...)
	if err != nil {
		return err
	}
	for _, i := range items {
		p.items[i.Key] = store.Item{Key: i.Key, Version: i.Version}
		if err := p.fill(i); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) fill(i store.Item) error {
	for id, c := range p.entries {
		if i.Key == p.s.countedKey(id) {
			return decode(i, c)
		}
	}
	for id, t := range p.models {
		if i.Key == p.s.tallyKey(id) {
			return decode(i, t)
		}
	}
	for id, r := range p.people {
		if i.Key == p.s.recentKey(id) {
			return decode(i, r)
		}
	}
	return nil
}

// touch notes that an item is to be written.
func (p *page) touch(k store.Key, v any) { p.touched[k] = v }

// writes are the changes of the page.
func (p *page) writes() (out []store.Write) {
	for k, v := range p.touched {
		version := p.items[k].Version
		i := store.Item{Key: k, Version: version + 1, Body: encode(v)}
		if c, ok := v.(*counted); ok && c.Status == "" {
			i.Expires = p.s.clock.Now().Add(goneTime)
		}
		out = append(out, store.Put(i, store.VersionIs(version)))
	}
	return out
}
