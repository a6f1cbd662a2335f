//go:build unix

package embedded_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded"
)

// childFile names the file for the child processes of the tests here; they are this test binary, run again.
const childFile = "GALLEY_TEST_TABLE"

func child(t *testing.T, test, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+test+"$")
	cmd.Env = append(os.Environ(), childFile+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// pair writes two items that must always be of one version.
func pair(table store.Table, version int64) error {
	return table.Transact(ctx, "", store.Put(item("a", version), store.Always()), store.Put(item("z", version), store.Always()))
}

// TestKilledWriterLosesNothingAcknowledged kills a writing process without warning, several times on one file. // F11
func TestKilledWriterLosesNothingAcknowledged(t *testing.T) {
	if path := os.Getenv(childFile); path != "" {
		writeForever(t, path)
	}
	path := filepath.Join(t.TempDir(), "table.db")
	for round := range 3 {
		acknowledged := writeUntilKilled(t, path, 40+17*round)
		table := open(t, path, embedded.Options{})
		var a, z int64
		if _, err := fmt.Sscanf(list(t, table), "a=%d z=%d", &a, &z); err != nil || a != z || a < acknowledged {
			t.Errorf("version %d was acknowledged, the table has %s", acknowledged, list(t, table))
		}
		if err := table.Check(ctx); err != nil {
			t.Error(err)
		}
		closeTable(t, table)
	}
}

// writeForever tells each version that was acknowledged on a line of stdout.
func writeForever(t *testing.T, path string) {
	table := open(t, path, embedded.Options{})
	for n := int64(1); ; n++ {
		if err := pair(table, n); err != nil {
			t.Fatal(err)
		}
		fmt.Println(n)
	}
}

func writeUntilKilled(t *testing.T, path string, writes int) (acknowledged int64) {
	t.Helper()
	cmd := child(t, t.Name(), path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if acknowledged, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			t.Fatalf("the child wrote %q", lines.Text())
		}
		if n == writes {
			cmd.Process.Kill()
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended before it was killed")
	}
	return acknowledged
}

// TestFullDiskIsSurvived lets the files meet a size limit, as they would the end of the disk. // F13
func TestFullDiskIsSurvived(t *testing.T) {
	if path := os.Getenv(childFile); path != "" {
		for n := range 16 {
			fillDisk(t, fmt.Sprintf("%s-%d", path, n), uint64(36+n*n)<<10)
		}
		return
	}
	if out, err := child(t, t.Name(), filepath.Join(t.TempDir(), "table.db")).Output(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// fillDisk makes a table whose files can only be of a certain size, writes until some changes were refused, and goes on
// with room again. Checkpoints come often, so both the table's file and its log meet the limit.
func fillDisk(t *testing.T, path string, size uint64) {
	signal.Ignore(syscall.SIGXFSZ)
	table := open(t, path, embedded.Options{Memory: 20 << 10, NoSync: size%2048 == 0})
	version, refused := int64(1), 0
	write := func() error {
		i := item(fmt.Sprintf("m %d", version), version)
		i.Body = make([]byte, 1000)
		return table.Transact(ctx, "", store.Put(i, store.Always()), store.Put(item("a", version), store.Always()), store.Put(item("z", version), store.Always()))
	}
	limited(t, size, func() {
		for ; refused < 3; version++ {
			if err := write(); err != nil {
				refused, version = refused+1, version-1
				if errs.CodeOf(err) != errs.LimitExceeded {
					t.Fatalf("%d bytes: %v", size, err)
				}
			}
		}
	})
	check := func(version int64) {
		t.Helper()
		got := strings.Fields(list(t, table))
		if len(got) != int(version)*2+2 || got[0] != fmt.Sprintf("a=%d", version) || got[len(got)-1] != fmt.Sprintf("z=%d", version) {
			t.Fatalf("%d bytes: the table has %d words, %s to %s, at version %d", size, len(got), got[0], got[len(got)-1], version)
		}
	}
	check(version - 1)
	for range 3 {
		if err := write(); err != nil {
			t.Fatalf("with room again: %v", err)
		}
		version++
	}
	check(version - 1)
	if err := table.Check(ctx); err != nil {
		t.Fatal(err)
	}
	closeTable(t, table)
}

// limited runs fn while no file may be larger than size.
func limited(t *testing.T, size uint64, fn func()) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	full := limit
	full.Cur = size
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	fn()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
}

// TestLimitedAddressSpace opens a table where the usual map does not fit, as in some containers. As the file grows, all
// Views must end and new ones wait, time and again.
func TestLimitedAddressSpace(t *testing.T) {
	if path := os.Getenv(childFile); path != "" {
		limit := syscall.Rlimit{Cur: 16 << 30, Max: 16 << 30}
		if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
			t.Fatal(err)
		}
		table := open(t, path, embedded.Options{Memory: 64 << 10, NoSync: true})
		defer closeTable(t, table)
		growTogether(t, table)
		return
	}
	path := filepath.Join(t.TempDir(), "table.db")
	if out, err := child(t, t.Name(), path).Output(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// growTogether writes and reads with several goroutines at once.
func growTogether(t *testing.T, table *embedded.Table) {
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for n := range 60 {
				i := item(fmt.Sprintf("%d-%d", w, n), 1)
				i.Body = make([]byte, 20<<10)
				put(t, table, i)
			}
		})
		wait.Go(func() {
			for range 300 {
				list(t, table)
			}
		})
	}
	wait.Wait()
}
