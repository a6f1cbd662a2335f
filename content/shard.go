package content

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"sort"

	"github.com/galley-cms/galley/internal/store"
)

// rowSpace is where the rows of one generation of an index lie, of one stage and locale: a partition, or several, among
// which entries are divided by their ids. Whoever writes, reads or lists rows asks it for their partitions.
type rowSpace struct {
	prefix string
	shards int // 0 and 1 are the same
}

// rows is the rowSpace of a generation of an index, in a stage and locale ("-" where values have none).
func (k keys) rows(model, index string, g *generation, stage Stage, locale string) rowSpace {
	letter := "l"
	if stage == Draft {
		letter = "d"
	}
	return rowSpace{fmt.Sprintf("%s#%s#%s#%d#%s#%s", k.space, model, index, g.Number, letter, locale), g.Shards}
}

// partition is the one that holds the rows of an entry.
func (r rowSpace) partition(id string) string {
	if r.shards <= 1 {
		return r.prefix
	}
	return r.shard(hashOf(id) % uint32(r.shards))
}

// partitions are all of them.
func (r rowSpace) partitions() []string {
	if r.shards <= 1 {
		return []string{r.prefix}
	}
	out := make([]string, r.shards)
	for n := range out {
		out[n] = r.shard(uint32(n))
	}
	return out
}

func (r rowSpace) shard(n uint32) string { return fmt.Sprintf("%s#%d", r.prefix, n) }

// hashOf says into which shard an entry falls.
func hashOf(id string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()
}

// shardReads is how many partitions are read at once.
const shardReads = 16

// shardReader reads a rowSpace as if it were one partition: in order, whatever shard a row lies in. What it has read of a
// range is kept for as long as it is asked for rows of that range, further on.
type shardReader struct {
	rows   rowSpace
	read   *int        // rows read, for the budget
	last   store.Query // what was asked for last
	shards []shardPage // nil before the first query
}

// shardPage is rows of one shard, from where the last query began.
type shardPage struct {
	partition string
	items     []store.Item
	more      bool
	given     int // of items, by the query at work
}

// query is like that of a store.Reader, but for the partition, which it knows. Its limit must not be 0.
func (s *shardReader) query(ctx context.Context, r store.Reader, q store.Query) (page store.Page, err error) {
	if s.rows.shards <= 1 {
		q.Partition = s.rows.prefix
		page, err = r.Query(ctx, q)
		*s.read += len(page.Items)
		return page, err
	}
	s.seek(q)
	for len(page.Items) < q.Limit {
		if err := s.fill(ctx, r, q); err != nil {
			return page, err
		}
		next := s.first(q.Descending)
		if next == nil {
			return page, nil
		}
		page.Items = append(page.Items, next.items[next.given])
		next.given++
	}
	page.More = slices.ContainsFunc(s.shards, func(p shardPage) bool { return p.more || p.given < len(p.items) })
	return page, nil
}

// seek drops what is of no use for a query: rows before its beginning, or all if it is of another range or goes back.
func (s *shardReader) seek(q store.Query) {
	was := s.last
	s.last = q
	if s.shards == nil || q.From != was.From || q.To != was.To || q.Descending != was.Descending || passed(was.After, q.After, q.Descending) {
		s.shards = make([]shardPage, s.rows.shards)
		for i, p := range s.rows.partitions() {
			s.shards[i] = shardPage{partition: p, more: true}
		}
		return
	}
	for i := range s.shards {
		p := &s.shards[i]
		n := sort.Search(len(p.items), func(n int) bool { return passed(p.items[n].Sort, q.After, q.Descending) })
		p.items, p.given = p.items[n:], 0
	}
}

// passed tells whether a sort key lies behind the one after which a query goes on.
func passed(key, after string, desc bool) bool {
	switch {
	case after == "":
		return key != ""
	case desc:
		return key != "" && key < after
	}
	return key > after
}

// fill reads on in all shards whose rows are used up. Of each it reads a little more than its part of a page.
func (s *shardReader) fill(ctx context.Context, r store.Reader, q store.Query) error {
	var dry []*shardPage
	for i := range s.shards {
		if p := &s.shards[i]; p.given == len(p.items) && p.more {
			dry = append(dry, p)
		}
	}
	pages := make([]store.Page, len(dry))
	_, err := several(ctx, len(dry), shardReads, window{}, func(ctx context.Context, i int) (err error) {
		pages[i], err = r.Query(ctx, dry[i].rest(q, 2*q.Limit/len(s.shards)+minChunk))
		return err
	})
	if err != nil {
		return err
	}
	for i, p := range dry {
		*s.read += len(pages[i].Items)
		p.items, p.more = append(p.items, pages[i].Items...), pages[i].More
	}
	return nil
}

// rest asks for the rows of the shard that come next, for a query of all shards.
func (p *shardPage) rest(q store.Query, limit int) store.Query {
	q.Partition, q.Limit = p.partition, min(limit, q.Limit-p.given)
	if n := len(p.items); n > 0 {
		q.After = p.items[n-1].Sort
	}
	return q
}

// first is the shard that has the next row; nil if none has.
func (s *shardReader) first(desc bool) (best *shardPage) {
	for i := range s.shards {
		p := &s.shards[i]
		if p.given < len(p.items) && (best == nil || (p.items[p.given].Sort < best.items[best.given].Sort) != desc) {
			best = p
		}
	}
	return best
}
