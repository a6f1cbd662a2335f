package embedded

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// TestCrashAnywhere copies the files of a table at any moment, as a crash leaves them, and opens the copy. // F11
func TestCrashAnywhere(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	path := filepath.Join(t.TempDir(), "table.db")
	table, m := quiet(t, path), model{}
	for round := range 120 {
		for range rnd.IntN(8) {
			m = change(t, table, rnd, m)
		}
		stages[rnd.IntN(len(stages))](t, table)
		if rnd.IntN(2) == 0 {
			m = change(t, table, rnd, m)
		}
		table.checkpoints.Lock() // no page is written while it is copied
		image := files(t, path)
		table.checkpoints.Unlock()
		after := quiet(t, image.write(t, t.TempDir()))
		checkHolds(t, after, m, fmt.Sprintf("crash %d", round))
		checkHolds(t, after, change(t, after, rnd, m), "one more change")
		if err := after.Close(); err != nil {
			t.Fatal(err)
		}
		if rnd.IntN(5) == 0 { // go on from a crash
			table.Close()
			table = quiet(t, image.write(t, filepath.Dir(path)))
		}
	}
}

// image is what the files of a table hold, by the ends of their names.
type image map[string][]byte

func files(t *testing.T, path string) image {
	t.Helper()
	out := image{}
	found, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range found {
		if out[strings.TrimPrefix(name, path)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// write makes files of the image in a folder, and gives the path of the table.
func (i image) write(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "table.db")
	for end, content := range i {
		if err := os.WriteFile(path+end, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestTornCheckpoint garbles pages that a checkpoint wrote and had not synced when the power went. // F12
func TestTornCheckpoint(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 5))
	path := filepath.Join(t.TempDir(), "table.db")
	table, m := quiet(t, path), model{}
	for round := range 60 {
		for range 1 + rnd.IntN(30) {
			m = change(t, table, rnd, m)
		}
		freeze(t, table)
		m = change(t, table, rnd, m)
		before := files(t, path)
		table.checkpoints.Lock()
		err := table.finish() // in one commit of the file
		table.checkpoints.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			torn := tear(rnd, before[""], files(t, path)[""])
			after := quiet(t, image{"": torn, "-log1": before["-log1"], "-log2": before["-log2"]}.write(t, t.TempDir()))
			checkHolds(t, after, m, fmt.Sprintf("crash %d", round))
			if err := errors.Join(after.Checkpoint(), after.Check(ctx), after.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var pageSize = os.Getpagesize()

// tear is a file between two states, of which the first was synced. Either pages that changed are as before, as after,
// half or rubbish, and the first two, which say what else counts, are as before; or all are as after, but for that one of
// the first two which was being written.
func tear(rnd *rand.Rand, before, after []byte) []byte {
	if rnd.IntN(4) == 0 {
		out := slices.Clone(after)
		for at := 0; at < 2*pageSize; at += pageSize {
			if string(out[at:at+pageSize]) != string(before[at:at+pageSize]) {
				copy(out[at+rnd.IntN(80):at+pageSize], before[at:])
			}
		}
		return out
	}
	out := slices.Clone(before)
	if missing := len(after) - len(out); missing > 0 && rnd.IntN(2) == 0 {
		out = append(out, make([]byte, missing)...)
	}
	for at := 2 * pageSize; at+pageSize <= min(len(out), len(after)); at += pageSize {
		if was := out[at : at+pageSize]; string(was) != string(after[at:at+pageSize]) {
			spoil(rnd, was, after[at:])
		}
	}
	return out
}

// spoil does to a page what a crash may do.
func spoil(rnd *rand.Rand, was, becomes []byte) {
	switch rnd.IntN(4) {
	case 0:
		copy(was, becomes)
	case 1:
		copy(was[:512*rnd.IntN(8)], becomes)
	case 2:
		for i := range was {
			was[i] = byte(rnd.Uint32())
		}
	}
}

// TestLogStaysWhenTheFileFails closes a table whose file cannot take a last checkpoint.
func TestLogStaysWhenTheFileFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	table := quiet(t, path)
	m := change(t, table, rand.New(rand.NewPCG(4, 6)), model{})
	if err := table.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := table.Checkpoint(); err == nil {
		t.Error("a checkpoint of a closed file")
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	checkHolds(t, quiet(t, path), m, "after all")
}

// TestClosedTableHasNoLog so that it can be copied, and opened by the release before.
func TestClosedTableHasNoLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	table := quiet(t, path)
	m := change(t, table, rand.New(rand.NewPCG(4, 7)), model{})
	if got := slices.Sorted(maps.Keys(files(t, path))); !slices.Equal(got, []string{"", "-log1"}) {
		t.Errorf("an open table has %q", got)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(files(t, path))); !slices.Equal(got, []string{""}) {
		t.Errorf("a closed table has %q", got)
	}
	checkHolds(t, quiet(t, path), m, "opened again")
}
