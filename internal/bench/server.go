package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a process that answers HTTP.
type server struct {
	cmd  *exec.Cmd
	addr string
	took time.Duration // from the start of the process to its first reply
}

// patience bounds the wait for a process.
const patience = time.Minute

// galley starts `galley dev` on a data folder and waits for its first GraphQL reply.
func (b *run) galley(ctx context.Context, data, query string, flags ...string) (*server, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	args := append([]string{"dev", "--data", data, "--addr", addr, "--log-level", "warn"}, flags...)
	return launch(exec.CommandContext(ctx, b.bin, args...), addr, request("/graphql", query, "", addr))
}

// launch starts a process and sends it a request until it is answered.
func launch(cmd *exec.Cmd, addr string, first []byte) (*server, error) {
	var problem bytes.Buffer
	cmd.Stderr = &problem
	s := &server{cmd: cmd, addr: addr}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(begun) < patience {
		if err := s.once(first); err == nil {
			s.took = time.Since(begun)
			return s, nil
		}
		time.Sleep(200 * time.Microsecond)
	}
	s.stop()
	return nil, fmt.Errorf("%s does not answer: %s", cmd, &problem)
}

// once sends a request on a connection of its own.
func (s *server) once(request []byte) error {
	c, err := dial(s.addr)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // the reply was read
	_, err = c.send(request)
	return err
}

func (s *server) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may be gone
	s.cmd.Wait()                          //nolint:errcheck // of a process that was told to end
}

// cpu is the processor time that the process has used, in steps of 10 ms.
func (s *server) cpu() (time.Duration, error) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "stat"))
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(text, []byte(") "))
	fields := strings.Fields(string(rest))
	if len(fields) < 13 {
		return 0, errors.New("/proc tells no processor time")
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}

// cli runs a command of Galley and gives its output.
func (b *run) cli(ctx context.Context, data string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, b.bin, append(args, "--data", data)...).Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		err = fmt.Errorf("galley %s: %s", strings.Join(args, " "), failed.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// request is a GraphQL request as it goes over the wire.
func request(path, query, key, host string) []byte {
	body, _ := json.Marshal(map[string]string{"query": query})
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", path, host, len(body))
	if key != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", key)
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// conn is a connection that is kept.
type conn struct {
	net.Conn
	in *bufio.Reader
}

func dial(addr string) (*conn, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{c, bufio.NewReaderSize(c, 64<<10)}, nil
}

// send sends a request and gives the body of the reply, which must be free of errors.
func (c *conn) send(request []byte) ([]byte, error) {
	if _, err := c.Write(request); err != nil {
		return nil, err
	}
	reply, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(reply.Body)
	if err = errors.Join(err, reply.Body.Close()); err != nil {
		return nil, err
	}
	if reply.StatusCode != http.StatusOK || bytes.HasPrefix(body, []byte(`{"errors"`)) {
		return nil, fmt.Errorf("%s: %s", reply.Status, body[:min(len(body), 400)])
	}
	return body, nil
}

// median is the middle of some durations.
func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
