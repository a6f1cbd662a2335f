// Package sqs keeps a queue in Amazon SQS: the queue of the AWS home.
//
// A Sender puts messages into a standard queue; a Consumer is what a Lambda function does with the batches that its
// event source hands to it. Setting messages aside is the queue's own work, by its redrive policy. Groups become SQS's
// fair queues: a message group of a standard queue, whose backlog does not delay those of others. FIFO queues are not
// for this port: a message that fails would hold up its group, and none could be delayed by itself.
package sqs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/queue"
)

const (
	attempts   = 5                      // of one request, and of one message that SQS did not take
	firstPause = 100 * time.Millisecond // at most before the second attempt; twice as long before each other one
	maxBatch   = 10                     // messages of one request
	maxBytes   = queue.MaxBody          // of them together
)

// Sender is a queue.Sender into one queue; it is safe for concurrent use.
type Sender struct {
	client *sdk.Client
	url    string
}

var _ queue.Sender = (*Sender)(nil)

// NewSender uses the existing standard queue at url. How often a request is repeated is decided here, whatever the
// client says; how long one attempt may take is up to the client.
func NewSender(client *sdk.Client, url string) *Sender {
	return &Sender{client: patient(client), url: url}
}

// patient is a client that repeats requests as often as this package wants it.
func patient(client *sdk.Client) *sdk.Client {
	return sdk.New(client.Options(), func(o *sdk.Options) {
		o.RetryMaxAttempts = 0
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) {
			r.MaxAttempts = attempts
			r.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) { return pauseAfter(attempt), nil })
		})
	})
}

// pauseAfter is the time between an attempt, the first being 1, and the next: by chance, so that those who were
// refused together do not come back together.
func pauseAfter(attempt int) time.Duration {
	return rand.N(firstPause<<min(attempt, attempts)/2) + time.Millisecond
}

// Send implements queue.Sender. It sends nothing if a message breaks a limit; after another error some messages may
// have been sent.
func (s *Sender) Send(ctx context.Context, messages ...queue.Message) (err error) {
	defer errs.Wrap(&err, "send %d messages", len(messages))
	for _, m := range messages {
		if err := errors.Join(m.Check(), checkText(m.Body)); err != nil {
			return err
		}
	}
	for len(messages) > 0 {
		n := batchOf(messages)
		if err := s.sendBatch(ctx, entriesOf(messages[:n])); err != nil {
			return err
		}
		messages = messages[n:]
	}
	return nil
}

// checkText refuses what SQS would silently replace by U+FFFD.
func checkText(body []byte) error {
	if !utf8.Valid(body) {
		return errors.New("queue limit: the message is not UTF-8")
	}
	for _, c := range string(body) {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
			return fmt.Errorf("queue limit: the message has the character %U, which SQS does not keep", c)
		}
	}
	return nil
}

// batchOf is how many of the messages fit into the next request.
func batchOf(messages []queue.Message) int {
	size := 0
	for i, m := range messages {
		if size += len(m.Body); i == maxBatch || size > maxBytes {
			return i
		}
	}
	return len(messages)
}

func entriesOf(messages []queue.Message) []types.SendMessageBatchRequestEntry {
	entries := make([]types.SendMessageBatchRequestEntry, len(messages))
	for i, m := range messages {
		entries[i] = types.SendMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(m.Body)), DelaySeconds: seconds(m.Delay),
		}
		if m.Group != "" {
			entries[i].MessageGroupId = aws.String(m.Group)
		}
	}
	return entries
}

// seconds rounds up: what was put off must not come early.
func seconds(d time.Duration) int32 { return int32((d + time.Second - 1) / time.Second) }

// sendBatch sends one batch, and again what SQS did not take of it.
func (s *Sender) sendBatch(ctx context.Context, entries []types.SendMessageBatchRequestEntry) error {
	for attempt := 1; ; attempt++ {
		out, err := s.client.SendMessageBatch(ctx, &sdk.SendMessageBatchInput{QueueUrl: &s.url, Entries: entries})
		if err != nil {
			return err
		}
		entries, err = refused(entries, out.Failed)
		if err == nil || len(entries) == 0 || attempt == attempts {
			return err
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// refused gives the entries that SQS did not take, and why; none if one of them will never be taken.
func refused(entries []types.SendMessageBatchRequestEntry, failed []types.BatchResultErrorEntry) ([]types.SendMessageBatchRequestEntry, error) {
	why := make(map[string]error, len(failed))
	for _, f := range failed {
		err := fmt.Errorf("a message was refused: %s: %s", aws.ToString(f.Code), aws.ToString(f.Message))
		if f.SenderFault {
			return nil, err
		}
		why[aws.ToString(f.Id)] = err
	}
	var left []types.SendMessageBatchRequestEntry
	var reasons []error
	for _, e := range entries {
		if err := why[*e.Id]; err != nil {
			left, reasons = append(left, e), append(reasons, err)
		}
	}
	return left, errors.Join(reasons...)
}

// pause waits after an attempt, the first being 1; it ends early with ctx.
func pause(ctx context.Context, attempt int) error {
	timer := time.NewTimer(pauseAfter(attempt))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
