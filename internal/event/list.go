package event

import (
	"context"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Bounds of one List.
const (
	MaxList     = 200  // events returned
	maxExamined = 2000 // events looked at
)

// Filter picks events; zero fields pick all.
type Filter struct {
	Entry  string    // of this entry
	Model  string    // of entries of the model with this id
	Actor  string    // by the actor with this id
	Types  []Type    // with at least one of these types
	Before string    // with ids below this one
	After  string    // with ids above this one
	From   time.Time // not earlier than this, to the millisecond
	Until  time.Time // earlier than this
}

func (f Filter) holds(e Event) bool {
	if f.Entry != "" && e.Entry != f.Entry || f.Model != "" && e.Model != f.Model || f.Actor != "" && e.Actor.ID != f.Actor {
		return false
	}
	return len(f.Types) == 0 || slices.ContainsFunc(e.Types, func(t Type) bool { return slices.Contains(f.Types, t) })
}

// from is where the sort keys of a shard begin, to where they end; empty: at its end.
func (f Filter) from() (key string) {
	if f.After != "" {
		key = f.After + "\x00" // From of a query is inclusive
	}
	if !f.From.IsZero() {
		key = max(key, floorID(f.From))
	}
	return key
}

func (f Filter) to() string {
	if f.Until.IsZero() {
		return f.Before
	}
	if until := floorID(f.Until); f.Before == "" || until < f.Before {
		return until
	}
	return f.Before
}

// Page is one page of a list, newest first. Next is the Before of the next page; it is empty at the end. A filter that
// few events pass can give a short page that has a next one, because only so many events are looked at.
type Page struct {
	Events []Event
	Next   string
}

// List reads the events of a space, newest first, at most limit and MaxList of them.
func List(ctx context.Context, t store.Table, space string, f Filter, limit int) (p Page, err error) {
	defer errs.Wrap(&err, "list events")
	limit = max(1, min(limit, MaxList))
	err = t.View(ctx, func(r store.Reader) error {
		m := newMerge(r, space, f, limit)
		for range maxExamined {
			i, ok, err := m.next(ctx)
			if err != nil {
				return err
			}
			if !ok {
				p.Next = ""
				return nil
			}
			e, err := Decode(i)
			if err != nil {
				return err
			}
			if f.holds(e) {
				p.Events = append(p.Events, e)
			}
			if p.Next = e.ID; len(p.Events) == limit {
				break
			}
		}
		return nil
	})
	return p, err
}

// merge reads the shards of an outbox as one list, newest first.
type merge struct {
	reader store.Reader
	shards []*tail
}

// tail is the unread rest of a shard.
type tail struct {
	query store.Query
	items []store.Item
	more  bool
}

func newMerge(r store.Reader, space string, f Filter, page int) *merge {
	m := &merge{reader: r}
	for shard := range Shards {
		if f.Entry != "" && shard != shardOf(f.Entry, "") {
			continue
		}
		q := store.Query{Partition: Partition(space, shard), From: f.from(), To: f.to(), Descending: true, Limit: page, Consistent: store.Consistent}
		m.shards = append(m.shards, &tail{query: q, more: true})
	}
	return m
}

// next gives the newest item that is left; it is false if none is.
func (m *merge) next(ctx context.Context) (i store.Item, ok bool, err error) {
	var newest *tail
	for _, t := range m.shards {
		if err := t.fill(ctx, m.reader); err != nil {
			return i, false, err
		}
		if len(t.items) > 0 && (newest == nil || t.items[0].Sort > newest.items[0].Sort) {
			newest = t
		}
	}
	if newest == nil {
		return i, false, nil
	}
	i = newest.items[0]
	newest.items = newest.items[1:]
	return i, true, nil
}

// fill reads the next page if there is nothing left of the one before.
func (t *tail) fill(ctx context.Context, r store.Reader) error {
	if len(t.items) > 0 || !t.more {
		return nil
	}
	p, err := r.Query(ctx, t.query)
	if err != nil {
		return err
	}
	t.items, t.more = p.Items, p.More
	if n := len(p.Items); n > 0 {
		t.query.After = p.Items[n-1].Sort
	}
	return nil
}
