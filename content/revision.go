package content

import (
	"context"
	"encoding/json"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Revision is a state of an entry that was kept: what was published, or a draft that another one replaced.
type Revision struct {
	Version   int64
	CreatedAt time.Time // when it was published, or the draft was saved
	CreatedBy event.Actor
	Published bool
	Live      bool                       // it is what readers see
	Values    map[string]json.RawMessage // stored form by field id
}

// Revisions lists the revisions of an entry, newest first.
func (s *Service) Revisions(ctx context.Context, id string, first int) (out []Revision, err error) {
	return s.RevisionsBefore(ctx, id, 0, first)
}

// RevisionsBefore lists the revisions of an entry that are older than a version, newest first; 0: from the newest on.
func (s *Service) RevisionsBefore(ctx context.Context, id string, version int64, first int) (out []Revision, err error) {
	e, err := s.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	q := store.Query{Partition: s.keys.head(id).Partition, From: s.keys.revision(id, e.purgedTo+1).Sort, To: "rev$", Descending: true, Consistent: store.Consistent}
	if version > 0 {
		q.To = s.keys.revision(id, version).Sort
	}
	err = s.content.View(ctx, func(r store.Reader) error {
		for more := true; more && len(out) < first; {
			q.Limit = first - len(out)
			p, err := r.Query(ctx, q)
			if err != nil {
				return err
			}
			for _, i := range p.Items {
				b, err := decodeBody(i)
				if err != nil {
					return err
				}
				q.After, out = i.Sort, append(out, e.revision(b))
			}
			more = p.More
		}
		return nil
	})
	return out, err
}

func revisionOf(b *body) Revision {
	r := Revision{Version: b.Version, CreatedAt: b.UpdatedAt, CreatedBy: b.UpdatedBy, Values: b.values}
	if r.Published = b.Locales != nil; r.Published {
		r.CreatedAt = b.PublishedAt
	}
	return r
}

// Revision reads one revision.
func (s *Service) Revision(ctx context.Context, id string, version int64) (*Revision, error) {
	e, err := s.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	if version <= e.purgedTo {
		return nil, noRevision(id, version)
	}
	b, err := s.revision(ctx, id, version)
	if err != nil {
		return nil, err
	}
	r := e.revision(b)
	return &r, nil
}

// revision is one of the entry's, in the forms of its model.
func (e *Entry) revision(b *body) Revision {
	r := revisionOf(b.current(e.Model))
	r.Live = r.Published && e.LiveValues != nil && r.Version == e.liveVersion
	return r
}

func (s *Service) revision(ctx context.Context, id string, version int64) (b *body, err error) {
	err = s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, s.keys.revision(id, version))
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return noRevision(id, version)
		}
		b, err = decodeBody(items[0])
		return err
	})
	return b, err
}

func noRevision(id string, version int64) error {
	return errs.New(errs.NotFound, "The entry %s has no revision of version %d.", id, version)
}

// payload is what webhooks are told of an entry.
type payload struct {
	ID        string          `json:"id"`
	Model     string          `json:"model"`
	Version   int64           `json:"version"`
	Status    Status          `json:"status"`
	Locales   []string        `json:"locales,omitempty"` // that the event is about; all when left out
	CreatedAt time.Time       `json:"createdAt"`
	UpdatedAt time.Time       `json:"updatedAt"`
	Published *time.Time      `json:"publishedAt,omitempty"`
	Actor     event.Actor     `json:"actor"`
	Values    json.RawMessage `json:"values,omitempty"` // by apiId, localised fields as objects by locale
}

// modelPayload is what webhooks are told of a change of models.
type modelPayload struct {
	Note  string      `json:"note"`
	Actor event.Actor `json:"actor"`
}

