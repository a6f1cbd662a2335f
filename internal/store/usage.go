package store

import (
	"context"
	"sync/atomic"
)

// Usage counts what the calls made under one context cost. It is safe for concurrent use.
type Usage struct {
	parent *Usage // counts the same

	calls                 [calls]atomic.Int64
	items, rows, writes   atomic.Int64
	halfReads, writeUnits atomic.Int64 // read units are counted in halves
}

// call is a kind of call to a table.
type call int

const (
	callGet call = iota
	callAtomic
	callQuery
	callTransact
	callBatch
	calls
)

// Totals is what a Usage has counted so far.
type Totals struct {
	Gets, AtomicGets, Queries, Transacts, Batches int64 // calls, by kind

	Items  int64 // found by Get and GetAtomic
	Rows   int64 // found by Query
	Writes int64 // puts, deletes and checks that were tried

	ReadUnits  float64 // 1 for 4 KB read consistently; half of it eventually, 2 atomically
	WriteUnits float64 // 1 for 1 KB written alone; 2 in a transaction
}

// Totals tells what was counted so far.
func (u *Usage) Totals() Totals {
	return Totals{
		Gets:       u.calls[callGet].Load(),
		AtomicGets: u.calls[callAtomic].Load(),
		Queries:    u.calls[callQuery].Load(),
		Transacts:  u.calls[callTransact].Load(),
		Batches:    u.calls[callBatch].Load(),
		Items:      u.items.Load(),
		Rows:       u.rows.Load(),
		Writes:     u.writes.Load(),
		ReadUnits:  float64(u.halfReads.Load()) / 2,
		WriteUnits: float64(u.writeUnits.Load()),
	}
}

type usageKey struct{}

// WithUsage returns a context under which metered tables count into the Usage. If ctx has a Usage already, that one
// goes on counting too.
func WithUsage(ctx context.Context) (context.Context, *Usage) {
	u := &Usage{parent: usageOf(ctx)}
	return context.WithValue(ctx, usageKey{}, u), u
}

func usageOf(ctx context.Context) *Usage {
	u, _ := ctx.Value(usageKey{}).(*Usage)
	return u
}

// spent is what one call cost.
type spent struct {
	call                call
	items, rows, writes int
	halfReads           int
	writeUnits          int
}

func (u *Usage) add(s spent) {
	for ; u != nil; u = u.parent {
		u.calls[s.call].Add(1)
		if s.writes > 0 {
			u.writes.Add(int64(s.writes))
			u.writeUnits.Add(int64(s.writeUnits))
			continue
		}
		u.items.Add(int64(s.items))
		u.rows.Add(int64(s.rows))
		u.halfReads.Add(int64(s.halfReads))
	}
}
