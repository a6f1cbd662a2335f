package content

import (
	"context"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// IndexEntries makes what the search index holds of entries what they are now, with one call to it. The result has one
// element an entry; one that cannot be read does not hold up the others.
func (s *Service) IndexEntries(ctx context.Context, ids ...string) []error {
	results := make([]error, len(ids))
	var changes []search.Change
	for i, id := range ids {
		own, err := s.searchChanges(ctx, id)
		results[i], changes = err, append(changes, own...)
	}
	if err := s.applySearch(ctx, changes); err != nil {
		for i := range results {
			if results[i] == nil {
				results[i] = err
			}
		}
	}
	return results
}

// applySearch makes changes in the search index, so many at a time as it takes.
func (s *Service) applySearch(ctx context.Context, changes []search.Change) (err error) {
	defer errs.Wrap(&err, "index entries for the search")
	for len(changes) > 0 && err == nil {
		n := min(len(changes), search.MaxChanges)
		err = s.search.Apply(ctx, changes[:n]...)
		changes = changes[n:]
	}
	return err
}

// searchChanges reads an entry, and says what the search index should hold of its two copies.
func (s *Service) searchChanges(ctx context.Context, id string) ([]search.Change, error) {
	st, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.knowing(ctx, st)
	if err != nil {
		return nil, err
	}
	return c.schema.searchChanges(st), nil
}

// searchChanges are what the search index should hold of an entry: each of its copies, under the seq that wrote it, and
// nothing of one that is not there, as of the last commit. What is in the archive or the trash has a draft, and is found
// by who looks there; where others look it is left out as a list leaves it out.
func (s *Schema) searchChanges(st *state) []search.Change {
	m := s.ModelByID(st.head.Model)
	st = st.current(s)
	out := make([]search.Change, 0, 2)
	for _, stage := range []Stage{Live, Draft} {
		change := search.Change{Entry: st.id, Stage: stage.searched(), Seq: st.head.seq}
		if b := st.copy(stage); b != nil && m != nil {
			change.Seq, change.Documents = b.seq, documents(m, b.values)
		}
		out = append(out, change)
	}
	return out
}