// Payload is the data of a webhook for an event: of a publish its revision, not what is live later; of an update the
// draft as it is now, with its version; of what is gone, what was published last.
func (s *Service) Payload(ctx context.Context, e event.Event, t event.Type) (json.RawMessage, error) {
	if e.Entry == "" {
		return json.Marshal(modelPayload{e.Note, e.Actor})
	}
	st, err := s.read(ctx, e.Entry)
	if err != nil {
		return nil, err
	}
	if _, err := s.since(ctx, e.Time); err != nil {
		return nil, err
	}
	c, err := s.knowing(ctx, st)
	if err != nil {
		return nil, err
	}
	sc := c.schema
	m := sc.ModelByID(e.Model)
	p := payload{ID: e.Entry, Version: e.After, Status: st.head.status(), Locales: e.Locales, Actor: e.Actor,
		CreatedAt: st.head.CreatedAt, UpdatedAt: st.head.UpdatedAt}
	if m == nil {
		p.Model = e.Model
		return json.Marshal(p)
	}
	p.Model = m.APIID
	if t == event.EntryPublished {
		p.Status = StatusPublished // as it was by the event, like the values
	}
	b, err := s.told(ctx, st, e, t)
	if err != nil || b == nil {
		return appendJSON(nil, p), err
	}
	p.UpdatedAt = b.UpdatedAt
	if t != event.EntryUnpublished && t != event.EntryDeleted { // whose own version is above that of what they tell of
		p.Version = b.Version
	}
	if !b.PublishedAt.IsZero() {
		p.Published = &b.PublishedAt
	}
	p.Values, err = sc.External(m, m.current(b.values))
	return appendJSON(nil, p), err
}

// told is the copy that an event tells of; nil if nothing is left of it. Without a revision it is the draft: that of a
// model without drafts may be gone by now, and what is deleted may never have been published.
func (s *Service) told(ctx context.Context, st *state, e event.Event, t event.Type) (b *body, err error) {
	switch {
	case t == event.EntryPublished || (e.Model == AssetModel && t != event.AssetDeleted):
		b, err = s.revision(ctx, e.Entry, e.After)
	case t == event.EntryUnpublished || t == event.EntryDeleted:
		b, err = s.lastPublished(ctx, e.Entry, e.After)
	default:
		return st.draft, nil
	}
	if errs.CodeOf(err) == errs.NotFound && t == event.EntryPublished { // an entry that was imported may have gone on since it was published
		b, err = s.lastPublished(ctx, e.Entry, e.After)
	}
	if errs.CodeOf(err) == errs.NotFound {
		return st.draft, nil
	}
	return b, err
}

// lastPublished is what was published last of an entry, up to a version.
func (s *Service) lastPublished(ctx context.Context, id string, version int64) (last *body, err error) {
	q := store.Query{Partition: s.keys.head(id).Partition, From: "rev#", To: s.keys.revision(id, version+1).Sort,
		Descending: true, Limit: 10, Consistent: store.Consistent}
	err = s.content.View(ctx, func(r store.Reader) error {
		for more := true; more; {
			p, err := r.Query(ctx, q)
			if err != nil {
				return err
			}
			for _, i := range p.Items {
				if last, err = decodeBody(i); err != nil || revisionOf(last).Published {
					return err
				}
				q.After = i.Sort
			}
			more = p.More
		}
		return errs.New(errs.NotFound, "The entry %s was not published before version %d.", id, version)
	})
	return last, err
}

// WriteSystem writes fields of an asset that only Galley writes, and says what happened. Values are in external form by
// apiId; an asset that does not exist is made. Where a version is given, another one is CONFLICT; 0 is whatever is there.
func (s *Service) WriteSystem(ctx context.Context, id string, version int64, v map[string]json.RawMessage, types ...event.Type) (*Entry, error) {
	return s.once(ctx, "", id, func(sc *Schema, st *state) (*change, error) {
		m := sc.ModelByID(AssetModel)
		create := st.draft == nil && st.live == nil
		do := auth.Update
		if create {
			if do = auth.Create; !field.IsID(id) {
				return nil, impossible(id)
			}
		} else if st.head.Model != m.ID || st.head.state == store.StateTrashed {
			return nil, notFound(id)
		}
		if err := auth.Require(ctx, do, st.resource(m)); err != nil {
			return nil, err
		}
		if version != 0 && version != st.head.Version {
			return nil, stale(st.head.Version)
		}
		p := &patch{schema: sc, model: m, system: true}
		old := values{}
		if !create {
			old = st.draft.values
		}
		next, err := p.apply(old, v)
		if err != nil {
			return nil, err
		}
		if !create && sameValues(next, old) {
			return nil, nil
		}
		ch, err := s.save(ctx, sc, m, st, next, Change{}, create)
		if err == nil && len(types) > 0 {
			ch.types = types
		}
		return ch, err
	})
}
