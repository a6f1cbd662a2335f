package content

import (
	"context"
	"math"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Stretch is a part of a list, as a walk over all of it meets it. It may be empty, and is of no particular order.
type Stretch struct {
	IDs   []string
	After string // where the walk goes on; "" at its end
}

// MaxStretch bounds the entries of a stretch.
const MaxStretch = 500

// walking is what makes a listing a walk: it goes on from the last row that it has looked at, whether that was a hit or not,
// so it is never over its budget (protocol section 4).
type walking struct {
	spent    bool     // the budget is: the rest is another stretch's
	examined position // of the last row
}

// ends tells whether a list is read far enough. done says that there are no more rows.
func (w *walking) ends(done bool) bool {
	if w == nil {
		return done
	}
	w.spent = w.spent && !done
	return done || w.spent
}

// Walk reads a part of a list of drafts, from after on; "" from its beginning. However many entries the filter lets pass,
// and however few, the walk comes to its end; what changes meanwhile is met as it is then. The order of spec does not count.
func (s *Service) Walk(ctx context.Context, spec QuerySpec, after string) (out *Stretch, err error) {
	defer errs.Wrap(&err, "walk over the entries of a list")
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{Model: spec.Model.ID}); err != nil {
		return nil, err
	}
	if spec.OrderBy = []any{map[string]any{"id": "ASC"}}; spec.Search != "" {
		spec.OrderBy = nil
	}
	err = s.View(ctx, Draft, func(r *Reader) error {
		q, err := r.prepare(spec)
		if err != nil {
			return err
		}
		out, err = r.walk(ctx, q, after)
		return err
	})
	return out, err
}

func (r *Reader) walk(ctx context.Context, q *Query, after string) (*Stretch, error) {
	l, err := newListing(r, q, PageArgs{After: after})
	if err != nil || !r.may(q.model) {
		return &Stretch{}, err
	}
	if err := r.refused(q); err != nil {
		return nil, err
	}
	l.size, l.walking = MaxStretch, &walking{}
	if err := l.complete(ctx); err != nil {
		return nil, err
	}
	return l.stretch(), nil
}

// stretch is what the walk has met.
func (l *listing) stretch() *Stretch {
	out := &Stretch{}
	for _, h := range l.hits[:min(len(l.hits), l.size)] {
		out.IDs = append(out.IDs, h.copy.ID)
	}
	switch {
	case len(l.hits) > l.size:
		out.After = l.q.cursor(l.hits[l.size-1].at)
	case l.walking.spent:
		out.After = l.q.cursor(l.walking.examined)
	}
	return out
}

// stride plans a walk: by the ids that the filter names; by the rows of values that it asks for, in the order of ids; or by
// the registry. What else the filter says is held against each entry.
func (l *listing) stride(ctx context.Context, ir store.Reader) error {
	*l.walking = walking{}
	if l.named() {
		return nil
	}
	l.p.weighed = true
	z, err := l.merge(ctx, ir, false)
	if err != nil {
		return err
	}
	if z == nil {
		return l.drive()
	}
	z.inOrder(l)
	z.limit = math.MaxInt
	l.p.source = z
	return nil
}

// overBudget tells whether a list has read more than it may. A walk notes it, and where it is.
func (l *listing) overBudget(rows []rowRef) bool {
	b := l.r.s.budget
	if l.p.rows <= b.Rows && l.copies <= b.Copies {
		return false
	}
	if l.walking == nil {
		return true
	}
	if n := len(rows); l.p.sorted && n > 0 {
		l.walking.spent, l.walking.examined = true, position{enc: l.encOf(rows[n-1]), id: rows[n-1].id}
	}
	return false
}

// encOf is the part of a row's position in a walk beside the id: the score of a hit.
func (l *listing) encOf(row rowRef) string {
	if l.q.ranked() {
		return row.enc
	}
	return ""
}
