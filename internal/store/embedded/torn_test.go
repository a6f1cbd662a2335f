package embedded

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded/wal"
)

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

// failing is a log's file on a disk that fails once, at a certain call.
type failing struct {
	*os.File
	calls *int // until it fails
	err   error
}

func (f failing) call() error {
	if *f.calls--; *f.calls == 0 {
		return f.err
	}
	return nil
}

func (f failing) WriteAt(b []byte, off int64) (int, error) {
	if err := f.call(); err != nil {
		n, _ := f.File.WriteAt(b[:len(b)/2], off)
		return n, err
	}
	return f.File.WriteAt(b, off)
}

func (f failing) Datasync() error { return f.call() }

// TestDiskFullAtAnyWrite of the log: that change is refused as a whole, with a reason, and the next ones are not. // F13
func TestDiskFullAtAnyWrite(t *testing.T) {
	for at := 1; at <= 12; at++ {
		calls, path := at, filepath.Join(t.TempDir(), "table.db")
		table, err := Open(path, Options{openLog: func(name string, make bool) (wal.File, error) {
			f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
			return failing{f, &calls, syscall.ENOSPC}, err
		}})
		if err != nil {
			t.Fatal(err)
		}
		m, refused := model{}, 0
		for n := range 10 {
			key, body := store.Key{Partition: "p", Sort: fmt.Sprint(n % 4)}, fmt.Sprint(n)
			err := table.Transact(ctx, "", store.Put(store.Item{Key: key, Body: []byte(body)}, store.Always()))
			if err == nil {
				m[key.Sort] = body
			} else if refused++; errs.CodeOf(err) != errs.LimitExceeded {
				t.Fatal(err)
			}
			checkHolds(t, table, m, fmt.Sprintf("call %d fails, change %d", at, n))
			if err != nil {
				checkHolds(t, quiet(t, files(t, path).write(t, t.TempDir())), m, fmt.Sprintf("call %d failed, and then the power", at))
			}
			if n == 4 {
				freeze(t, table)
			}
		}
		if refused != 1 {
			t.Errorf("call %d failed, and %d changes were refused", at, refused)
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLogsStaySmall however much goes through them.
func TestLogsStaySmall(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	table, err := Open(path, Options{NoSync: true, Memory: 10 << 10})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	for n := range 500 {
		i := store.Item{Key: store.Key{Partition: "p", Sort: fmt.Sprint(n)}, Body: make([]byte, 1000)}
		if err := table.Transact(ctx, "", store.Put(i, store.Always())); err != nil {
			t.Fatal(err)
		}
	}
	for end, content := range files(t, path) {
		if end != "" && len(content) > 15<<10 {
			t.Errorf("table.db%s has %d bytes", end, len(content))
		}
	}
}
