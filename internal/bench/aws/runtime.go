package main

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
	"syscall"
	"time"
)

// patience bounds the wait for a function.
const patience = time.Minute

// function is the process of a function, and the runtime that hands it events.
type function struct {
	cmd     *exec.Cmd
	took    time.Duration // from exec to the first request for an event
	server  *http.Server
	asked   chan time.Time // when the first event was asked for
	events  chan []byte
	replies chan reply
	problem bytes.Buffer // what the process wrote
}

type reply struct {
	body   []byte
	failed bool
	at     time.Time
}

// start starts a function and waits until it asks for an event.
func (b *run) start(ctx context.Context, name string) (*function, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &function{asked: make(chan time.Time, 1), events: make(chan []byte), replies: make(chan reply, 1)}
	f.server = &http.Server{Handler: f, ReadHeaderTimeout: patience}
	go f.server.Serve(l) //nolint:errcheck // it ends with the function
	f.cmd = exec.CommandContext(ctx, b.binary(name))
	f.cmd.Env = append(b.account.environment(), "AWS_LAMBDA_RUNTIME_API="+l.Addr().String(), "AWS_LAMBDA_FUNCTION_NAME="+name, "TMPDIR="+b.dir)
	f.cmd.Stderr = &f.problem
	begun := time.Now()
	if err := f.cmd.Start(); err != nil {
		return nil, err
	}
	select {
	case at := <-f.asked:
		f.took = at.Sub(begun)
		return f, nil
	case <-time.After(patience):
		f.stop()
		return nil, fmt.Errorf("%s asks for no event; it wrote:\n%s", name, &f.problem)
	}
}

// ServeHTTP is the API of the Lambda runtime, as far as functions use it.
func (f *function) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, known := strings.CutPrefix(r.URL.Path, "/2018-06-01/runtime/invocation/")
	switch {
	case !known:
		w.WriteHeader(http.StatusNotFound)
	case path == "next":
		f.next(w, r)
	default:
		at := time.Now()
		body, err := io.ReadAll(r.Body)
		f.replies <- reply{body, err != nil || strings.HasSuffix(path, "/error"), at}
		w.WriteHeader(http.StatusAccepted)
	}
}

// next waits for an event and hands it out.
func (f *function) next(w http.ResponseWriter, r *http.Request) {
	select {
	case f.asked <- time.Now():
	default:
	}
	select {
	case event := <-f.events:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "bench")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(patience).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:"+region+":000000000000:function:bench")
		w.Write(event) //nolint:errcheck // without the event there is no reply, which is waited for
	case <-r.Context().Done():
	}
}

// invoke hands the function an event and gives its reply, and how long that took.
func (f *function) invoke(event []byte) ([]byte, time.Duration, error) {
	timeout := time.After(patience)
	begun := time.Now()
	select {
	case f.events <- event:
	case <-timeout:
		return nil, 0, errors.New("the function asks for no further event")
	}
	select {
	case r := <-f.replies:
		if r.failed {
			return nil, 0, fmt.Errorf("the function failed: %s", r.body)
		}
		return r.body, r.at.Sub(begun), nil
	case <-timeout:
		return nil, 0, fmt.Errorf("the function does not reply; it wrote:\n%s", &f.problem)
	}
}

func (f *function) stop() {
	f.cmd.Process.Signal(syscall.SIGKILL) //nolint:errcheck // it may be gone
	f.cmd.Wait()                          //nolint:errcheck // of a process that was killed
	f.server.Close()                      //nolint:errcheck // it has no more clients
}
