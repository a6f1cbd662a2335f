package content

import (
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
)

// region is the part of an index that has rows of exactly those entries that meet a condition. Without an index it is of
// any: all rows, or none.
type region struct {
	index *indexDef
	spans []span // in order, apart from each other
}

// whole tells whether the region leaves nothing out.
func (r region) whole() bool { return len(r.spans) == 1 && r.spans[0] == span{} }

// region of a filter; false if it is not decided by the rows of one index.
func (f *filter) region() (out region, ok bool) {
	switch f.kind {
	case leaf:
		return f.test.region()
	case allOf, anyOf, noneOf:
		return f.regionOfGroup()
	}
	return out, false
}

// regionOfGroup puts the regions of several conditions together. An entry has several rows in the index of a list: what
// no row of it lies in, or what rows of it lie in both, is not a region of it.
func (f *filter) regionOfGroup() (out region, ok bool) {
	if out = (region{spans: []span{{}}}); f.kind != allOf {
		out.spans = nil
	}
	for _, k := range f.kids {
		r, ok := k.region()
		if !ok || (r.index != nil && out.index != nil && r.index.name != out.index.name) {
			return out, false
		}
		switch {
		case f.kind != allOf:
			out.spans = united(slices.Concat(out.spans, r.spans))
		case r.several() && out.several():
			return out, false
		default:
			out.spans = common(out.spans, r.spans)
		}
		if out.index == nil {
			out.index = r.index
		}
	}
	if f.kind == noneOf {
		if out.several() {
			return out, false
		}
		out.spans = complement(out.spans)
	}
	if out.whole() {
		out.index = nil // that of a list has more rows than there are entries
	}
	return out, true
}

// several tells whether an entry can have rows both in the region and outside.
func (r region) several() bool { return r.index != nil && r.index.ofLists() && !r.whole() }

// ofLists tells whether an entry can have several rows in the index.
func (x *indexDef) ofLists() bool {
	return x.list() || slices.ContainsFunc(x.parts, func(p indexDef) bool { return p.list() })
}

// joint is the region of a filter in an index on several fields; false if there is none that decides all of it.
func (l *listing) joint() (out region, ok bool) {
	of, ok := l.q.filter.regionsByIndex()
	if !ok || len(of) < 2 {
		return out, false
	}
	for _, x := range l.q.model.indexesOnSeveral(l.q.stage) {
		if _, ok := l.serving(x); !ok {
			continue
		}
		if spans, ok := x.within(of); ok {
			return region{x, spans}, true
		}
	}
	return out, false
}

// regionsByIndex are the regions in each of which an entry must have a row, by the names of their indexes; false if these
// do not decide the filter.
func (f *filter) regionsByIndex() (map[string]region, bool) {
	out := map[string]region{}
	for _, m := range f.members() {
		r, ok := m.region()
		if !ok || r.index == nil {
			return nil, false
		}
		if known, again := out[r.index.name]; again {
			if r.several() && known.several() {
				return nil, false
			}
			r.spans = common(known.spans, r.spans)
		}
		out[r.index.name] = r
	}
	return out, true
}

// within are the spans of an index on several fields that have rows of what lies in regions of all its first parts:
// single values, but for the last of them. False if these are not all the regions, or the values too many.
func (x *indexDef) within(of map[string]region) (out []span, ok bool) {
	begun := []string{""}
	for i, p := range x.parts {
		r, asked := of[p.name]
		last := i+1 == len(of)
		if !asked || len(r.spans)*len(begun) > maxRanges || (!last && !r.points()) {
			return nil, false
		}
		if out = behind(begun, r.spans); last {
			return out, true
		}
		begun = nil
		for _, s := range out {
			begun = append(begun, s.from)
		}
	}
	return nil, false
}

// behind are the spans of keys that begin with one of some elements, and go on in one of some spans.
func behind(begun []string, spans []span) (out []span) {
	for _, b := range begun {
		for _, s := range spans {
			to := b + s.to
			if s.to == "" && b != "" {
				to = after([]byte(b))
			}
			out = append(out, span{b + s.from, to})
		}
	}
	return out
}

// region of a test. Text is indexed in a folded form, cut at a length: what asks for text as it is, the rows do not decide.
func (t *test) region() (out region, ok bool) {
	out.index = t.value.index
	if out.index == nil {
		return out, false
	}
	switch t.op {
	case OpIsNull, OpLt, OpLte, OpGt, OpGte:
		out.spans = t.spans()
		return out, true
	case OpStartsWith:
		out.spans = t.spans()
		return out, len(t.folded) <= index.MaxText
	case OpEq, OpIn, OpContainsAny, OpNe, OpNotIn:
		out.spans = united(pointSpans(t.keys))
	case OpContains, OpContainsAll:
		if !t.value.list || len(t.keys) != 1 {
			return out, false
		}
		out.spans = pointSpans(t.keys)
	default:
		return out, false
	}
	if t.op == OpNe || t.op == OpNotIn {
		out.spans = complement(out.spans)
	}
	return out, t.value.exactly()
}

// exactly tells whether values have one row each of their own: different ones never share it.
func (v *valueRef) exactly() bool {
	switch v.kind {
	case field.Boolean, field.Integer, field.Float, field.Date, field.Time, field.DateTime, field.Reference, field.Asset:
		return true
	}
	return v.slot == slotStatus
}

func (a span) empty() bool { return a.to != "" && a.from >= a.to }

// point tells whether the span is of one value.
func (a span) point() bool {
	return index.Skip([]byte(a.from)) == len(a.from) && a.to == after([]byte(a.from))
}

// united are spans in order, those that overlap as one.
func united(in []span) (out []span) {
	slices.SortFunc(in, func(a, b span) int { return strings.Compare(a.from, b.from) })
	for _, s := range in {
		if n := len(out); n > 0 && (out[n-1].to == "" || s.from <= out[n-1].to) {
			if s.to == "" || out[n-1].to == "" {
				out[n-1].to = ""
			} else {
				out[n-1].to = max(out[n-1].to, s.to)
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// common is what lies in spans of both.
func common(a, b []span) (out []span) {
	for _, s := range a {
		for _, t := range b {
			if u := s.intersect(t); !u.empty() {
				out = append(out, u)
			}
		}
	}
	return out
}

// complement is what lies in none of the spans.
func complement(in []span) (out []span) {
	rest := span{}
	for _, s := range in {
		if u := (span{rest.from, s.from}); s.from != "" && !u.empty() {
			out = append(out, u)
		}
		if s.to == "" {
			return out
		}
		rest.from = s.to
	}
	return append(out, rest)
}
