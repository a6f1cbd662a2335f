package content

import (
	"bytes"
	"context"
	"slices"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
)

// span is a range of encoded values: inclusive, exclusive; "" for no bound.
type span struct{ from, to string }

// nullEnd is the end of the span of null.
func nullEnd() string { return string(index.End(nil, index.Encode(nil, "", nil))) }

// spans are the ranges of index rows in which all values that pass the test lie; none if no index helps.
func (t *test) spans() []span {
	if t.value.index == nil {
		return nil
	}
	switch t.op {
	case OpIsNull:
		if t.want {
			return []span{{to: nullEnd()}}
		}
		return []span{{from: nullEnd()}}
	case OpEq, OpIn, OpContainsAny, opSame:
		return pointSpans(t.keys)
	case OpContains, OpContainsAll:
		if t.value.list && len(t.keys) > 0 {
			return pointSpans(t.keys[:1])
		}
	case OpLt:
		return []span{{from: nullEnd(), to: string(t.keys[0])}}
	case OpLte:
		return []span{{from: nullEnd(), to: after(t.keys[0])}}
	case OpGt:
		return []span{{from: after(t.keys[0])}}
	case OpGte:
		return []span{{from: string(t.keys[0])}}
	case OpStartsWith:
		prefix := index.FoldedPrefix(nil, textOf(t.operands[0]))
		return []span{{from: string(prefix), to: after(prefix)}}
	}
	return nil
}

func after(key []byte) string { return string(index.End(nil, key)) }

func pointSpans(keys [][]byte) (out []span) {
	for _, k := range keys {
		out = append(out, span{string(k), after(k)})
	}
	return out
}

// hull is the smallest range that holds all spans.
func hull(in []span) span {
	out := in[0]
	for _, s := range in[1:] {
		out.from = min(out.from, s.from)
		if s.to == "" || out.to == "" {
			out.to = ""
		} else {
			out.to = max(out.to, s.to)
		}
	}
	return out
}

func (a span) intersect(b span) span { return span{max(a.from, b.from), minTo(a.to, b.to)} }

func minTo(a, b string) string {
	if b == "" {
		return a
	}
	return minKey(a, b)
}

// plan is how one page is read.
type plan struct {
	source rowSource
	sorted bool // the source gives rows in the list's order; else all are read and sorted
	index  *indexDef
	space  rowSpace // of index
	route  *route   // through index, if it is one on several fields
	whole  bool     // rows of equal sort keys come together, and are put in order then
	used   []usedIndex
	found  map[string]*search.Hit // by a search
	rows   int                    // read so far

	weighed  bool            // going along the order was compared with gathering
	rest     *zigzag         // what may tell more ids, if the order gives too few
	gathered []string        // that it gave so far
	only     map[string]bool // the ids that can belong into the list, once all are gathered
}

// usedIndex is a generation of an index that a list was read from.
type usedIndex struct {
	model, index string
	gen          int
}

// plan chooses how to read the list: by ids that it names; by the rows of values that the filter asks for, in the order
// of ids if that is the list's, else if they are few; or along its order.
func (l *listing) plan(ctx context.Context, ir store.Reader) error {
	l.p = &plan{sorted: true}
	if l.q.search != "" {
		return l.searched(ctx, ir)
	}
	if l.walking != nil {
		return l.stride(ctx, ir)
	}
	if l.named() {
		return nil
	}
	if l.q.byID() {
		if z, err := l.merge(ctx, ir, true); z != nil || err != nil {
			if z != nil {
				z.inOrder(l)
				l.p.source, l.p.weighed = z, true
			}
			return err
		}
	}
	along := l.route()
	if found, err := l.aside(ctx, ir, along); found || err != nil {
		return err
	}
	if along != nil {
		l.goAlong(along)
		return nil
	}
	return l.drive()
}

// aside makes the rows of values that the filter asks for the source, if they are few: at once if what is found along the
// order cannot tell, else as far as a handful of rows shows it.
func (l *listing) aside(ctx context.Context, ir store.Reader, along *route) (found bool, err error) {
	switch {
	case along != nil && along.covers(l.q):
		return false, nil
	case l.q.follows || l.size > MaxPage:
		l.p.weighed = true
		return l.few(ctx, ir)
	}
	return l.peek(ctx, ir)
}

// named makes the ids that the filter names the source.
func (l *listing) named() bool {
	ids, ok := l.q.namedIDs()
	if ok {
		l.p.source, l.p.sorted = &idSource{ids: ids}, false
		l.note(step{kind: StepNamed, found: len(ids)})
	}
	return ok
}

