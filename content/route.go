package content

import (
	"bytes"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/index"
)

// route is a way through an index on several fields: single values of its first parts make ranges of rows, which lie in
// the order of the parts that follow.
type route struct {
	x      *indexDef
	gen    generation
	fixed  [][][]byte // the values asked for, of each of the first parts
	tests  []*test    // that ask for them
	ranges []string   // their combinations, encoded
	span   span       // of the next part
	order  []int      // the sort keys of the list that the parts after the fixed ones are
	desc   bool       // their direction
	whole  bool       // the list has further sort keys, or the index further parts: runs of equal ones must be sorted
}

// route is the way through an index on several fields that leaves the fewest rows to be read in vain; nil if there is
// none.
func (l *listing) route() (best *route) {
	tests := l.q.filter.conjuncts()
	for _, x := range l.q.model.indexesOnSeveral(l.q.stage) {
		r := l.q.along(x, tests)
		if r == nil || (best != nil && !r.better(best)) {
			continue
		}
		if g, ok := l.serving(x); ok {
			r.gen, best = g, r
		} else {
			l.note(step{kind: StepBuilding, index: x})
		}
	}
	return best
}

// meeting is the index on several fields for all of which the filter asks for single values: its rows of these lie in
// the order of ids. Nil if there is none.
func (l *listing) meeting() (best *route) {
	tests := l.q.filter.conjuncts()
	for _, x := range l.q.model.indexesOnSeveral(l.q.stage) {
		r := &route{x: x, ranges: []string{""}}
		for r.fix(l.q, tests, false) {
		}
		g, ok := l.serving(x)
		if ok && len(r.fixed) == len(x.parts) && (best == nil || r.better(best)) {
			r.gen, best = g, r
		}
	}
	return best
}

// rowRanges are the rows of the values that a route fixes.
func (r *route) rowRanges(l *listing) (out []rowRange) {
	l.uses(r.x, r.gen)
	partitions := l.rows(r.x, r.gen).partitions()
	for _, enc := range r.ranges {
		out = append(out, rowRange{partitions, enc, r.x})
	}
	return out
}

// indexesOnSeveral are those on several fields that have rows of a stage.
func (m *Model) indexesOnSeveral(stage Stage) (out []*indexDef) {
	for i := range m.defs {
		if x := &m.defs[i]; x.parts != nil && x.in(stage) {
			out = append(out, x)
		}
	}
	return out
}

// along is the way through one index; nil if it does not help.
func (q *Query) along(x *indexDef, tests []*test) *route {
	r := &route{x: x, ranges: []string{""}}
	for r.fix(q, tests, true) {
	}
	wanted := q.unfixed(r)
	rest := x.parts[len(r.fixed):]
	for n, i := range wanted {
		k := q.order[i]
		if n == len(rest) || rest[n].name != k.value.index.name || k.desc != q.order[wanted[0]].desc {
			break
		}
		r.order, r.desc = append(r.order, i), k.desc
	}
	inOrder := len(r.order) > 0 || (len(wanted) == 0 && len(rest) == 0)
	if !inOrder || (len(r.fixed) == 0 && len(r.order) < 2) {
		return nil
	}
	if r.whole = len(r.order) < max(len(wanted), len(rest)); len(r.order) > 0 {
		r.span = spanOf(tests, rest[0].name)
	}
	return r
}

// fix takes the next part into the ranges, if single values of it are asked for. Of a list in order, a part that it is
// sorted by next is better gone along than taken apart.
func (r *route) fix(q *Query, tests []*test, inOrder bool) bool {
	n := len(r.fixed)
	if n == len(r.x.parts) {
		return false
	}
	t, keys := pointsOf(tests, r.x.parts[n].name)
	if t == nil || len(keys)*len(r.ranges) > maxRanges {
		return false
	}
	if next := q.unfixed(r); inOrder && len(keys) > 1 && len(next) > 0 && q.order[next[0]].value.index.name == r.x.parts[n].name {
		return false
	}
	var longer []string
	for _, begun := range r.ranges {
		for _, k := range keys {
			longer = append(longer, begun+string(k))
		}
	}
	r.fixed, r.ranges, r.tests = append(r.fixed, keys), longer, append(r.tests, t)
	return true
}

// unfixed are the sort keys of the list before the id, but for those of which there is one value in all ranges.
func (q *Query) unfixed(r *route) (out []int) {
	for i, k := range q.order {
		if k.value.slot == slotID || k.value.slot == slotScore {
			break
		}
		at := slices.IndexFunc(r.x.parts[:len(r.fixed)], func(p indexDef) bool { return p.name == k.value.index.name })
		if at < 0 || len(r.fixed[at]) > 1 {
			out = append(out, i)
		}
	}
	return out
}

