package story

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Binary is a home that this machine runs: the one binary, on a data folder of its own.
type Binary struct {
	Home
	mode  string // dev or serve
	args  []string
	env   []string
	cmd   *exec.Cmd
	ended chan error
	logs  *logs
}

// logs gathers what the program writes to its standard error.
type logs struct {
	mu    sync.Mutex
	lines []string
}

func (l *logs) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}

// Start runs `galley dev` on a fresh folder, until the test ends; args are further flags.
func Start(t testing.TB, args ...string) *Binary {
	t.Helper()
	return startAs(t, "dev", args...)
}

func startAs(t testing.TB, mode string, args ...string) *Binary {
	t.Helper()
	b := &Binary{mode: mode, args: args}
	b.Folder, b.Receive, b.SetupLink = filepath.Join(t.TempDir(), "data"), Listen, b.setupLink
	b.start(t)
	t.Cleanup(func() {
		b.stop(t, syscall.SIGTERM)
		if t.Failed() {
			t.Logf("the program wrote:\n%s", b.logs)
		}
	})
	return b
}

// start begins the program and waits for the line with its address.
func (b *Binary) start(t testing.TB) {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	addr := "127.0.0.1:0"
	if b.URL != "" { // a restart keeps the address, so that clients find it again
		addr = "127.0.0.1" + b.URL[strings.LastIndex(b.URL, ":"):]
	}
	b.cmd = exec.Command(bin, append([]string{b.mode, "--data", b.Folder, "--addr", addr}, b.args...)...)
	b.cmd.Env = append(os.Environ(), b.env...)
	b.logs, b.ended = &logs{}, make(chan error, 1)
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errOut, err := b.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go b.follow(out, errOut, address)
	select {
	case b.URL = <-address:
	case err := <-b.ended:
		t.Fatalf("the program ended: %v\n%s", err, b.logs)
	case <-time.After(Patience):
		t.Fatalf("the program does not answer\n%s", b.logs)
	}
}

// follow reads what the program writes, and waits for its end.
func (b *Binary) follow(out, errOut io.Reader, address chan<- string) {
	logs, ended, cmd := b.logs, b.ended, b.cmd
	read := make(chan struct{})
	go func() {
		for s := bufio.NewScanner(errOut); s.Scan(); {
			logs.add(s.Text())
		}
		close(read)
	}()
	for s := bufio.NewScanner(out); s.Scan(); {
		if _, url, ok := strings.Cut(s.Text(), "answers at "); ok {
			address <- url
		}
	}
	<-read
	ended <- cmd.Wait()
}

// setupLink is the one-time link to make the first user, as the terminal shows it.
func (b *Binary) setupLink(t testing.TB) string {
	t.Helper()
	for deadline := time.Now().Add(Patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for word := range strings.FieldsSeq(b.logs.String()) {
			if strings.Contains(word, "/admin/setup?token=") {
				return word
			}
		}
	}
	t.Fatalf("there is no setup link in:\n%s", b.logs)
	return ""
}

// stop ends the program by a signal and waits for its end.
func (b *Binary) stop(t testing.TB, sig syscall.Signal) {
	t.Helper()
	if b.cmd == nil {
		return
	}
	if err := b.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Error(err)
	}
	select {
	case <-b.ended: //nolint:errcheck // it ends by our signal
	case <-time.After(Patience):
		t.Error("the program does not end; it is killed")
		b.cmd.Process.Kill() //nolint:errcheck // it may have ended
	}
	b.cmd = nil
}
