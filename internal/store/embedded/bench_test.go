package embedded_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded"
)

// filled has 20,000 index rows without bodies, and 20,000 copies of 2 KB.
func filled(b *testing.B) *embedded.Table {
	b.Helper()
	table := open(b, filepath.Join(b.TempDir(), "table.db"), embedded.Options{NoSync: true})
	b.Cleanup(func() { closeTable(b, table) })
	for n := 0; n < 20_000; n += 500 {
		var writes []store.Write
		for i := n; i < n+500; i++ {
			writes = append(writes, store.Put(copyOf(i), store.Always()),
				store.Put(store.Item{Key: row(i), Tag: 1}, store.Always()))
		}
		for _, err := range table.Batch(ctx, writes...) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	return table
}

func id(n int) string { return fmt.Sprintf("01JD%022d", n) }

func row(n int) store.Key {
	return store.Key{Partition: "main#article#publishedAt#1#live#-", Sort: fmt.Sprintf("value %08d%s", n*7919%20_000, id(n))}
}

func copyOf(n int) store.Item {
	return store.Item{Key: store.Key{Partition: "main#entry#" + id(n), Sort: "live"}, Version: 1, Body: make([]byte, 2<<10)}
}

func BenchmarkGet20(b *testing.B) {
	table := filled(b)
	keys := make([]store.Key, 20)
	for i := range keys {
		keys[i] = copyOf(i * 997).Key
	}
	b.ReportAllocs()
	for b.Loop() {
		err := table.View(ctx, func(r store.Reader) error {
			items, err := r.Get(ctx, store.Eventual, keys...)
			if len(items) != len(keys) {
				b.Fatalf("found %d items", len(items))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkQuery20(b *testing.B) {
	for _, descending := range []bool{false, true} {
		b.Run(fmt.Sprintf("descending=%t", descending), func(b *testing.B) {
			table := filled(b)
			q := store.Query{Partition: row(0).Partition, After: "value 00010000", Limit: 20, Descending: descending}
			b.ReportAllocs()
			for b.Loop() {
				err := table.View(ctx, func(r store.Reader) error {
					page, err := r.Query(ctx, q)
					if len(page.Items) != 20 {
						b.Fatalf("found %d rows", len(page.Items))
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTransact commits six small items durably, alone and with many writers at once.
func BenchmarkTransact(b *testing.B) {
	write := func(table store.Table, n int) error {
		var writes []store.Write
		for i := range 6 {
			writes = append(writes, store.Put(item(fmt.Sprintf("%d %d", n, i), 1), store.Absent()))
		}
		return table.Transact(ctx, "", writes...)
	}
	b.Run("alone", func(b *testing.B) {
		table := open(b, filepath.Join(b.TempDir(), "table.db"), embedded.Options{})
		defer closeTable(b, table)
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			if err := write(table, n); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("together", func(b *testing.B) {
		table := open(b, filepath.Join(b.TempDir(), "table.db"), embedded.Options{})
		defer closeTable(b, table)
		next := make(chan int)
		go func() {
			defer close(next)
			for n := range b.N {
				next <- n
			}
		}()
		b.SetParallelism(16)
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := write(table, <-next); err != nil {
					b.Error(err)
				}
			}
		})
	})
}
