package story

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// receiver is a webhook subscriber on this machine.
type receiver struct {
	url  string
	mu   sync.Mutex
	down bool
	got  []call
}

// call is a request that the receiver got.
type call struct {
	status int
	header http.Header
	body   string
}

func (c call) event() object {
	var event object
	if err := json.Unmarshal([]byte(c.body), &event); err != nil {
		return nil
	}
	return event
}

func listen(t testing.TB) *receiver {
	t.Helper()
	r := &receiver{}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// ServeHTTP keeps the request. While the receiver is down it answers 500.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
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
	r.got = append(r.got, call{status, req.Header, string(body)})
	w.WriteHeader(status)
}

func (r *receiver) setDown(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

func (r *receiver) calls() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]call{}, r.got...)
}

// wait waits for the first call that ok wants.
func (r *receiver) wait(t testing.TB, what string, ok func(call) bool) call {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		for _, c := range r.calls() {
			if ok(c) {
				return c
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s did not arrive; %d calls did", what, len(r.calls()))
		}
	}
}

// verify checks a call as a subscriber in Node does, with the npm library standardwebhooks, and gives the event.
func verify(t testing.TB, secret string, c call) (object, error) {
	t.Helper()
	headers := map[string]string{}
	for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		headers[name] = c.header.Get(name)
	}
	in, err := json.Marshal(object{"secret": secret, "headers": headers, "body": c.body})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "verify.mjs")
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
	var event object
	return event, json.Unmarshal(out, &event)
}
