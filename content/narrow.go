package content

import (
	"context"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// mergeRows is how many rows are read in search of few entries that can be sorted whole, for each of them. It is all that
// is lost where there are more.
const mergeRows = 5

// members are the conditions that must all hold for the filter to hold.
func (f *filter) members() (out []*filter) {
	if f.kind != allOf {
		return []*filter{f}
	}
	for _, k := range f.kids {
		out = append(out, k.members()...)
	}
	return out
}

// points are the encoded values that a test asks for; ok if no others pass it.
func (t *test) points() (keys [][]byte, ok bool) {
	switch {
	case t.value.index == nil:
		return nil, false
	case t.op == OpIsNull && t.want:
		return [][]byte{index.Encode(nil, t.value.kind, nil)}, true
	case t.op == OpEq || t.op == OpIn || t.op == OpContainsAny || t.op == opSame:
		return t.keys, true
	case t.op == OpContainsAll && len(t.keys) > 0, t.op == OpContains && t.value.list:
		return t.keys[:1], true
	}
	return nil, false
}

// candidates are entries among which all are that meet a condition: those of rows, and others by their ids.
type candidates struct {
	ranges []rowRange
	ids    []string
	from   []string // what told the ids
}

// candidates of a condition; false if no index tells. Those on the other side of references are looked for if joins says
// so.
func (l *listing) candidates(ctx context.Context, ir store.Reader, f *filter, joins bool) (out candidates, ok bool, err error) {
	switch joins = joins && l.p.rows <= l.r.s.budget.Rows/2; {
	case f.kind == leaf:
		out.ranges, ok = l.rangesOfTest(f.test)
	case f.kind == anyOf:
		return l.candidatesOfAny(ctx, ir, f, joins)
	case f.kind == through && joins:
		t, err := l.semiJoin(ctx, ir, f)
		if t == nil || err != nil {
			return out, false, err
		}
		out.ranges, ok = l.rangesOfTest(t)
	case f.kind == linked && joins:
		out.from = []string{f.value.name}
		out.ids, ok, err = l.linkJoin(ctx, ir, f)
	}
	return out, ok, err
}

func (l *listing) rangesOfTest(t *test) (out []rowRange, ok bool) {
	keys, ok := t.points()
	if !ok || len(keys) > maxRanges {
		return nil, false
	}
	x := t.value.index
	g, ok := l.serving(x)
	if !ok {
		l.note(step{kind: StepBuilding, index: x})
		return nil, false
	}
	l.uses(x, g)
	partitions := l.rows(x, g).partitions()
	for _, k := range keys {
		out = append(out, rowRange{partitions, string(k), x})
	}
	return out, true
}

// candidatesOfAny joins those of the alternatives; of each, one condition that must hold is enough.
func (l *listing) candidatesOfAny(ctx context.Context, ir store.Reader, f *filter, joins bool) (out candidates, ok bool, err error) {
	for _, k := range f.kids {
		found := false
		for _, m := range k.members() {
			own, ok, err := l.candidates(ctx, ir, m, joins)
			if err != nil {
				return out, false, err
			}
			if ok {
				out, found = out.with(own), true
				break
			}
		}
		if !found || len(out.ranges) > maxRanges {
			return out, false, nil
		}
	}
	return out, true, nil
}

func (c candidates) with(others candidates) candidates {
	return candidates{append(c.ranges, others.ranges...), append(c.ids, others.ids...), append(c.from, others.from...)}
}

// merge makes a zigzag of the conditions that an index answers by single values; nil if there is none, or none but on
// the first sort key, which drives anyway.
func (l *listing) merge(ctx context.Context, ir store.Reader, joins bool) (*zigzag, error) {
	z := &zigzag{read: &l.p.rows}
	all := l.meeting()
	aside := all != nil && l.add(z, candidates{ranges: all.rowRanges(l)})
	for _, m := range l.q.filter.members() {
		if all != nil && m.kind == leaf && all.answers(m.test) {
			continue
		}
		found, ok, err := l.candidates(ctx, ir, m, joins)
		if err != nil {
			return nil, err
		}
		if ok && l.add(z, found) {
			aside = aside || m.kind != leaf || !l.q.leads(m.test.value.index)
		}
	}
	if !aside {
		return nil, nil
	}
	return z, nil
}

// add makes a stream of what meets a condition, unless it lies in too many places.
func (l *listing) add(z *zigzag, of candidates) bool {
	parts := partsOf(of.ranges)
	if len(parts) > maxParts {
		return false
	}
	s := &idStream{parts: parts, values: len(of.ranges), known: of.ids, from: of.from, c: l.consistency(), read: &l.p.rows, chunk: mergeChunk}
	if len(of.ranges) > 1 {
		s.chunk = maxChunk
	}
	z.streams = append(z.streams, s)
	return true
}

// inOrder makes the ids come in the order of a list by ids, from where it begins.
func (z *zigzag) inOrder(l *listing) {
	z.desc, z.limit = l.idDesc(), l.r.s.budget.Rows
	for _, s := range z.streams {
		s.desc, s.chunk = z.desc, mergeChunk
	}
	s := z.step(0)
	s.inOrder = true
	l.note(s)
	if l.start.id != "" {
		z.bound = z.after(l.start.id)
	}
}

// gather makes the ids of a zigzag the source, if they are few. Else they are kept, for narrow.
func (l *listing) gather(ctx context.Context, ir store.Reader, z *zigzag) (found bool, err error) {
	few, rows := l.r.s.budget.Few, l.r.s.budget.Rows
	if len(z.streams) == 1 {
		z.streams[0].chunk = few + 1
	}
	z.limit = l.p.rows + min(mergeRows*few, rows/4)
	ids, err := z.ids(ctx, ir, few+1)
	if err != nil {
		return false, err
	}
	if z.ended && len(ids) <= few {
		l.p.source, l.p.sorted = &idSource{ids: ids}, false
		l.note(z.step(len(ids)))
		return true, nil
	}
	l.note(step{kind: StepSample, streams: z.streams})
	l.p.rest, l.p.gathered = z, ids
	return false, nil
}

// step tells of what the streams have in common.
func (z *zigzag) step(found int) step {
	s := step{kind: StepEquality, streams: z.streams, desc: z.desc, found: found}
	if len(z.streams) > 1 {
		s.kind = StepZigZag
	}
	return s
}

// narrow is called when the order gives few entries that the filter lets pass: it goes on gathering, and if all ids are
// found, copies of others are no longer read.
func (l *listing) narrow(ctx context.Context, ir store.Reader) error {
	if l.p.rest == nil || len(l.hits) > l.size || !l.sparse() {
		return nil
	}
	return l.gatherRest(ctx, ir)
}

// gatherRest goes on gathering the ids that a zigzag tells, if there is one. If all are found, others are left out from
// now on.
func (l *listing) gatherRest(ctx context.Context, ir store.Reader) error {
	z, b := l.p.rest, l.r.s.budget
	if z == nil {
		return nil
	}
	l.charge()
	l.p.rest = nil
	z.limit = l.p.rows + (b.Rows-l.p.rows)*3/4
	ids, err := z.ids(ctx, ir, b.Rows)
	if err != nil || !z.ended {
		return err
	}
	l.restrict(append(l.p.gathered, ids...))
	l.note(step{kind: StepNarrowed, streams: z.streams, found: len(l.p.gathered)})
	return nil
}

// sparse tells whether so few of the copies that were read are hits that more rows should be read first: those that are
// still wanted would cost more, or hardly any may be read now.
func (l *listing) sparse() bool {
	b := l.r.s.budget
	enough := max(b.Few, min(8*(l.size+1), b.Copies/4))
	if l.copies <= enough || 2*len(l.hits) > l.copies {
		return false
	}
	return l.wanted() > enough+b.Rows/rowsOfACopy || l.copies > b.Copies*2/3
}

// restrict notes that no others can belong into the list.
func (l *listing) restrict(ids []string) {
	l.p.gathered, l.p.only = ids, make(map[string]bool, len(ids))
	for _, id := range ids {
		l.p.only[id] = true
	}
}

// settle leaves the order for the ids that were gathered, once sorting all of them is the only way that the budget leaves,
// or the list asks for all anyway.
func (l *listing) settle() {
	n, b := len(l.p.gathered), l.r.s.budget
	if l.p.only == nil || l.q.ranked() || len(l.hits) > l.size || n > b.Copies-l.copies || (n > l.size && l.p.rows <= b.Rows*3/4) {
		return
	}
	l.charge()
	l.note(step{kind: StepSettled, found: n})
	l.p.source, l.p.sorted, l.p.only, l.hits = &idSource{ids: l.p.gathered}, false, nil, nil
}

// relevant are those of some rows whose entries can belong into the list.
func (l *listing) relevant(rows []rowRef) []rowRef {
	if l.p.only == nil {
		return rows
	}
	out := make([]rowRef, 0, len(rows))
	for _, row := range rows {
		if l.p.only[row.id] {
			out = append(out, row)
		}
	}
	return out
}
