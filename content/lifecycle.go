package content

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// keptRevisions is how many revisions a model without drafts keeps of an entry.
const keptRevisions = 10

// checkpointAge is how old the last draft must be for a save to keep it as a revision.
const checkpointAge = 10 * time.Minute

// Change is what a caller wants to write into a draft.
type Change struct {
	// Values are in external form by apiId: absent fields keep their value, null clears. With Locale, localised fields
	// take the plain value of that locale, without it an object by locale.
	Values         map[string]json.RawMessage
	Locale         string
	Version        int64 // that the change is based on; 0: whatever is there
	Publish        bool  // at once, in the locales that it is written in
	NoSlugs        bool  // empty slugs stay empty: what they are made from will change
	Autosave       bool  // made by an editor's pause, not by an order to save
	IdempotencyKey string
}

// Create makes an entry of the model with the given apiId. An empty id makes a ULID; choosing one needs the permission
// to administer. An id that is taken is CONFLICT.
func (s *Service) Create(ctx context.Context, model, id string, c Change) (*Entry, error) {
	_, m, err := s.ModelNamed(ctx, model)
	if err != nil {
		return nil, err
	}
	if err := s.mayCreate(ctx, m, id, c.Publish || !m.Drafts); err != nil {
		return nil, err
	}
	c.IdempotencyKey = request(ctx, c.IdempotencyKey, "create", m.ID, id)
	if id == "" {
		id = ulid.MustNew(ulid.Timestamp(s.clock.Now()), ulid.DefaultEntropy()).String()
	}
	if m.Singleton {
		id = m.SingleID() // one entry at most
	}
	return s.once(ctx, c.IdempotencyKey, id, s.saving(ctx, m.ID, c, true))
}

func (s *Service) mayCreate(ctx context.Context, m *Model, id string, publish bool) error {
	if m.Builtin {
		return errs.New(errs.Invalid, "Assets are made by uploading a file.")
	}
	res := auth.Resource{Model: m.ID, Owner: auth.From(ctx).ID}
	if err := auth.Require(ctx, auth.Create, res); err != nil {
		return err
	}
	if publish {
		if err := auth.Require(ctx, auth.Publish, res); err != nil {
			return err
		}
	}
	if id == "" {
		return nil
	}
	if !field.IsID(id) {
		return impossible(id)
	}
	return auth.Require(ctx, auth.Administer, auth.Resource{})
}

func impossible(id string) error {
	return errs.New(errs.Invalid, "The id %q is not possible: use up to 64 letters, digits, dots, hyphens and underscores.", id)
}

// Update changes an entry's draft; see Change.
func (s *Service) Update(ctx context.Context, id string, c Change) (*Entry, error) {
	c.IdempotencyKey = request(ctx, c.IdempotencyKey, "update", id)
	return s.once(ctx, c.IdempotencyKey, id, s.saving(ctx, "", c, false))
}

// saving is the operation of Create and Update.
func (s *Service) saving(ctx context.Context, model string, c Change, create bool) operation {
	return func(sc *Schema, st *state) (*change, error) {
		m, err := s.mayWrite(ctx, sc, st, model, c, create)
		if err != nil {
			return nil, err
		}
		p := &patch{schema: sc, model: m, locale: c.Locale}
		old := p.defaults()
		if !create {
			old = st.draft.values
		}
		v, err := p.apply(old, c.Values)
		if err != nil {
			return nil, err
		}
		if !c.NoSlugs {
			p.slugs(v)
		}
		if !create && !c.Publish && sameShown(sc, m, v, st.draft.values) {
			return nil, nil
		}
		return s.save(ctx, sc, m, st, v, c, create)
	}
}

// mayWrite checks that a save may happen at all, and finds the entry's model.
func (s *Service) mayWrite(ctx context.Context, sc *Schema, st *state, model string, c Change, create bool) (*Model, error) {
	if create {
		m := sc.ModelByID(model)
		switch {
		case st.draft == nil && st.live == nil:
		case st.head.state == store.StateTrashed:
			return nil, errs.New(errs.Conflict, "The entry %q is in the trash: restore or purge it first.", st.id)
		case m != nil && m.Singleton && st.id == m.SingleID() && st.archived():
			return nil, isArchived(st.id)
		case m != nil && m.Singleton && st.id == m.SingleID():
			return nil, errs.New(errs.Conflict, "%s is a single entry, and is there already: update %s instead.", m.Name, st.id)
		default:
			return nil, errs.New(errs.Conflict, "There is an entry %q already.", st.id)
		}
		if m != nil {
			return m, nil
		}
		return nil, errs.New(errs.NotFound, "The model was removed meanwhile.")
	}
	m, err := s.editable(ctx, sc, st, auth.Update)
	if err != nil {
		return nil, err
	}
	if c.Publish || !m.Drafts {
		if err := auth.Require(ctx, auth.Publish, st.resource(m)); err != nil {
			return nil, err
		}
	}
	if c.Version != 0 && c.Version != st.head.Version {
		return nil, staleBy(ctx, m, st, c.Version)
	}
	return m, nil
}

