package content

import (
	"context"
	"errors"
	"slices"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// MoveResult answers for one entry of an import.
type MoveResult struct {
	Line     int    // number of its first line
	ID       string // "" if its line could not be read
	Model    string // apiId
	Outcome  ImportOutcome
	Message  string
	Problems []errs.Problem
	Missing  []string // ids that it refers to and that are not here, or not yet
	Waits    bool     // it may come in when others have: what it refers to, or who holds its unique value
}

// MoveOptions say how lines come in.
type MoveOptions struct {
	AsDrafts bool  // what cannot be live because of others comes in as a draft
	DryRun   bool  // nothing is written
	Files    Files // of assets; nil: none has come
}

// maxMoveLines bounds the lines of one call.
const maxMoveLines = 5000

// ImportLines brings in what Export gave, as it was, and answers for each entry. What is as it should be already is left
// alone, so an import that was killed is repeated; what was changed here later stays, and is told. An entry comes in by
// one commit, with as many of its revisions as that holds; the others follow. It needs the permission to administer.
func (s *Service) ImportLines(ctx context.Context, lines []string, o MoveOptions) ([]MoveResult, error) {
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return nil, err
	}
	if len(lines) > maxMoveLines {
		return nil, errs.New(errs.LimitExceeded, "At most %d lines can come in at once.", maxMoveLines)
	}
	if _, err := s.reload(ctx); err != nil { // models have just been brought in, by another process perhaps
		return nil, err
	}
	m := &moveIn{s: s, MoveOptions: o, all: gather(lines)}
	return m.run(ctx)
}

// moveIn is one import on its way.
type moveIn struct {
	MoveOptions
	s   *Service
	all []*moved
}

// moved is an entry that comes in, or revisions of one that came before.
type moved struct {
	result    MoveResult
	entry     *moveLine // nil: it came before
	revisions []*moveLine
	has       map[int64]bool // versions of revisions that are there; nil: none is known of
	written   map[int64]bool // of those that the commit wrote
	refers    []string       // ids
	file      movedFile
	decoder   *moveDecoder
	asDraft   bool
	alone     bool // it cannot come in with others
}

// fail notes why an entry does not come in.
func (e *moved) fail(err error) {
	e.result.Outcome, e.result.Message = ImportFailed, "It could not be written."
	var known *errs.Error
	if errors.As(err, &known) {
		e.result.Message, e.result.Problems = known.Message, known.Problems
	}
	e.result.Waits = slices.ContainsFunc(e.result.Problems, func(p errs.Problem) bool { return p.Rule == "reference" || p.Rule == "unique" })
}

func (e *moved) failed() bool { return e.result.Outcome == ImportFailed }

// gather puts revisions to their entries, and notes what cannot be read.
func gather(lines []string) (all []*moved) {
	for i, text := range lines {
		e := &moved{result: MoveResult{Line: i}}
		l, err := unpackMove(text)
		switch last := len(all) - 1; {
		case err != nil:
			e.fail(err)
			e.result.Waits = false
		case l.Of == "":
			e.entry, e.result.ID, e.result.Model = l, l.ID, l.Model
		case last >= 0 && all[last].result.ID == l.Of:
			all[last].revisions = append(all[last].revisions, l)
			continue
		default:
			e.result.ID, e.revisions = l.Of, []*moveLine{l}
		}
		all = append(all, e)
	}
	return all
}

func unpackMove(text string) (*moveLine, error) {
	raw, err := UnpackLine(text)
	if err != nil {
		return nil, err
	}
	return readMove(raw)
}

func (m *moveIn) run(ctx context.Context) ([]MoveResult, error) {
	if err := m.load(ctx); err != nil {
		return nil, err
	}
	_, err := several(ctx, len(m.all), importWorkers, window{}, func(ctx context.Context, i int) error {
		if e := m.all[i]; e.result.Outcome == "" {
			m.one(ctx, e)
		}
		return ctx.Err()
	})
	if err == nil {
		err = m.missing(ctx)
	}
	out := make([]MoveResult, len(m.all))
	for i, e := range m.all {
		out[i] = e.result
	}
	return out, err
}

// load brings new entries in, many a transaction.
func (m *moveIn) load(ctx context.Context) error {
	var entries []*moved
	for _, e := range m.all {
		if e.entry != nil && e.entry.Model != AssetModel && !e.failed() {
			entries = append(entries, e)
		}
	}
	pieces := slices.Collect(slices.Chunk(entries, loadSize))
	_, err := several(ctx, len(pieces), loadWorkers, window{}, func(ctx context.Context, i int) error {
		m.loadPiece(ctx, pieces[i])
		return ctx.Err()
	})
	return err
}

