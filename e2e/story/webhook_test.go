package story

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const noteModel = `{"apiId": "note", "name": "Note", "titleField": "title", "fields": [
	{"apiId": "title", "kind": "TEXT", "required": true},
	{"apiId": "slug", "kind": "SLUG", "unique": true},
	{"apiId": "count", "kind": "INTEGER"}]}`

// applyNotes makes a model to write to, and a key to write with.
func applyNotes(t testing.TB, h *home) *client {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "note.json"), []byte(noteModel), 0o600); err != nil {
		t.Fatal(err)
	}
	h.cli("models", "apply", dir)
	return h.client(strings.TrimSpace(h.cli("key", "create", "--name", "writer", "--scope", "write")))
}

// subscribe adds a webhook by the command line and gives its secret.
func subscribe(t testing.TB, h *home, r *receiver, event string) string {
	t.Helper()
	secret := strings.TrimSpace(h.cli("webhook", "add", r.url, "--event", event, "--model", "note"))
	if !strings.HasPrefix(secret, "whsec_") || strings.ContainsAny(secret, " \n") {
		t.Fatalf("webhook add prints %q", secret)
	}
	return secret
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	h := start(t, "--no-sample")
	writer, r := applyNotes(t, h), listen(t)
	secret := subscribe(t, h, r, "entry.published")

	r.setDown(true)
	d := writer.ask("/graphql", `mutation { createNote(data: {title: "Heard", slug: "heard"}, publish: true) { id } }`, nil)
	id := text(d, "createNote", "id")
	first := r.wait(t, "the first attempt", func(c call) bool { return c.status == 500 })
	r.setDown(false)
	second := r.wait(t, "the retry", func(c call) bool { return c.status == 204 })

	want(t, "webhook-id of the retry", second.header.Get("webhook-id"), first.header.Get("webhook-id"))
	event, err := verify(t, secret, second)
	if err != nil {
		t.Fatalf("standardwebhooks refuses the delivery: %v\n%v\n%s", err, second.header, second.body)
	}
	want(t, "type", text(event, "type"), "entry.published")
	want(t, "entry", text(event, "data", "id"), id)
	want(t, "model", text(event, "data", "model"), "note")
	want(t, "title", text(event, "data", "values", "title"), "Heard")

	forged := second
	forged.body = strings.Replace(second.body, "Heard", "Hoard", 1)
	if _, err := verify(t, secret, forged); err == nil {
		t.Fatal("standardwebhooks takes a changed body")
	}
	if _, err := verify(t, "whsec_"+strings.Repeat("A", 32), second); err == nil {
		t.Fatal("standardwebhooks takes the signature of another secret")
	}
	want(t, "deliveries", deliveries(h, "delivered"), 1)
}

// deliveries counts the lines of the ledger that hold a word.
func deliveries(h *home, word string) int {
	hooks := h.cli("webhook", "list")
	lines := strings.Split(strings.TrimSpace(hooks), "\n")
	id := strings.Fields(lines[len(lines)-1])[0]
	return strings.Count(h.cli("webhook", "deliveries", id), word)
}

// A save is no publish, and another model's entries are none of this webhook's business.
func TestWebhookHearsOnlyWhatItAskedFor(t *testing.T) {
	t.Parallel()
	h := start(t)
	writer, r := applyNotes(t, h), listen(t)
	subscribe(t, h, r, "entry.published")
	writer.ask("/graphql", `mutation { createNote(data: {title: "A draft"}) { id } }`, nil)
	writer.ask("/graphql", `mutation { createCategory(data: {name: "New", slug: "new"}, publish: true) { id } }`, nil)
	writer.ask("/graphql", `mutation { createNote(data: {title: "Last"}, publish: true) { id } }`, nil)
	r.wait(t, "the publish", func(c call) bool { return text(c.event(), "data", "values", "title") == "Last" })
	want(t, "calls", len(r.calls()), 1)
}
