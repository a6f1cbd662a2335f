package store

import (
	"fmt"
	"strings"
)

// CheckTransact tells with a *LimitError what about a transaction the port refuses.
func CheckTransact(token string, writes []Write) error {
	if len(token) > MaxToken {
		return limit("a transaction's token has at most %d bytes, this one %d", MaxToken, len(token))
	}
	if len(writes) == 0 || len(writes) > MaxTransact {
		return limit("a transaction has 1 to %d writes, this one %d", MaxTransact, len(writes))
	}
	total := 0
	for i := range writes {
		if err := checkWrite(&writes[i]); err != nil {
			return err
		}
		total += writes[i].Item.Size()
	}
	if total > MaxTransfer {
		return limit("the items of a transaction have at most %d bytes together, these %d", MaxTransfer, total)
	}
	return checkDistinct(len(writes), func(i int) Key { return writes[i].Item.Key })
}

// CheckBatch tells with a *LimitError what about one write of a Batch the port refuses. A check alone is refused: it
// would protect nothing.
func CheckBatch(w Write) error {
	if w.Op == OpCheck {
		return limit("a batch cannot hold the check of %s: only a transaction can", w.Item.name())
	}
	return checkWrite(&w)
}

// CheckGet tells with a *LimitError what about the keys of a Get the port refuses.
func CheckGet(keys []Key) error {
	for i := range keys {
		if err := checkKey(keys[i]); err != nil {
			return err
		}
	}
	return nil
}

// CheckAtomic tells with a *LimitError what about the keys of a GetAtomic the port refuses.
func CheckAtomic(keys []Key) error {
	if len(keys) > MaxAtomic {
		return limit("an atomic read has at most %d keys, this one %d", MaxAtomic, len(keys))
	}
	if err := CheckGet(keys); err != nil {
		return err
	}
	return checkDistinct(len(keys), func(i int) Key { return keys[i] })
}

// CheckAtomicItems refuses the answer to a GetAtomic that is bigger than one transaction may be.
func CheckAtomicItems(items []Item) error {
	total := 0
	for i := range items {
		total += items[i].Size()
	}
	if total > MaxTransfer {
		return limit("the items of an atomic read have at most %d bytes together, these %d", MaxTransfer, total)
	}
	return nil
}

// CheckQuery tells with a *LimitError what about a query the port refuses.
func CheckQuery(q *Query) error {
	if err := checkPartition(q.Partition); err != nil {
		return err
	}
	if q.Limit < 0 {
		return limit("the limit of a query cannot be negative: %d", q.Limit)
	}
	for _, bound := range []string{q.From, q.To, q.After} {
		if len(bound) > MaxSort {
			return limit("a sort key has at most %d bytes, a bound of this query %d", MaxSort, len(bound))
		}
	}
	return nil
}

func checkWrite(w *Write) error {
	if w.Op > OpCheck {
		return limit("unknown operation %d on %s", w.Op, w.Item.name())
	}
	if err := checkKey(w.Item.Key); err != nil {
		return err
	}
	if n := w.Item.Size(); w.Op == OpPut && n > MaxItem {
		return limit("an item has at most %d bytes, %s has %d", MaxItem, w.Item.name(), n)
	}
	return nil
}

func checkKey(k Key) error {
	if err := checkPartition(k.Partition); err != nil {
		return err
	}
	if n := len(k.Sort); n == 0 || n > MaxSort {
		return limit("a sort key has 1 to %d bytes, this one in %q has %d", MaxSort, k.Partition, n)
	}
	return nil
}

func checkPartition(p string) error {
	if n := len(p); n == 0 || n > MaxPartition {
		return limit("a partition key has 1 to %d bytes, this one %d", MaxPartition, n)
	}
	if strings.IndexByte(p, 0) >= 0 {
		return limit("a partition key cannot hold a NUL byte: %q", p)
	}
	return nil
}

func checkDistinct(n int, key func(int) Key) error {
	if n == 1 {
		return nil
	}
	seen := make(map[Key]struct{}, n)
	for i := range n {
		k := key(i)
		if _, twice := seen[k]; twice {
			return limit("%s occurs twice in one transaction", k.name())
		}
		seen[k] = struct{}{}
	}
	return nil
}

func limit(format string, args ...any) error {
	return &LimitError{Reason: fmt.Sprintf(format, args...)}
}
