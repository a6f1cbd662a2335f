package story

import (
	"encoding/json"
	"os"
	"strings"
	"syscall"
	"testing"
)

// manager is a client that may do everything.
func (h *home) manager() *client {
	h.t.Helper()
	return h.client(strings.TrimSpace(h.cli("key", "create", "--name", "manager", "--scope", "manage")))
}

// In production every line of the log is JSON, there is no sample, and webhooks do not reach this machine.
func TestServe(t *testing.T) {
	t.Parallel()
	h := startAs(t, "serve")
	manager := h.manager()
	want(t, "models", len(list(manager.ask("/manage/graphql", "{ models { apiId } }", nil), "models")), 1)
	refused := manager.try("/manage/graphql", `mutation { addWebhook(url: "http://127.0.0.1:9/", events: ["entry.published"]) { secret } }`, nil)
	want(t, "a webhook to this machine", refused.code() != "", true)
	h.stop(syscall.SIGTERM)
	if h.logs.String() == "" {
		t.Fatal("serve logs nothing")
	}
	for line := range strings.Lines(h.logs.String()) {
		if line = strings.TrimSpace(line); line != "Stopping." && !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is not JSON: %s", line)
		}
	}
}

// Commands work on a folder that a server holds, and on one that none holds, with the same results.
func TestCommandsBesideAServer(t *testing.T) {
	t.Parallel()
	h := start(t, "--no-sample")
	info, err := os.Stat(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "mode of the folder", info.Mode().Perm(), 0o700)

	cmd := []string{"user", "create", "--email", "grace@example.com", "--role", "editor"}
	want(t, "a link for the new person", strings.Contains(h.cli(cmd...), "token="), true)
	_, status := h.run(cmd...)
	want(t, "the same person again", status, 1)
	_, status = h.run("user", "create", "--email", "x@example.com", "--role", "emperor")
	want(t, "an unknown role", status, 2)
	held := h.cli("user", "list", "--json")
	want(t, "users", strings.Count(held, "grace@example.com"), 1)
	h.cli("doctor")

	h.stop(syscall.SIGTERM)
	want(t, "users without a server", h.cli("user", "list", "--json"), held)
	h.start()
	want(t, "users after a restart", h.cli("user", "list", "--json"), held)
}