// existing finds the model of an entry that is there and not in the trash, and asks whether the actor may do this to it.
func (s *Service) existing(ctx context.Context, sc *Schema, st *state, do auth.Action) (*Model, error) {
	m := sc.ModelByID(st.head.Model)
	if st.draft == nil || m == nil || st.head.state == store.StateTrashed {
		return nil, notFound(st.id)
	}
	return m, auth.Require(ctx, do, st.resource(m))
}

func (st *state) resource(m *Model) auth.Resource {
	return auth.Resource{Model: m.ID, PublicRead: m.PublicRead, Owner: st.head.CreatedBy.ID}
}

// save is the change that gives an entry new draft values, and publishes them if it should.
func (s *Service) save(ctx context.Context, sc *Schema, m *Model, st *state, v values, c Change, create bool) (*change, error) {
	ch := s.redraft(ctx, m, st, v, c, create)
	if c.Publish || !m.Drafts && !st.archived() {
		if err := s.goLive(sc, ch, st, nil, s.now()); err != nil {
			return nil, err
		}
	}
	ch.types = typesOf(m, ch.types)
	return ch, nil
}

// redraft is the change that gives an entry new draft values, and nothing else.
func (s *Service) redraft(ctx context.Context, m *Model, st *state, v values, c Change, create bool) *change {
	now, actor := s.now(), auth.From(ctx).Ref()
	next := st.successor()
	h := &next.head
	if create {
		h.Model, h.CreatedAt, h.CreatedBy, h.First = m.ID, now, actor, time.Time{}
	}
	h.UpdatedAt, h.UpdatedBy, h.Kept = now, actor, false
	h.Changed = st.live != nil && !sameShown(m.schema, m, st.live.values, v) // a change that is taken back is none
	next.draft = &body{Version: h.Version, CreatedAt: h.CreatedAt, UpdatedAt: now, CreatedBy: h.CreatedBy, UpdatedBy: actor, values: v}
	if !create && st.draft != nil {
		next.draft.marks = st.draft.marked(m, v, h.Version, now, actor)
	}

	ch := &change{model: m, next: next, autosave: c.Autosave, idempotency: c.IdempotencyKey}
	ch.types = append(ch.types, event.EntryUpdated)
	if create {
		ch.types[0] = event.EntryCreated
	}
	ch.revision = checkpoint(st, now, actor)
	return ch
}

// checkpoint is the draft that a save replaces, if it deserves to be kept: another author wrote it, or some time ago.
// A draft that is live as it is has a revision already, and so has one that was saved and published at once.
func checkpoint(st *state, now time.Time, actor event.Actor) *body {
	d := st.draft
	if d == nil || st.head.Kept || (st.live != nil && !st.head.Changed) {
		return nil
	}
	if d.UpdatedBy.ID == actor.ID && now.Sub(d.UpdatedAt) < checkpointAge {
		return nil
	}
	kept := *d
	kept.marks = nil
	return &kept
}

// goLive makes the change publish its draft in the given locales; without any, in all that it is written in, and in no
// other.
func (s *Service) goLive(sc *Schema, ch *change, old *state, locales []string, now time.Time) error {
	raise(sc, ch, old, locales, now)
	if problems := publishable(sc, ch.model, ch.next.live.values, orWritten(sc, ch.model, ch.next.draft.values, locales)); len(problems) > 0 {
		return errs.Validation(problems...)
	}
	return nil
}

// raise does what goLive does, without asking whether it may.
func raise(sc *Schema, ch *change, old *state, locales []string, now time.Time) {
	next, m := ch.next, ch.model
	all := len(locales) == 0
	locales = orWritten(sc, m, next.draft.values, locales)
	live := &body{Version: next.head.Version, CreatedAt: next.head.CreatedAt, UpdatedAt: next.head.UpdatedAt,
		PublishedAt: now, FirstPublishedAt: next.head.First, CreatedBy: next.head.CreatedBy, UpdatedBy: next.head.UpdatedBy,
		Locales: map[string]string{}}
	if live.FirstPublishedAt.IsZero() {
		live.FirstPublishedAt, next.head.First = now, now
	}
	var oldValues values
	var published []string
	if old.live != nil {
		oldValues = old.live.values
		for code, at := range old.live.Locales {
			if !all || !sc.has(code) {
				live.Locales[code] = at
				published = append(published, code)
			}
		}
	}
	for _, code := range locales {
		live.Locales[code] = field.FormatDateTime(now)
	}
	live.values = liveValues(sc, m, next.draft.values, oldValues, locales, published)
	next.live, ch.revision, ch.files = live, live, narrowedFiles(sc, m, live.values)
	next.head.Changed = !sameShown(sc, m, live.values, next.draft.values)
	next.head.Kept = next.head.Kept || next.draft != old.draft
	if !m.Drafts {
		ch.prune = max(0, live.Version-keptRevisions)
	}
	ch.types = append(ch.types, event.EntryPublished)
	if !all {
		ch.locales = slices.Clone(locales)
	}
}

