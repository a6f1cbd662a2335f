package sqs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/galley-cms/galley/internal/emulator"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/queuetest"
	"github.com/galley-cms/galley/internal/queue/sqs"
)

// tick is SQS's: it counts in seconds.
const tick = time.Second

var quiet = slog.New(slog.DiscardHandler)

// newClient speaks to the emulator's SQS.
func newClient(address string) *sdk.Client {
	return sdk.New(sdk.Options{
		BaseEndpoint: &address,
		Region:       emulator.Region,
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:   emulator.Client(),
	})
}

// TestSuite holds the adapter to the port. What it cannot show: that a stuck group leaves room for others is the work
// of SQS's fair queues and of Lambda's many instances, which the poller below only imitates by having no limit.
func TestSuite(t *testing.T) {
	client := newClient(emulator.Start(t))
	var count atomic.Int64
	queuetest.Run(t, tick, func(t *testing.T, o queuetest.Options) queuetest.Queue {
		return newSubject(t, client, fmt.Sprintf("q-%d", count.Add(1)), o)
	})
}

// subject is a queue with its dead letters, and a poller that works as Lambda's event source does.
type subject struct {
	*sqs.Sender
	t          *testing.T
	client     *sdk.Client
	url        string
	dead       string
	visibility time.Duration
	running    context.Context // ends with the test
	busy       sync.WaitGroup
}

func newSubject(t *testing.T, client *sdk.Client, name string, o queuetest.Options) *subject {
	t.Helper()
	if o.MaxAttempts == 0 {
		o.MaxAttempts = 10
	}
	if o.Visibility == 0 {
		o.Visibility = time.Minute
	}
	dead := makeQueue(t, client, name+"-dead", nil)
	url := makeQueue(t, client, name, map[string]string{
		"VisibilityTimeout": strconv.Itoa(int(o.Visibility / time.Second)),
		"RedrivePolicy":     fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":%d}`, arnOf(name+"-dead"), o.MaxAttempts),
	})
	running, stop := context.WithCancel(context.Background())
	s := &subject{Sender: sqs.NewSender(client, url), t: t, client: client, url: url, dead: dead, visibility: o.Visibility, running: running}
	t.Cleanup(func() {
		stop()
		s.busy.Wait()
	})
	return s
}

// arnOf names a queue of the emulator's only account.
func arnOf(name string) string { return "arn:aws:sqs:" + emulator.Region + ":000000000000:" + name }

func makeQueue(t *testing.T, client *sdk.Client, name string, attributes map[string]string) (url string) {
	t.Helper()
	out, err := client.CreateQueue(t.Context(), &sdk.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	return *out.QueueUrl
}

func (s *subject) Start(h queue.Handler) {
	consumer := sqs.NewConsumer(s.client, s.url, h, sqs.Options{Log: quiet})
	s.busy.Go(func() {
		for s.running.Err() == nil {
			s.poll(s.running, consumer)
		}
	})
}

// poll receives one batch and has it worked on in the background.
func (s *subject) poll(ctx context.Context, consumer *sqs.Consumer) {
	out, err := s.client.ReceiveMessage(ctx, &sdk.ReceiveMessageInput{
		QueueUrl: &s.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.t.Error(err)
		return
	}
	s.busy.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.visibility)
		defer cancel()
		s.settle(ctx, consumer, out.Messages)
	})
}

// settle deletes the messages of a batch that have not failed.
func (s *subject) settle(ctx context.Context, consumer *sqs.Consumer, messages []types.Message) {
	var b sqs.Batch
	for _, m := range messages {
		b.Records = append(b.Records, sqs.Record{
			MessageID: *m.MessageId, ReceiptHandle: *m.ReceiptHandle, Body: *m.Body, Attributes: m.Attributes,
		})
	}
	result, err := consumer.Handle(ctx, b)
	if err != nil {
		s.t.Error(err)
	}
	failed := map[string]bool{}
	for _, f := range result.Failures {
		failed[f.MessageID] = true
	}
	for _, m := range messages {
		if failed[*m.MessageId] {
			continue
		}
		_, err := s.client.DeleteMessage(context.WithoutCancel(ctx), &sdk.DeleteMessageInput{QueueUrl: &s.url, ReceiptHandle: m.ReceiptHandle})
		if err != nil {
			s.t.Error(err)
		}
	}
}

func (s *subject) Dead() (int, error) {
	out, err := s.client.GetQueueAttributes(s.t.Context(), &sdk.GetQueueAttributesInput{
		QueueUrl: &s.dead, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages},
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(out.Attributes["ApproximateNumberOfMessages"])
}

// TestLambdaForm checks the names of what comes from Lambda and goes back to it.
func TestLambdaForm(t *testing.T) {
	var b sqs.Batch
	event := `{"Records":[{"messageId":"m1","receiptHandle":"r1","body":"{\"a\":1}","attributes":{"ApproximateReceiveCount":"3",
		"SentTimestamp":"1545082649183","MessageGroupId":"g"},"messageAttributes":{},"md5OfBody":"e4e6","eventSource":"aws:sqs",
		"eventSourceARN":"arn:aws:sqs:eu-central-1:123456789012:q","awsRegion":"eu-central-1"}]}`
	if err := json.Unmarshal([]byte(event), &b); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		failure error
		want    string
	}{{nil, `{"batchItemFailures":[]}`}, {errFailed, `{"batchItemFailures":[{"itemIdentifier":"m1"}]}`}} {
		var got queue.Message
		consumer, _ := scripted(func(_ context.Context, m queue.Message) error {
			got = m
			return c.failure
		})
		result, err := consumer.Handle(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		if got.ID != "m1" || string(got.Body) != `{"a":1}` || got.Attempts != 3 || got.Group != "g" {
			t.Errorf("the handler got %+v", got)
		}
		if reply, err := json.Marshal(result); err != nil || string(reply) != c.want {
			t.Errorf("the reply is %s, %v", reply, err)
		}
	}
	consumer, _ := scripted(nil)
	if result, _ := consumer.Handle(t.Context(), sqs.Batch{}); result.Failures == nil {
		t.Error("no failures become null")
	}
}

// TestGroupsArePassedOn checks that SQS knows a message's group, or that it has none.
func TestGroupsArePassedOn(t *testing.T) {
	client := newClient(emulator.Start(t))
	url := makeQueue(t, client, "q", nil)
	messages := []queue.Message{{Body: []byte("a"), Group: "g"}, {Body: []byte("b")}}
	if err := sqs.NewSender(client, url).Send(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	out, err := client.ReceiveMessage(t.Context(), &sdk.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameMessageGroupId},
	})
	if err != nil || len(out.Messages) != 2 {
		t.Fatalf("%d messages came, %v", len(out.Messages), err)
	}
	for _, m := range out.Messages {
		if group := m.Attributes["MessageGroupId"]; (group == "g") != (aws.ToString(m.Body) == "a") {
			t.Errorf("message %s has the group %q", *m.Body, group)
		}
	}
}