// few makes the source of a list that its filter restricts to few entries; false if it does not, as far as indexes tell.
// What is behind references is looked for last.
func (l *listing) few(ctx context.Context, ir store.Reader) (found bool, err error) {
	tried := 0
	for _, joins := range []bool{false, true} {
		if joins && !l.q.follows {
			break
		}
		z, err := l.merge(ctx, ir, joins)
		if err != nil {
			return false, err
		}
		if z == nil || len(z.streams) == tried {
			continue
		}
		tried = len(z.streams)
		if found, err := l.gather(ctx, ir, z); found || err != nil {
			return found, err
		}
	}
	return l.probe(ctx, ir, l.r.s.budget.Few)
}

// drive makes the index of the first sort key the source.
func (l *listing) drive() error {
	if l.q.byID() {
		l.note(step{kind: StepRegistry, desc: l.idDesc()})
		l.p.source = &registryScan{table: l.r.content, keys: l.r.s.keys, model: l.q.model.ID, desc: l.idDesc(), after: l.start.id, read: &l.p.rows, c: l.consistency()}
		return nil
	}
	first := l.q.order[0]
	x := first.value.index
	g, ok := l.serving(x)
	if !ok {
		l.note(step{kind: StepBuilding, index: x})
		return stillBuilding(x)
	}
	l.note(step{kind: StepOrder, index: x, desc: first.desc != l.backward, within: true})
	l.p.index, l.p.space, l.p.whole = x, l.rows(x, g), l.q.extraKeys()
	l.uses(x, g)
	span := spanOf(l.q.filter.conjuncts(), x.name)
	sc := &scan{shardReader: shardReader{rows: l.p.space, read: &l.p.rows}, from: span.from, to: span.to,
		keyDesc: first.desc != l.backward, idDesc: l.idDesc(), whole: l.p.whole, c: l.consistency()}
	if l.start.id != "" {
		sc.startAfter(index.Split(l.start.enc)[0], l.start.id)
	}
	l.p.source = sc
	return nil
}

// extraKeys tells whether the list has sort keys between the first and the id.
func (q *Query) extraKeys() bool { return len(q.order) > 1 && q.order[1].value.slot != slotID }

func (l *listing) uses(x *indexDef, g generation) {
	l.p.used = append(l.p.used, usedIndex{l.q.model.ID, x.name, g.Number})
}

// probe looks for a beginning of text that leaves so few rows; with one, the list is answered from these. Tests on the first
// sort key are left to drive.
func (l *listing) probe(ctx context.Context, ir store.Reader, few int) (found bool, err error) {
	for _, t := range l.q.filter.conjuncts() {
		x := t.value.index
		if t.op != OpStartsWith || x == nil || l.q.leads(x) {
			continue
		}
		g, ok := l.serving(x)
		if !ok {
			l.note(step{kind: StepBuilding, index: x})
			continue
		}
		ids, ok, err := l.probeRows(ctx, ir, t.spans()[0], l.rows(x, g), few)
		if err != nil {
			return false, err
		}
		if ok {
			l.p.source, l.p.sorted = &idSource{ids: ids}, false
			l.uses(x, g)
			l.note(step{kind: StepPrefix, index: x, found: len(ids)})
			return true, nil
		}
		l.note(step{kind: StepSample, index: x})
	}
	return false, nil
}

// probeRows reads a range of rows; false if they are too many.
func (l *listing) probeRows(ctx context.Context, ir store.Reader, in span, rows rowSpace, few int) (ids []string, ok bool, err error) {
	read := 0
	sr := shardReader{rows: rows, read: &read}
	p, err := sr.query(ctx, ir, store.Query{From: in.from, To: in.to, Limit: few + 1, KeysOnly: true, Consistent: l.consistency()})
	l.p.rows += read
	if err != nil || p.More || len(p.Items) > few {
		return nil, false, err
	}
	for _, i := range p.Items {
		_, id := index.SplitRow(i.Sort)
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), true, nil
}

// namedIDs are the ids to which the filter restricts the list, if it does.
func (q *Query) namedIDs() (ids []string, ok bool) {
	for _, t := range q.filter.conjuncts() {
		if t.value.slot == slotID {
			for _, o := range t.operands {
				ids = append(ids, textOf(o))
			}
			return ids, true
		}
	}
	return nil, false
}

// idSource gives known ids, all at once.
type idSource struct{ ids []string }

func (s *idSource) next(context.Context, store.Reader, int) ([]rowRef, bool, error) {
	rows := make([]rowRef, len(s.ids))
	for i, id := range s.ids {
		rows[i] = rowRef{id: id}
	}
	return rows, true, nil
}

// bears tells whether a copy still has the sort keys of the row that led to it.
func (l *listing) bears(c *Copy, row rowRef) bool {
	switch {
	case c == nil:
		return false
	case row.sort == "":
		return true
	case l.p.route != nil:
		return l.p.route.bears(l.q, c, row)
	}
	ref := l.q.order[0].value
	own := index.Encode(make([]byte, 0, 64), l.p.index.kind, ref.of(c, l.q.chain))
	return bytes.Equal(own, []byte(row.enc))
}