// PublishOptions say what to publish or unpublish.
type PublishOptions struct {
	Locales        []string // all of the space when empty
	Version        int64    // of the entry that is meant; 0: whatever is there
	WithReferences bool     // Publish: with it, the unpublished entries that it refers to
	OnlyChanges    bool     // Publish: an entry that is live as it is stays so, instead of getting a new version
	IdempotencyKey string

	planned *planned // what this carries out; nil: nothing planned
}

// Publish makes the draft live in some locales or all: copy, unique claims, revision and event in one transaction.
func (s *Service) Publish(ctx context.Context, id string, o PublishOptions) (*Entry, error) {
	o.IdempotencyKey = request(ctx, o.IdempotencyKey, "publish", id)
	if o.WithReferences {
		return s.onceBy(ctx, o.IdempotencyKey, func() (*Entry, error) { return s.publishWhole(ctx, id, o) })
	}
	return s.once(ctx, o.IdempotencyKey, id, s.asPlanned(o.planned, func(sc *Schema, st *state) (*change, error) {
		m, err := s.editable(ctx, sc, st, auth.Publish)
		if err != nil {
			return nil, err
		}
		if o.Version != 0 && o.Version != st.head.Version {
			return nil, staleBy(ctx, m, st, o.Version)
		}
		locales, err := checkLocales(sc, o.Locales)
		if err != nil {
			return nil, err
		}
		if o.OnlyChanges && st.liveIn(locales) {
			return nil, nil
		}
		ch := &change{model: m, next: st.successor(), idempotency: o.IdempotencyKey}
		err = s.goLive(sc, ch, st, locales, s.now())
		ch.types = typesOf(m, ch.types)
		return ch, err
	}))
}

// liveIn tells whether the draft is live as it is: in locales, or, without any, in those that it is written in.
func (st *state) liveIn(locales []string) bool {
	if st.live == nil || st.head.Changed {
		return false
	}
	return !slices.ContainsFunc(locales, func(code string) bool { return st.live.Locales[code] == "" })
}

// Unpublish takes an entry back in some locales or all. One that is not live in them stays as it is.
func (s *Service) Unpublish(ctx context.Context, id string, o PublishOptions) (*Entry, error) {
	o.IdempotencyKey = request(ctx, o.IdempotencyKey, "unpublish", id)
	return s.once(ctx, o.IdempotencyKey, id, s.asPlanned(o.planned, func(sc *Schema, st *state) (*change, error) {
		m, err := s.editable(ctx, sc, st, auth.Publish)
		if err != nil || st.live == nil {
			return nil, err
		}
		if o.Version != 0 && o.Version != st.head.Version {
			return nil, stale(st.head.Version)
		}
		if !m.Drafts {
			return nil, errs.New(errs.Invalid, "The model %s has no drafts: its entries are always live. Delete the entry instead.", m.APIID)
		}
		locales, err := checkLocales(sc, o.Locales)
		if err != nil {
			return nil, err
		}
		if len(locales) > 0 && !slices.ContainsFunc(locales, func(code string) bool { return st.live.Locales[code] != "" }) {
			return nil, nil
		}
		return unpublishing(sc, m, st, locales, o), nil
	}))
}

// unpublishing is the change that takes an entry back in some locales, or all; nil where it is live in none of them.
func unpublishing(sc *Schema, m *Model, st *state, locales []string, o PublishOptions) *change {
	next := st.successor()
	next.live = nil
	ch := &change{model: m, next: next, types: []event.Type{event.EntryUnpublished}, idempotency: o.IdempotencyKey}
	var left []string
	shown := false
	for code := range st.live.Locales {
		if len(locales) > 0 && !slices.Contains(locales, code) {
			left, shown = append(left, code), shown || sc.has(code)
		}
	}
	switch {
	case len(left) == len(st.live.Locales):
		return nil // it is live in none of these locales
	case !shown:
		next.head.Changed = false
		return ch
	}
	live := st.live.clone()
	live.Version, live.Locales = next.head.Version, map[string]string{}
	for _, code := range left {
		live.Locales[code] = st.live.Locales[code]
	}
	live.values = liveValues(sc, m, st.live.values, st.live.values, nil, left)
	next.live, ch.locales, ch.revision = live, locales, live
	next.head.Changed = !sameShown(sc, m, live.values, st.draft.values)
	return ch
}

// now is the time of a commit, as precise as it is stored.
func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Microsecond) }
