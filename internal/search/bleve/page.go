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

// pager takes hits from candidates, in their order.
type pager struct {
	heap    candidates
	r       index.IndexReader
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
	heap.Init(&p.heap)
	var out []place
	for len(out) <= limit {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tied, err := p.tied()
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

// tied are all candidates that share the best score, by entry.
func (p *pager) tied() ([]place, error) {
	var out []place
	for len(p.heap) > 0 && (len(out) == 0 || p.heap[0].weight == out[0].score) {
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
	d, err := p.read(c.doc, "")
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

// read is a document's texts; id is its name, if it is known.
func (p *pager) read(doc uint32, id string) (*reading, error) {
	if d, ok := p.texts[doc]; ok {
		return d, nil
	}
	if id == "" {
		var err error
		if id, err = p.r.ExternalID(index.NewIndexInternalID(nil, uint64(doc))); err != nil {
			return nil, err
		}
	}
	rec, err := load(p.r, id)
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
