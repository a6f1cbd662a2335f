package embedded

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/store"
)

var ctx = context.Background()

// model is what a partition should hold: bodies by sort key.
type model map[string]string

func (m model) pairs() (out []string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, k+"="+m[k])
	}
	return out
}

// between is the part of a model that a query asks for.
func (m model) between(q store.Query) (out []string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		beyond := k <= q.After
		if q.Descending {
			beyond = q.After != "" && k >= q.After
		}
		if k >= q.From && (q.To == "" || k < q.To) && !beyond {
			out = append(out, k+"="+m[k])
		}
	}
	if q.Descending {
		slices.Reverse(out)
	}
	return out[:min(len(out), q.Limit)]
}

// change changes some items at random, in one transaction.
func change(t *testing.T, table *Table, rnd *rand.Rand, m model) model {
	t.Helper()
	next, writes := maps.Clone(m), map[string]store.Write{}
	for range 1 + rnd.IntN(6) {
		k := fmt.Sprintf("%03d", rnd.IntN(300))
		key := store.Key{Partition: "p", Sort: k}
		if rnd.IntN(3) == 0 {
			delete(next, k)
			writes[k] = store.Delete(key, store.Always())
			continue
		}
		next[k] = fmt.Sprint(rnd.IntN(1_000_000))
		condition := store.Absent()
		if _, exists := m[k]; exists {
			condition = store.Exists()
		}
		writes[k] = store.Put(store.Item{Key: key, Body: []byte(next[k])}, condition)
	}
	if err := table.Transact(ctx, "", slices.Collect(maps.Values(writes))...); err != nil {
		t.Fatal(err)
	}
	return next
}

// read is what a View shows for a query.
func read(t *testing.T, table *Table, q store.Query) (out []string) {
	t.Helper()
	err := table.View(ctx, func(r store.Reader) error {
		page, err := r.Query(ctx, q)
		for _, i := range page.Items {
			out = append(out, i.Sort+"="+string(i.Body))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func checkHolds(t *testing.T, table *Table, want model, when string) {
	t.Helper()
	if d := cmp.Diff(want.pairs(), read(t, table, store.Query{Partition: "p"})); d != "" {
		t.Fatalf("%s (-want +got):\n%s", when, d)
	}
}

// stages are states of a table between commit and checkpoint.
var stages = []func(*testing.T, *Table){
	func(*testing.T, *Table) {},
	func(t *testing.T, table *Table) {
		if err := table.Checkpoint(); err != nil {
			t.Fatal(err)
		}
	},
	freeze,
	halfCheckpoint,
}

// freeze stops where a checkpoint is about to begin.
func freeze(t *testing.T, table *Table) {
	table.checkpoints.Lock()
	defer table.checkpoints.Unlock()
	if err := table.finish(); err != nil {
		t.Fatal(err)
	}
	table.freeze()
}

// halfCheckpoint stops where a checkpoint is halfway: some of its changes are in the file.
func halfCheckpoint(t *testing.T, table *Table) {
	freeze(t, table)
	frozen := table.top().frozen
	if frozen == nil {
		return
	}
	c := frozen.Cursor(table.frozenTo)
	err := table.db.Update(func(tx *bolt.Tx) error {
		n := 0
		for k, v := c.Seek(nil); k != nil && n < frozen.Len()/2; k, v = c.Next() {
			n++
			if err := bring(tx.Bucket(itemsBucket), tx.Bucket(expiresBucket), k, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func quiet(t *testing.T, path string) *Table {
	t.Helper()
	table, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	return table
}

// TestReadersSeeOneTable compares queries with a model while changes are in memory, on their way, or in the file.
func TestReadersSeeOneTable(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	table, m := quiet(t, filepath.Join(t.TempDir(), "table.db")), model{}
	key := func() string { return fmt.Sprintf("%03d", rnd.IntN(300))[:rnd.IntN(4)] }
	for round := range 400 {
		m = change(t, table, rnd, m)
		if rnd.IntN(4) == 0 {
			stages[rnd.IntN(len(stages))](t, table)
		}
		for range 5 {
			q := store.Query{Partition: "p", From: key(), To: key(), After: key(), Descending: rnd.IntN(2) == 0, Limit: 1 + rnd.IntN(40)}
			if d := cmp.Diff(m.between(q), read(t, table, q)); d != "" {
				t.Fatalf("round %d, %+v (-want +got):\n%s", round, q, d)
			}
		}
		checkHolds(t, table, m, fmt.Sprintf("round %d", round))
	}
}

// TestViewsStayAtTheirMoment holds a View while changes go from memory to the file under it.
func TestViewsStayAtTheirMoment(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 3))
	table, m := quiet(t, filepath.Join(t.TempDir(), "table.db")), model{}
	for round := range 40 {
		m = change(t, table, rnd, m)
		stages[round%len(stages)](t, table)
		then := m
		err := table.View(ctx, func(r store.Reader) error {
			for range 20 {
				m = change(t, table, rnd, m)
			}
			stages[round/len(stages)%len(stages)](t, table)
			page, err := r.Query(ctx, store.Query{Partition: "p"})
			got := model{}
			for _, i := range page.Items {
				got[i.Sort] = string(i.Body)
			}
			if d := cmp.Diff(then, got); d != "" {
				t.Fatalf("round %d (-want +got):\n%s", round, d)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadersMissNothing reads while checkpoints take changes from under the readers: what was acknowledged is there.
func TestReadersMissNothing(t *testing.T) {
	table, err := Open(filepath.Join(t.TempDir(), "table.db"), Options{NoSync: true, Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	const last = 3000
	key := store.Key{Partition: "p", Sort: "counter"}
	var acknowledged atomic.Int64
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for least := int64(0); least < last; {
				least = acknowledged.Load()
				err := table.View(ctx, func(r store.Reader) error {
					items, err := r.Get(ctx, store.Consistent, key)
					if least > 0 && (len(items) != 1 || items[0].Version < least) {
						return fmt.Errorf("version %d was acknowledged, found %v", least, items)
					}
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for v := int64(1); v <= last; v++ {
		if err := table.Transact(ctx, "", store.Put(store.Item{Key: key, Version: v}, store.VersionIs(v-1))); err != nil {
			t.Fatal(err)
		}
		acknowledged.Store(v)
	}
	wait.Wait()
}
