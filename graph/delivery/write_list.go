package delivery

import (
	"strconv"
	"time"

	"github.com/galley-cms/galley/content"
)

// connection writes a page of a list.
func (x *run) connection(f *planField, parent string) outcome {
	found := x.found[place{f.index, parent}]
	if found.err != nil {
		return x.fail(found.err)
	}
	return x.page(f.one(), found.page)
}

func (x *run) page(n *node, p *content.Page) outcome {
	return x.fields(n, func(f *planField) outcome {
		switch f.op {
		case opNodes:
			return x.nodes(f, p)
		case opEdges:
			return x.edges(f, p)
		case opPageInfo:
			return x.fields(f.one(), func(g *planField) outcome { return x.pageInfo(f.one(), g, p) })
		case opTotal:
			return x.total(p)
		}
		x.quoted(n.typ.name)
		return written
	})
}

func (x *run) nodes(f *planField, p *content.Page) outcome {
	l := x.openList(f)
	for _, c := range p.Copies {
		l.open()
		if !l.close(x.object(f.one(), &object{entry: c})) {
			break
		}
	}
	return l.end()
}

func (x *run) edges(f *planField, p *content.Page) outcome {
	l := x.openList(f)
	for i, c := range p.Copies {
		l.open()
		edge := func(g *planField) outcome {
			switch g.op {
			case opCursor:
				x.quoted(p.Cursor(i))
			case opNode:
				return x.object(g.one(), &object{entry: c})
			default:
				x.quoted(f.one().typ.name)
			}
			return written
		}
		if !l.close(x.fields(f.one(), edge)) {
			break
		}
	}
	return l.end()
}

func (x *run) pageInfo(n *node, f *planField, p *content.Page) outcome {
	switch f.op {
	case opHasNext:
		x.buf = strconv.AppendBool(x.buf, p.HasNext)
	case opHasPrevious:
		x.buf = strconv.AppendBool(x.buf, p.HasPrevious)
	case opStartCursor, opEndCursor:
		if len(p.IDs) == 0 {
			return null
		}
		i := 0
		if f.op == opEndCursor {
			i = len(p.IDs) - 1
		}
		x.quoted(p.Cursor(i))
	default:
		x.quoted(n.typ.name)
	}
	return written
}

// total writes the length of the whole list; null with an error where it could not be counted.
func (x *run) total(p *content.Page) outcome {
	switch {
	case p.TotalErr != nil:
		return x.fail(p.TotalErr)
	case p.Total == nil:
		return null
	}
	x.buf = strconv.AppendInt(x.buf, int64(*p.Total), 10)
	return written
}

// publication is when an entry that this request changed was published; zero for other fields and entries.
func (x *run) publication(f *planField, o *object) time.Time {
	if o.entry == nil || x.saved[o.entry.ID] == nil {
		return time.Time{}
	}
	switch f.slot {
	case content.SlotPublishedAt:
		return x.saved[o.entry.ID].PublishedAt
	case content.SlotFirstPublishedAt:
		return x.saved[o.entry.ID].FirstPublishedAt
	}
	return time.Time{}
}
