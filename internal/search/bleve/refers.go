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
			keys, err := referring(ctx, r, stage, entry)
			if err != nil {
				return err
			}
			out = append(out, keys...)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b search.CopyKey) int {
		return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Stage, b.Stage))
	})
	out = slices.Compact(out)
	return out[:min(len(out), limit)], err
}

// referring are the copies of a stage that refer to an entry, once for each document.
func referring(ctx context.Context, r index.IndexReader, stage search.Stage, entry string) (out []search.CopyKey, err error) {
	s, err := newScan(r, prefixOf(stage))
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := s.having(ctx, fieldRefers, []string{entry}); err != nil {
		return nil, err
	}
	for _, f := range s.live {
		id, err := r.ExternalID(index.NewIndexInternalID(nil, uint64(f.doc)))
		if err != nil {
			return nil, err
		}
		key, _, _ := parseID(id)
		out = append(out, key)
	}
	return out, nil
}
