//go:build aws

package aws

import (
	"testing"

	"github.com/galley-cms/galley/e2e/story"
)

// searched tells that what is published is found by its words, a moment later, and what is not published is not: the change
// goes through the stream and the queue to the indexer, its snapshot through the bucket to the function that searches.
func (n *notes) searched(t *testing.T) {
	id := n.publish(t, "A lighthouse keeper's log")
	n.found(t, "lighthous", id)
	n.found(t, "lighthuose keepers", id)
	anyone := n.home.Client(t, "")
	other := n.publish(t, "The lighthouse again")
	n.manager(t).Ask("/graphql", `mutation($id: ID!) { updateNote(id: $id, data: {title: "A submarine"}) { id } }`, story.Object{"id": other})
	n.found(t, "again", other)
	if got := search(anyone, "submarine"); len(got) > 0 {
		t.Errorf("a draft is found: %v", got)
	}
	n.manager(t).Ask("/graphql", `mutation($id: ID!) { unpublishNote(id: $id) { id } }`, story.Object{"id": other})
	story.Until(t, "what is unpublished is gone", func() bool { return len(search(anyone, "again")) == 0 })
}

// found waits until anyone finds a note.
func (n *notes) found(t *testing.T, text, id string) {
	t.Helper()
	anyone := n.home.Client(t, "")
	story.Until(t, "the note is found by "+text, func() bool {
		got := search(anyone, text)
		return len(got) > 0 && got[0] == id
	})
}

func search(c *story.Client, text string) (ids []string) {
	d := c.Ask("/graphql", `query($t: String!) { notes(search: $t, first: 5) { nodes { id } } }`, story.Object{"t": text})
	for _, v := range story.List(d, "notes", "nodes") {
		ids = append(ids, story.Text(v, "id"))
	}
	return ids
}
