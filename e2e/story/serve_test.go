package story

import (
	"encoding/json"
	"os"
	"strings"
	"syscall"
	"testing"
)

// manager is a client that may do everything.
func manager(t testing.TB, b *Binary) *Client {
	t.Helper()
	return b.Client(t, strings.TrimSpace(b.CLI(t, "key", "create", "--name", "manager", "--scope", "manage")))
}

// In production every line of the log is JSON, there is no sample, and webhooks do not reach this machine.
func TestServe(t *testing.T) {
	t.Parallel()
	b := startAs(t, "serve")
	manager := manager(t, b)
	Want(t, "models", len(List(manager.Ask("/manage/graphql", "{ models { apiId } }", nil), "models")), 1)
	refused := manager.Try("/manage/graphql", `mutation { addWebhook(url: "http://127.0.0.1:9/", events: ["entry.published"]) { secret } }`, nil)
	Want(t, "a webhook to this machine", refused.Code() != "", true)
	b.stop(t, syscall.SIGTERM)
	if b.logs.String() == "" {
		t.Fatal("serve logs nothing")
	}
	for line := range strings.Lines(b.logs.String()) {
		if line = strings.TrimSpace(line); line != "Stopping." && !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is not JSON: %s", line)
		}
	}
}

// Commands work on a folder that a server holds, and on one that none holds, with the same results.
func TestCommandsBesideAServer(t *testing.T) {
	t.Parallel()
	b := Start(t, "--no-sample")
	info, err := os.Stat(b.Folder)
	if err != nil {
		t.Fatal(err)
	}
	Want(t, "mode of the folder", info.Mode().Perm(), 0o700)

	cmd := []string{"user", "create", "--email", "grace@example.com", "--role", "editor"}
	Want(t, "a link for the new person", strings.Contains(b.CLI(t, cmd...), "token="), true)
	_, status := b.Run(t, cmd...)
	Want(t, "the same person again", status, 1)
	_, status = b.Run(t, "user", "create", "--email", "x@example.com", "--role", "emperor")
	Want(t, "an unknown role", status, 2)
	held := b.CLI(t, "user", "list", "--json")
	Want(t, "users", strings.Count(held, "grace@example.com"), 1)
	b.CLI(t, "doctor")

	b.stop(t, syscall.SIGTERM)
	Want(t, "users without a server", b.CLI(t, "user", "list", "--json"), held)
	b.start(t)
	Want(t, "users after a restart", b.CLI(t, "user", "list", "--json"), held)
}
