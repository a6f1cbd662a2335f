package content

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// typ is the id of the subject's model or, of a block, of its component.
func (s subject) typ() string {
	if s.part != nil {
		return string(plain(Member(s.part, "$t")))
	}
	return s.copy.Model.ID
}

// verdict names a filter and the target of a reference that it was held against.
type verdict struct {
	filter *filter
	id     string
}

// holdsOfTarget holds the condition on the targets of a reference against one of them, once: entries that refer to each
// other in lists have more paths between them than could be followed.
func (f *filter) holdsOfTarget(s subject) bool {
	v := verdict{f, s.copy.ID}
	held, ok := s.told[v]
	if !ok {
		held = f.kids[0].holds(s)
		s.told[v] = held
	}
	return held
}

// inner are the subjects that a filter of kind someOf or through looks at: elements, or entries that were loaded.
func (f *filter) inner(s subject) (out []subject) {
	eachElement(f.value.in(s), func(e []byte) {
		if f.kind == someOf {
			in := s
			in.part = e
			out = append(out, in)
		} else if c := s.target(idIn(e)); c != nil {
			in := s
			in.copy, in.part = c, nil
			out = append(out, in)
		}
	})
	return out
}

// idIn is the id that a stored reference names; "" if the value was stored as something else.
func idIn(stored []byte) string {
	if stored[0] != '"' {
		return ""
	}
	return string(plain(stored))
}

// eachElement yields the elements of a stored list that are not null, or a value that is no list.
func eachElement(v []byte, yield func(e []byte)) {
	if isNull(v) {
		return
	}
	if v[0] != '[' {
		yield(v)
		return
	}
	Elements(v, func(e []byte) bool {
		if !isNull(e) {
			yield(e)
		}
		return true
	})
}

// pathfinder finds the entries that a filter has to look at, beyond the copies that it is held against.
type pathfinder struct {
	known   func(string) bool // tells that an entry was loaded, or is not there
	seen    map[verdict]bool
	missing []string
}

func (w *pathfinder) walk(f *filter, s subject) {
	switch f.kind {
	case ofType:
		if s.typ() != f.typ {
			return
		}
	case someOf:
		for _, in := range f.inner(s) {
			w.walk(f.kids[0], in)
		}
		return
	case through:
		w.cross(f, s)
		return
	}
	for _, k := range f.kids {
		w.walk(k, s)
	}
}

func (w *pathfinder) cross(f *filter, s subject) {
	eachElement(f.value.in(s), func(e []byte) {
		if id := idIn(e); id != "" && !w.known(id) {
			w.missing = append(w.missing, id)
		}
	})
	for _, in := range f.inner(s) {
		if v := (verdict{f, in.copy.ID}); !w.seen[v] {
			w.seen[v] = true
			w.walk(f.kids[0], in)
		}
	}
}

// follows tells whether the filter goes through references.
func (f *filter) follows() bool {
	return f.kind == through || slices.ContainsFunc(f.kids, (*filter).follows)
}

// passages are the conditions through references that must all hold for the filter to hold.
func (f *filter) passages() (out []*filter) {
	switch f.kind {
	case through:
		return []*filter{f}
	case allOf:
		for _, k := range f.kids {
			out = append(out, k.passages()...)
		}
	}
	return out
}

// crossing is where a filter goes to another model.
type crossing struct {
	model *Model
	path  string
}

// refused is the answer to conditions on a model that the caller may not read. It tells nothing of its fields.
func (x crossing) refused() error {
	return errs.New(errs.Invalid, "%s: what this refers to cannot be filtered by.", x.path)
}

// refused gives an error if the filter goes to a model that the actor may not read: by what is found, its values could
// be guessed.
func (r *Reader) refused(q *Query) error {
	for _, x := range q.crossed {
		if !r.may(x.model) {
			return x.refused()
		}
	}
	return nil
}

func (l *listing) subject(c *Copy) subject {
	return subject{copy: c, chain: l.q.chain, target: l.r.Copy, told: l.told}
}

