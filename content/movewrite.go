package content

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// A commit that brings an entry in takes revisions along up to these bounds: it has to leave room for claims and for
// references.
const (
	movedRevisions = 40
	movedBytes     = 2 << 20
)

// movedNote is what the audit says of each commit.
const movedNote = "imported from an export of Galley"

// ifNew is operation, for an entry that is not there: others are left to their turn alone.
func (m *moveIn) ifNew(ctx context.Context, e *moved) operation {
	op := m.operation(ctx, e)
	return func(sc *Schema, st *state) (*change, error) {
		if e.alone = !st.empty() || st.head.seq != 0; e.alone {
			return nil, nil
		}
		return op(sc, st)
	}
}

// operation makes an entry what its line says, and notes what that means.
func (m *moveIn) operation(ctx context.Context, e *moved) operation {
	return func(sc *Schema, st *state) (*change, error) {
		e.result.Outcome = ImportUnchanged
		model, err := m.place(sc, st, e)
		if err != nil {
			return nil, err
		}
		next, err := e.next(sc, model, st)
		if err != nil {
			return nil, err
		}
		e.refers = sc.references(model, next)
		if st.draft != nil {
			if same, err := m.sameAs(sc, st, next); same || err != nil {
				return nil, err
			}
			if err := e.newer(st, next); err != nil {
				return nil, err
			}
		}
		if e.result.Outcome = ImportUpdated; st.draft == nil {
			e.result.Outcome = ImportCreated
		}
		if m.DryRun {
			return nil, nil
		}
		ch := &change{model: model, next: next, note: movedNote, types: movedTypes(model, st, next)}
		ch.also, err = m.alsoRevisions(sc, model, st, e)
		return ch, err
	}
}

// place finds the model that an entry comes into.
func (m *moveIn) place(sc *Schema, st *state, e *moved) (*Model, error) {
	model := sc.Model(e.entry.Model)
	switch {
	case model == nil:
		return nil, errs.New(errs.NotFound, "There is no model %q.", e.entry.Model)
	case st.draft != nil && st.head.Model != model.ID:
		return nil, errs.New(errs.Conflict, "The id %q belongs to an entry of another model.", e.result.ID)
	case model.Singleton && e.result.ID != model.SingleID() && shelfOf(e.entry.Status) == inUse:
		return nil, errs.New(errs.Conflict, "%s is a single entry, whose id is %s here.", model.Name, model.SingleID())
	case e.entry.Status == StatusDraft && !model.Drafts && !e.asDraft:
		return nil, errs.New(errs.Invalid, "The model %s has no drafts: its entries are always live.", model.APIID)
	case e.asDraft && (st.live != nil || !model.Drafts):
		return nil, errs.New(errs.Conflict, "The entry cannot be live as it was, and cannot be a draft: leave it as it is, or mend what it lacks.")
	}
	return model, nil
}

// next is the entry as it will be. Where another life of the id has ended here, versions go on from its last one.
func (e *moved) next(sc *Schema, model *Model, st *state) (*state, error) {
	l := e.entry
	if e.asDraft {
		draft := *l
		draft.Live, draft.Status, l = nil, StatusDraft, &draft
	}
	e.decoder = e.decoder.by(sc, model, e.file)
	next, err := e.decoder.state(l, st)
	if err == nil && st.empty() {
		next.head.Version = max(next.head.Version, st.head.Version+1)
	}
	return next, err
}

// sameAs tells whether an entry is already what it will be, but for a version that went on from another life.
func (m *moveIn) sameAs(sc *Schema, st, next *state) (bool, error) {
	is, err := sc.moveOf(st)
	if err != nil {
		return false, err
	}
	will := *next
	will.id = st.id
	wanted, err := sc.moveOf(&will)
	if err != nil {
		return false, err
	}
	is.Version = max(is.Version, wanted.Version)
	wanted.Version = is.Version
	return bytes.Equal(is.encode(), wanted.encode()) && st.head.Version >= next.head.Version, nil
}

// newer refuses to take back what was changed here after the export, and to throw away what others may refer to.
func (e *moved) newer(st, next *state) error {
	if next.head.state == store.StateTrashed && st.head.state != store.StateTrashed {
		return errs.New(errs.Conflict, "It is in the trash in the export, and not here. Delete it here, if that is meant.")
	}
	if st.head.Version > e.entry.Version || st.head.UpdatedAt.After(e.entry.UpdatedAt.time()) {
		return errs.New(errs.Conflict, "It was changed here after the export: it is at version %d, and was at %d.", st.head.Version, e.entry.Version)
	}
	return nil
}

// movedTypes says what happens to an entry that comes in.
func movedTypes(m *Model, old, next *state) (types []event.Type) {
	if types = append(types, event.EntryUpdated); old.draft == nil {
		types[0] = event.EntryCreated
	}
	switch {
	case next.live != nil:
		types = append(types, event.EntryPublished)
	case old.live != nil:
		types = append(types, event.EntryUnpublished)
	}
	switch next.head.status() {
	case StatusTrashed:
		types = append(types, event.EntryDeleted)
	case StatusArchived:
		types = append(types, event.EntryArchived)
	}
	if m.ID == AssetModel && next.live != nil && string(next.live.values["state"]) == `"`+AssetReady+`"` {
		return []event.Type{event.AssetReady}
	}
	return typesOf(m, types)
}

