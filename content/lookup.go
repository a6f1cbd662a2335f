package content

import (
	"context"
	"encoding/json"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Lookup finds the entry that has a value in a unique field, as a reader of locale sees it; "" if there is none. value
// is the value as JSON would hold it: string, json.Number, bool. The entry's copy is loaded.
//
// Published entries are found by their claim. In the Draft stage several drafts may have the value: the holder of the
// claim comes first, then the lowest id. So it is with published entries while a field becomes unique.
func (r *Reader) Lookup(ctx context.Context, m *Model, apiID, locale string, value any) (string, error) {
	if m = r.c.schema.ModelByID(m.ID); m == nil {
		return "", nil // removed meanwhile
	}
	f := m.Field(apiID)
	if f == nil || !f.Unique {
		return "", errs.New(errs.Invalid, "%s: the model %s has no unique field of this name.", apiID, m.APIID)
	}
	chain := r.c.schema.Chain(locale)
	if chain == nil {
		return "", errs.New(errs.Invalid, "locale: the space has no locale %q.", locale)
	}
	stored, err := canonical(apiID, f.Kind, value)
	if err != nil {
		return "", err
	}
	for range 2 { // a commit between claim and copy shows as a mismatch, once
		id, err := r.byClaim(ctx, m, f, chain, stored)
		if err != nil || id != "" {
			return id, err
		}
	}
	if u := r.c.manifests[m.ID].unique(f); r.stage == Draft || !u.complete() {
		return r.byIndex(ctx, m, f, locale, stored)
	}
	return "", nil
}

// byClaim follows the claims of the locales along the chain to a copy that has the value.
func (r *Reader) byClaim(ctx context.Context, m *Model, f *field.Field, chain []string, stored json.RawMessage) (string, error) {
	locales := chain
	if !f.Localized {
		locales = []string{anyLocale}
	}
	keys := make([]store.Key, len(locales))
	for i, l := range locales {
		keys[i] = r.s.claimKey(m, r.c.manifests[m.ID], f, l, stored)
	}
	items, err := r.content.Get(ctx, store.Consistency(r.stage == Draft), keys...)
	if err != nil || len(items) == 0 {
		return "", err
	}
	for _, i := range items {
		id := string(plain(i.Body[1:]))
		delete(r.copies, id) // read again: it may have been loaded before the claim was taken
		if err := r.Load(ctx, id); err != nil {
			return "", err
		}
		c := r.Copy(id)
		if c != nil && c.Model.ID == m.ID && sameClaim(f.Kind, c.Value(m.Slot(f.ID), chain), stored) {
			return id, nil
		}
	}
	return "", nil
}

// byIndex finds the copy with the lowest id among those that have the value.
func (r *Reader) byIndex(ctx context.Context, m *Model, f *field.Field, locale string, stored json.RawMessage) (string, error) {
	q, err := Prepare(r.c.schema, QuerySpec{Model: m, Stage: r.stage, Locale: locale, OrderBy: []any{map[string]any{"id": "ASC"}}})
	if err != nil {
		return "", err
	}
	value := &valueRef{name: f.APIID, kind: f.Kind, slot: m.Slot(f.ID), index: m.indexNamed(f.ID)}
	q.filter = &filter{kind: leaf, test: &test{op: opSame, value: value, operands: [][]byte{stored},
		keys: [][]byte{index.Encode(nil, f.Kind, stored)}}}
	one := 1
	p, err := r.List(ctx, q, PageArgs{First: &one})
	if err != nil || len(p.IDs) == 0 {
		return "", err
	}
	return p.IDs[0], nil
}
