package content

import (
	"context"
	"errors"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Page sizes.
const (
	DefaultPage = 20
	MaxPage     = 100
)

// PageArgs say which page of a list is wanted. First and Last exclude each other; with neither, the first DefaultPage.
type PageArgs struct {
	First  *int
	Last   *int
	After  string
	Before string
	Count  bool // of the whole list, as well
}

// Page is one page of a list.
type Page struct {
	IDs         []string
	Copies      []*Copy       // beside IDs; lent by the View
	Highlights  [][]Highlight // beside IDs; nil unless words are searched for
	HasNext     bool
	HasPrevious bool
	Total       *int  // if it was asked for and could be counted
	TotalErr    error // why it could not

	query     *Query
	positions []position
}

// Cursor is the cursor of the page's element i.
func (p *Page) Cursor(i int) string { return p.query.cursor(p.positions[i]) }

// errRetired says that the index generation being read was replaced meanwhile.
var errRetired = errors.New("the index was replaced")

// listing is one page on its way.
type listing struct {
	q        *Query
	r        *Reader
	backward bool
	size     int
	start    position // where to begin; without id: at the end that the direction begins with
	p        *plan
	copies   int // read so far
	hits     []hit
	seen     *horizon
	trail    *trail   // of a list that is explained; else nil
	walking  *walking // of a walk; else nil
}

type hit struct {
	copy *Copy
	at   position
}

// List reads one page of a list. One of a model that the actor may not read is empty; one that was planned by another
// schema than that of the View is CONFLICT.
func (r *Reader) List(ctx context.Context, q *Query, args PageArgs) (*Page, error) {
	l, err := newListing(r, q, args)
	if err != nil {
		return nil, err
	}
	if err := r.refused(q); err != nil {
		return nil, err
	}
	if !r.may(q.model) {
		return emptyPage(q, args), nil
	}
	if err := l.complete(ctx); err != nil {
		return nil, err
	}
	page := l.page(args)
	switch n := len(page.IDs); {
	case !args.Count:
	case !page.HasNext && !page.HasPrevious:
		page.Total = &n
	default:
		page.Total, page.TotalErr = r.count(ctx, q, l.seen)
	}
	return page, nil
}

// complete reads the page, again if an index that it was read from was replaced meanwhile.
func (l *listing) complete(ctx context.Context) error { return l.steadily(ctx, l.read) }

// steadily does something again if an index that it read was replaced meanwhile.
func (l *listing) steadily(ctx context.Context, do func(context.Context) error) error {
	for {
		if l.r.c.schema != l.q.schema {
			return errs.New(errs.Conflict, "The models were changed meanwhile. Ask again.")
		}
		err := do(ctx)
		if !errors.Is(err, errRetired) {
			l.charge()
			return err
		}
		l.charge()
		l.note(step{kind: StepRetired})
		l.hits, l.seen, l.r.c = nil, l.r.horizon(), l.r.s.cache.Load()
	}
}

func emptyPage(q *Query, args PageArgs) *Page {
	p := &Page{query: q}
	if args.Count {
		p.Total = new(int)
	}
	return p
}

func newListing(r *Reader, q *Query, a PageArgs) (*listing, error) {
	l := &listing{q: q, r: r, size: DefaultPage, seen: r.horizon()}
	var err error
	switch {
	case a.First != nil && a.Last != nil:
		return nil, errs.New(errs.Invalid, "Give first or last, not both.")
	case a.Last != nil:
		l.backward = true
		l.size, err = pageSize("last", *a.Last)
	case a.First != nil:
		l.size, err = pageSize("first", *a.First)
	}
	if err != nil {
		return nil, err
	}
	if a.After != "" && a.Before != "" {
		return nil, errs.New(errs.Invalid, "Give after or before, not both.")
	}
	if (a.After != "" && l.backward) || (a.Before != "" && !l.backward) {
		return nil, errs.New(errs.Invalid, "Use after with first, and before with last.")
	}
	if cursor := a.After + a.Before; cursor != "" {
		name := "after"
		if l.backward {
			name = "before"
		}
		l.start, err = q.parseCursor(name, cursor)
	}
	return l, err
}

func pageSize(name string, n int) (int, error) {
	if n < 0 {
		return 0, errs.New(errs.Invalid, "%s: %d is negative. Ask for 1 to %d.", name, n, MaxPage)
	}
	if n > MaxPage {
		return 0, errs.New(errs.Invalid, "%s: %d is too many. Ask for %d at most, and go on with the cursor.", name, n, MaxPage)
	}
	return n, nil
}

// idDesc is the direction of ids as they are read.
func (l *listing) idDesc() bool { return l.q.idDesc() != l.backward }

// before tells whether a comes before b in the direction of reading.
func (l *listing) compare(a, b position) int {
	if l.backward {
		return l.q.compare(b, a)
	}
	return l.q.compare(a, b)
}

func (l *listing) consistency() store.Consistency { return store.Consistency(l.q.stage == Draft) }

// serving is the generation of an index that answers for the list's locale.
func (l *listing) serving(x *indexDef) (generation, bool) {
	man := l.r.c.manifests[l.q.model.ID]
	if man == nil {
		return generation{}, false
	}
	g, ok := man.serving(x.name)
	return g, ok && g.covers(l.q.chain)
}

func stillBuilding(x *indexDef) error {
	return errs.New(errs.TooExpensive, "The index of the field %q is still being built. Try again in a moment.", x.label())
}

func (l *listing) rows(x *indexDef, g generation) rowSpace {
	locale := anyLocale
	if x.localized() {
		locale = l.q.locale
	}
	return l.r.s.keys.rows(l.q.model.ID, x.name, &g, l.q.stage, locale)
}

// read fills hits with one more than the page holds, so that it knows whether there is a next one.
func (l *listing) read(ctx context.Context) error {
	err := l.r.s.index.View(ctx, func(ir store.Reader) error {
		if err := l.plan(ctx, ir); err != nil {
			return err
		}
		return l.fill(ctx, ir)
	})
	if err != nil {
		return err
	}
	return l.stillServing()
}

// fill takes rows from the plan's source until there are hits enough.
func (l *listing) fill(ctx context.Context, ir store.Reader) error {
	for len(l.hits) <= l.size {
		rows, done, err := l.p.source.next(ctx, ir, l.batchSize())
		if err != nil {
			return err
		}
		if err := l.take(ctx, ir, l.relevant(rows)); err != nil || l.walking.ends(done) {
			return err
		}
		if err := l.weigh(ctx, ir); err != nil {
			return err
		}
		if err := l.narrow(ctx, ir); err != nil {
			return err
		}
		l.settle()
	}
	return nil
}

// stillServing is errRetired if a generation that was read no longer gets all rows.
func (l *listing) stillServing() error {
	now := l.r.s.cache.Load()
	if now == l.r.c || now == nil {
		return nil
	}
	for _, u := range l.p.used {
		if man := now.manifests[u.model]; man != nil && !man.uses(u.index, u.gen) {
			return errRetired
		}
	}
	return nil
}

// take reads the copies behind some rows and keeps those that belong into the list.
func (l *listing) take(ctx context.Context, ir store.Reader, rows []rowRef) error {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.id
	}
	if err := l.r.Load(ctx, ids...); err != nil {
		return err
	}
	if err := l.look(ctx, ir, rows); err != nil {
		return err
	}
	if l.copies += len(rows); l.overBudget(rows) {
		return l.q.tooExpensive(l.r.s.budget)
	}
	var fresh []hit
	for _, row := range rows {
		c := l.r.copies[row.id]
		if !l.bears(c, row) {
			l.doubt(row)
			continue
		}
		if !l.belongs(c) {
			if l.p.route != nil && row.sort != "" && !l.p.route.has(l.q, c, row) {
				l.doubt(row)
			}
			continue
		}
		h := hit{c, l.positionOf(c, row)}
		if l.start.id == "" || l.compare(h.at, l.start) > 0 {
			fresh = append(fresh, h)
		}
	}
	if !l.p.sorted || l.p.whole {
		fresh = l.arrange(fresh)
	}
	l.hits = append(l.hits, fresh...)
	return nil
}