// pointsOf is the condition that asks for the fewest values of an index, and these; nil if there is none.
func pointsOf(tests []*test, name string) (best *test, keys [][]byte) {
	for _, t := range tests {
		points, ok := t.points()
		if !ok || t.value.index.name != name {
			continue
		}
		points = slices.Clone(points)
		slices.SortFunc(points, bytes.Compare)
		points = slices.CompactFunc(points, bytes.Equal)
		if best == nil || len(points) < len(keys) {
			best, keys = t, points
		}
	}
	return best, keys
}

// spanOf is the range of an index in which all values lie that pass the conditions on it.
func spanOf(tests []*test, name string) (out span) {
	for _, t := range tests {
		if t.value.index == nil || t.value.index.name != name {
			continue
		}
		if s := t.spans(); len(s) > 0 {
			out = out.intersect(hull(s))
		}
	}
	return out
}

// better tells whether a route leaves fewer rows than another.
func (r *route) better(than *route) bool {
	a, b := r.rank(), than.rank()
	return slices.Compare(a[:], b[:]) > 0
}

func (r *route) rank() [4]int {
	narrow, exact := 0, 0
	if r.span != (span{}) {
		narrow = 1
	}
	if !r.whole {
		exact = 1
	}
	return [4]int{len(r.tests), narrow, exact, -len(r.ranges)}
}

// covers tells whether the ranges of the route are as narrow as single values can make them.
func (r *route) covers(q *Query) bool {
	for _, m := range q.filter.members() {
		if m.kind == anyOf || m.kind == through || m.kind == linked {
			return false
		}
		if m.kind != leaf {
			continue
		}
		if _, ok := m.test.points(); ok && !r.answers(m.test) {
			return false
		}
	}
	return true
}

// answers tells whether all rows of the ranges have values that pass a test, as far as keys tell.
func (r *route) answers(t *test) bool {
	return slices.Contains(r.tests, t) || (t.value.index != nil && r.fixes(t.value.index.name) && !t.value.list && t.op != OpIsNull)
}

func (r *route) fixes(name string) bool {
	return slices.ContainsFunc(r.x.parts[:len(r.fixed)], func(p indexDef) bool { return p.name == name })
}

// goAlong makes the route the source of the list.
func (l *listing) goAlong(r *route) {
	l.p.route, l.p.index, l.p.space, l.p.whole = r, r.x, l.rows(r.x, r.gen), r.whole
	l.uses(r.x, r.gen)
	l.note(step{kind: StepOrder, index: r.x, route: r, desc: r.desc != l.backward, within: true})
	s := &lanes{keyDesc: r.desc != l.backward, idDesc: l.idDesc(), whole: r.whole}
	if len(r.order) == 0 {
		s.keyDesc = s.idDesc
	}
	s.begin = func(enc, id string) (out []*scan) {
		for _, prefix := range r.ranges {
			sc := l.lane(r, prefix, s)
			if id != "" {
				sc.startAfter(enc, id)
			}
			out = append(out, sc)
		}
		return out
	}
	s.twice = len(r.ranges) > 1 && bool(l.consistency())
	l.p.source = s.from(r.startOf(l.start))
}

// lane is the scan of one range.
func (l *listing) lane(r *route, prefix string, of *lanes) *scan {
	sc := &scan{shardReader: shardReader{rows: l.p.space, read: &l.p.rows}, prefix: prefix, depth: len(r.order),
		from: prefix + r.span.from, to: after([]byte(prefix)), keyDesc: of.keyDesc, idDesc: of.idDesc, whole: of.whole, c: l.consistency()}
	if r.span.to != "" {
		sc.to = prefix + r.span.to
	}
	return sc
}

// startOf is where a list begins in the ranges: the values of the sort keys that the route goes along, and the id.
func (r *route) startOf(p position) (enc, id string) {
	if p.id == "" {
		return "", ""
	}
	var b strings.Builder
	values := index.Split(p.enc)
	for _, i := range r.order {
		b.WriteString(values[i])
	}
	return b.String(), p.id
}

// bears tells whether a copy has the sort keys of the row that led to it. Whether it has the values that make the range
// is for the filter to say: an entry that moves to another one meanwhile belongs into the list all the time.
func (r *route) bears(q *Query, c *Copy, row rowRef) bool {
	own := make([]byte, 0, 64)
	for _, i := range r.order {
		own = index.Encode(own, q.order[i].value.kind, q.order[i].value.of(c, q.chain))
	}
	return string(own) == row.enc
}

// has tells whether a copy needs the row that led to it.
func (r *route) has(q *Query, c *Copy, row rowRef) bool {
	enc, _ := index.SplitRow(row.sort)
	for i, e := range index.Split(enc) {
		p := &r.x.parts[i]
		own := p.elements((&valueRef{slot: p.slot}).of(c, q.chain))
		if !slices.ContainsFunc(own, func(o []byte) bool { return string(o) == e }) {
			return false
		}
	}
	return true
}
