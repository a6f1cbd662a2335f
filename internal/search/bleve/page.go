package bleve

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/galley-cms/galley/internal/search"
)

// candidate is a document that may be a hit, with what it weighs, or, until it was read, weighs at most.
type candidate struct {
	doc    uint32
	read   bool
	weight float64
}

// candidates is a heap: the best on top.
type candidates []candidate

func (c candidates) Len() int           { return len(c) }
func (c candidates) Less(i, j int) bool { return c[i].weight > c[j].weight }
func (c candidates) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *candidates) Push(v any)        { *c = append(*c, v.(candidate)) }
func (c *candidates) Pop() any {
	last := len(*c) - 1
	v := (*c)[last]
	*c = (*c)[:last]
	return v
}

// round makes scores that survive being written and read, and that do not differ where nothing differs.
func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }

// How many candidates are weighed for one hit, as an entry can have several, and how many times as many the next time.
const (
	slack = 4
	wider = 8
)

// pager takes hits from candidates, in their order.
type pager struct {
	*scan
	heap    candidates
	rest    []found // candidates that were not weighed yet
	bound   float64 // what these weigh at most
	step    int     // how many of them are weighed next
	reader  *reader
	doubt   func(doc uint32) bool // whether only the texts can tell
	dropped int
	known   map[string]bool // entries that were taken
	texts   map[uint32]*reading
}

// place is a candidate whose name is known.
type place struct {
	doc   uint32
	id    string
	entry string
	score float64
}

// page is the hits after a position, one more than limit if there are more.
func (p *pager) page(ctx context.Context, after *search.Position, limit int) ([]place, error) {
	p.begin(after)
	var out []place
	for len(out) <= limit {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tied, err := p.tied(ctx)
		if err != nil || len(tied) == 0 {
			return out, err
		}
		for _, t := range tied {
			if p.known[t.entry] {
				continue
			}
			p.known[t.entry] = true
			if comesAfter(t, after) {
				out = append(out, t)
			}
		}
	}
	return out, nil
}

func comesAfter(t place, after *search.Position) bool {
	return after == nil || t.score < after.Score || t.score == after.Score && t.entry > after.Entry
}

// begin bounds what candidates weigh. All that come before a position have to be weighed: their entries do not come again.
func (p *pager) begin(after *search.Position) {
	for _, f := range p.rest {
		if after != nil && most(f) >= after.Score {
			p.step++
		}
		p.bound = max(p.bound, most(f))
	}
}

// most is what a document weighs at most, rounded.
func most(f found) float64 { return round(float64(f.weight)*maxOccurrence) + 2e-4 }

// scored weighs candidates.
func (p *pager) scored(ctx context.Context, docs []found) (candidates, error) {
	weights, err := p.score(ctx, docs)
	if err != nil {
		return nil, err
	}
	out := make(candidates, len(docs))
	for i, d := range docs {
		out[i] = candidate{doc: d.doc, weight: max(round(weights[i]), 1e-4)}
	}
	return out, nil
}

// refill weighs more candidates, until the best of them is above all the others.
func (p *pager) refill(ctx context.Context) error {
	for len(p.rest) > 0 && (len(p.heap) == 0 || p.heap[0].weight <= p.bound) {
		least := leastOf(p.rest, p.step) * minOccurrence / maxOccurrence
		var taken []found
		rest := p.rest[:0]
		p.bound = 0
		for _, f := range p.rest {
			if f.weight >= least {
				taken = append(taken, f)
			} else {
				rest = append(rest, f)
				p.bound = max(p.bound, most(f))
			}
		}
		p.rest, p.step = rest, p.step*wider
		scored, err := p.scored(ctx, taken)
		if err != nil {
			return err
		}
		p.heap = append(p.heap, scored...)
		heap.Init(&p.heap)
	}
	return nil
}

// leastOf is a weight that n documents have, and not many more.
func leastOf(docs []found, n int) float32 {
	if len(docs) <= n {
		return 0
	}
	top := float32(1e-6)
	for _, d := range docs {
		top = max(top, d.weight)
	}
	var count [1024]int
	scale := float32(len(count)-1) / top
	for _, d := range docs {
		count[int(d.weight*scale)]++
	}
	i := len(count) - 1
	for n -= count[i]; n > 0; n -= count[i] {
		i--
	}
	return float32(i) / scale
}

// tied are all candidates that share the best score, by entry.
func (p *pager) tied(ctx context.Context) ([]place, error) {
	var out []place
	for len(out) == 0 || len(p.heap) > 0 && p.heap[0].weight == out[0].score {
		if len(out) == 0 {
			if err := p.refill(ctx); err != nil {
				return nil, err
			}
			if len(p.heap) == 0 {
				return nil, nil
			}
		}
		c := heap.Pop(&p.heap).(candidate)
		if !c.read && p.doubt(c.doc) {
			if err := p.check(c); err != nil {
				return nil, err
			}
			continue
		}
		id, err := p.r.ExternalID(index.NewIndexInternalID(nil, uint64(c.doc)))
		if err != nil {
			return nil, err
		}
		key, _, _ := parseID(id)
		out = append(out, place{c.doc, id, key.Entry, c.weight})
	}
	slices.SortFunc(out, func(a, b place) int { return cmp.Compare(a.id, b.id) })
	return out, nil
}

// check reads a candidate and puts it back with what it weighs, if anything.
func (p *pager) check(c candidate) error {
	d, err := p.read(c.doc)
	if err != nil {
		return err
	}
	if w := round(p.reader.weight(d)); w > 0 {
		heap.Push(&p.heap, candidate{c.doc, true, min(w, c.weight)})
		return nil
	}
	p.dropped++
	delete(p.texts, c.doc)
	return nil
}

// read is a document's texts.
func (p *pager) read(doc uint32) (*reading, error) {
	if d, ok := p.texts[doc]; ok {
		return d, nil
	}
	rec, err := p.record(doc)
	if err != nil {
		return nil, err
	}
	d := p.reader.read(*rec)
	p.texts[doc] = d
	return d, nil
}

// load reads what is stored of a document; nil if it is not there.
func load(r index.IndexReader, id string) (*record, error) {
	d, err := r.Document(id)
	if err != nil || d == nil {
		return nil, err
	}
	var value []byte
	d.VisitFields(func(f index.Field) {
		if f.Name() == fieldStored {
			value = f.Value()
		}
	})
	rec, err := decode(value)
	if err != nil {
		return nil, err
	}
	return &rec, nil
}
