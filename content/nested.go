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

// inner are the subjects that a filter of kind someOf, through or linked looks at: elements, or entries that were loaded.
func (f *filter) inner(s subject) (out []subject) {
	if f.kind == linked {
		return f.referring(s)
	}
	eachElement(f.value.in(s), func(e []byte) {
		if f.kind == someOf {
			in := s
			in.part = e
			out = append(out, in)
		} else if c := s.seen.copy(idIn(e)); c != nil {
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

// follows tells whether the filter goes through references, or back to what refers to an entry.
func (f *filter) follows() bool {
	return f.kind == through || f.kind == linked || slices.ContainsFunc(f.kids, (*filter).follows)
}

// crossing is where a filter goes to another model.
type crossing struct {
	model *Model
	path  string
	back  bool // to what refers to an entry
}

// refused is the answer to conditions on a model that the caller may not read. It tells nothing of its fields.
func (x crossing) refused() error {
	if x.back {
		return errs.New(errs.Invalid, "%s: nothing that you may filter by refers to these entries in this way.", x.path)
	}
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
	sub := l.of(m, f.kids[0])
	defer l.joined(sub)
	if ok, err := sub.find(ctx, ir); !ok || err != nil {
		return nil, false, err
	}
	for _, h := range sub.hits {
		ids = append(ids, h.copy.ID)
	}
	return ids, true, nil
}

// find makes the hits those entries that pass the filter, if an index finds few of them.
func (l *listing) find(ctx context.Context, ir store.Reader) (ok bool, err error) {
	if !l.named() {
		if found, err := l.few(ctx, ir); err != nil || !found {
			return false, err
		}
	}
	if named, ok := l.p.source.(*idSource); ok && len(named.ids) > l.r.s.budget.Few {
		return false, nil
	}
	err = l.fill(ctx, ir)
	return err == nil && len(l.hits) <= maxTargets, err
}
