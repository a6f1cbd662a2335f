//go:build aws

package aws

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/galley-cms/galley/e2e/story"
)

// workQueue is a queue that starts a function, and the one behind it for what could not be done.
type workQueue struct {
	*deployment
	url, dead string
	source    string // the event source mapping
}

// queue is the one that a function's environment names.
func (d *deployment) queue(t testing.TB, of, variable string) *workQueue {
	t.Helper()
	name := function(of)
	f, err := d.lambda.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: &name})
	if err != nil {
		t.Fatal(err)
	}
	q := &workQueue{deployment: d, url: f.Environment.Variables[variable]}
	var redrive struct{ DeadLetterTargetArn string }
	if err := json.Unmarshal([]byte(q.attribute(t, types.QueueAttributeNameRedrivePolicy)), &redrive); err != nil {
		t.Fatal(err)
	}
	deadName := redrive.DeadLetterTargetArn[strings.LastIndex(redrive.DeadLetterTargetArn, ":")+1:]
	dead, err := d.sqs.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: &deadName})
	if err != nil {
		t.Fatal(err)
	}
	q.dead = *dead.QueueUrl
	arn := q.attribute(t, types.QueueAttributeNameQueueArn)
	sources, err := d.lambda.ListEventSourceMappings(t.Context(), &lambda.ListEventSourceMappingsInput{EventSourceArn: &arn})
	if err != nil || len(sources.EventSourceMappings) != 1 {
		t.Fatalf("the queue %s has not one event source, but %v (%v)", arn, sources, err)
	}
	q.source = *sources.EventSourceMappings[0].UUID
	return q
}

func (q *workQueue) attribute(t testing.TB, name types.QueueAttributeName) string {
	t.Helper()
	a, err := q.sqs.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &q.url, AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		t.Fatal(err)
	}
	return a.Attributes[string(name)]
}

// giveUpAfter sets how many attempts a message has, so that nobody waits for all that it would have.
func (q *workQueue) giveUpAfter(t testing.TB, attempts int) {
	t.Helper()
	var redrive struct {
		DeadLetterTargetArn string `json:"deadLetterTargetArn"`
		MaxReceiveCount     int    `json:"maxReceiveCount"`
	}
	if err := json.Unmarshal([]byte(q.attribute(t, types.QueueAttributeNameRedrivePolicy)), &redrive); err != nil {
		t.Fatal(err)
	}
	redrive.MaxReceiveCount = attempts
	text, err := json.Marshal(redrive)
	if err != nil {
		t.Fatal(err)
	}
	_, err = q.sqs.SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{QueueUrl: &q.url, Attributes: map[string]string{"RedrivePolicy": string(text)}})
	if err != nil {
		t.Fatal(err)
	}
}

// pause keeps the queue from starting its function until work is called, or the test ends.
func (q *workQueue) pause(t testing.TB) (work func()) {
	t.Helper()
	q.enable(t, false)
	work = sync.OnceFunc(func() { q.enable(t, true) })
	t.Cleanup(work)
	return work
}

func (q *workQueue) enable(t testing.TB, does bool) {
	t.Helper()
	if _, err := q.lambda.UpdateEventSourceMapping(context.WithoutCancel(t.Context()), &lambda.UpdateEventSourceMappingInput{UUID: &q.source, Enabled: &does}); err != nil {
		t.Fatal(err)
	}
}

// send puts a message into the queue.
func (q *workQueue) send(t testing.TB, body string) {
	t.Helper()
	if _, err := q.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
}

// take waits for so many messages of a queue, takes them out and gives their bodies.
func (d *deployment) take(t testing.TB, url string, count int) (bodies []string) {
	t.Helper()
	story.Until(t, "messages arrive", func() bool {
		got, err := d.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range got.Messages {
			bodies = append(bodies, *m.Body)
			if _, err := d.sqs.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle}); err != nil {
				t.Fatal(err)
			}
		}
		return len(bodies) >= count
	})
	return bodies
}

// idle waits until nothing is in the queue any more, worked on or not.
func (q *workQueue) idle(t testing.TB) {
	t.Helper()
	story.Until(t, "the queue is empty", func() bool {
		return q.attribute(t, types.QueueAttributeNameApproximateNumberOfMessages) == "0" &&
			q.attribute(t, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible) == "0"
	})
}

// What waits in the dead-letter queue of the webhooks can be put back: each delivery is made once, however often it
// comes. // F10
func (n *notes) redriven(t *testing.T) {
	q := n.queue(t, "webhook", "GALLEY_WEBHOOK_QUEUE")
	work := q.pause(t)
	n.publish(t, "set aside")
	body := n.take(t, q.url, 1)[0] // as SQS does after too many attempts
	if _, err := n.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &q.dead, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
	story.Want(t, "calls before", n.times("set aside"), 0)

	back := n.take(t, q.dead, 1)[0]
	q.send(t, back)
	work()
	n.heard(t, "set aside")
	for range 2 {
		q.idle(t)
		q.send(t, back)
	}
	q.idle(t)
	story.Want(t, "calls after three messages", n.times("set aside"), 1)
}

// Of a batch only the message that cannot be handled comes back, and is set aside in the end. // F2
func (n *notes) partial(t *testing.T) {
	q := n.queue(t, "webhook", "GALLEY_WEBHOOK_QUEUE")
	work := q.pause(t)
	titles := []string{"first of a batch", "second of a batch", "third of a batch"}
	for _, title := range titles {
		n.publish(t, title)
	}
	story.Until(t, "all messages wait", func() bool { return q.attribute(t, types.QueueAttributeNameApproximateNumberOfMessages) == "3" })
	q.send(t, "no job at all")
	q.giveUpAfter(t, 2)
	work()
	for _, title := range titles {
		n.heard(t, title)
	}
	story.Want(t, "what is set aside", n.take(t, q.dead, 1)[0], "no job at all")
	for _, title := range titles {
		story.Want(t, "calls of the "+title, n.times(title), 1)
	}
}
