// Package emulator runs an AWS emulator for the tests of AWS adapters.
//
// The emulator is installed by "make tools". A test that finds it missing fails: an adapter that nobody tested must
// not look tested.
package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Region is where the emulator pretends to be.
const Region = "eu-central-1"

// startTime is how long the emulator may take until it answers; it takes half a second on an idle machine.
const startTime = 60 * time.Second

// Start runs an emulator of its own for a test, on a free port of 127.0.0.1, and ends it with the test. It returns the
// address for AWS clients, such as http://127.0.0.1:41234; any credentials do.
func Start(t testing.TB) string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	python := filepath.Join(root, ".tools", "venv", "bin", "python")
	if _, err := os.Stat(python); err != nil {
		t.Fatalf("The AWS emulator is not installed (%v): run make tools.", err)
	}
	address, port := freeAddress(t)
	log := new(bytes.Buffer)
	cmd := exec.Command(python, filepath.Join(root, "scripts", "emulator.py"))
	cmd.Env = environment(t.TempDir(), address, port)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait() //nolint:errcheck // it ends by our signal
		close(ended)
	}()
	t.Cleanup(func() { stop(cmd, ended) })
	if err := waitReady(address, ended); err != nil {
		stop(cmd, ended)
		t.Fatalf("%v; it wrote:\n%s", err, log)
	}
	return address
}

// environment is a clean one: emulated Lambdas inherit it.
func environment(home, address string, port int) []string {
	return []string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + home, "TMPDIR=" + home,
		"BIND_HOST=127.0.0.1", "GATEWAY_PORT=" + strconv.Itoa(port),
		"AWS_ENDPOINT_URL=" + address, "MINISTACK_REGION=" + Region, "LOG_LEVEL=WARNING",
	}
}

// moduleRoot is the folder of go.mod, looked for from the test's folder upwards.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("the test runs outside of the module: no go.mod is above its folder")
		}
		dir = parent
	}
}

func freeAddress(t testing.TB) (address string, port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // only the number of its port was wanted
	return "http://" + l.Addr().String(), l.Addr().(*net.TCPAddr).Port
}

func waitReady(address string, ended <-chan struct{}) error {
	client := &http.Client{Timeout: 5 * time.Second}
	deadline := time.Now().Add(startTime)
	for time.Now().Before(deadline) {
		res, err := client.Get(address + "/_ministack/health")
		if err == nil {
			res.Body.Close() //nolint:errcheck // only the status counts
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ended:
			return errors.New("the AWS emulator ended at its start")
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("the AWS emulator did not answer within %s", startTime)
}

// stop asks first, and insists after five seconds.
func stop(cmd *exec.Cmd, ended <-chan struct{}) {
	cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		cmd.Process.Kill() //nolint:errcheck // it may have ended
		<-ended
	}
}
