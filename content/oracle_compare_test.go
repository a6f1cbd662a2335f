package content_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/galley-cms/galley/content"
)

// asked is a question with the way in which it is asked.
type asked struct {
	question
	size     int
	backward bool
	counts   int // on how many pages the count of the whole list is asked for
}

// ask makes a random question, and a way of asking it.
func (w *world) ask() *asked {
	return &asked{question: *w.question(), size: 1 + max(w.rnd.IntN(25), w.rnd.IntN(25)), backward: w.chance(50), counts: pick(w, []int{0, 0, 1, 1, 100})}
}

// compare asks a list and holds the answer against the oracle's. replay is what makes a failure happen again.
func (w *world) compare(a *asked, replay string) {
	w.t.Helper()
	w.compareWalk(a, replay)
	want, got, err := w.both(a)
	if err == nil && slices.Equal(got, want) {
		return
	}
	least := w.shrink(a, err != nil)
	want, got, err = w.both(least)
	w.t.Fatalf("%s\nfound by %s,\n least %s\n  want %v\n   got %v %v", replay, a, least, want, got, err)
}

// compareWalk holds what a walk over the list meets against the oracle's answer.
func (w *world) compareWalk(a *asked, replay string) {
	w.t.Helper()
	if a.stage != content.Draft {
		return
	}
	want, got := w.oracle.answer(&a.question), (&space{w.Service, w.t, w.ctx}).strides(a.spec())
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(want, got) {
		w.t.Fatalf("%s\n a walk over %s\n  want %v\n   got %v", replay, a, want, got)
	}
}

// both gives the oracle's answer and ours, in one direction.
func (w *world) both(a *asked) (want, got []string, err error) {
	want = w.oracle.answer(&a.question)
	if got, err = w.walk(a); a.backward {
		slices.Reverse(got)
	}
	return want, got, err
}

func (a *asked) String() string {
	text, _ := json.Marshal(map[string]any{"where": a.where, "orderBy": a.orderBy})
	return fmt.Sprintf("stage %d, locale %s, trashed %t, pages of %d, backward %t: %s", a.stage, a.locale, a.trashed, a.size, a.backward, text)
}

// shrink leaves out parts of a question as long as the answer stays wrong in the same way.
func (w *world) shrink(a *asked, failing bool) *asked {
	for simpler := a; simpler != nil; {
		a, simpler = simpler, nil
		for _, c := range a.smaller() {
			want, got, err := w.both(c)
			if (err != nil) == failing && (err != nil || !slices.Equal(got, want)) {
				simpler = c
				break
			}
		}
	}
	return a
}

// smaller are the questions with one part less.
func (a *asked) smaller() (out []*asked) {
	for n := range a.orderBy {
		c := *a
		c.orderBy = slices.Delete(slices.Clone(a.orderBy), n, n+1)
		out = append(out, &c)
	}
	for _, where := range without(a.where) {
		c := *a
		c.where, _ = where.(map[string]any)
		out = append(out, &c)
	}
	return out
}

// without gives a value with one member or item less, at any depth.
func without(v any) (out []any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			less := clone(v)
			delete(less, name)
			out = append(out, less)
			for _, w := range without(inner) {
				changed := clone(v)
				changed[name] = w
				out = append(out, changed)
			}
		}
	case []any:
		for n, inner := range v {
			out = append(out, slices.Delete(slices.Clone(v), n, n+1))
			for _, w := range without(inner) {
				changed := slices.Clone(v)
				changed[n] = w
				out = append(out, changed)
			}
		}
	}
	return out
}

func clone(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// walk reads a whole list, page by page, and checks what the pages say of each other. Backward, the ids are in reverse.
func (w *world) walk(a *asked) (ids []string, err error) {
	sc, err := w.Schema(w.ctx)
	if err != nil {
		return nil, err
	}
	prepared, err := content.Prepare(sc, a.spec())
	if err != nil {
		return nil, err
	}
	k := &walker{asked: a, counts: a.counts, total: -1, args: content.PageArgs{First: &a.size, Count: a.counts > 0}}
	if a.backward {
		k.args = content.PageArgs{Last: &a.size, Count: a.counts > 0}
	}
	for more := true; more && err == nil; {
		err = w.View(w.ctx, a.stage, func(r *content.Reader) (err error) {
			more, err = k.page(w.ctx, r, prepared)
			return err
		})
	}
	if err == nil && a.counts > 0 && k.total != len(k.ids) {
		err = fmt.Errorf("totalCount is %d of %d", k.total, len(k.ids))
	}
	return k.ids, err
}

// walker is a walk on its way.
type walker struct {
	*asked
	args   content.PageArgs
	ids    []string
	counts int // how often it is still counted
	total  int // -1: not counted yet
}

// page reads one page, and tells whether there are more.
func (k *walker) page(ctx context.Context, r *content.Reader, q *content.Query) (more bool, err error) {
	p, err := r.List(ctx, q, k.args)
	if err != nil {
		return false, err
	}
	if err := k.counted(p); err != nil {
		return false, err
	}
	if behind := p.HasPrevious; !k.backward && behind != (len(k.ids) > 0) {
		return false, fmt.Errorf("hasPreviousPage is %t after %d", behind, len(k.ids))
	}
	page := slices.Clone(p.IDs)
	if more = p.HasNext; k.backward {
		slices.Reverse(page)
		more = p.HasPrevious
	}
	if k.ids = append(k.ids, page...); more && len(page) != k.size {
		return false, fmt.Errorf("a page of %d instead of %d", len(page), k.size)
	}
	if len(p.IDs) > 0 {
		k.args.After, k.args.Before = p.Cursor(len(p.IDs)-1), ""
		if k.backward {
			k.args.After, k.args.Before = "", p.Cursor(0)
		}
	}
	return more, nil
}

// counted looks at the count of the whole list.
func (k *walker) counted(p *content.Page) error {
	switch {
	case !k.args.Count:
		return nil
	case p.TotalErr != nil:
		return p.TotalErr
	case p.Total == nil:
		return errors.New("the count is missing")
	case k.total >= 0 && *p.Total != k.total:
		return fmt.Errorf("totalCount was %d, and is %d", k.total, *p.Total)
	}
	k.counts--
	k.total, k.args.Count = *p.Total, k.counts > 0
	return nil
}
