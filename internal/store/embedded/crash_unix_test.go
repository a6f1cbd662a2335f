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
	"syscall"
	"testing"

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

// TestKilledWriterLosesNothingAcknowledged kills a writing process without warning, several times on one file.
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

// TestFullDiskIsSurvived lets the file meet a size limit, as it would the end of the disk.
func TestFullDiskIsSurvived(t *testing.T) {
	if path := os.Getenv(childFile); path != "" {
		fillDisk(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "table.db")
	if out, err := child(t, t.Name(), path).Output(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	table := open(t, path, embedded.Options{})
	defer closeTable(t, table)
	if got := list(t, table); got != "a=3 z=3" {
		t.Errorf("the table has %s", got)
	}
}

func fillDisk(t *testing.T, path string) {
	signal.Ignore(syscall.SIGXFSZ)
	table := open(t, path, embedded.Options{})
	defer closeTable(t, table)
	if err := pair(table, 1); err != nil {
		t.Fatal(err)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	full := limit
	full.Cur = 48 << 10
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	big := item("big", 1)
	big.Body = make([]byte, 300<<10)
	for range 3 {
		if err := table.Transact(ctx, "", store.Put(big, store.Always())); err == nil {
			t.Fatal("the disk was not full")
		}
	}
	if got := list(t, table); got != "a=1 z=1" {
		t.Fatalf("on a full disk the table has %s", got)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int64{2, 3} {
		if err := pair(table, n); err != nil {
			t.Fatalf("with room again: %v", err)
		}
	}
}

// TestLimitedAddressSpace opens a table where the usual map does not fit, as in some containers.
func TestLimitedAddressSpace(t *testing.T) {
	if path := os.Getenv(childFile); path != "" {
		limit := syscall.Rlimit{Cur: 16 << 30, Max: 16 << 30}
		if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
			t.Fatal(err)
		}
		table := open(t, path, embedded.Options{})
		defer closeTable(t, table)
		put(t, table, item("a", 1))
		return
	}
	path := filepath.Join(t.TempDir(), "table.db")
	if out, err := child(t, t.Name(), path).Output(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
