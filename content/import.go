package content

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// ImportEntry is an entry that moves in, with its id, times and state. Values are in external form by apiId, localised
// fields as objects by locale. They replace what is there.
type ImportEntry struct {
	ID               string
	Model            string // apiId
	Values           map[string]json.RawMessage
	Publish          bool
	Locales          []string                   // to publish; all when empty
	LiveValues       map[string]json.RawMessage // what is live while there is something to publish (CHANGED); nil: the same as Values
	CreatedAt        time.Time                  // zero: now, or as it was
	UpdatedAt        time.Time
	PublishedAt      time.Time
	FirstPublishedAt time.Time
	ArchivedAt       time.Time // of one that moves into the archive, where nothing is published; zero: it is in use
}

// ImportOutcome says what became of an entry.
type ImportOutcome string

// The outcomes.
const (
	ImportCreated   ImportOutcome = "CREATED"
	ImportUpdated   ImportOutcome = "UPDATED"
	ImportUnchanged ImportOutcome = "UNCHANGED"
	ImportFailed    ImportOutcome = "FAILED"
)

// ImportResult answers for one entry.
type ImportResult struct {
	ID       string
	Outcome  ImportOutcome
	Message  string
	Problems []errs.Problem
}

// importWorkers is how many entries are imported at once.
const importWorkers = 16

// Import writes entries, several at once, and answers for each in its place. An entry that is as it should be already is
// left alone, so an import can be repeated. One that cannot be published as it is comes in as a draft, and its result
// says why. With dryRun nothing is written. It needs the permission to administer.
func (s *Service) Import(ctx context.Context, entries []ImportEntry, dryRun bool) ([]ImportResult, error) {
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return nil, err
	}
	if _, err := s.reload(ctx); err != nil { // models are often changed just before an import
		return nil, err
	}
	m := &importer{s: s, entries: entries, dryRun: dryRun, results: make([]ImportResult, len(entries))}
	return m.results, m.run(ctx)
}

// importer is one import on its way.
type importer struct {
	s       *Service
	entries []ImportEntry
	dryRun  bool
	results []ImportResult
}

// run writes entries in rounds: what waits for others of the same import, which it refers to or whose unique value it
// takes over, has its turn again as long as that is worth it. What is left comes in as drafts, to which others may refer;
// then those that waited for each other, in a long chain or a circle, are published.
func (m *importer) run(ctx context.Context) error {
	left := make([]int, len(m.entries))
	for i := range left {
		left[i] = i
	}
	for before := 2 * len(left); len(left) > 0 && len(left) <= before/2; {
		before = len(left)
		if err := m.round(ctx, left); err != nil {
			return err
		}
		left = slices.DeleteFunc(left, func(i int) bool { return !m.waits(i) })
	}
	if err := m.each(ctx, left, m.keepDraft); err != nil {
		return err
	}
	return m.each(ctx, left, m.publishKept)
}