// alsoRevisions are the revisions that the commit itself writes: first what is live, of which events tell, then as many as
// there is room for.
func (m *moveIn) alsoRevisions(sc *Schema, model *Model, st *state, e *moved) (out []also, err error) {
	e.written = map[int64]bool{}
	size := 0
	for _, l := range e.inOrder() {
		if e.has[l.Version] || e.written[l.Version] {
			continue
		}
		item, err := m.revision(sc, model, e, l, st.head.seq+1)
		if err != nil {
			return nil, err
		}
		if size += item.Size(); len(out) == movedRevisions || size > movedBytes {
			break
		}
		e.written[l.Version] = true
		out = append(out, also{store.Put(item, store.Absent()), func() error { return errAgain }})
	}
	return out, nil
}

// inOrder are the revisions, that of what is live first.
func (e *moved) inOrder() (out []*moveLine) {
	for _, l := range e.revisions {
		if e.entry.Live != nil && l.Version == e.entry.Live.Version {
			out = append([]*moveLine{l}, out...)
			continue
		}
		out = append(out, l)
	}
	return out
}

// revision is the item of a revision.
func (m *moveIn) revision(sc *Schema, model *Model, e *moved, l *moveLine, seq int64) (store.Item, error) {
	if e.entry != nil && (l.Version > e.entry.Version || l.Version == e.entry.Draft.Version && !e.entry.Kept) {
		return store.Item{}, errs.New(errs.Invalid, "The entry cannot have a revision of version %d: it is at version %d, and its draft of %d is not kept.",
			l.Version, e.entry.Version, e.entry.Draft.Version)
	}
	e.decoder = e.decoder.by(sc, model, e.file)
	b, err := e.decoder.body(l)
	if err != nil {
		return store.Item{}, err
	}
	return copyItem(m.s.keys.revision(e.result.ID, l.Version), model, b, seq)
}

// history writes the revisions that the commit did not, where they are missing. It may be killed: then the entry lacks
// some until it is imported again.
func (m *moveIn) history(ctx context.Context, e *moved) {
	left, err := m.leftOf(ctx, e)
	if err == nil && len(left) > 0 {
		err = m.s.batch(ctx, m.s.content, left)
	}
	switch {
	case err != nil:
		m.refused(ctx, e, err)
	case e.result.Outcome == "" || e.result.Outcome == ImportUnchanged && len(left) > 0:
		e.result.Outcome = ImportUpdated
		if len(left) == 0 {
			e.result.Outcome = ImportUnchanged
		}
	}
}

func (m *moveIn) leftOf(ctx context.Context, e *moved) (left []store.Write, err error) {
	wanted := slices.DeleteFunc(slices.Clone(e.revisions), func(l *moveLine) bool { return e.has[l.Version] || e.written[l.Version] })
	if len(wanted) == 0 || m.DryRun {
		return nil, nil
	}
	st, err := m.s.read(ctx, e.result.ID)
	if err != nil {
		return nil, err
	}
	c, err := m.s.knowing(ctx, st)
	if err != nil {
		return nil, err
	}
	model := c.schema.ModelByID(st.head.Model)
	if model == nil || st.draft == nil {
		return nil, notFound(e.result.ID)
	}
	e.result.Model = model.APIID
	for _, l := range wanted {
		if l.Version > st.head.Version || l.Version == st.draft.Version && !st.head.Kept {
			return nil, errs.New(errs.Conflict, "The entry cannot have a revision of version %d: it was changed here after the export.", l.Version)
		}
		item, err := m.revision(c.schema, model, e, l, st.head.seq)
		if err != nil {
			return nil, err
		}
		left = append(left, store.Put(item, store.Absent()))
	}
	return left, nil
}

// Files knows the files that came for assets which are imported.
type Files interface {
	// Imported checks what Galley itself writes of an asset, in external form, and gives the key of its file, if it has
	// one. A file that has not come, or is another one, is an error of code errs.Invalid.
	Imported(ctx context.Context, id string, values map[string]json.RawMessage) (key string, err error)
}

// assetKey is the field of an asset that says where its file lies in the bucket.
const assetKey = "key"

// movedFile is where the file of an asset lies. The zero one is none.
type movedFile struct{ hash, key string }

// put notes in values where the file lies, if it is the one that they are about.
func (f movedFile) put(v values) {
	if f.key != "" && string(v["hash"]) == f.hash {
		v[assetKey] = appendJSON(nil, f.key)
	}
}

// fileOf finds the file of an asset: the one that is here, if that is the same.
func (m *moveIn) fileOf(ctx context.Context, e *moved, st *state) (f movedFile, err error) {
	var of map[string]json.RawMessage
	if err := json.Unmarshal(e.entry.Draft.Values, &of); err != nil {
		return f, errs.New(errs.Invalid, "The values must be an object by the apiId of fields.")
	}
	f.hash = string(of["hash"])
	if st.draft != nil && f.hash != "" && string(st.draft.values["hash"]) == f.hash && !isNull(st.draft.values[assetKey]) {
		return f, json.Unmarshal(st.draft.values[assetKey], &f.key)
	}
	if m.Files == nil || m.DryRun {
		return f, nil
	}
	f.key, err = m.Files.Imported(ctx, e.result.ID, of)
	return f, err
}
