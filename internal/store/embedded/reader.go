package embedded

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// reader reads one snapshot. Goroutines that share it have a cursor each.
type reader struct {
	*snapshot
	now   func() time.Time
	spare atomic.Pointer[cursor] // the last one that came free; making one allocates
}

// cursor is a place in the snapshot, and room to work in.
type cursor struct {
	merged
	lo, hi []byte // the range of bbolt keys that is looked for
	keys   []byte // sort keys of a page
	ends   []int  // where each of them ends
}

// rooms keeps the room of cursors between Views.
var rooms = sync.Pool{New: func() any { return new(cursor) }}

func (r *reader) take() *cursor {
	if c := r.spare.Swap(nil); c != nil {
		return c
	}
	c := rooms.Get().(*cursor)
	c.begin(r.snapshot)
	return c
}

func (r *reader) give(c *cursor) { r.spare.Store(c) }

func (r *reader) end() {
	if c := r.spare.Swap(nil); c != nil {
		c.end()
		rooms.Put(c)
	}
}

// Get reads keys one by one; the snapshot makes every read consistent.
func (r *reader) Get(ctx context.Context, _ store.Consistency, keys ...store.Key) ([]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := store.CheckGet(keys); err != nil {
		return nil, err
	}
	c, now := r.take(), r.now()
	defer r.give(c)
	items := make([]store.Item, 0, len(keys))
	for i := range keys {
		items = append(items, store.Item{Key: keys[i]})
		found, err := c.item(&items[len(items)-1], now)
		if err != nil {
			return nil, err
		}
		if !found {
			items = items[:len(items)-1]
		}
	}
	return items, nil
}

// GetAtomic is a Get: the snapshot is the one moment.
func (r *reader) GetAtomic(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := store.CheckAtomic(keys); err != nil {
		return nil, err
	}
	items, err := r.Get(ctx, store.Consistent, keys...)
	if err != nil {
		return nil, err
	}
	return items, store.CheckAtomicItems(items)
}

// item fills in the item whose key is set; false if it is missing or has expired.
func (c *cursor) item(i *store.Item, now time.Time) (bool, error) {
	c.lo = appendKey(c.lo[:0], i.Partition, i.Sort)
	v := c.get(c.lo)
	if v == nil {
		return false, nil
	}
	if err := decode(v, i); err != nil {
		return false, err
	}
	return !i.Gone(now), nil
}

// Query reads one page.
func (r *reader) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := ctx.Err(); err != nil {
		return store.Page{}, err
	}
	if err := store.CheckQuery(&q); err != nil {
		return store.Page{}, err
	}
	c := r.take()
	defer r.give(c)
	c.bound(&q)
	p := newPage(&q, r.now(), c)
	for k, v := c.start(q.Descending); c.inside(k, q.Descending); k, v = c.step(q.Descending) {
		more, err := p.add(k, v)
		if err != nil {
			return store.Page{}, err
		}
		if !more {
			break
		}
	}
	return p.done(), nil
}

// bound sets the cursor's range [lo, hi) to what is left of the query's.
func (c *cursor) bound(q *store.Query) {
	c.lo = appendKey(c.lo[:0], q.Partition, q.From)
	c.hi = appendKey(c.hi[:0], q.Partition, q.To)
	if q.To == "" {
		c.hi[len(q.Partition)] = 1 // right behind the partition: its keys have a NUL here
	}
	switch {
	case q.After == "":
	case !q.Descending && q.After >= q.From:
		c.lo = append(appendKey(c.lo[:0], q.Partition, q.After), 0) // right behind After
	case q.Descending && (q.To == "" || q.After < q.To):
		c.hi = appendKey(c.hi[:0], q.Partition, q.After)
	}
}

func (c *cursor) start(descending bool) (k, v []byte) {
	if descending {
		return c.before(c.hi)
	}
	return c.from(c.lo)
}

func (c *cursor) inside(k []byte, descending bool) bool {
	if k == nil {
		return false
	}
	if descending {
		return bytes.Compare(k, c.lo) >= 0
	}
	return bytes.Compare(k, c.hi) < 0
}

// page gathers the items of a Page. Their sort keys lie in one string, since a string each would be most of the
// allocations of a list.
type page struct {
	store.Page
	q    *store.Query
	now  time.Time
	room *cursor
	size int // of the items so far
}

func newPage(q *store.Query, now time.Time, room *cursor) *page {
	room.keys, room.ends = room.keys[:0], room.ends[:0]
	p := &page{q: q, now: now, room: room}
	if n := q.Limit; n > 0 && n <= 128 {
		p.Items = make([]store.Item, 0, n)
	}
	return p
}

// add takes one more item; false if the page is full without it.
func (p *page) add(k, v []byte) (bool, error) {
	i := store.Item{Key: store.Key{Partition: p.q.Partition}}
	if err := decode(v, &i); err != nil {
		return false, err
	}
	sort := k[len(i.Partition)+1:]
	size := i.Size() + len(sort)
	if i.Gone(p.now) {
		p.Read += size
		return true, nil
	}
	if len(p.Items) > 0 && (p.size+size > store.MaxPage || len(p.Items) == p.q.Limit) {
		p.More = true
		return false, nil
	}
	p.Read += size
	p.size += size
	if p.q.KeysOnly {
		i.Body = nil
	}
	p.Items = append(p.Items, i)
	p.room.keys = append(p.room.keys, sort...)
	p.room.ends = append(p.room.ends, len(p.room.keys))
	return true, nil
}

func (p *page) done() store.Page {
	keys, start := string(p.room.keys), 0
	for i, end := range p.room.ends {
		p.Items[i].Sort = keys[start:end]
		start = end
	}
	return p.Page
}
