package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// TestWritersShareCommits holds the first commit until many writers wait: all of them must go with the second.
func TestWritersShareCommits(t *testing.T) {
	const writers = 20
	var table *Table
	var commits [][]store.Item
	table, err := Open(filepath.Join(t.TempDir(), "table.db"), Options{
		Watch: func(string) bool { return true },
		OnCommit: func(items []store.Item) {
			for len(commits) == 0 && waiting(table) < writers {
				runtime.Gosched()
			}
			commits = append(commits, items)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	create := func(sort string) error {
		i := store.Item{Key: store.Key{Partition: "p", Sort: sort}}
		return table.Transact(context.Background(), "", store.Put(i, store.Absent()))
	}
	results := make([]error, writers)
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := create("first"); err != nil {
			t.Error(err)
		}
	})
	for n := range writers {
		wait.Go(func() { results[n] = create(fmt.Sprint(n / 2)) }) // two want each key
	}
	wait.Wait()
	if len(commits) != 2 || len(commits[1]) != writers/2 {
		t.Fatalf("%d commits, the second of %d items", len(commits), len(commits[len(commits)-1]))
	}
	for n := 0; n < writers; n += 2 {
		checkOneWon(t, results[n], results[n+1])
	}
}

func waiting(t *Table) int {
	t.queue.mu.Lock()
	defer t.queue.mu.Unlock()
	return len(t.queue.waiting)
}

func checkOneWon(t *testing.T, a, b error) {
	t.Helper()
	if a != nil {
		a, b = b, a
	}
	var failed *store.ConditionError
	if a != nil || !errors.As(b, &failed) {
		t.Errorf("two creators of one item got %v and %v", a, b)
	}
}

func TestTokensAreForgotten(t *testing.T) {
	var known tokens
	now := time.Now()
	known.remember("old", 1, now)
	known.remember("young", 2, now.Add(tokenAge))
	if len(known.known) != 2 {
		t.Errorf("after ten minutes: %v", known.known)
	}
	known.remember("new", 3, now.Add(tokenAge+time.Second))
	if _, still := known.known["old"]; still || len(known.known) != 2 || len(known.age) != 2 {
		t.Errorf("a second later: %v", known.known)
	}
	for n := range maxTokens {
		known.remember(fmt.Sprint(n), 4, now.Add(tokenAge+time.Second))
	}
	if len(known.known) != maxTokens {
		t.Errorf("%d tokens are kept", len(known.known))
	}
}

// TestDecodeRefusesDamage cuts and changes a stored item: that must be an error, never a panic.
func TestDecodeRefusesDamage(t *testing.T) {
	whole := appendHeader(nil, &store.Item{Version: 1 << 40, Tag: -7, State: store.StateTrashed, Expires: time.Unix(1_800_000_000, 0)})
	var i store.Item
	if err := decode(whole, &i); err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if err := decode(whole[:n], &i); err == nil {
			t.Errorf("cut to %d bytes, it was decoded", n)
		}
	}
	whole[0]++
	if err := decode(whole, &i); err == nil {
		t.Error("an unknown format was decoded")
	}
}

// TestDecodedBodyCannotGrow appends to a lent body: what lies behind it in the file must stay as it is.
func TestDecodedBodyCannotGrow(t *testing.T) {
	stored := append(appendHeader(nil, &store.Item{}), "bodynext"...)
	var i store.Item
	if err := decode(stored[:len(stored)-len("next")], &i); err != nil {
		t.Fatal(err)
	}
	_ = append(i.Body, "XXXX"...)
	if !bytes.HasSuffix(stored, []byte("bodynext")) {
		t.Errorf("the bytes behind the body became %q", stored)
	}
}

// A full disk is a thing to tell the people who write: they, or who they ask, can do something about it.
func TestFullDiskIsToldToTheCaller(t *testing.T) {
	err := commitError(&os.PathError{Op: "write", Path: "content.db", Err: syscall.ENOSPC})
	if errs.CodeOf(err) != errs.LimitExceeded || !strings.Contains(err.Error(), "disk") || strings.Contains(err.Error(), "content.db") {
		t.Errorf("%v", err)
	}
	if !errors.Is(err, syscall.ENOSPC) || errors.Is(err, store.ErrUnknown) {
		t.Error("what is known of it is lost")
	}
}
