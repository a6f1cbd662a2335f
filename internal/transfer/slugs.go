package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/text/unicode/norm"

	"github.com/galley-cms/galley/content/field"
)

// existingSlugs finds the unique slugs of wanted models that existed before: their entries may hold what is wanted. It
// is called after Reconcile gave models and fields their names.
func existingSlugs(existing []json.RawMessage, wanted []*Model) (map[string]string, error) {
	out := map[string]string{}
	for _, b := range existing {
		var had Model
		if err := json.Unmarshal(b, &had); err != nil {
			return nil, fmt.Errorf("read a model of the target: %w", err)
		}
		for _, m := range wanted {
			for _, f := range m.Fields {
				if to := fieldOf(&had, f.APIID); m.APIID == had.APIID && f.Kind == field.Slug && to != nil && to.Unique && !to.Localized {
					out[m.APIID] = to.APIID
				}
			}
		}
	}
	return out, nil
}

// slugOf is the slug of an entry on its way in the form in which it is stored, or "".
func (r *Run) slugOf(e *Entry) string {
	s, _ := textOf(e.Values[r.slugs[e.Model]])
	return norm.NFC.String(s)
}

// freeSlugs gives the entries of a batch slugs that no other entry of the target has: slug-2 on a clash. An entry that
// is there already keeps the slug that it got before, so that running an import again changes nothing.
func (r *Run) freeSlugs(ctx context.Context, batch []waiting) error {
	byModel := map[string][]*waiting{}
	for i := range batch {
		if e := &batch[i].entry; r.slugOf(e) != "" {
			byModel[e.Model] = append(byModel[e.Model], &batch[i])
		}
	}
	for _, model := range Sorted(byModel) {
		if err := r.freeSlugsOf(ctx, model, byModel[model]); err != nil {
			return fmt.Errorf("look for slugs that are taken: %w", err)
		}
	}
	return nil
}

func (r *Run) freeSlugsOf(ctx context.Context, model string, entries []*waiting) error {
	name := r.slugs[model]
	used := map[string]bool{}
	wanted := map[*waiting]string{}
	for _, w := range entries {
		wanted[w] = r.slugOf(&w.entry)
		used[wanted[w]] = true
	}
	for n, open := 2, entries; len(open) > 0; n++ {
		holders, err := r.target.Holders(ctx, model, name, r.slugList(open))
		if err != nil {
			return err
		}
		var clashing []*waiting
		for _, w := range open {
			ids := holders[r.slugOf(&w.entry)]
			if len(ids) == 0 || slices.Contains(ids, w.entry.ID) {
				continue
			}
			next := fmt.Sprintf("%s-%d", wanted[w], n)
			for more := n; used[next]; more++ {
				next = fmt.Sprintf("%s-%d", wanted[w], more)
			}
			used[next] = true
			w.entry.setSlug(name, next)
			clashing = append(clashing, w)
		}
		open = clashing
	}
	for _, w := range entries {
		if got := r.slugOf(&w.entry); got != wanted[w] {
			r.Note(Line{Item: w.item, ID: w.entry.ID, Message: "has the slug " + wanted[w] + ", which another entry has already; it gets " + got})
		}
	}
	return nil
}

func (r *Run) slugList(entries []*waiting) (out []string) {
	for _, w := range entries {
		out = append(out, r.slugOf(&w.entry))
	}
	return out
}

// setSlug changes a slug, in the live values too.
func (e *Entry) setSlug(name, slug string) {
	for _, v := range []Values{e.Values, e.LiveValues} {
		if v != nil {
			v[name] = slug
		}
	}
}
