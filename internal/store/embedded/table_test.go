package embedded_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded"
	"github.com/galley-cms/galley/internal/store/storetest"
)

func TestSuite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table { return storetest.New(t) })
}

func TestSuiteMetered(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table {
		return store.Meter(storetest.New(t), store.MeterOptions{Total: new(store.Usage)})
	})
}

// TestSuiteOnTheMove makes a checkpoint between any two commits, so that reads find some in memory and some in the file.
func TestSuiteOnTheMove(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table {
		table := open(t, filepath.Join(t.TempDir(), "table.db"), embedded.Options{NoSync: true, Memory: 1})
		t.Cleanup(func() { closeTable(t, table) })
		return table
	})
}

var ctx = context.Background()

func item(sort string, version int64) store.Item {
	return store.Item{Key: store.Key{Partition: "p", Sort: sort}, Version: version, Body: []byte("body of " + sort)}
}

func put(t testing.TB, table store.Table, items ...store.Item) {
	t.Helper()
	for _, i := range items {
		if err := table.Transact(ctx, "", store.Put(i, store.Always())); err != nil {
			t.Fatal(err)
		}
	}
}

// list is all of partition p, as sort=version.
func list(t testing.TB, table store.Table) string {
	t.Helper()
	var out []string
	err := table.View(ctx, func(r store.Reader) error {
		page, err := r.Query(ctx, store.Query{Partition: "p"})
		for _, i := range page.Items {
			out = append(out, fmt.Sprintf("%s=%d", i.Sort, i.Version))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func open(t testing.TB, path string, o embedded.Options) *embedded.Table {
	t.Helper()
	table, err := embedded.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func closeTable(t testing.TB, table *embedded.Table) {
	t.Helper()
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenKeepsItemsAndWritesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	table := open(t, path, embedded.Options{})
	put(t, table, item("a", 1), item("b", 2))
	closeTable(t, table)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	table = open(t, path, embedded.Options{})
	if got := list(t, table); got != "a=1 b=2" {
		t.Errorf("after opening again: %s", got)
	}
	closeTable(t, table)
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Error("opening a table and reading it changed its file")
	}
}

func TestOpenRefusesFileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	table := open(t, path, embedded.Options{})
	defer closeTable(t, table)
	_, err := embedded.Open(path, embedded.Options{Wait: time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "Another process holds the file") {
		t.Errorf("opened twice: %v", err)
	}
}

func TestClosedTable(t *testing.T) {
	table := open(t, filepath.Join(t.TempDir(), "table.db"), embedded.Options{})
	closeTable(t, table)
	if err := table.View(ctx, func(store.Reader) error { return nil }); err == nil {
		t.Error("a closed table was viewed")
	}
	if err := table.Transact(ctx, "", store.Put(item("a", 1), store.Always())); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("writing to a closed table: %v", err)
	}
}

// TestViewsOfTwoTablesNest lets readers hold a View of each table while writers make both files grow.
func TestViewsOfTwoTablesNest(t *testing.T) {
	content, index := storetest.New(t), storetest.New(t)
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for n := range 20 {
				i := item(fmt.Sprintf("%d-%d", w, n), 1)
				i.Body = make([]byte, 100<<10)
				put(t, content, i)
				put(t, index, i)
			}
		})
		wait.Go(func() {
			for range 20 {
				err := content.View(ctx, func(c store.Reader) error {
					return index.View(ctx, func(i store.Reader) error {
						_, err := i.Query(ctx, store.Query{Partition: "p", Limit: 2})
						if err == nil {
							_, err = c.Query(ctx, store.Query{Partition: "p", Limit: 2})
						}
						return err
					})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}

func TestOnCommitHearsOfWatchedPuts(t *testing.T) {
	var heard []store.Item
	table := open(t, filepath.Join(t.TempDir(), "table.db"), embedded.Options{
		NoSync:   true,
		Watch:    func(partition string) bool { return strings.Contains(partition, "#outbox#") },
		OnCommit: func(items []store.Item) { heard = append(heard, items...) },
	})
	defer closeTable(t, table)
	event := store.Item{Key: store.Key{Partition: "main#outbox#3", Sort: "ulid"}, Body: []byte("event")}
	other := store.Key{Partition: "main#outbox#4", Sort: "ulid"}
	want := event
	want.Body = bytes.Clone(event.Body)

	put(t, table, item("a", 1))
	if err := table.Transact(ctx, "", store.Put(event, store.Always()), store.Check(item("b", 0).Key, store.Exists())); err == nil {
		t.Fatal("the condition holds")
	}
	if err := table.Transact(ctx, "", store.Put(event, store.Always()), store.Put(item("b", 1), store.Absent()),
		store.Delete(other, store.Always())); err != nil {
		t.Fatal(err)
	}
	copy(event.Body, "reuse") // the caller's bytes are the caller's
	if d := cmp.Diff([]store.Item{want}, heard); d != "" {
		t.Errorf("heard (-want +got):\n%s", d)
	}
}

func TestSweepRemovesWhatExpired(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	table := storetest.NewAt(t, func() time.Time { return now })
	expiring := func(sort string, in time.Duration) store.Item {
		i := item(sort, 1)
		i.Expires = now.Add(in)
		return i
	}
	for n := range 700 { // more than one step
		put(t, table, expiring(fmt.Sprintf("old %d", n), time.Minute))
	}
	put(t, table, expiring("kept longer", time.Minute), expiring("kept", time.Minute), expiring("later", time.Hour))
	put(t, table, expiring("kept longer", time.Hour), item("kept", 2), item("plain", 1))
	now = now.Add(time.Minute)
	for _, want := range []int{700, 0} {
		if got, err := table.Sweep(ctx); got != want || err != nil {
			t.Errorf("a sweep removed %d items (%v), not %d", got, err, want)
		}
	}
	now = now.Add(-time.Minute) // what a sweep left would be seen again
	if got := list(t, table); got != "kept=2 kept longer=1 later=1 plain=1" {
		t.Errorf("left: %s", got)
	}
}

func TestBackupIsOneMoment(t *testing.T) {
	table := storetest.New(t)
	write := func(n int64) error {
		return table.Transact(ctx, "", store.Put(item("a", n), store.Always()), store.Put(item("z", n), store.Always()))
	}
	if err := write(1); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for n := int64(2); ; n++ {
			select {
			case <-stop:
				return
			default:
				if err := write(n); err != nil {
					t.Error(err)
				}
			}
		}
	})
	for n := range 5 {
		path := filepath.Join(t.TempDir(), fmt.Sprint(n))
		var copied bytes.Buffer
		if err := table.Backup(&copied); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		backup := open(t, path, embedded.Options{})
		var a, z int64
		if _, err := fmt.Sscanf(list(t, backup), "a=%d z=%d", &a, &z); err != nil || a != z || a == 0 {
			t.Errorf("the backup has %s", list(t, backup))
		}
		put(t, backup, item("m", 1)) // it is a table like any other
		closeTable(t, backup)
	}
	close(stop)
	wait.Wait()
}

func TestCheckFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	table := open(t, path, embedded.Options{})
	put(t, table, item("a", 1), item("b", 1))
	if err := table.Check(ctx); err != nil {
		t.Errorf("a sound table: %v", err)
	}
	closeTable(t, table)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(file, []byte("p\x00b")) // the key; the format byte follows
	for ; at >= 0; at = bytes.LastIndex(file[:at], []byte("p\x00b")) {
		file[at+3] = 99
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	table = open(t, path, embedded.Options{})
	defer closeTable(t, table)
	if err := table.Check(ctx); err == nil || !strings.Contains(err.Error(), `"p" / "b"`) {
		t.Errorf("a damaged item: %v", err)
	}
}
