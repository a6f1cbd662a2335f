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
func applyNotes(t testing.TB, b *Binary) *Client {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "note.json"), []byte(noteModel), 0o600); err != nil {
		t.Fatal(err)
	}
	b.CLI(t, "models", "apply", dir)
	return b.Client(t, strings.TrimSpace(b.CLI(t, "key", "create", "--name", "writer", "--scope", "write")))
}

// A save is no publish, and another model's entries are none of this webhook's business.
func TestWebhookHearsOnlyWhatItAskedFor(t *testing.T) {
	t.Parallel()
	b := Start(t)
	writer, r := applyNotes(t, b), Listen(t)
	subscribe(t, &b.Home, r, "entry.published", "note")
	writer.Ask("/graphql", `mutation { createNote(data: {title: "A draft"}) { id } }`, nil)
	writer.Ask("/graphql", `mutation { createCategory(data: {name: "New", slug: "new"}, publish: true) { id } }`, nil)
	writer.Ask("/graphql", `mutation { createNote(data: {title: "Last"}, publish: true) { id } }`, nil)
	r.Wait(t, "the publish", func(c Call) bool { return Text(c.Event(), "data", "values", "title") == "Last" })
	Want(t, "calls", len(r.Calls()), 1)
}
