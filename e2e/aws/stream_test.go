//go:build aws

package aws

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/galley-cms/galley/e2e/story"
)

// An event that nobody can read is set aside, tried again, and at last left to a person, by its key; those behind it
// arrive meanwhile. // F3
func (n *notes) poison(t *testing.T) {
	parked := n.queue(t, "stream", "GALLEY_PARKED_QUEUE")
	parked.giveUpAfter(t, 2)
	for shard := range 8 { // in every shard, so that some note lies behind it
		n.putPoison(t, "main#outbox#"+string(rune('0'+shard)))
	}
	for _, title := range []string{"behind poison", "behind poison too"} {
		n.publish(t, title)
		n.heard(t, title)
	}
	for _, body := range n.take(t, parked.dead, 8) {
		if !strings.Contains(body, "zz-poison") || strings.Contains(body, "cannot be read") {
			t.Errorf("what is set aside is not a key: %s", body)
		}
	}
	id := n.publish(t, "after poison")
	n.heard(t, "after poison")
	n.clearPoison(t)
	n.putBack(t, parked, id)
}

// putBack redrives events that are gone by now, and those of an entry that arrived: nothing happens twice. // F10
func (n *notes) putBack(t *testing.T, parked *workQueue, entry string) {
	t.Helper()
	d := n.manager(t).Ask("/manage/graphql", `query($id: ID!) { events(entry: $id) { id } }`, story.Object{"id": entry})
	for _, e := range story.List(d, "events") {
		for shard := range 8 {
			parked.send(t, fmt.Sprintf(`{"partition": "main#outbox#%d", "sort": %q}`, shard, story.Text(e, "id")))
		}
	}
	parked.idle(t)
	n.queue(t, "webhook", "GALLEY_WEBHOOK_QUEUE").idle(t)
	story.Want(t, "calls of the entry", n.times("after poison"), 1)
}

// putPoison writes an event of no known form, as a faulty release might.
func (n *notes) putPoison(t *testing.T, partition string) {
	t.Helper()
	_, err := n.table.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &n.Data.ContentTable, Item: map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: partition},
		"sk": &types.AttributeValueMemberB{Value: []byte("zz-poison")},
		"b":  &types.AttributeValueMemberB{Value: []byte("\xffthis cannot be read")},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// clearPoison takes the events away again.
func (n *notes) clearPoison(t *testing.T) {
	t.Helper()
	for shard := range 8 {
		_, err := n.table.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &n.Data.ContentTable, Key: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: "main#outbox#" + string(rune('0'+shard))},
			"sk": &types.AttributeValueMemberB{Value: []byte("zz-poison")},
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	d := n.manager(t).Ask("/manage/graphql", `{ events(first: 5) { id } }`, nil)
	story.Want(t, "the audit is readable again", len(story.List(d, "events")), 5)
}
