//go:build aws

package aws

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/galley-cms/galley/e2e/story"
)

// notes are entries of a model that the tests made, and who is told of their publishing.
type notes struct {
	*deployment
	home     *story.Home
	receiver *story.Receiver
	hook     string
}

const noteModel = `{"apiId": "note", "name": "Note", "titleField": "title", "fields": [{"apiId": "title", "kind": "TEXT"}]}`

func (d *deployment) newNotes(t *testing.T, home *story.Home) *notes {
	t.Helper()
	n := &notes{d, home, story.Listen(t), ""}
	n.manager(t).Ask("/manage/graphql", `mutation($m: JSON!) { applyModels(models: [$m]) { applied } }`, story.Object{"m": json.RawMessage(noteModel)})
	a := n.manager(t).Ask("/manage/graphql", `mutation($u: String!) { addWebhook(url: $u, events: ["entry.published"], models: ["note"]) { webhook { id } secret } }`,
		story.Object{"u": n.receiver.URL})
	n.hook = story.Text(a, "addWebhook", "webhook", "id")
	home.Secrets.Keep("webhook secret", story.Text(a, "addWebhook", "secret"))
	return n
}

// manager may do everything.
func (n *notes) manager(t testing.TB) *story.Client { return n.home.Client(t, n.home.Key) }

// publish publishes a note and gives its id.
func (n *notes) publish(t testing.TB, title string) string {
	t.Helper()
	d := n.manager(t).Ask("/graphql", `mutation($t: String) { createNote(data: {title: $t}, publish: true) { id } }`, story.Object{"t": title})
	return story.Text(d, "createNote", "id")
}

// heard waits until a note has arrived at the webhook.
func (n *notes) heard(t testing.TB, title string) {
	t.Helper()
	n.receiver.Wait(t, fmt.Sprintf("the note %q", title), func(c story.Call) bool { return titleOf(c) == title })
}

// times counts how often a note arrived.
func (n *notes) times(title string) (count int) {
	for _, c := range n.receiver.Calls() {
		if titleOf(c) == title {
			count++
		}
	}
	return count
}

func titleOf(c story.Call) string { return story.Text(c.Event(), "data", "values", "title") }