// positionOf is the position of a copy, taken from the row that led to it where the row says all.
func (l *listing) positionOf(c *Copy, row rowRef) position {
	if l.q.ranked() || (row.sort != "" && l.p.route == nil && !l.q.extraKeys()) {
		return position{enc: row.enc, id: c.ID}
	}
	return l.q.position(c)
}

// arrange puts hits in order and drops the repeats that list fields give.
func (l *listing) arrange(hits []hit) []hit {
	slices.SortFunc(hits, func(a, b hit) int { return l.compare(a.at, b.at) })
	return slices.CompactFunc(hits, func(a, b hit) bool { return a.copy == b.copy })
}

// doubt hands a row that no copy bears out to the sweeper, which looks closer.
func (l *listing) doubt(row rowRef) {
	if row.sort != "" {
		l.r.s.sweeper.add(store.Key{Partition: l.p.space.partition(row.id), Sort: row.sort})
	}
}

func (l *listing) belongs(c *Copy) bool {
	if c.Model != l.q.model && c.Model.ID != l.q.model.ID {
		return false
	}
	if shelfOf(c.Status) != l.q.shelf {
		return false
	}
	return l.q.filter.holds(l.subject(c))
}

// page cuts hits to size and turns them into the direction of the list.
func (l *listing) page(args PageArgs) *Page {
	more := len(l.hits) > l.size
	hits := l.hits[:min(len(l.hits), l.size)]
	if l.backward {
		slices.Reverse(hits)
	}
	p := &Page{query: l.q, HasNext: more, HasPrevious: args.After != ""}
	if l.backward {
		p.HasNext, p.HasPrevious = args.Before != "", more
	}
	n := len(hits)
	p.IDs, p.Copies, p.positions = make([]string, n), make([]*Copy, n), make([]position, n)
	p.Highlights = l.highlights(hits)
	for i, h := range hits {
		p.IDs[i], p.Copies[i], p.positions[i] = h.copy.ID, h.copy, h.at
	}
	return p
}
