package memtable_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/store/embedded/memtable"
)

// moment is what a table should show as of a number: "" for a deleted key.
type moment map[string]string

func (m moment) pairs() (out []string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, k+"="+m[k])
	}
	return out
}

func ascending(c memtable.Cursor, from string) (out []string) {
	for k, v := c.Seek([]byte(from)); k != nil; k, v = c.Next() {
		out = append(out, string(k)+"="+string(v))
	}
	return out
}

func descending(c memtable.Cursor) (out []string) {
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		out = append(out, string(k)+"="+string(v))
	}
	slices.Reverse(out)
	return out
}

// TestEveryMomentStays changes keys at random and looks at each moment again in the end.
func TestEveryMomentStays(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	table, moments := memtable.New(), []moment{{}}
	for number := uint64(1); number <= 300; number++ {
		next := maps.Clone(moments[number-1])
		for range rnd.IntN(5) {
			k := fmt.Sprintf("%02d", rnd.IntN(60))
			if next[k] = ""; rnd.IntN(3) > 0 {
				next[k] = fmt.Sprint(number, rnd.IntN(10)) // a key may change twice in a commit: the last one counts
			}
			table.Put([]byte(k), value(next[k]), number)
		}
		moments = append(moments, next)
	}
	for number, want := range moments {
		c := table.Cursor(uint64(number))
		if d := cmp.Diff(want.pairs(), ascending(c, "")); d != "" {
			t.Fatalf("as of %d (-want +got):\n%s", number, d)
		}
		if d := cmp.Diff(want.pairs(), descending(c)); d != "" {
			t.Fatalf("as of %d, backwards (-want +got):\n%s", number, d)
		}
		for n := range 60 {
			k := fmt.Sprintf("%02d", n)
			v, found := table.Get([]byte(k), uint64(number))
			if w, there := want[k]; found != there || string(v) != w {
				t.Fatalf("as of %d %s is %q (%t), want %q", number, k, v, found, w)
			}
		}
	}
	cut := table.UpTo(100)
	if d := cmp.Diff(moments[100].pairs(), ascending(cut.Cursor(300), "")); d != "" {
		t.Errorf("up to 100 (-want +got):\n%s", d)
	}
}

func value(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}

func TestCursorStandsBetweenKeys(t *testing.T) {
	table := memtable.New()
	c := table.Cursor(9)
	if k, _ := c.Seek([]byte("a")); k != nil {
		t.Errorf("an empty table has %q", k)
	}
	if k, _ := c.Prev(); k != nil {
		t.Errorf("before nothing is %q", k)
	}
	for _, k := range []string{"b", "d", "f"} {
		table.Put([]byte(k), []byte("x"), 1)
	}
	table.Put([]byte("c"), []byte("x"), 10) // later than the cursor
	if d := cmp.Diff([]string{"d=x", "f=x"}, ascending(c, "c")); d != "" {
		t.Errorf("from c (-want +got):\n%s", d)
	}
	c.Seek([]byte("d"))
	if k, _ := c.Prev(); string(k) != "b" {
		t.Errorf("before d is %q", k)
	}
	if k, _ := c.Prev(); k != nil {
		t.Errorf("before b is %q", k)
	}
}

// TestReadersSeeWholeCommits lets readers walk while a writer adds commits of two keys: both, or none.
func TestReadersSeeWholeCommits(t *testing.T) {
	table := memtable.New()
	var done atomic.Uint64
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			for number := done.Load(); number < 2000; number = done.Load() {
				c := table.Cursor(number)
				if n := len(ascending(c, "")); n != int(2*number) {
					t.Errorf("as of %d there are %d keys", number, n)
					return
				}
			}
		})
	}
	for n := uint64(1); n <= 2000; n++ {
		table.Put(fmt.Appendf(nil, "%05d", n*7919%10007), []byte("x"), n)
		table.Put(fmt.Appendf(nil, "z%05d", n), []byte("x"), n)
		done.Store(n)
	}
	wait.Wait()
}
