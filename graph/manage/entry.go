package manage

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// Entry is an entry of a reply. What costs something is computed when it is asked for, for all entries of its list
// together.
type Entry struct {
	*content.Entry
	list *entryList
}

// EntryConnection is one page of entries.
type EntryConnection struct {
	page  *content.EntryPage
	Nodes []*Entry
}

// entryList is what the entries of one list share.
type entryList struct {
	resolver *Resolver
	schema   *content.Schema
	entries  []*content.Entry

	once    sync.Once
	targets map[string]*content.Entry // what the entries refer to, by id
	err     error
}

// wrap makes entries of a reply.
func (r *Resolver) wrap(ctx context.Context, entries ...*content.Entry) ([]*Entry, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	l := &entryList{resolver: r, schema: sc, entries: entries}
	out := make([]*Entry, len(entries))
	for i, e := range entries {
		out[i] = &Entry{Entry: e, list: l}
	}
	return out, nil
}

// one makes the entry of a reply from what a service call returned.
func (r *Resolver) one(ctx context.Context, e *content.Entry, err error) (*Entry, error) {
	if err != nil {
		return nil, err
	}
	entries, err := r.wrap(ctx, e)
	if err != nil {
		return nil, err
	}
	return entries[0], nil
}

// many makes the entries of a reply from what a service call returned.
func (r *Resolver) many(ctx context.Context, entries []*content.Entry, err error) ([]*Entry, error) {
	if err != nil {
		return nil, err
	}
	return r.wrap(ctx, entries...)
}

// Model is the apiId of the entry's model.
func (e *Entry) Model() string { return e.Entry.Model.APIID }

// Title is what the admin calls the entry.
func (e *Entry) Title() string { return e.list.schema.Title(e.Entry) }

// Values are the draft's values by apiId.
func (e *Entry) Values() (json.RawMessage, error) {
	return e.list.schema.External(e.Entry.Model, e.Entry.Values)
}

// LiveValues are the values that readers see; null if they see none.
func (e *Entry) LiveValues() (json.RawMessage, error) {
	if e.Entry.LiveValues == nil {
		return nil, nil
	}
	return e.list.schema.External(e.Entry.Model, e.Entry.LiveValues)
}

// PublishedLocales is empty, not null, for an entry that is not live.
func (e *Entry) PublishedLocales() []string {
	return append([]string{}, e.Entry.PublishedLocales...)
}

// Problems are what would stop the entry from being published.
func (e *Entry) Problems() []*errs.Problem {
	return pointers(e.list.schema.Problems(e.Entry))
}

// Asset is the file of an asset.
func (e *Entry) Asset() *AssetFile { return e.list.resolver.assetFile(e.Entry) }

// References are the entries that the draft's values refer to, each once, in the order of the values.
func (e *Entry) References(ctx context.Context) ([]*EntrySummary, error) {
	e.list.once.Do(func() { e.list.load(ctx) })
	if e.list.err != nil {
		return nil, e.list.err
	}
	out := []*EntrySummary{}
	for _, id := range e.list.refersTo(e.Entry) {
		if t := e.list.targets[id]; t != nil {
			out = append(out, e.list.summary(t))
		}
	}
	return out, nil
}

// load reads everything that the entries of the list refer to, at once.
func (l *entryList) load(ctx context.Context) {
	var ids []string
	for _, e := range l.entries {
		ids = append(ids, l.refersTo(e)...)
	}
	if len(ids) > 0 {
		l.targets, l.err = l.resolver.Content.EntriesByID(ctx, ids)
	}
}

func (l *entryList) refersTo(e *content.Entry) (ids []string) {
	seen := map[string]bool{}
	for _, ref := range l.schema.References(e.Model, e.Values) {
		if !seen[ref.ID] {
			seen[ref.ID] = true
			ids = append(ids, ref.ID)
		}
	}
	return ids
}

func (l *entryList) summary(e *content.Entry) *EntrySummary {
	return &EntrySummary{ID: e.ID, Model: e.Model.APIID, Title: l.schema.Title(e), Status: e.Status,
		Asset: l.resolver.assetFile(e)}
}

// summaries are the entries of some ids, in one call to the store; those that are gone, or not for the actor's eyes, are
// left out.
func (r *Resolver) summaries(ctx context.Context, ids []string) (map[string]*EntrySummary, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
	out := make(map[string]*EntrySummary, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	found, err := r.Content.EntriesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	l := &entryList{resolver: r, schema: sc}
	for id, e := range found {
		out[id] = l.summary(e)
	}
	return out, nil
}

// Edges are the entries with their cursors.
func (c *EntryConnection) Edges() []*EntryEdge {
	out := make([]*EntryEdge, len(c.Nodes))
	for i, n := range c.Nodes {
		out[i] = &EntryEdge{Cursor: c.page.Cursor(i), Node: n, Highlights: highlightsOf(c.page.HighlightsOf(n.ID))}
	}
	return out
}

// PageInfo tells what lies around the page.
func (c *EntryConnection) PageInfo() *PageInfo {
	p := &PageInfo{HasNextPage: c.page.HasNext, HasPreviousPage: c.page.HasPrevious}
	if n := len(c.Nodes); n > 0 {
		first, last := c.page.Cursor(0), c.page.Cursor(n-1)
		p.StartCursor, p.EndCursor = &first, &last
	}
	return p
}

// TotalCount is how many entries the list has in all; an error if counting would cost too much.
func (c *EntryConnection) TotalCount() (*int, error) { return c.page.Total, c.page.TotalErr }

// moment gives nil for a time that never was.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
