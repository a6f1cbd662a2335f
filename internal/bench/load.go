package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// clients is how many connections send requests at the same time.
const clients = 8

// load is what came of sending requests for a while.
type load struct {
	requests int
	took     time.Duration
	cpu      time.Duration // of the server
}

func (l load) rate() float64   { return float64(l.requests) / l.took.Seconds() }
func (l load) cpuEach() string { return ms(l.cpu.Seconds() * 1000 / float64(l.requests)) }

func ms(v float64) string { return fmt.Sprintf("%.3f ms", v) }

// press sends requests on all connections until next has no more: next is called with the number of the connection.
func (s *server) press(next func(client int) []byte) (load, error) {
	before, err := s.cpu()
	if err != nil {
		return load{}, err
	}
	counts, failures := make([]int, clients), make([]error, clients)
	begun := time.Now()
	var running sync.WaitGroup
	for i := range clients {
		running.Go(func() { counts[i], failures[i] = s.client(i, next) })
	}
	running.Wait()
	l := load{took: time.Since(begun)}
	for i := range clients {
		if l.requests += counts[i]; failures[i] != nil {
			return l, failures[i]
		}
	}
	after, err := s.cpu()
	l.cpu = after - before
	return l, err
}

func (s *server) client(i int, next func(int) []byte) (n int, err error) {
	c, err := dial(s.addr)
	if err != nil {
		return 0, err
	}
	defer c.Close() //nolint:errcheck // replies were read
	for r := next(i); r != nil; r = next(i) {
		if _, err := c.send(r); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// repeat sends one request for some time, after a tenth of it to warm up.
func (s *server) repeat(request []byte, length time.Duration) (load, error) {
	until := time.Now().Add(length / 10)
	next := func(int) []byte {
		if time.Now().After(until) {
			return nil
		}
		return request
	}
	if _, err := s.press(next); err != nil {
		return load{}, err
	}
	until = time.Now().Add(length)
	return s.press(next)
}

// constantServer starts this program as a bare server of replies of some size: the least that net/http costs.
func constantServer(ctx context.Context, size int) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-constant", strconv.Itoa(size))
	cmd.Env = append(os.Environ(), "BENCH_ADDR="+addr)
	return launch(cmd, addr, request("/", "", "", addr))
}

func serveConstant(ctx context.Context, size int) error {
	body := []byte(strings.Repeat("x", size))
	s := &http.Server{Addr: os.Getenv("BENCH_ADDR"), ReadHeaderTimeout: time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Write(body) //nolint:errcheck // the client is gone
		})}
	context.AfterFunc(ctx, func() { s.Close() }) //nolint:errcheck // it ends
	return s.ListenAndServe()
}
