package dynamo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/store"
)

// Pauses between attempts grow from the first to the longest, by chance up to that, so that callers who were refused
// together do not come back together.
const (
	firstPause   = 25 * time.Millisecond
	longestPause = time.Second
)

// single is a client whose requests are single attempts, of a limited time. The repeats are ours, not the SDK's, so that
// it is known whether the answer to one of them was lost: then nobody can say that nothing was done.
func single(client *dynamodb.Client, limit time.Duration) *dynamodb.Client {
	return dynamodb.New(client.Options(), func(o *dynamodb.Options) {
		o.RetryMaxAttempts = 0
		o.Retryer = aws.NopRetryer{}
		o.HTTPClient = timed{o.HTTPClient, limit}
	})
}

// timed is an HTTP client that gives up on a reply after a time, its body included.
type timed struct {
	client dynamodb.HTTPClient
	limit  time.Duration
}

// Do implements dynamodb.HTTPClient.
func (t timed) Do(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), t.limit)
	reply, err := t.client.Do(r.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	reply.Body = timedBody{reply.Body, cancel}
	return reply, nil
}

// timedBody ends the time of its request when it is closed.
type timedBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (b timedBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// write makes attempts of a write until one is done, refused for good, or the last.
func (t *Table) write(ctx context.Context, again func(error) bool, attempt func() error) (lost bool, err error) {
	err = t.repeat(ctx, again, func() error {
		err := writeError(attempt())
		lost = lost || errors.Is(err, store.ErrUnknown)
		return err
	})
	if lost && (errors.Is(err, store.ErrThrottled) || errors.Is(err, store.ErrConflict)) {
		err = fmt.Errorf("%w: an attempt was lost: %w", store.ErrUnknown, err)
	}
	return lost, err
}

// read makes attempts of a read until one is answered, refused for good, or the last.
func (t *Table) read(ctx context.Context, attempt func() error) error {
	return t.repeat(ctx, passing, func() error { return readError(attempt()) })
}

func (t *Table) repeat(ctx context.Context, again func(error) bool, attempt func() error) error {
	for n := 1; ; n++ {
		err := attempt()
		if !again(err) || n >= t.attempts || pause(ctx, n) != nil {
			return err
		}
	}
}

// passing tells whether another attempt may fare better. A conflict of a transaction is the caller's to repeat.
func passing(err error) bool {
	return errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrThrottled) || errors.Is(err, errRefused) || errors.Is(err, errUnanswered)
}

func passingOrBusy(err error) bool {
	return passing(err) || errors.Is(err, store.ErrConflict)
}

// pause waits before another attempt, the first being 1; it ends early with ctx.
func pause(ctx context.Context, attempt int) error {
	longest := min(firstPause<<min(attempt-1, 10), longestPause)
	timer := time.NewTimer(rand.N(longest) + time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
