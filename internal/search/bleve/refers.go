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
			docs, err := documents(ctx, r, prefixOf(stage)+fieldRefers, entry)
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

// documents are those that have a term.
func documents(ctx context.Context, r index.IndexReader, field, term string) (out []uint64, err error) {
	t, err := r.TermFieldReader(ctx, []byte(term), field, false, false, false)
	if err != nil {
		return nil, err
	}
	var doc index.TermFieldDoc
	for {
		d, err := t.Next(&doc)
		if err == nil && len(out)%4096 == 0 {
			err = ctx.Err()
		}
		if err != nil || d == nil {
			return out, closing(t, err)
		}
		out = append(out, d.ID.Value())
	}
}
