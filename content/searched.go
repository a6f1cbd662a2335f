package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
)

// searchPage is how many hits are asked for at once where all of them are wanted.
const searchPage = 500

// noSearch refuses a search where nothing searches.
func noSearch() error {
	return errs.New(errs.Invalid, "search: this installation has no search.")
}

// searched makes the hits of a search the source: in their order, or all of them at once, to be sorted. If the filter
// leaves few entries, the search is among these.
func (l *listing) searched(ctx context.Context, ir store.Reader) error {
	if l.r.s.search == nil {
		return noSearch()
	}
	among, few, err := l.among(ctx, ir)
	if err != nil {
		return err
	}
	l.p.sorted, l.p.weighed, l.p.found = l.q.ranked(), true, map[string]*search.Hit{}
	s := &hits{listing: l, query: search.Query{Text: l.q.search, Stage: l.q.stage.searched(), Models: []string{l.q.model.ID},
		Locales: []string{l.q.locale, ""}, Entries: among}}
	if s.ended = few && len(among) == 0; !s.ended && l.start.id != "" && l.q.ranked() && !l.backward {
		s.query.After = &search.Position{Score: decodeScore(l.start.enc), Entry: l.start.id}
	}
	l.p.source = s
	switch {
	case !l.q.ranked():
		return l.sortFound(ctx, ir, s)
	case l.backward:
		return l.turnFound(ctx, s)
	}
	if err := s.more(ctx, min(l.batchSize()+1, searchPage)); err != nil {
		return err
	}
	l.note(step{kind: StepSearch, inOrder: true, found: s.total})
	return nil
}

// searched is the stage as the search index names it.
func (s Stage) searched() search.Stage {
	if s == Live {
		return search.Live
	}
	return search.Draft
}

// among are the entries that the filter leaves, if these are few.
func (l *listing) among(ctx context.Context, ir store.Reader) (ids []string, few bool, err error) {
	if !l.named() {
		if len(l.q.filter.kids) == 0 {
			return nil, false, nil
		}
		if few, err := l.few(ctx, ir); !few || err != nil {
			return nil, false, err
		}
	}
	return append([]string{}, l.p.source.(*idSource).ids...), true, nil
}

// sortFound reads all hits, so that they can be sorted. If they are too many, what else the filter tells is asked.
func (l *listing) sortFound(ctx context.Context, ir store.Reader, s *hits) error {
	if err := s.all(ctx, func(rowRef) bool { return true }); err != nil {
		return err
	}
	l.note(step{kind: StepSearch, found: s.total})
	b := l.r.s.budget
	if len(s.rows) > b.Copies {
		if err := l.gatherRest(ctx, ir); err != nil {
			return err
		}
	}
	if s.rows = l.relevant(s.rows); len(s.rows) > b.Copies {
		return l.q.tooExpensive(b)
	}
	return nil
}

// turnFound reads all hits before the beginning of a page that is read backwards, and turns them round.
func (l *listing) turnFound(ctx context.Context, s *hits) error {
	before := func(row rowRef) bool {
		return l.start.id == "" || l.q.compare(position{row.enc, row.id}, l.start) < 0
	}
	if err := s.all(ctx, before); err != nil {
		return err
	}
	slices.Reverse(s.rows)
	l.note(step{kind: StepSearch, inOrder: true, desc: true, found: s.total})
	return nil
}

// hits are those of a search, as a source of rows.
type hits struct {
	*listing
	query search.Query
	rows  []rowRef // read ahead
	total int      // hits in all
	ended bool     // all are read
}

// next implements rowSource.
func (s *hits) next(ctx context.Context, _ store.Reader, limit int) ([]rowRef, bool, error) {
	if len(s.rows) == 0 && !s.ended {
		if err := s.more(ctx, limit); err != nil {
			return nil, false, err
		}
	}
	n := len(s.rows)
	if s.p.sorted {
		n = min(n, limit)
	}
	rows := s.rows[:n]
	s.rows = s.rows[n:]
	return rows, s.ended && len(s.rows) == 0, nil
}

// all reads hits as long as they are wanted.
func (s *hits) all(ctx context.Context, wanted func(rowRef) bool) error {
	for !s.ended {
		if err := s.more(ctx, searchPage); err != nil {
			return err
		}
		if n := slices.IndexFunc(s.rows, func(row rowRef) bool { return !wanted(row) }); n >= 0 {
			s.rows, s.ended = s.rows[:n], true
		}
	}
	return nil
}

// more reads on in the search index.
func (s *hits) more(ctx context.Context, limit int) (err error) {
	if s.query.Limit, s.ended = limit, true; len(s.p.found) > s.r.s.budget.Rows {
		return s.q.tooExpensive(s.r.s.budget)
	}
	defer errs.Wrap(&err, "search")
	found, err := s.r.s.search.Search(ctx, s.query)
	if err != nil {
		return err
	}
	for i := range found.Hits {
		h := &found.Hits[i]
		s.p.found[h.Entry], s.query.After = h, h.Position()
		s.rows = append(s.rows, rowRef{id: h.Entry, enc: encodeScore(h.Score)})
	}
	s.total, s.ended = max(s.total, found.Total), !found.More || len(found.Hits) == 0
	return nil
}
