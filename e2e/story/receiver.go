package story

import (
	_ "embed" // the verifier
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// Receiver is a webhook subscriber on this machine.
type Receiver struct {
	URL  string // where senders find it
	mu   sync.Mutex
	down bool
	got  []Call
}

// Call is a request that the receiver got.
type Call struct {
	Status int // that it answered
	Header http.Header
	Body   string
}

// Event is what the sender tells.
func (c Call) Event() Object {
	var event Object
	if err := json.Unmarshal([]byte(c.Body), &event); err != nil {
		return nil
	}
	return event
}

// Listen begins a receiver on a free port of this machine, until the test ends.
func Listen(t testing.TB) *Receiver {
	t.Helper()
	r := &Receiver{}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

// ListenAt gives a receiver at an address of this machine that others find at a public one, by a tunnel.
func ListenAt(address, public string) func(testing.TB) *Receiver {
	return func(t testing.TB) *Receiver {
		t.Helper()
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		r := &Receiver{URL: public}
		server := &httptest.Server{Listener: l, Config: &http.Server{Handler: r}}
		server.Start()
		t.Cleanup(server.Close)
		return r
	}
}

// ServeHTTP keeps the request. While the receiver is down it answers 500.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // a sender that was killed; nothing whole has arrived
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	status := http.StatusNoContent
	if r.down {
		status = http.StatusInternalServerError
	}
	r.got = append(r.got, Call{status, req.Header, string(body)})
	w.WriteHeader(status)
}

// SetDown makes it fail, or work again.
func (r *Receiver) SetDown(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

// Calls are all requests so far.
func (r *Receiver) Calls() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Call{}, r.got...)
}

// Wait waits for the first call that ok wants.
func (r *Receiver) Wait(t testing.TB, what string, ok func(Call) bool) Call {
	t.Helper()
	for deadline := time.Now().Add(Patience); ; time.Sleep(20 * time.Millisecond) {
		for _, c := range r.Calls() {
			if ok(c) {
				return c
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s did not arrive; %d calls did", what, len(r.Calls()))
		}
	}
}

// verifier reads {secret, headers, body} and writes the event.
//
//go:embed verify.mjs
var verifier string

// Verify checks a call as a subscriber in Node does, with the npm library standardwebhooks, and gives the event.
func Verify(t testing.TB, secret string, c Call) (Object, error) {
	t.Helper()
	headers := map[string]string{}
	for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		headers[name] = c.Header.Get(name)
	}
	in, err := json.Marshal(Object{"secret": secret, "headers": headers, "body": c.Body})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "--input-type=module", "--eval", verifier)
	cmd.Stdin = strings.NewReader(string(in))
	var problem strings.Builder
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		if strings.Contains(problem.String(), "ERR_MODULE_NOT_FOUND") {
			t.Fatal("the library standardwebhooks is missing: run scripts/tools.sh e2e")
		}
		return nil, err
	}
	var event Object
	return event, json.Unmarshal(out, &event)
}