func (m *moveIn) loadPiece(ctx context.Context, piece []*moved) {
	all := make([]*newcomer, len(piece))
	for i, e := range piece {
		all[i] = &newcomer{id: e.result.ID, op: m.ifNew(ctx, e)}
	}
	m.s.load(ctx, all)
	for i, e := range piece {
		switch n := all[i]; {
		case e.alone, !n.done:
			e.result.Outcome = "" // it has its turn
		case n.err != nil:
			m.refused(ctx, e, n.err)
		case e.result.Outcome != "":
			m.history(ctx, e)
		}
	}
}

// refused notes why an entry was not written. What waits for others comes in as a draft if that is wanted.
func (m *moveIn) refused(ctx context.Context, e *moved, err error) {
	if e.fail(err); e.result.Message == "" || len(e.result.Problems) == 0 {
		m.s.log.WarnContext(ctx, "import of an entry failed", "entry", e.result.ID, "error", err)
	}
	if !m.AsDrafts || !e.result.Waits || e.asDraft {
		return
	}
	why := e.result
	e.result = MoveResult{Line: why.Line, ID: why.ID, Model: why.Model}
	e.asDraft = true
	m.one(ctx, e)
	if !e.failed() {
		e.result.Message, e.result.Problems = "Kept as a draft: "+why.Message, why.Problems
	}
}

// one brings an entry in alone, and what is missing of its history.
func (m *moveIn) one(ctx context.Context, e *moved) {
	err := m.prepare(ctx, e)
	if err == nil && e.entry != nil {
		_, _, err = m.s.commit(ctx, e.result.ID, m.operation(ctx, e))
	}
	if err != nil {
		m.refused(ctx, e, err)
		return
	}
	m.history(ctx, e)
}

// prepare finds out what an entry needs that is not a part of it, and clears its way.
func (m *moveIn) prepare(ctx context.Context, e *moved) (err error) {
	st, err := m.s.read(ctx, e.result.ID)
	if err != nil {
		return err
	}
	if e.has, err = m.s.revisionsThere(ctx, e); err != nil {
		return err
	}
	if e.entry == nil {
		return e.follows(st, m.DryRun)
	}
	if e.entry.Model == AssetModel {
		if e.file, err = m.fileOf(ctx, e, st); err != nil {
			return err
		}
	}
	open := st.draft != nil && (st.head.state == store.StateOpen || st.head.state == store.StateClosing)
	if open && e.entry.Status == StatusTrashed && st.head.Version < e.entry.Version && !m.DryRun {
		return m.s.Delete(ctx, e.result.ID, 0) // which honours references that restrict
	}
	return nil
}

// follows refuses revisions without an entry that they could be of.
func (e *moved) follows(st *state, dryRun bool) error {
	switch last := e.revisions[len(e.revisions)-1]; {
	case dryRun:
		return nil // the entry may be one that did not come in either
	case st.draft == nil:
		return errs.New(errs.NotFound, "There is no entry %q that the revision could be of.", e.result.ID)
	case last.Version > st.head.Version:
		return errs.New(errs.Conflict, "The entry %s is at version %d, and cannot have a revision of version %d.", e.result.ID, st.head.Version, last.Version)
	}
	return nil
}

// revisionsThere are the versions of those revisions that are there already.
func (s *Service) revisionsThere(ctx context.Context, e *moved) (map[int64]bool, error) {
	there := map[int64]bool{}
	if len(e.revisions) == 0 {
		return there, nil
	}
	keys := make([]store.Key, len(e.revisions))
	for i, l := range e.revisions {
		keys[i] = s.keys.revision(e.result.ID, l.Version)
	}
	return there, s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, distinct(keys)...)
		for _, i := range items {
			for n, k := range keys {
				if k == i.Key {
					there[e.revisions[n].Version] = true
				}
			}
		}
		return err
	})
}

// distinct are keys, each once.
func distinct(keys []store.Key) (out []store.Key) {
	seen := map[store.Key]bool{}
	for _, k := range keys {
		if !seen[k] {
			seen[k], out = true, append(out, k)
		}
	}
	return out
}

// missing notes which entries refer to what is not here.
func (m *moveIn) missing(ctx context.Context) error {
	var keys []store.Key
	for _, e := range m.all {
		for _, id := range e.refers {
			keys = append(keys, m.s.keys.head(id))
		}
	}
	there := map[string]bool{}
	err := m.s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, distinct(keys)...)
		for _, i := range items {
			there[m.s.keys.idOf(i.Key)] = i.State != store.StatePurged
		}
		return err
	})
	for _, e := range m.all {
		e.result.Missing = slices.DeleteFunc(e.refers, func(id string) bool { return there[id] })
	}
	return err
}

// references lists what the copies of an entry refer to, in order, each once.
func (s *Schema) references(m *Model, st *state) (ids []string) {
	for _, b := range []*body{st.draft, st.live} {
		if b == nil {
			continue
		}
		for _, ref := range s.References(m, b.values) {
			ids = append(ids, ref.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
