package store

import (
	"context"
	"errors"
)

// Bytes in one unit.
const (
	readUnit  = 4 << 10
	writeUnit = 1 << 10
)

// MeterOptions of a metered table.
type MeterOptions struct {
	// Total counts every call, whatever its context; nil for none.
	Total *Usage
}

// Meter wraps a table so that it counts calls and units as DynamoDB would, into the Usage of the context that View,
// Transact or Batch was called with. Calls without a Usage cost nothing more.
func Meter(t Table, o MeterOptions) Table { return &meter{t, o.Total} }

type meter struct {
	table Table
	total *Usage
}

func (m *meter) View(ctx context.Context, fn func(Reader) error) error {
	u := usageOf(ctx)
	if u == nil && m.total == nil {
		return m.table.View(ctx, fn)
	}
	return m.table.View(ctx, func(r Reader) error { return fn(&meteredReader{r, m, u}) })
}

func (m *meter) Transact(ctx context.Context, token string, writes ...Write) error {
	err := m.table.Transact(ctx, token, writes...)
	s := spent{call: callTransact}
	if charged(err) {
		s.writes = len(writes)
		for i := range writes {
			s.writeUnits += 2 * writeUnits(&writes[i])
		}
	}
	m.add(usageOf(ctx), s)
	return err
}

func (m *meter) Batch(ctx context.Context, writes ...Write) []error {
	result := m.table.Batch(ctx, writes...)
	s := spent{call: callBatch}
	for i, err := range result {
		if charged(err) {
			s.writes++
			s.writeUnits += writeUnits(&writes[i])
		}
	}
	m.add(usageOf(ctx), s)
	return result
}

func (m *meter) add(u *Usage, s spent) {
	u.add(s)
	m.total.add(s)
}

type meteredReader struct {
	reader Reader
	meter  *meter
	usage  *Usage
}

func (r *meteredReader) Get(ctx context.Context, c Consistency, keys ...Key) ([]Item, error) {
	items, err := r.reader.Get(ctx, c, keys...)
	s := spent{call: callGet, items: len(items)}
	if err == nil {
		s.halfReads = halves(c) * getUnits(items, len(keys))
	}
	r.meter.add(r.usage, s)
	return items, err
}

func (r *meteredReader) GetAtomic(ctx context.Context, keys ...Key) ([]Item, error) {
	items, err := r.reader.GetAtomic(ctx, keys...)
	s := spent{call: callAtomic, items: len(items)}
	if err == nil {
		s.halfReads = 2 * halves(Consistent) * getUnits(items, len(keys))
	}
	r.meter.add(r.usage, s)
	return items, err
}

func (r *meteredReader) Query(ctx context.Context, q Query) (Page, error) {
	p, err := r.reader.Query(ctx, q)
	s := spent{call: callQuery, rows: len(p.Items)}
	if err == nil {
		s.halfReads = halves(q.Consistent) * units(p.Read, readUnit)
	}
	r.meter.add(r.usage, s)
	return p, err
}

// halves is the price of a unit in half read units.
func halves(c Consistency) int {
	if c == Consistent {
		return 2
	}
	return 1
}

// getUnits counts items one by one; a key without an item costs one unit.
func getUnits(items []Item, keys int) int {
	n := max(0, keys-len(items))
	for i := range items {
		n += units(items[i].Size(), readUnit)
	}
	return n
}

// writeUnits of a put; of a delete or check at least. DynamoDB bills the bigger one of the items before and after the
// write, but what was there is not known here: a put over a bigger item, and the delete of one above 1 KB, cost more.
func writeUnits(w *Write) int {
	if w.Op == OpPut {
		return units(w.Item.Size(), writeUnit)
	}
	return 1
}

func units(bytes, unit int) int { return max(1, (bytes+unit-1)/unit) }

// charged tells whether a write that ended so is billed: a failed condition is.
func charged(err error) bool {
	var refused *LimitError
	return err == nil || !errors.As(err, &refused) && !errors.Is(err, ErrThrottled) &&
		!errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}
