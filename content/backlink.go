package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// How rows of what refers to an entry are read.
const (
	firstLinks = 10  // at first; four times as many each time that those before did not decide
	mostLinks  = 200 // at last
)

// backlinks is what the rows of a reference index tell of the entries that refer to one entry, as far as they were read.
type backlinks struct {
	source  *Model
	value   *valueRef // the reference
	target  []byte    // the element of the entry
	begun   bool
	open    []tail      // where there are more rows
	next    int         // rows to read then
	sources []string    // ids
	rows    []store.Key // beside sources; without a sort key: known from elsewhere
	judged  int         // how many of them were held against their copies
}

// tail is rows of a partition after one that was read; "" for all that point to the entry.
type tail struct{ partition, after string }

// read tells whether all rows are known.
func (b *backlinks) read() bool { return b.begun && len(b.open) == 0 }

// linksTo are the backlinks of an entry by a filter of kind linked.
func (l *listing) linksTo(f *filter, id string) *backlinks {
	v := verdict{f, id}
	b := l.seen.links[v]
	if b == nil {
		b = &backlinks{source: f.source, value: f.value, target: referenceElement(id), next: firstLinks}
		if f.kids[0].empty() {
			b.next = 2
		}
		l.seen.links[v] = b
	}
	return b
}

// referring are the entries that a filter of kind linked looks at: those of the rows that were read, if their copies
// still refer to the subject.
func (f *filter) referring(s subject) (out []subject) {
	b := s.seen.links[verdict{f, s.copy.ID}]
	if b == nil {
		return nil
	}
	for _, id := range b.sources {
		in := s
		if in.copy, in.part = s.seen.copy(id), nil; in.copy != nil && in.copy.Model.ID == f.source.ID && f.value.names(in, s.copy.ID) {
			out = append(out, in)
		}
	}
	return out
}

// names tells whether a reference names an entry.
func (v *valueRef) names(s subject, id string) (found bool) {
	eachElement(v.in(s), func(e []byte) { found = found || idIn(e) == id })
	return found
}

// of is a listing of another model by the same reader, in the same stage and locale, for what a list needs of it. What
// it reads is added to the list by joined.
func (l *listing) of(m *Model, f *filter) *listing {
	q := &Query{schema: l.q.schema, model: m, stage: l.q.stage, locale: l.q.locale, chain: l.q.chain, filter: f, follows: f.follows(), order: byIDs}
	return &listing{q: q, r: l.r, size: maxTargets, p: &plan{sorted: true}, seen: l.seen, trail: l.trail.aside()}
}

// byIDs is the order of what is looked for on the other side of references.
var byIDs = []orderKey{{value: &valueRef{name: "id", kind: field.Reference, slot: slotID}}}

func (l *listing) joined(sub *listing) {
	l.copies += sub.copies
	l.p.rows += sub.p.rows
	l.p.used = append(l.p.used, sub.p.used...)
	l.takeOver(sub)
}

// begin finds the ranges of the rows that point to the entry.
func (l *listing) begin(b *backlinks) error {
	sub := l.of(b.source, &filter{})
	defer l.joined(sub)
	x := b.value.index
	g, ok := sub.serving(x)
	if !ok {
		return stillBuilding(x)
	}
	sub.uses(x, g)
	for _, p := range sub.rows(x, g).partitions() {
		b.open = append(b.open, tail{partition: p})
	}
	b.begun = true
	return nil
}

// readLinks reads on in the rows of some backlinks.
func (l *listing) readLinks(ctx context.Context, ir store.Reader, of []*backlinks) error {
	type place struct {
		of *backlinks
		in tail
	}
	var todo []place
	for _, b := range of {
		if !b.begun {
			if err := l.begin(b); err != nil {
				return err
			}
		}
		for _, in := range b.open {
			todo = append(todo, place{b, in})
		}
		b.open = nil
	}
	pages := make([]store.Page, len(todo))
	_, err := several(ctx, len(todo), shardReads, window{}, func(ctx context.Context, i int) (err error) {
		pages[i], err = ir.Query(ctx, todo[i].of.query(todo[i].in, l.consistency()))
		return err
	})
	if err != nil {
		return err
	}
	for i, p := range pages {
		l.p.rows += max(len(p.Items), 1)
		todo[i].of.take(todo[i].in, p)
	}
	for _, b := range of {
		b.next = min(4*b.next, mostLinks)
	}
	if l.overBudget(nil) {
		return l.q.tooExpensive(l.r.s.budget)
	}
	return nil
}

func (b *backlinks) query(in tail, c store.Consistency) store.Query {
	return store.Query{Partition: in.partition, From: string(b.target), To: after(b.target), After: in.after, Limit: b.next, KeysOnly: true, Consistent: c}
}

// take notes the rows of a page.
func (b *backlinks) take(in tail, p store.Page) {
	for _, i := range p.Items {
		_, id := index.SplitRow(i.Sort)
		in.after = i.Sort
		b.add(id, i.Key)
	}
	if p.More {
		b.open = append(b.open, in)
	}
}

func (b *backlinks) add(id string, row store.Key) {
	if id != "" && !slices.Contains(b.sources, id) {
		b.sources, b.rows = append(b.sources, id), append(b.rows, row)
	}
}

// judge hands the rows to the sweeper that the copies of their entries do not bear out.
func (l *listing) judge(b *backlinks, target string) {
	for ; b.judged < len(b.sources); b.judged++ {
		row := b.rows[b.judged]
		c := l.r.copies[b.sources[b.judged]]
		if row.Sort != "" && (c == nil || c.Model.ID != b.source.ID || !b.value.names(l.subject(c), target)) {
			l.r.s.sweeper.add(row)
		}
	}
}
