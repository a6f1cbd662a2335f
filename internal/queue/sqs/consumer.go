package sqs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/galley-cms/galley/internal/queue"
)

// Batch is what Lambda hands to a function for messages of a queue.
type Batch struct {
	Records []Record `json:"Records"`
}

// Record is one message of a Batch.
type Record struct {
	MessageID     string            `json:"messageId"`
	ReceiptHandle string            `json:"receiptHandle"` // of this delivery
	Body          string            `json:"body"`
	Attributes    map[string]string `json:"attributes"` // of SQS, among them ApproximateReceiveCount and MessageGroupId
}

// Result tells Lambda which messages of a Batch stay in the queue.
type Result struct {
	Failures []Failure `json:"batchItemFailures"` // never nil: null would be no list
}

// Failure is one message that stays.
type Failure struct {
	MessageID string `json:"itemIdentifier"`
}

// Options of a Consumer; zero values stand for the defaults.
type Options struct {
	Backoff    time.Duration // before the second attempt; it doubles with each; 1 second
	MaxBackoff time.Duration // between two attempts; 15 minutes
	Log        *slog.Logger  // slog.Default()
}

// BatchHandler works on several messages at once. The result has one element a message, which says what a queue.Handler
// would return.
type BatchHandler func(ctx context.Context, messages []queue.Message) []error

// Consumer hands the messages of batches to a handler.
type Consumer struct {
	client  *sdk.Client
	url     string
	handler BatchHandler
	size    int // of what the handler gets at once; 0 for all
	options Options
}

// NewConsumer makes the consumer of the queue at url, whose handler gets the messages one by one.
func NewConsumer(client *sdk.Client, url string, h queue.Handler, o Options) *Consumer {
	c := NewBatchConsumer(client, url, func(ctx context.Context, m []queue.Message) []error { return []error{h(ctx, m[0])} }, o)
	c.size = 1
	return c
}

// NewBatchConsumer makes the consumer of the queue at url, whose handler gets all messages of a batch at once.
func NewBatchConsumer(client *sdk.Client, url string, h BatchHandler, o Options) *Consumer {
	o.Backoff = cmp.Or(o.Backoff, time.Second)
	o.MaxBackoff = cmp.Or(o.MaxBackoff, 15*time.Minute)
	o.Log = cmp.Or(o.Log, slog.Default())
	return &Consumer{client: patient(client), url: url, handler: h, options: o}
}

const (
	// reserve is the time at the end of a call for telling Lambda what is done, if the call is long enough.
	reserve = time.Second
	// held is how long a message may have been received before its handler asks for a time: Lambda may gather a batch
	// for five minutes, and work on it for fifteen. SQS counts the longest time to hide a message from its receipt.
	held = 20 * time.Minute
)

// Handle works on the messages of a batch, side by side, and tells which failed. Those come again when their handlers
// wished, or after a time that grows with the attempts. It returns in time before ctx ends; messages whose handlers
// have not come back by then have failed. The error is always nil: together with the result it is the form that
// lambda.Start takes. The event source must have ReportBatchItemFailures, else Lambda deletes what failed.
func (c *Consumer) Handle(ctx context.Context, b Batch) (Result, error) {
	failed := make([]bool, len(b.Records))
	size := cmp.Or(c.size, max(1, len(b.Records)))
	var wg sync.WaitGroup
	for start := 0; start < len(b.Records); start += size {
		end := min(start+size, len(b.Records))
		wg.Go(func() { c.work(ctx, b.Records[start:end], failed[start:end]) })
	}
	wg.Wait()
	result := Result{Failures: []Failure{}}
	for i, r := range b.Records {
		if failed[i] {
			result.Failures = append(result.Failures, Failure{r.MessageID})
		}
	}
	return result, nil
}

// shorten ends a context before its time, by the reserve or a tenth of what is left.
func shorten(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-min(reserve, time.Until(end)/10)))
}

// work handles messages that the handler gets at once, and notes which of them must come again.
func (c *Consumer) work(ctx context.Context, records []Record, failed []bool) {
	messages := make([]queue.Message, len(records))
	for i, r := range records {
		messages[i] = messageOf(r)
	}
	early, cancel := shorten(ctx)
	defer cancel()
	outcome := make(chan []error, 1)
	go func() { outcome <- c.attempt(early, messages) }()
	select {
	case causes := <-outcome:
		var wg sync.WaitGroup
		for i, cause := range causes {
			if failed[i] = cause != nil; failed[i] {
				wg.Go(func() { c.putOff(ctx, records[i], messages[i], cause) })
			}
		}
		wg.Wait()
	case <-early.Done():
		for i, m := range messages {
			failed[i] = true
			c.options.Log.Error("queue: a handler took too long", "message", m.ID, "attempt", m.Attempts)
		}
	}
}

// messageOf reads a record; a count of deliveries that SQS does not tell is that of the first.
func messageOf(r Record) queue.Message {
	n, err := strconv.Atoi(r.Attributes["ApproximateReceiveCount"])
	if err != nil {
		n = 1
	}
	return queue.Message{ID: r.MessageID, Body: []byte(r.Body), Group: r.Attributes["MessageGroupId"], Attempts: n}
}

// attempt calls the handler; a panic is an error like any other, of all its messages.
func (c *Consumer) attempt(ctx context.Context, messages []queue.Message) (causes []error) {
	defer func() {
		if p := recover(); p != nil {
			causes = slices.Repeat([]error{fmt.Errorf("panic: %v\n%s", p, debug.Stack())}, len(messages))
		}
	}()
	return c.handler(ctx, messages)
}

// putOff lets a failed message come again in its time. If SQS does not take that, it comes at the end of the time
// that the queue gives to handlers.
func (c *Consumer) putOff(ctx context.Context, r Record, m queue.Message, cause error) {
	after := c.delay(m.Attempts, cause)
	c.options.Log.Warn("queue: a message failed", "message", m.ID, "attempt", m.Attempts, "again", after, "error", cause)
	_, err := c.client.ChangeMessageVisibility(ctx, &sdk.ChangeMessageVisibilityInput{
		QueueUrl: &c.url, ReceiptHandle: &r.ReceiptHandle, VisibilityTimeout: seconds(after),
	})
	if err != nil {
		c.options.Log.Error("queue: a failed message could not be put off", "message", m.ID, "error", err)
	}
}

// delay is the time between attempt n, which failed for a cause, and the next one.
func (c *Consumer) delay(n int, cause error) time.Duration {
	var wish *queue.RetryError
	if errors.As(cause, &wish) {
		return max(0, min(wish.After, queue.MaxRetry-held))
	}
	d := c.options.Backoff
	for range n - 1 {
		if d *= 2; d >= c.options.MaxBackoff {
			return c.options.MaxBackoff
		}
	}
	return d
}
