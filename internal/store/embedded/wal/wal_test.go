package wal_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/galley-cms/galley/internal/store/embedded/wal"
)

func add(t *testing.T, l *wal.Log, says string) {
	t.Helper()
	if err := l.Append(record(says)); err != nil {
		t.Fatal(err)
	}
}

func record(says string) []byte { return append(make([]byte, wal.Header), says...) }

// replay is what the log at path has after a number, as part:number:words.
func replay(l *wal.Log, done uint64) (out []string, err error) {
	err = l.Replay(done, func(part int, number uint64, record []byte) error {
		out = append(out, fmt.Sprintf("%d:%d:%s", part, number, record))
		return nil
	})
	return out, err
}

func checkReplay(t *testing.T, path string, done uint64, want ...string) *wal.Log {
	t.Helper()
	l := wal.Open(path, wal.Options{})
	t.Cleanup(func() { l.Close(false) })
	got, err := replay(l, done)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("after %d (-want +got):\n%s", done, d)
	}
	return l
}

func TestLogTurnsBetweenTwoFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	l := checkReplay(t, path, 0)
	add(t, l, "one")
	add(t, l, "two")
	l.Turn()
	add(t, l, "three")
	checkReplay(t, path, 0, "0:1:one", "0:2:two", "1:3:three")
	checkReplay(t, path, 2, "0:3:three")
	l.Turn() // over one and two, which the table has by now
	add(t, l, "four")
	again := checkReplay(t, path, 2, "0:3:three", "1:4:four")
	add(t, again, "five")
	checkReplay(t, path, 2, "0:3:three", "1:4:four", "1:5:five")
	checkReplay(t, path, 5)
	if err := again.Close(true); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(path + "*"); len(left) > 0 || err != nil {
		t.Errorf("left: %v %v", left, err)
	}
	add(t, checkReplay(t, path, 5), "six")
	checkReplay(t, path, 5, "0:6:six")
}

// TestTornEnd cuts the log at every byte, and garbles every byte: what lies before is read, and the log goes on there. // F12
func TestTornEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	l := checkReplay(t, path, 0)
	var ends []int
	for n, says := range []string{"first", "second", "a third one"} {
		add(t, l, says)
		ends = append(ends, wal.Header+len(says))
		if n > 0 {
			ends[n] += ends[n-1]
		}
	}
	whole, err := os.ReadFile(path + "-log1")
	if err != nil || len(whole) != ends[2] {
		t.Fatal(len(whole), err)
	}
	all := []string{"0:1:first", "0:2:second", "0:3:a third one"}
	for at := range whole {
		count := 0
		for _, end := range ends {
			if end <= at {
				count++
			}
		}
		garbled := slices.Clone(whole)
		garbled[at] ^= 0x55
		for _, image := range [][]byte{whole[:at], garbled, append(slices.Clone(whole[:at]), make([]byte, 99)...)} {
			torn := filepath.Join(t.TempDir(), "table.db")
			if err := os.WriteFile(torn+"-log1", image, 0o600); err != nil {
				t.Fatal(err)
			}
			want := all[:count:count]
			l := checkReplay(t, torn, 0, want...)
			add(t, l, "more")
			checkReplay(t, torn, 0, append(want, fmt.Sprintf("0:%d:more", count+1))...)
		}
	}
}

// TestForeignLog has records that do not go on where the table, or the log's other file, ends.
func TestForeignLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	l := checkReplay(t, path, 7)
	add(t, l, "eight")
	l.Turn()
	add(t, l, "nine")
	check := func(done uint64) {
		t.Helper()
		other := wal.Open(path, wal.Options{})
		defer other.Close(false)
		if _, err := replay(other, done); err == nil || !strings.Contains(err.Error(), "comes from elsewhere") {
			t.Errorf("after %d: %v", done, err)
		}
	}
	check(5)
	if err := os.Truncate(path+"-log1", 3); err != nil { // the older file: this is no torn end
		t.Fatal(err)
	}
	check(7)
}

// disk is a folder in memory that fails when it is told to.
type disk struct {
	files map[string][]byte
	calls int
	fail  int // the call that fails
	err   error
}

func (d *disk) open(name string, make bool) (wal.File, error) {
	if _, ok := d.files[name]; !ok && !make {
		return nil, fs.ErrNotExist
	}
	if _, ok := d.files[name]; !ok {
		if err := d.call(); err != nil {
			return nil, err
		}
		d.files[name] = nil
	}
	return &file{d, name}, nil
}

func (d *disk) call() error {
	if d.calls++; d.calls == d.fail {
		return d.err
	}
	return nil
}

type file struct {
	*disk
	name string
}

func (f *file) ReadAt(b []byte, off int64) (int, error) {
	all := f.files[f.name]
	if off >= int64(len(all)) {
		return 0, io.EOF
	}
	n := copy(b, all[off:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *file) WriteAt(b []byte, off int64) (int, error) {
	err := f.call()
	if err != nil {
		b = b[:len(b)/2]
	}
	all := f.files[f.name]
	if missing := int(off) + len(b) - len(all); missing > 0 {
		all = append(all, make([]byte, missing)...)
	}
	copy(all[off:], b)
	f.files[f.name] = all
	return len(b), err
}

func (f *file) Datasync() error { return f.call() }
func (f *file) Close() error    { return nil }

// TestEveryCallFails lets each call of the disk fail in turn: that record is refused, all others are found. // F13
func TestEveryCallFails(t *testing.T) {
	for _, reason := range []error{syscall.ENOSPC, syscall.EIO} {
		for fail := 1; ; fail++ {
			d := &disk{files: map[string][]byte{}, fail: fail, err: reason}
			l := wal.Open("table.db", wal.Options{Open: d.open})
			var want []string
			for n := range 8 {
				says := strings.Repeat(fmt.Sprint(n), 1+n*13%29)
				if err := l.Append(record(says)); err == nil {
					want = append(want, fmt.Sprintf("-:%d:%s", l.Number(), says))
				} else if !errors.Is(err, reason) {
					t.Fatal(err)
				}
				crashed := &disk{files: maps.Clone(d.files)}
				got, err := replay(wal.Open("table.db", wal.Options{Open: crashed.open}), 0)
				if d := cmp.Diff(numbered(want), numbered(got)); d != "" || err != nil {
					t.Fatalf("call %d failed, after record %d (-want +got):\n%s%v", fail, n, d, err)
				}
				if n == 3 {
					l.Turn()
				}
			}
			if d.calls < fail {
				break
			}
			if len(want) != 7 {
				t.Fatalf("call %d failed, and %d records of 8 were taken", fail, len(want))
			}
		}
	}
}

// numbered leaves the parts out.
func numbered(records []string) (out []string) {
	for _, r := range records {
		_, r, _ = strings.Cut(r, ":")
		out = append(out, r)
	}
	return out
}
