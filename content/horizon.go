package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/internal/store"
)

// horizon is what a list has seen of entries on the other side of references.
type horizon struct {
	copy  func(string) *Copy     // an entry that was loaded; nil if there is none
	told  map[verdict]bool       // by conditions on such entries
	links map[verdict]*backlinks // what refers to an entry, by conditions of kind linked
}

func (r *Reader) horizon() *horizon {
	return &horizon{r.Copy, map[verdict]bool{}, map[verdict]*backlinks{}}
}

// verdict names a filter of kind through or linked, and an entry: the one that it was held against.
type verdict struct {
	filter *filter
	id     string
}

// holdsBeyond holds the condition of a filter of kind through or linked against one of the entries on its far side,
// once: entries that refer to each other in lists have more paths between them than could be followed.
func (f *filter) holdsBeyond(s subject) bool {
	v := verdict{f, s.copy.ID}
	held, ok := s.seen.told[v]
	if !ok {
		held = f.kids[0].holds(s)
		s.seen.told[v] = held
	}
	return held
}

// plainFirst puts the conditions that look at nothing but the subject before the others, which are only looked at if
// those do not decide.
func (f *filter) plainFirst() *filter {
	slices.SortStableFunc(f.kids, func(a, b *filter) int {
		switch {
		case a.follows() == b.follows():
			return 0
		case b.follows():
			return -1
		}
		return 1
	})
	return f
}

// pathfinder finds what has to be read before a filter can be held against some copies. It looks at the conditions in
// the order in which holds does, and as far.
type pathfinder struct {
	*listing
	walked  map[verdict]bool // whether nothing was missing
	missing []string         // entries
	unread  []*backlinks     // rows
}

// walk tells whether all is there that f.holds(s) looks at. It notes what is missing.
func (w *pathfinder) walk(f *filter, s subject) bool {
	switch f.kind {
	case leaf:
		return true
	case ofType:
		return s.typ() != f.typ || w.walk(f.kids[0], s)
	case someOf:
		return w.all(f.inner(s), func(in subject) bool { return w.walk(f.kids[0], in) })
	case through:
		return w.through(f, s)
	case linked:
		return w.linked(f, s)
	}
	return w.group(f, s)
}

// all walks all of some subjects.
func (w *pathfinder) all(of []subject, walk func(subject) bool) bool {
	whole := true
	for _, in := range of {
		whole = walk(in) && whole
	}
	return whole
}

// group walks conditions until one decides.
func (w *pathfinder) group(f *filter, s subject) bool {
	whole := true
	for _, k := range f.kids {
		whole = w.walk(k, s) && whole
		if whole && k.holds(s) != (f.kind == allOf) {
			return true
		}
	}
	return whole
}

// through walks the condition on the targets of a reference.
func (w *pathfinder) through(f *filter, s subject) bool {
	whole := true
	eachElement(f.value.in(s), func(e []byte) {
		if id := idIn(e); id != "" && !w.loaded(id) {
			w.missing = append(w.missing, id)
			whole = false
		}
	})
	return w.all(f.inner(s), func(in subject) bool { return w.beyond(f, in) }) && whole
}

// beyond walks the condition on an entry on the far side of f, once.
func (w *pathfinder) beyond(f *filter, s subject) bool {
	v := verdict{f, s.copy.ID}
	whole, ok := w.walked[v]
	if !ok {
		whole = w.walk(f.kids[0], s)
		w.walked[v] = whole
	}
	return whole
}

// linked walks the condition on what refers to the subject, as far as rows were read. More are read if none of those
// meets it.
func (w *pathfinder) linked(f *filter, s subject) bool {
	b := w.linksTo(f, s.copy.ID)
	whole := true
	for _, id := range b.sources {
		if !w.loaded(id) {
			w.missing = append(w.missing, id)
			whole = false
		}
	}
	whole = w.all(f.inner(s), func(in subject) bool { return w.beyond(f, in) }) && whole
	if whole {
		w.judge(b, s.copy.ID)
	}
	if whole && !b.read() && !f.holds(s) {
		w.unread = append(w.unread, b)
		return false
	}
	return whole
}

// loaded tells that an entry was loaded, or is not there.
func (w *pathfinder) loaded(id string) bool {
	_, ok := w.r.copies[id]
	return ok
}

func (l *listing) subject(c *Copy) subject {
	return subject{copy: c, chain: l.q.chain, seen: l.seen}
}

// look reads what the filter looks at beyond the copies of some rows, level by level.
func (l *listing) look(ctx context.Context, ir store.Reader, rows []rowRef) error {
	for l.q.follows {
		w := &pathfinder{listing: l, walked: map[verdict]bool{}}
		for _, row := range rows {
			if c := l.r.copies[row.id]; c != nil && c.Model.ID == l.q.model.ID {
				w.walk(l.q.filter, l.subject(c))
			}
		}
		if len(w.missing)+len(w.unread) == 0 {
			return nil
		}
		if err := l.readLinks(ctx, ir, w.unread); err != nil {
			return err
		}
		slices.Sort(w.missing)
		if err := l.readTargets(ctx, slices.Compact(w.missing)); err != nil {
			return err
		}
	}
	return nil
}

// readTargets loads entries that the filter looks at, within the budget.
func (l *listing) readTargets(ctx context.Context, ids []string) error {
	if l.copies += len(ids); l.overBudget(nil) {
		return l.q.tooExpensive(l.r.s.budget)
	}
	return l.r.Load(ctx, ids...)
}