// round brings in what is new in bulk, and the rest one by one.
func (m *importer) round(ctx context.Context, left []int) error {
	loaded := make([]bool, len(m.entries))
	pieces := slices.Collect(slices.Chunk(left, loadSize))
	_, err := several(ctx, len(pieces), loadWorkers, window{}, func(ctx context.Context, i int) error {
		m.load(ctx, pieces[i], loaded)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return m.each(ctx, left, func(ctx context.Context, i int) {
		if !loaded[i] {
			m.results[i] = m.s.tryImport(ctx, &m.entries[i], m.dryRun)
		}
		if !m.waits(i) {
			m.keepDraft(ctx, i)
		}
	})
}

// load brings a piece in, and notes which entries have their result.
func (m *importer) load(ctx context.Context, piece []int, loaded []bool) {
	all := make([]*newcomer, len(piece))
	for n, i := range piece {
		e := &m.entries[i]
		m.results[i] = ImportResult{ID: e.ID}
		all[n] = &newcomer{id: m.s.importID(ctx, e), op: m.s.importOp(ctx, e, &m.results[i], m.dryRun)}
	}
	m.s.load(ctx, all)
	for n, i := range piece {
		if loaded[i] = all[n].done; all[n].err != nil {
			m.s.importFailed(ctx, &m.results[i], all[n].err)
		}
	}
}

func (m *importer) each(ctx context.Context, which []int, do func(context.Context, int)) error {
	_, err := several(ctx, len(which), importWorkers, window{}, func(ctx context.Context, i int) error {
		do(ctx, which[i])
		return ctx.Err()
	})
	return err
}

// waits tells whether an entry may come in when others have.
func (m *importer) waits(i int) bool {
	return m.results[i].Outcome == ImportFailed && m.entries[i].Publish &&
		slices.ContainsFunc(m.results[i].Problems, func(p errs.Problem) bool { return p.Rule == "reference" || p.Rule == "unique" })
}

// keepDraft brings an entry in that cannot be published.
func (m *importer) keepDraft(ctx context.Context, i int) {
	r := m.results[i]
	if !m.entries[i].Publish || r.Outcome != ImportFailed || len(r.Problems) == 0 {
		return
	}
	draft := m.entries[i]
	draft.Publish, draft.LiveValues = false, nil
	kept := m.s.tryImport(ctx, &draft, m.dryRun)
	if kept.Outcome != ImportFailed {
		kept.Message, kept.Problems = "Kept as a draft: "+r.Message, r.Problems
	}
	m.results[i] = kept
}

// publishKept tries once more to publish an entry that came in as a draft.
func (m *importer) publishKept(ctx context.Context, i int) {
	kept := m.results[i]
	if kept.Outcome == ImportFailed {
		return
	}
	if r := m.s.tryImport(ctx, &m.entries[i], m.dryRun); r.Outcome == ImportUpdated {
		m.results[i] = ImportResult{ID: r.ID, Outcome: kept.Outcome}
		if kept.Outcome == ImportUnchanged {
			m.results[i].Outcome = ImportUpdated
		}
	}
}

func (s *Service) tryImport(ctx context.Context, e *ImportEntry, dryRun bool) ImportResult {
	r := ImportResult{ID: e.ID}
	if _, _, err := s.commit(ctx, s.importID(ctx, e), s.importOp(ctx, e, &r, dryRun)); err != nil {
		s.importFailed(ctx, &r, err)
	}
	return r
}

// importOp is the operation that imports an entry; it notes in r what it does.
func (s *Service) importOp(ctx context.Context, e *ImportEntry, r *ImportResult, dryRun bool) operation {
	return func(sc *Schema, st *state) (*change, error) {
		r.Outcome = ImportUnchanged
		ch, err := s.importing(ctx, sc, st, e)
		if err != nil || ch == nil {
			return nil, err
		}
		if r.Outcome = ImportUpdated; st.draft == nil {
			r.Outcome = ImportCreated
		}
		if dryRun {
			return nil, nil
		}
		return ch, nil
	}
}

// importFailed notes in r why an entry could not be written.
func (s *Service) importFailed(ctx context.Context, r *ImportResult, err error) {
	r.Outcome, r.Message = ImportFailed, "It could not be written."
	var known *errs.Error
	if errors.As(err, &known) {
		r.Message, r.Problems = known.Message, known.Problems
	} else {
		s.log.ErrorContext(ctx, "import failed", "entry", r.ID, "error", err)
	}
}

// importID is the id under which an entry comes in: that of the one entry of a singleton.
func (s *Service) importID(ctx context.Context, e *ImportEntry) string {
	sc, err := s.Schema(ctx)
	if err != nil {
		return e.ID // commit meets the same error
	}
	if m := sc.Model(e.Model); m != nil && m.Singleton {
		return m.SingleID()
	}
	return e.ID
}

// importing is the operation that makes an entry what the import says; nil if it is.
func (s *Service) importing(ctx context.Context, sc *Schema, st *state, e *ImportEntry) (*change, error) {
	m := sc.Model(e.Model)
	if m == nil {
		return nil, errs.New(errs.NotFound, "There is no model %q.", e.Model)
	}
	if !field.IsID(e.ID) {
		return nil, errs.New(errs.Invalid, "The id %q is not possible.", e.ID)
	}
	if st.draft != nil && st.head.Model != m.ID {
		return nil, errs.New(errs.Conflict, "The id %q belongs to an entry of another model.", e.ID)
	}
	p := &patch{schema: sc, model: m, system: m.Builtin}
	draft, err := p.apply(st.hiddenDraft(sc, m), e.Values)
	if err != nil {
		return nil, err
	}
	live := draft
	if e.LiveValues != nil {
		if live, err = p.apply(st.hiddenDraft(sc, m), e.LiveValues); err != nil {
			return nil, err
		}
	}
	locales, err := checkLocales(sc, e.Locales)
	if err != nil {
		return nil, err
	}
	t := imported{e: e, m: m, draft: draft, live: live, publish: e.ArchivedAt.IsZero() && (e.Publish || !m.Drafts), locales: locales}
	if t.same(sc, st) {
		return nil, nil
	}
	if st.archived() && st.head.state != store.StateTrashed && !t.archived() {
		return nil, isArchived(st.id) // somebody put it away: an import that is repeated does not bring it back
	}
	return s.replace(ctx, sc, st, t)
}

// imported is what an import wants an entry to be.
type imported struct {
	e           *ImportEntry
	m           *Model
	draft, live values
	publish     bool
	locales     []string
}

// archived tells whether the import wants the entry to be in the archive.
func (t *imported) archived() bool { return !t.e.ArchivedAt.IsZero() }

// same tells whether the entry is what the import wants already.
func (t *imported) same(sc *Schema, st *state) bool {
	switch {
	case st.draft == nil || st.head.state == store.StateTrashed:
		return false
	case t.archived() && !st.archived():
		return false
	case !sameShown(sc, t.m, t.draft, st.draft.values):
		return false
	case !t.publish:
		return st.live == nil
	case st.live == nil:
		return false
	}
	locales := t.locales
	if len(locales) == 0 {
		locales = written(sc, t.m, t.live)
	}
	return sameShown(sc, t.m, liveValues(sc, t.m, t.live, nil, locales, nil), st.live.values)
}

// replace is the change that makes the entry what the import wants, in one commit.
func (s *Service) replace(ctx context.Context, sc *Schema, st *state, t imported) (*change, error) {
	ch := s.redraft(ctx, t.m, st, t.draft, Change{}, st.draft == nil)
	h := &ch.next.head
	h.CreatedAt = given(t.e.CreatedAt, h.CreatedAt)
	h.UpdatedAt = given(t.e.UpdatedAt, h.UpdatedAt)
	if h.ArchivedAt = given(t.e.ArchivedAt, time.Time{}); t.archived() {
		ch.types = append(ch.types, event.EntryArchived)
	}
	d := ch.next.draft
	d.CreatedAt, d.UpdatedAt = h.CreatedAt, h.UpdatedAt
	if !t.publish {
		return unpublished(ch, st), nil
	}
	h.First = given(t.e.FirstPublishedAt, given(t.e.PublishedAt, h.First))
	d.values = t.live
	nothing := &state{head: st.head, live: st.live.hidden(sc, t.m)} // the import says all else that is live
	if err := s.goLive(sc, ch, nothing, t.locales, given(t.e.PublishedAt, s.now())); err != nil {
		return nil, err
	}
	d.values = t.draft
	h.Changed = t.e.LiveValues != nil || !sameShown(sc, t.m, ch.next.live.values, t.draft)
	ch.types = typesOf(t.m, ch.types)
	return ch, nil
}

// unpublished makes a change take the entry back, if it is live.
func unpublished(ch *change, st *state) *change {
	if st.live != nil {
		ch.next.live, ch.next.head.Changed = nil, false
		ch.types = append(ch.types, event.EntryUnpublished)
	}
	return ch
}

// given is t in the precision that is stored, or otherwise when it is zero.
func given(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t.UTC().Truncate(time.Microsecond)
}
