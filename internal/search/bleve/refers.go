package bleve

import (
	"cmp"
	"context"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/galley-cms/galley/internal/search"
)

// Referring implements search.Index.
func (x *Index) Referring(ctx context.Context, entry string, limit int) (out []search.CopyKey, err error) {
	err = x.view(func(r index.IndexReader) error {
		for _, stage := range []search.Stage{search.Draft, search.Live} {
			s := &scan{r: r}
			var docs []uint64
			err := s.postings(ctx, prefixOf(stage)+fieldRefers, entry, false, func(d *index.TermFieldDoc) { docs = append(docs, d.ID.Value()) })
			if err != nil {
				return err
			}
			for _, doc := range docs {
				id, err := r.ExternalID(index.NewIndexInternalID(nil, doc))
				if err != nil {
					return err
				}
				key, _, _ := parseID(id)
				out = append(out, key)
			}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b search.CopyKey) int {
		return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Stage, b.Stage))
	})
	out = slices.Compact(out)
	return out[:min(len(out), limit)], err
}
