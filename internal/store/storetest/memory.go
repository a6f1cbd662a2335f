package storetest

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// Memory is an empty table that is nothing but memory: for tests that make very many, and for histories that are played
// one call at a time, in which nothing else may wait for anything.
func Memory(now func() time.Time) store.Table {
	return &memory{now: now, partitions: map[string][]store.Item{}, done: map[string][]store.Write{}}
}

// memory keeps items in order of their sort keys. An item is never changed once it is there, so what was read of it may
// be kept; tests that want to know wrap it.
type memory struct {
	now func() time.Time

	mu         sync.RWMutex
	partitions map[string][]store.Item
	done       map[string][]store.Write // transactions by token
}

func (t *memory) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(t)
}

// at is where an item is, or would be.
func (t *memory) at(k store.Key) (int, bool) {
	return slices.BinarySearchFunc(t.partitions[k.Partition], k.Sort, func(i store.Item, sort string) int { return strings.Compare(i.Sort, sort) })
}

// find gives an item; nil if there is none, or if it has expired.
func (t *memory) find(k store.Key) *store.Item {
	n, ok := t.at(k)
	if !ok || t.partitions[k.Partition][n].Gone(t.now()) {
		return nil
	}
	return &t.partitions[k.Partition][n]
}

func (t *memory) Get(ctx context.Context, _ store.Consistency, keys ...store.Key) ([]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := store.CheckGet(keys); err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	items := make([]store.Item, 0, len(keys))
	for _, k := range keys {
		if i := t.find(k); i != nil {
			items = append(items, *i)
		}
	}
	return items, nil
}

func (t *memory) GetAtomic(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := store.CheckAtomic(keys); err != nil {
		return nil, err
	}
	items, err := t.Get(ctx, store.Consistent, keys...)
	if err == nil {
		err = store.CheckAtomicItems(items)
	}
	return items, err
}

func (t *memory) Query(ctx context.Context, q store.Query) (p store.Page, err error) {
	if err := ctx.Err(); err != nil {
		return p, err
	}
	if err := store.CheckQuery(&q); err != nil {
		return p, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	all, now, size := t.inRange(&q), t.now(), 0
	for n := range all {
		i := all[n]
		if q.Descending {
			i = all[len(all)-1-n]
		}
		bytes := i.Size()
		if gone := i.Gone(now); !gone && len(p.Items) > 0 && (size+bytes > store.MaxPage || len(p.Items) == q.Limit) {
			p.More = true
			return p, nil
		} else if p.Read += bytes; gone {
			continue
		}
		if size += bytes; q.KeysOnly {
			i.Body = nil
		}
		p.Items = append(p.Items, i)
	}
	return p, nil
}

// inRange are the items that a query may still show, expired ones among them.
func (t *memory) inRange(q *store.Query) []store.Item {
	from, to := max(q.From, q.After), q.To
	if q.Descending {
		from = q.From
		if q.After != "" && (to == "" || q.After < to) {
			to = q.After
		}
	}
	all := t.partitions[q.Partition]
	begin, found := t.at(store.Key{Partition: q.Partition, Sort: from})
	if found && !q.Descending && from == q.After {
		begin++
	}
	end := len(all)
	if to != "" {
		end, _ = t.at(store.Key{Partition: q.Partition, Sort: to})
	}
	return all[begin:max(begin, end)]
}

func (t *memory) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := store.CheckTransact(token, writes); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if before, known := t.done[token]; known && token != "" {
		if !reflect.DeepEqual(before, writes) {
			return &store.LimitError{Reason: "the token " + token + " was used for a different transaction"}
		}
		return nil
	}
	for n := range writes {
		if err := t.refusal(n, &writes[n]); err != nil {
			return err
		}
	}
	t.done[token] = slices.Clone(writes)
	for n := range writes {
		t.apply(&writes[n])
	}
	return nil
}

func (t *memory) Batch(ctx context.Context, writes ...store.Write) []error {
	result := make([]error, len(writes))
	t.mu.Lock()
	defer t.mu.Unlock()
	for n := range writes {
		if result[n] = ctx.Err(); result[n] == nil {
			result[n] = store.CheckBatch(writes[n])
		}
		if result[n] == nil {
			result[n] = t.refusal(n, &writes[n])
		}
		if result[n] == nil {
			t.apply(&writes[n])
		}
	}
	return result
}

// refusal is the error of a write whose condition does not hold.
func (t *memory) refusal(n int, w *store.Write) error {
	if w.If.Holds(t.find(w.Item.Key)) {
		return nil
	}
	return &store.ConditionError{Write: n, Key: w.Item.Key, If: w.If}
}

func (t *memory) apply(w *store.Write) {
	k := w.Item.Key
	n, found := t.at(k)
	switch all := t.partitions[k.Partition]; {
	case w.Op == store.OpDelete && found:
		t.partitions[k.Partition] = slices.Delete(all, n, n+1)
	case w.Op == store.OpPut && found:
		all[n] = copied([]store.Item{w.Item})[0]
	case w.Op == store.OpPut:
		t.partitions[k.Partition] = slices.Insert(all, n, copied([]store.Item{w.Item})[0])
	}
}
