package story

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Patience bounds every wait for a home.
const Patience = 60 * time.Second

// Home is a running Galley, as its users reach it.
type Home struct {
	URL       string            // where people, frontends and the command line find it
	Transport http.RoundTripper // the way there; nil for the usual one
	Folder    string            // the data folder, for a command line that works on it; "" if it goes by the URL
	Key       string            // an API key of the scope manage, for a command line that goes by the URL
	Env       []string          // of the command line, beside this process's
	Secrets   *Secrets          // what must not be in any log; nil where nobody looks

	SetupLink func(testing.TB) string // gives the one-time link to make the first user; nil where there are users
	Email     string                  // of the first user, with Password; both are made up if they are empty
	Password  string
	Receive   func(testing.TB) *Receiver // gives a webhook receiver that the home can reach; nil if there is none
	Minute    func(testing.TB)           // has it do at once what it does each minute; nil where it need not be asked
	Bare      bool                       // the API alone: the admin's pages are elsewhere
	Inhabited bool                       // somebody works there: the story imports nothing for good
}

// program is the command line under test: GALLEY_BIN, or one that is built here.
var program = sync.OnceValues(func() (string, error) {
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

// CLI runs a command for the home and gives what it writes to its standard output.
func (h *Home) CLI(t testing.TB, args ...string) string {
	t.Helper()
	out, status := h.Run(t, args...)
	if status != 0 {
		t.Fatalf("galley %s ends with %d", strings.Join(args, " "), status)
	}
	return out
}

// Run is CLI for commands that may fail; it gives the exit status as well.
func (h *Home) Run(t testing.TB, args ...string) (string, int) {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, append(args, h.where()...)...)
	cmd.Env = append(append(os.Environ(), "GALLEY_KEY="+h.Key), h.Env...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if errOut.Len() > 0 {
		t.Logf("galley %s: %s", strings.Join(args, " "), strings.TrimSpace(errOut.String()))
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// where is how a command line finds the home.
func (h *Home) where() []string {
	if h.Folder != "" {
		return []string{"--data", h.Folder}
	}
	return []string{"--url", h.URL}
}
