// Package emulator runs an AWS emulator: plain for the tests of AWS adapters, secure for stories of the whole AWS home.
//
// The emulator is installed by "make tools". A test that finds it missing fails: an adapter that nobody tested must
// not look tested.
package emulator

import (
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

// Region is where the emulator pretends to be, and Account whose it is.
const (
	Region  = "eu-central-1"
	Account = "000000000000"
)

const (
	startTime = 60 * time.Second // until it answers; it takes half a second on an idle machine
	stopTime  = 5 * time.Second  // between asking it to end and killing it
)

// Emulator is a running AWS emulator.
type Emulator struct {
	URL         string // for AWS clients, such as http://127.0.0.1:41234
	Log         string // the file it writes to, as do its Lambdas
	Certificate string // the file with its certificate; "" if it is a plain one

	cmd   *exec.Cmd
	ended chan struct{}
}

// Start runs an emulator of its own for a test, on a free port of 127.0.0.1, and ends it with the test. It returns the
// address for AWS clients, such as http://127.0.0.1:41234; any credentials do.
func Start(t testing.TB) string {
	t.Helper()
	e, err := run(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	return e.URL
}

// Secure runs an emulator that speaks TLS, checks signatures and enforces IAM policies. It keeps its certificate, its
// log and its temporary files in a folder.
func Secure(dir string) (*Emulator, error) { return run(dir, true) }

// Plain runs an emulator that takes any credentials. It keeps its log and its temporary files in a folder.
func Plain(dir string) (*Emulator, error) { return run(dir, false) }

func run(dir string, secure bool) (*Emulator, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	python := filepath.Join(root, ".tools", "venv", "bin", "python")
	if _, err := os.Stat(python); err != nil {
		return nil, fmt.Errorf("the AWS emulator is not installed (%w): run make tools", err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	e := &Emulator{URL: fmt.Sprintf("http://127.0.0.1:%d", port), Log: filepath.Join(dir, "emulator.log"), ended: make(chan struct{})}
	var security []string
	if secure {
		e.URL = fmt.Sprintf("https://localhost:%d", port)
		if security, err = e.secure(dir); err != nil {
			return nil, err
		}
	}
	e.cmd = exec.Command(python, filepath.Join(root, "scripts", "emulator.py"))
	e.cmd.Env = append(environment(dir, e.URL, port), security...)
	e.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with it end the Lambdas that it has begun
	return e, e.start()
}

// environment is a clean one: emulated Lambdas inherit it.
func environment(home, address string, port int) []string {
	return []string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + home, "TMPDIR=" + home,
		"BIND_HOST=127.0.0.1", "GATEWAY_PORT=" + strconv.Itoa(port),
		"AWS_ENDPOINT_URL=" + address, "MINISTACK_REGION=" + Region, "LOG_LEVEL=WARNING", "MS_WATCH_STDIN=1",
	}
}

// start begins the process and waits until it answers.
func (e *Emulator) start() error {
	log, err := os.Create(e.Log)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // the process has a handle of its own
	e.cmd.Stdout, e.cmd.Stderr = log, log
	if _, err := e.cmd.StdinPipe(); err != nil { // it ends with this process, however that ends
		return err
	}
	if err := e.cmd.Start(); err != nil {
		return err
	}
	go func() {
		e.cmd.Wait() //nolint:errcheck // it ends by our signal
		close(e.ended)
	}()
	if err := e.waitReady(); err != nil {
		e.Stop()
		wrote, _ := os.ReadFile(e.Log)
		return fmt.Errorf("%w; it wrote:\n%s", err, wrote)
	}
	return nil
}

func (e *Emulator) waitReady() error {
	client, err := e.HTTP()
	if err != nil {
		return err
	}
	client.Timeout = 5 * time.Second
	deadline := time.Now().Add(startTime)
	for time.Now().Before(deadline) {
		res, err := client.Get(e.URL + "/_ministack/health")
		if err == nil {
			res.Body.Close() //nolint:errcheck // only the status counts
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-e.ended:
			return errors.New("the AWS emulator ended at its start")
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("the AWS emulator did not answer within %s", startTime)
}

// Stop asks it to end, and insists after five seconds.
func (e *Emulator) Stop() {
	e.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
	select {
	case <-e.ended:
	case <-time.After(stopTime):
	}
	syscall.Kill(-e.cmd.Process.Pid, syscall.SIGKILL) //nolint:errcheck // they may have ended
	<-e.ended
}

// Root is the folder of go.mod, looked for from the working folder upwards.
func Root() (string, error) {
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
			return "", errors.New("this runs outside of the module: no go.mod is above the working folder")
		}
		dir = parent
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close() //nolint:errcheck // only the number of its port was wanted
	return l.Addr().(*net.TCPAddr).Port, nil
}
