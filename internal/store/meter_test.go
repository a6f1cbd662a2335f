package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

func sized(sort string, bytes int) store.Item {
	return store.Item{Key: store.Key{Partition: "p", Sort: sort}, Body: make([]byte, bytes)}
}

// counted runs fn on a metered table that holds three items: 100 bytes, 5,000 bytes and 100 bytes.
func counted(t *testing.T, fn func(context.Context, store.Table)) store.Totals {
	t.Helper()
	table := store.Meter(storetest.New(t), store.MeterOptions{})
	err := table.Transact(t.Context(), "",
		store.Put(sized("1", 100), store.Absent()), store.Put(sized("2", 5000), store.Absent()), store.Put(sized("3", 100), store.Absent()))
	if err != nil {
		t.Fatal(err)
	}
	ctx, usage := store.WithUsage(t.Context())
	fn(ctx, table)
	return usage.Totals()
}

// reads counts what one read costs.
func reads(t *testing.T, read func(context.Context, store.Reader) error) store.Totals {
	t.Helper()
	return counted(t, func(ctx context.Context, table store.Table) {
		if err := table.View(ctx, func(r store.Reader) error { return read(ctx, r) }); err != nil {
			t.Error(err)
		}
	})
}

func TestMeterCountsReads(t *testing.T) {
	keys := []store.Key{{Partition: "p", Sort: "1"}, {Partition: "p", Sort: "2"}, {Partition: "p", Sort: "none"}}
	get := func(c store.Consistency) func(context.Context, store.Reader) error {
		return func(ctx context.Context, r store.Reader) error {
			_, err := r.Get(ctx, c, keys...)
			return err
		}
	}
	query := func(q store.Query) func(context.Context, store.Reader) error {
		return func(ctx context.Context, r store.Reader) error {
			_, err := r.Query(ctx, q)
			return err
		}
	}
	for what, c := range map[string]struct {
		read func(context.Context, store.Reader) error
		want store.Totals
	}{
		"eventual get":   {get(store.Eventual), store.Totals{Gets: 1, Items: 2, ReadUnits: 2}},
		"consistent get": {get(store.Consistent), store.Totals{Gets: 1, Items: 2, ReadUnits: 4}},
		"atomic get": {func(ctx context.Context, r store.Reader) error {
			_, err := r.GetAtomic(ctx, keys...)
			return err
		}, store.Totals{AtomicGets: 1, Items: 2, ReadUnits: 8}},
		"eventual query":   {query(store.Query{Partition: "p"}), store.Totals{Queries: 1, Rows: 3, ReadUnits: 1}},
		"consistent query": {query(store.Query{Partition: "p", Consistent: true}), store.Totals{Queries: 1, Rows: 3, ReadUnits: 2}},
		"keys only":        {query(store.Query{Partition: "p", KeysOnly: true}), store.Totals{Queries: 1, Rows: 3, ReadUnits: 1}},
		"limited query":    {query(store.Query{Partition: "p", Limit: 1}), store.Totals{Queries: 1, Rows: 1, ReadUnits: 0.5}},
		"empty query":      {query(store.Query{Partition: "none"}), store.Totals{Queries: 1, ReadUnits: 0.5}},
	} {
		if d := cmp.Diff(c.want, reads(t, c.read)); d != "" {
			t.Errorf("%s (-want +got):\n%s", what, d)
		}
	}
}

func TestMeterCountsWrites(t *testing.T) {
	small, big := sized("new", 100), sized("big", 2500)
	for what, c := range map[string]struct {
		write func(context.Context, store.Table) error
		want  store.Totals
	}{
		"transact": {func(ctx context.Context, t store.Table) error {
			return t.Transact(ctx, "", store.Put(small, store.Always()), store.Put(big, store.Always()),
				store.Delete(sized("1", 0).Key, store.Always()), store.Check(sized("2", 0).Key, store.Exists()))
		}, store.Totals{Transacts: 1, Writes: 4, WriteUnits: 2 * (1 + 3 + 1 + 1)}},
		"a failed condition costs the same": {func(ctx context.Context, t store.Table) error {
			return t.Transact(ctx, "", store.Put(small, store.Exists()), store.Put(big, store.Always()))
		}, store.Totals{Transacts: 1, Writes: 2, WriteUnits: 8}},
		"batch": {func(ctx context.Context, t store.Table) error {
			return errors.Join(t.Batch(ctx, store.Put(big, store.Always()), store.Put(small, store.Exists()))...)
		}, store.Totals{Batches: 1, Writes: 2, WriteUnits: 4}},
		"a broken limit is not billed": {func(ctx context.Context, t store.Table) error {
			return errors.Join(t.Batch(ctx, store.Put(sized("", 0), store.Always()), store.Put(small, store.Always()))...)
		}, store.Totals{Batches: 1, Writes: 1, WriteUnits: 1}},
	} {
		got := counted(t, func(ctx context.Context, table store.Table) {
			var failed *store.ConditionError
			var limit *store.LimitError
			if err := c.write(ctx, table); err != nil && !errors.As(err, &failed) && !errors.As(err, &limit) {
				t.Errorf("%s: %v", what, err)
			}
		})
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", what, d)
		}
	}
}

func TestUsagesNest(t *testing.T) {
	total := new(store.Usage)
	table := store.Meter(storetest.New(t), store.MeterOptions{Total: total})
	outer, all := store.WithUsage(t.Context())
	inner, part := store.WithUsage(outer)
	for n, ctx := range []context.Context{t.Context(), outer, inner} {
		if err := table.Transact(ctx, "", store.Put(sized(fmt.Sprint(n), 1), store.Absent())); err != nil {
			t.Fatal(err)
		}
	}
	for what, c := range map[string]struct {
		usage *store.Usage
		want  int64
	}{"total": {total, 3}, "outer": {all, 2}, "inner": {part, 1}} {
		if got := c.usage.Totals().Transacts; got != c.want {
			t.Errorf("%s counted %d transactions, not %d", what, got, c.want)
		}
	}
}
