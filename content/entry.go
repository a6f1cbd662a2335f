package content

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Entry is an entry as editors see it: the draft, with where it stands.
type Entry struct {
	ID               string
	Model            *Model
	Version          int64
	Status           Status
	CreatedAt        time.Time
	UpdatedAt        time.Time // of the draft
	PublishedAt      time.Time // zero if not live
	FirstPublishedAt time.Time // zero if never published
	CreatedBy        event.Actor
	UpdatedBy        event.Actor
	ArchivedAt       time.Time                  // zero if not in the archive
	TrashedAt        time.Time                  // zero if not in the trash
	PublishedLocales []string                   // in the order of the space
	Values           map[string]json.RawMessage // stored form by field id; of localised fields, objects by locale
	LiveValues       map[string]json.RawMessage // nil if not live
	Scheduled        []*ScheduledAction         // to come, and what could not be carried out; in order of time

	purgedTo    int64 // versions up to this one are not of this entry, but of one that had the id before
	liveVersion int64
}

// entry makes an Entry of a state.
func (s *Service) entry(ctx context.Context, st *state) (*Entry, error) {
	c, err := s.knowing(ctx, st)
	if err != nil {
		return nil, err
	}
	sc := c.schema
	st = st.current(sc)
	m := sc.ModelByID(st.head.Model)
	if st.draft == nil || m == nil {
		return nil, notFound(st.id)
	}
	e := &Entry{ID: st.id, Model: m, Version: st.head.Version, Status: st.head.status(),
		CreatedAt: st.head.CreatedAt, UpdatedAt: st.head.UpdatedAt, FirstPublishedAt: st.head.First,
		CreatedBy: st.head.CreatedBy, UpdatedBy: st.head.UpdatedBy, Values: st.draft.values,
		ArchivedAt: st.head.ArchivedAt, TrashedAt: st.head.TrashedAt, purgedTo: st.head.PurgedTo, Scheduled: st.scheduled(s.now())}
	if st.live != nil {
		e.PublishedAt, e.LiveValues, e.liveVersion = st.live.PublishedAt, st.live.values, st.live.Version
		for _, l := range sc.Locales {
			if _, ok := st.live.Locales[l.Code]; ok {
				e.PublishedLocales = append(e.PublishedLocales, l.Code)
			}
		}
	}
	return e, nil
}

// Entry reads one entry, in the trash or not. It needs the permission to read drafts.
func (s *Service) Entry(ctx context.Context, id string) (*Entry, error) {
	st, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	e, err := s.entry(ctx, st)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ReadDrafts, st.resource(e.Model)); err != nil {
		return nil, err
	}
	return e, nil
}

// Title is the text by which people know the entry, in the default locale of the schema; the id if it has none.
func (s *Schema) Title(e *Entry) string {
	f := e.Model.title()
	if f == nil {
		return e.ID
	}
	v := e.Values[f.ID]
	if f.Localized {
		v = s.anyLocale(v)
	}
	var text string
	if isNull(v) || json.Unmarshal(v, &text) != nil || text == "" {
		return e.ID
	}
	return text
}

// anyLocale is the value of the default locale, or else of the first that has one.
func (s *Schema) anyLocale(byLocale json.RawMessage) (v json.RawMessage) {
	return resolve(byLocale, s.localeCodes())
}

// EntryPage is one page of a list of entries.
type EntryPage struct {
	*Page
	Entries []*Entry
}

// Entries lists drafts. It needs the permission to read them.
func (s *Service) Entries(ctx context.Context, spec QuerySpec, p PageArgs) (*EntryPage, error) {
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{Model: spec.Model.ID}); err != nil {
		return nil, err
	}
	out := &EntryPage{}
	err := s.View(ctx, Draft, func(r *Reader) error {
		q, err := r.prepare(spec)
		if err != nil {
			return err
		}
		out.Page, err = r.List(ctx, q, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	out.Entries, err = s.entriesOf(ctx, out.IDs)
	return out, err
}

// prepare plans a list in the stage of the View, by its schema, which may be newer than the one that spec was made by.
func (r *Reader) prepare(spec QuerySpec) (*Query, error) {
	m := r.c.schema.ModelByID(spec.Model.ID)
	if m == nil {
		return nil, errs.New(errs.NotFound, "The model %s was removed meanwhile.", spec.Model.APIID)
	}
	spec.Model, spec.Stage, spec.Readable = m, r.stage, r.may
	return Prepare(r.c.schema, spec)
}

// entriesOf reads entries by id, in this order; those that are gone are left out.
func (s *Service) entriesOf(ctx context.Context, ids []string) ([]*Entry, error) {
	states, err := s.readMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]*Entry, 0, len(ids))
	for _, st := range states {
		e, err := s.entry(ctx, st)
		if errs.CodeOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// EntriesByID reads entries in one call to the store; those that do not exist or may not be read are left out.
func (s *Service) EntriesByID(ctx context.Context, ids []string) (map[string]*Entry, error) {
	entries, err := s.entriesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*Entry, len(entries))
	for _, e := range entries {
		if auth.Can(auth.From(ctx), auth.ReadDrafts, auth.Resource{Model: e.Model.ID, Owner: e.CreatedBy.ID}) {
			out[e.ID] = e
		}
	}
	return out, nil
}

// readMany reads entries in one call; the few that are caught in a commit are read alone.
func (s *Service) readMany(ctx context.Context, ids []string) ([]*state, error) {
	states := make(map[string]*state, len(ids))
	var want []store.Key
	for _, id := range ids {
		if states[id] == nil {
			states[id] = &state{id: id}
			want = append(want, s.keys.head(id), s.keys.draft(id), s.keys.live(id))
		}
	}
	err := s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, want...)
		if err != nil {
			return err
		}
		for _, i := range items {
			if err := states[s.keys.idOf(i.Key)].fill([]store.Item{i}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]*state, 0, len(ids))
	for _, id := range ids {
		st := states[id]
		if !st.whole() {
			if st, err = s.read(ctx, id); err != nil {
				return nil, err
			}
		}
		out = append(out, st)
	}
	return out, nil
}

// Problems lists what would stop the entry from being published in the locales it is written in.
func (s *Schema) Problems(e *Entry) []errs.Problem {
	locales := written(s, e.Model, e.Values)
	return publishable(s, e.Model, liveValues(s, e.Model, e.Values, nil, locales, nil), locales)
}

// UsedBy lists up to first entries whose drafts or live copies refer to this one.
func (s *Service) UsedBy(ctx context.Context, id string, first int) ([]*Entry, error) {
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{}); err != nil {
		return nil, err
	}
	c, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := s.sources(ctx, c, id)
	if err != nil {
		return nil, err
	}
	entries, err := s.entriesOf(ctx, ids[:min(len(ids), first)])
	return slices.DeleteFunc(entries, func(e *Entry) bool { return e.Status == StatusTrashed || !refersTo(c.schema, e, id) }), err
}
