package content

import (
	"context"
	"slices"
	"sort"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// Rows of one value lie in the order of ids, so that rows of several values, of one index or of several, can be merged:
// to all ids that are in one of them (in, or), and from those to the ids that are in each of several (and).

// How rows are read to be merged.
const (
	mergeChunk = 32  // rows of a stream, at first; twice as many each time that it is read on
	maxChunk   = 200 // at last
	minChunk   = 4   // rows of one of many ranges, or shards
	maxRanges  = 100 // of a stream
	maxParts   = 400 // of them, counting each shard
)

// rowRange is the rows of one value of an index, in all shards.
type rowRange struct {
	partitions []string
	enc        string
	index      *indexDef
}

// rowPart is those of one shard.
type rowPart struct {
	partition, enc string
	index          *indexDef
}

func partsOf(ranges []rowRange) (out []rowPart) {
	for _, in := range ranges {
		for _, p := range in.partitions {
			out = append(out, rowPart{p, in.enc, in.index})
		}
	}
	return out
}

// idOrder is a direction in which ids are read. A bound is where reading goes on: ascending the first id that may come,
// descending the first that may not; "" for the beginning.
type idOrder struct{ desc bool }

// at is the bound from which id is the first to come, after the one behind it.
func (o idOrder) at(id string) string {
	if o.desc {
		return id + "\x00"
	}
	return id
}

func (o idOrder) after(id string) string {
	if o.desc {
		return id
	}
	return id + "\x00"
}

// reached tells whether an id lies behind the bound.
func (o idOrder) reached(id, bound string) bool {
	if o.desc {
		return bound == "" || id < bound
	}
	return id >= bound
}

// further is the bound that comes later.
func (o idOrder) further(a, b string) string {
	if o.desc {
		return minTo(a, b)
	}
	return max(a, b)
}

// idStream gives the ids that have a row in one of several ranges, and others that are known, in order, each once.
type idStream struct {
	idOrder
	parts  []rowPart
	values int      // to which the parts belong
	known  []string // ids
	from   []string // what told these
	c      store.Consistency
	read   *int // rows read, for the budget

	chunk int
	ids   []string // of the window, not given yet
	bound string   // where the next window begins
	ended bool
}

// seek gives the first id from bound on; false if there is none.
func (s *idStream) seek(ctx context.Context, r store.Reader, bound string) (id string, ok bool, err error) {
	for skipped := 0; ; {
		i := sort.Search(len(s.ids), func(i int) bool { return s.reached(s.ids[i], bound) })
		skipped += i
		if s.ids = s.ids[i:]; len(s.ids) > 0 {
			return s.ids[0], true, nil
		}
		if s.ended {
			return "", false, nil
		}
		if s.bound = s.further(s.bound, bound); skipped > 1 {
			s.chunk = min(s.chunk, mergeChunk) // a leap: who knows how many rows are used from there
		}
		if err := s.window(ctx, r); err != nil {
			return "", false, err
		}
	}
}

// window reads the next rows of all ranges, and gives the ids up to where all are known. Those of several values are read
// twice, one wave after the other: an entry that moves from one to another meanwhile is met the second time.
func (s *idStream) window(ctx context.Context, r store.Reader) error {
	end, ids, err := s.wave(ctx, r, "")
	if err != nil {
		return err
	}
	if s.values > 1 {
		var back []string
		if end, back, err = s.wave(ctx, r, end); err != nil {
			return err
		}
		ids = append(ids, back...)
	}
	for _, id := range s.known {
		if s.reached(id, s.bound) {
			ids = append(ids, id)
		}
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return end != "" && s.reached(id, end) })
	slices.Sort(ids)
	if ids = slices.Compact(ids); s.desc {
		slices.Reverse(ids)
	}
	s.ids, s.bound, s.ended = ids, end, end == ""
	s.chunk = min(2*s.chunk, maxChunk)
	return nil
}

// wave reads rows of all ranges up to a bound, or to the end of a chunk. It gives the bound up to which all ranges are
// read; "" if that is their end.
func (s *idStream) wave(ctx context.Context, r store.Reader, to string) (end string, ids []string, err error) {
	pages := make([]store.Page, len(s.parts))
	_, err = several(ctx, len(s.parts), shardReads, window{}, func(ctx context.Context, i int) (err error) {
		pages[i], err = r.Query(ctx, s.query(s.parts[i], to))
		return err
	})
	if err != nil {
		return "", nil, err
	}
	end = to
	for _, p := range pages {
		*s.read += len(p.Items)
		var last string
		for _, i := range p.Items {
			_, last = index.SplitRow(i.Sort)
			ids = append(ids, last)
		}
		if p.More && last != "" && (end == "" || s.further(end, s.after(last)) == end) {
			end = s.after(last)
		}
	}
	return end, ids, nil
}

// query reads the rows of a part from the stream's bound on.
func (s *idStream) query(in rowPart, to string) store.Query {
	from := s.bound
	if s.desc {
		from, to = to, from
	}
	q := store.Query{Partition: in.partition, From: in.enc + from, To: after([]byte(in.enc)), Descending: s.desc,
		Limit: max(s.chunk/len(s.parts), minChunk), KeysOnly: true, Consistent: s.c}
	if to != "" {
		q.To = in.enc + to
	}
	return q
}

// zigzag gives the ids that all of several streams have.
type zigzag struct {
	idOrder
	streams []*idStream
	bound   string
	read    *int
	limit   int // of rows; beyond it the ids end early
	ended   bool
}

// ids gives up to limit ids. It gives fewer at the end, and where the rows that may be read are used up.
func (z *zigzag) ids(ctx context.Context, r store.Reader, limit int) (ids []string, err error) {
	for len(ids) < limit && !z.ended && *z.read <= z.limit {
		id, ok, err := z.agree(ctx, r)
		if err != nil {
			return nil, err
		}
		if ok {
			ids = append(ids, id)
			z.bound = z.after(id)
		}
	}
	return ids, nil
}

// agree asks each stream once, from where the one before it stands; ok if all gave the same id.
func (z *zigzag) agree(ctx context.Context, r store.Reader) (id string, ok bool, err error) {
	ok = true
	for i, s := range z.streams {
		got, any, err := s.seek(ctx, r, z.bound)
		if err != nil {
			return "", false, err
		}
		if !any {
			z.ended = true
			return "", false, nil
		}
		if i > 0 && got != id {
			ok = false
		}
		id, z.bound = got, z.at(got)
	}
	return id, ok, nil
}

// next makes zigzag a rowSource of lists in the order of ids.
func (z *zigzag) next(ctx context.Context, r store.Reader, limit int) ([]rowRef, bool, error) {
	ids, err := z.ids(ctx, r, limit)
	rows := make([]rowRef, len(ids))
	for i, id := range ids {
		rows[i] = rowRef{id: id}
	}
	return rows, z.ended, err
}
