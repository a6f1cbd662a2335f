package content

import (
	"slices"

	"github.com/galley-cms/galley/internal/errs"
)

// suggestion is the index on several fields that would find the list's entries in their order: first the fields that must
// have single values, then those by which the list is sorted or, where that is the id, one of which it asks for a range.
// Nil if none would help, or if there is one.
func (q *Query) suggestion() (fields []string) {
	sc := suggested{model: q.model}
	tests := q.filter.conjuncts()
	for _, t := range tests {
		if keys, ok := t.points(); ok && len(keys) == 1 && !q.sortsBy(t.value) {
			sc.add(t.value)
		}
	}
	for _, t := range tests {
		if keys, ok := t.points(); ok && len(keys) > 1 && !q.sortsBy(t.value) {
			sc.add(t.value)
		}
	}
	if len(sc.fields) == 0 && len(q.order) < 2 {
		return nil
	}
	for _, k := range q.order {
		if k.desc != q.order[0].desc || !sc.add(k.value) {
			break
		}
	}
	for _, t := range tests {
		if q.byID() && len(t.spans()) > 0 && sc.add(t.value) {
			break
		}
	}
	if !sc.possible() {
		return nil
	}
	return q.model.IndexNames(sc.index())
}

// sortsBy tells whether the list is sorted by a value, so that its place in an index is among the last.
func (q *Query) sortsBy(v *valueRef) bool {
	return slices.ContainsFunc(q.order, func(k orderKey) bool { return k.value.slot == v.slot })
}

// suggested are the fields of an index that may help.
type suggested struct {
	model  *Model
	fields []string
	list   bool
}

// add takes a value in, if that leaves an index that the model could have.
func (s *suggested) add(v *valueRef) bool {
	if v.index == nil || slices.Contains(s.fields, v.index.name) || (v.list && s.list) {
		return false
	}
	longer := append(slices.Clone(s.fields), v.index.name)
	if len(longer) >= minIndexFields && s.model.wrongIndex(Index{Fields: longer}) != "" {
		return false
	}
	s.fields, s.list = longer, s.list || v.list
	return true
}

func (s *suggested) index() Index { return Index{Fields: s.fields} }

// possible tells whether there can be an index on the fields, and is none.
func (s *suggested) possible() bool {
	return len(s.fields) >= minIndexFields && !slices.ContainsFunc(s.model.Indexes, func(x Index) bool { return x.name() == s.index().name() })
}

// tooExpensive refuses a list, and says what would help.
func (q *Query) tooExpensive(b Budget) error {
	const says = "The list reads more than %d index rows or %d entries without being complete."
	fields := q.suggestion()
	if q.search != "" {
		return q.manyFound(b, fields)
	}
	if fields == nil {
		return errs.New(errs.TooExpensive, says+" Narrow the filter by a value of a field that has an index: those inside components and blocks have none.", b.Rows, b.Copies)
	}
	return errs.New(errs.TooExpensive, says+" Narrow the filter, or give the %s an index on %s.", b.Rows, b.Copies, describeType(q.model), sentence(fields)).With("index", fields)
}
