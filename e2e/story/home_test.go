package story

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
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

// patience bounds every wait for the program.
const patience = 60 * time.Second

// binary is the program under test: GALLEY_BIN, or one that is built here.
var binary = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("GALLEY_BIN"); path != "" {
		return filepath.Abs(path)
	}
	dir, err := os.MkdirTemp("", "galley-story")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "galley")
	out, err := exec.Command("go", "build", "-o", path, "github.com/galley-cms/galley/cmd/galley").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build galley: %w\n%s", err, out)
	}
	return path, nil
})

// home is a Galley on a data folder of its own.
type home struct {
	t     testing.TB
	mode  string // dev or serve
	dir   string
	args  []string
	env   []string
	cmd   *exec.Cmd
	url   string
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

// start runs `galley dev` on a fresh folder; args are further flags.
func start(t testing.TB, args ...string) *home { return startAs(t, "dev", args...) }

func startAs(t testing.TB, mode string, args ...string) *home {
	t.Helper()
	h := &home{t: t, mode: mode, dir: filepath.Join(t.TempDir(), "data"), args: args}
	h.start()
	t.Cleanup(func() {
		h.stop(syscall.SIGTERM)
		if t.Failed() {
			t.Logf("the program wrote:\n%s", h.logs)
		}
	})
	return h
}

// start begins the program and waits for the line with its address.
func (h *home) start() {
	h.t.Helper()
	bin, err := binary()
	if err != nil {
		h.t.Fatal(err)
	}
	addr := "127.0.0.1:0"
	if h.url != "" { // a restart keeps the address, so that clients find it again
		addr = "127.0.0.1" + h.url[strings.LastIndex(h.url, ":"):]
	}
	h.cmd = exec.Command(bin, append([]string{h.mode, "--data", h.dir, "--addr", addr}, h.args...)...)
	h.cmd.Env = append(os.Environ(), h.env...)
	h.logs, h.ended = &logs{}, make(chan error, 1)
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	errOut, err := h.cmd.StderrPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	read := make(chan struct{})
	go h.follow(errOut, read)
	address := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(out)
		for s.Scan() {
			if _, url, ok := strings.Cut(s.Text(), "answers at "); ok {
				address <- url
			}
		}
		<-read
		h.ended <- h.cmd.Wait()
	}()
	select {
	case h.url = <-address:
	case err := <-h.ended:
		h.t.Fatalf("the program ended: %v\n%s", err, h.logs)
	case <-time.After(patience):
		h.t.Fatalf("the program does not answer\n%s", h.logs)
	}
}

// setupLink is the one-time link to make the first user, as the terminal shows it.
func (h *home) setupLink() string {
	h.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for _, word := range strings.Fields(h.logs.String()) {
			if strings.Contains(word, "/admin/setup?token=") {
				return word
			}
		}
	}
	h.t.Fatalf("there is no setup link in:\n%s", h.logs)
	return ""
}

func (h *home) follow(r io.Reader, done chan<- struct{}) {
	s := bufio.NewScanner(r)
	for s.Scan() {
		h.logs.add(s.Text())
	}
	close(done)
}

// stop ends the program by a signal and waits for its end.
func (h *home) stop(sig syscall.Signal) {
	if h.cmd == nil {
		return
	}
	if err := h.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		h.t.Error(err)
	}
	select {
	case <-h.ended:
	case <-time.After(patience):
		h.t.Error("the program does not end; it is killed")
		h.cmd.Process.Kill()
	}
	h.cmd = nil
}

// cli runs a command against the data folder and gives what it writes to its standard output.
func (h *home) cli(args ...string) string {
	h.t.Helper()
	out, status := h.run(args...)
	if status != 0 {
		h.t.Fatalf("galley %s ends with %d", strings.Join(args, " "), status)
	}
	return out
}

// run is cli for commands that may fail; it gives the exit status as well.
func (h *home) run(args ...string) (string, int) {
	h.t.Helper()
	bin, err := binary()
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(h.t.Context(), 3*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, append(args, "--data", h.dir)...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		h.t.Fatal(err)
	}
	if errOut.Len() > 0 {
		h.t.Logf("galley %s: %s", strings.Join(args, " "), strings.TrimSpace(errOut.String()))
	}
	return out.String(), cmd.ProcessState.ExitCode()
}