// loadTargets reads the entries that the filter looks at beyond the copies of some rows, level by level.
func (l *listing) loadTargets(ctx context.Context, rows []rowRef) error {
	if !l.q.follows {
		return nil
	}
	if l.told == nil {
		l.told = map[verdict]bool{}
	}
	known := func(id string) bool { _, ok := l.r.copies[id]; return ok }
	for {
		w := &pathfinder{known: known, seen: map[verdict]bool{}}
		for _, row := range rows {
			if c := l.r.copies[row.id]; c != nil && c.Model.ID == l.q.model.ID {
				w.walk(l.q.filter, l.subject(c))
			}
		}
		slices.Sort(w.missing)
		ids := slices.Compact(w.missing)
		if len(ids) == 0 {
			return nil
		}
		if l.copies += len(ids); l.copies > l.r.s.budget.Copies {
			return l.q.tooExpensive(l.r.s.budget)
		}
		if err := l.r.Load(ctx, ids...); err != nil {
			return err
		}
	}
}

// maxTargets is up to how many entries on the far side of references lead to those that refer to them; where there are
// more, or no index finds them, what the list's order gives is tested.
const maxTargets = 100

// semiJoin turns a condition through a reference into one on the ids of its targets; nil if that does not help. The
// filter itself is still held against what it finds.
func (l *listing) semiJoin(ctx context.Context, ir store.Reader, f *filter) (*test, error) {
	inner := f.targetFilter()
	if f.value.index == nil || inner == nil {
		return nil, nil
	}
	ids, ok, err := l.targets(ctx, ir, inner)
	if err != nil {
		return nil, err
	}
	if !ok {
		l.note(step{kind: StepSample, index: f.value.index})
		return nil, nil
	}
	l.note(step{kind: StepJoin, index: f.value.index, found: len(ids)})
	t := &test{op: OpIn, value: f.value}
	for _, id := range ids {
		stored, err := json.Marshal(id)
		if err != nil {
			return nil, err
		}
		t.operands = append(t.operands, stored)
		t.keys = append(t.keys, index.Encode(nil, t.value.kind, stored))
	}
	if f.value.list {
		t.op = OpContainsAny
	}
	return t, nil
}

// targetFilter is the condition that a target must pass, of kind ofType; nil if they may be of several types, or must
// not be of one.
func (f *filter) targetFilter() *filter {
	k := f.kids[0]
	for k.kind == allOf && len(k.kids) == 1 {
		k = k.kids[0]
	}
	if k.kind != ofType {
		return nil
	}
	return k
}

// targets are the ids of the entries that pass a filter of kind ofType, if an index finds few of them.
func (l *listing) targets(ctx context.Context, ir store.Reader, f *filter) (ids []string, ok bool, err error) {
	m := l.r.c.schema.ModelByID(f.typ)
	if m == nil {
		return nil, true, nil
	}
	order, err := parseOrder(m, l.q.stage, []any{map[string]any{"id": "ASC"}})
	if err != nil {
		return nil, false, err
	}
	q := &Query{schema: l.q.schema, model: m, stage: l.q.stage, locale: l.q.locale, chain: l.q.chain, filter: f.kids[0], order: order}
	q.follows = q.filter.follows()
	sub := &listing{q: q, r: l.r, size: maxTargets, p: &plan{sorted: true}, trail: l.trail.aside()}
	defer func() {
		l.copies += sub.copies
		l.p.rows += sub.p.rows
		l.p.used = append(l.p.used, sub.p.used...)
		l.takeOver(sub)
	}()
	if !sub.named() {
		if found, err := sub.few(ctx, ir); err != nil || !found {
			return nil, false, err
		}
	}
	if named, ok := sub.p.source.(*idSource); ok && len(named.ids) > l.r.s.budget.Few {
		return nil, false, nil
	}
	if err := sub.fill(ctx, ir); err != nil || len(sub.hits) > maxTargets {
		return nil, false, err
	}
	for _, h := range sub.hits {
		ids = append(ids, h.copy.ID)
	}
	return ids, true, nil
}
