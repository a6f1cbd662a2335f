// Package lambdatest stands for the part of AWS Lambda that a function sees: its runtime API, from which a function takes
// events and to which it gives replies. Functions run as processes of their own, from the binary that is deployed.
package lambdatest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Function is a running function.
type Function struct {
	Started time.Duration // from the start of its process until it asked for the first event

	cmd    *exec.Cmd
	log    *syncBuffer
	server *http.Server
	ended  chan struct{} // closed when the process has ended
	ready  chan struct{} // closed when it has asked for the first event
	begin  time.Time
	once   sync.Once
	events chan event
	count  int
	reply  chan reply
}

type event struct {
	id      string
	body    []byte
	expires time.Time
}

type reply struct {
	id   string
	body []byte
	err  error
}

// Start runs a binary in an environment, and returns when it asks for its first event.
func Start(ctx context.Context, binary string, env []string) (*Function, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &Function{
		log: &syncBuffer{}, ended: make(chan struct{}), ready: make(chan struct{}), events: make(chan event), reply: make(chan reply, 1),
	}
	f.server = &http.Server{Handler: f.routes(), ReadHeaderTimeout: 10 * time.Second}
	f.cmd = exec.Command(binary)
	f.cmd.Env = append([]string{"AWS_LAMBDA_RUNTIME_API=" + l.Addr().String(), "AWS_LAMBDA_FUNCTION_NAME=test"}, env...)
	f.cmd.Stdout, f.cmd.Stderr = f.log, f.log
	f.begin = time.Now()
	go f.server.Serve(l) //nolint:errcheck // it ends by Close
	if err := f.cmd.Start(); err != nil {
		return nil, errors.Join(err, f.server.Close())
	}
	go func() {
		f.cmd.Wait() //nolint:errcheck // its log says why it ended
		close(f.ended)
	}()
	select {
	case <-f.ready:
		return f, nil
	case <-f.ended:
		err = errors.New("it ended at its start")
	case <-ctx.Done():
		err = ctx.Err()
		f.dump()
	}
	return nil, errors.Join(fmt.Errorf("start %s: %w; it wrote: %s", binary, err, f.Log()), f.Close())
}

// dump lets a process that hangs write where it is.
func (f *Function) dump() {
	_ = f.cmd.Process.Signal(syscall.SIGQUIT) // it may have ended
	select {
	case <-f.ended:
	case <-time.After(5 * time.Second):
	}
}

// routes are those of the runtime API that functions use.
func (f *Function) routes() http.Handler {
	mux := http.NewServeMux()
	const base = "/2018-06-01/runtime/"
	mux.HandleFunc("GET "+base+"invocation/next", f.next)
	mux.HandleFunc("POST "+base+"invocation/{id}/response", func(w http.ResponseWriter, r *http.Request) { f.take(w, r, false) })
	mux.HandleFunc("POST "+base+"invocation/{id}/error", func(w http.ResponseWriter, r *http.Request) { f.take(w, r, true) })
	return mux
}

// next hands out an event as soon as there is one.
func (f *Function) next(w http.ResponseWriter, r *http.Request) {
	f.once.Do(func() {
		f.Started = time.Since(f.begin)
		close(f.ready)
	})
	select {
	case e := <-f.events:
		h := w.Header()
		h.Set("Lambda-Runtime-Aws-Request-Id", e.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(e.expires.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:000000000000:function:test")
		_, _ = w.Write(e.body) // a function that is gone is noticed by Invoke
	case <-r.Context().Done():
	}
}

// take keeps the reply to an event, or its error.
func (f *Function) take(w http.ResponseWriter, r *http.Request, failed bool) {
	body, err := io.ReadAll(r.Body)
	if err == nil && failed {
		err = errors.New(string(body))
	}
	w.WriteHeader(http.StatusAccepted)
	f.reply <- reply{r.PathValue("id"), body, err}
}

// Invoke hands an event to the function, which may take so long for it. The error is the function's own, as JSON, if it
// told one.
func (f *Function) Invoke(ctx context.Context, body []byte, most time.Duration) ([]byte, error) {
	f.count++
	e := event{"event-" + strconv.Itoa(f.count), body, time.Now().Add(most)}
	select {
	case f.events <- e:
	case <-f.ended:
		return nil, fmt.Errorf("the function has ended; it wrote: %s", f.Log())
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case r := <-f.reply:
		if r.id != e.id {
			return nil, fmt.Errorf("the function answered %s, not %s", r.id, e.id)
		}
		return r.body, r.err
	case <-f.ended:
		return nil, fmt.Errorf("the function ended without an answer; it wrote: %s", f.Log())
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Log is what the function has written so far.
func (f *Function) Log() string { return strings.TrimSpace(f.log.String()) }

// Close ends the process.
func (f *Function) Close() error {
	_ = f.cmd.Process.Kill() // it may have ended
	<-f.ended
	return f.server.Close()
}

// syncBuffer is a buffer that several write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
