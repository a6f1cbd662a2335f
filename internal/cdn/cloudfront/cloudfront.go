// Package cloudfront drops cached replies at Amazon CloudFront, by their tags: the edge of the AWS home.
//
// The distribution must take the tags from the header Cache-Tag (its CacheTagConfig). CloudFront does not tell upper
// from lower case in tags. Galley's ids do, so an id that differs from another in case alone drops the other's replies
// too, which costs a request to the origin and nothing else.
package cloudfront

import (
	"context"
	"crypto/rand"
	"fmt"
	random "math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"

	"github.com/galley-cms/galley/internal/cdn"
	"github.com/galley-cms/galley/internal/errs"
)

const (
	maxItems = 1000 // of one invalidation; CloudFront works on 3,000 of a distribution at a time
	maxTag   = 256  // characters
	attempts = 8    // of one request, which take half a minute at most
	busyBase = 200 * time.Millisecond
	busyMost = 8 * time.Second

	firstLook   = 200 * time.Millisecond // from the request to the first question whether it is done
	longestLook = 5 * time.Second        // between two questions
)

// Invalidator is a cdn.Invalidator of one distribution; it is safe for concurrent use.
type Invalidator struct {
	client       *sdk.Client
	distribution func(ctx context.Context) (string, error)
}

var _ cdn.Invalidator = (*Invalidator)(nil)

// New makes an invalidator. distribution gives the id of the distribution, or "" as long as there is none, when there
// is nothing to drop either; it is asked at each call. How often a request is repeated is decided here, whatever the
// client says; how long one attempt may take is up to the client.
func New(client *sdk.Client, distribution func(ctx context.Context) (string, error)) *Invalidator {
	return &Invalidator{client: patient(client), distribution: distribution}
}

// patient is a client that repeats requests as often as this package wants it, also when too many invalidations are
// in progress.
func patient(client *sdk.Client) *sdk.Client {
	return sdk.New(client.Options(), func(o *sdk.Options) {
		o.RetryMaxAttempts = 0
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) {
			r.MaxAttempts = attempts
			r.Retryables = append(slices.Clone(r.Retryables), retry.RetryableErrorCode{
				Codes: map[string]struct{}{"TooManyInvalidationsInProgress": {}},
			})
			r.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
				return jitter(min(busyBase<<min(attempt, attempts), busyMost)), nil
			})
		})
	})
}

// jitter is a time between the half and the whole of d, so that those who were refused together do not come back
// together.
func jitter(d time.Duration) time.Duration { return d/2 + random.N(d/2) }

// Invalidate drops every reply that carries one of the tags, and returns when CloudFront says that it is done.
func (i *Invalidator) Invalidate(ctx context.Context, tags ...string) (err error) {
	defer errs.Wrap(&err, "invalidate %d tags", len(tags))
	items, err := itemsOf(tags)
	if err != nil || len(items) == 0 {
		return err
	}
	id, err := i.distribution(ctx)
	if err != nil || id == "" {
		return err
	}
	for chunk := range slices.Chunk(items, maxItems) {
		if err := i.drop(ctx, id, chunk); err != nil {
			return err
		}
	}
	return nil
}

// itemsOf are the tags as items of an invalidation, each once.
func itemsOf(tags []string) ([]string, error) {
	items := make([]string, len(tags))
	for n, t := range tags {
		if !valid(t) {
			return nil, fmt.Errorf("CloudFront knows no tag %.300q: a tag is 1 to %d visible ASCII characters without a comma", t, maxTag)
		}
		items[n] = "#" + strings.ToLower(t)
	}
	slices.Sort(items)
	return slices.Compact(items), nil
}

func valid(tag string) bool {
	return tag != "" && len(tag) <= maxTag && !strings.ContainsFunc(tag, func(c rune) bool { return c <= ' ' || c > '~' || c == ',' })
}

// drop makes one invalidation and waits until it is done. Its reference is new with each call, because CloudFront
// answers a known one with the invalidation of before; the repeats of a lost request share it.
func (i *Invalidator) drop(ctx context.Context, distribution string, items []string) error {
	out, err := i.client.CreateInvalidation(ctx, &sdk.CreateInvalidationInput{
		DistributionId: &distribution,
		InvalidationBatch: &types.InvalidationBatch{
			CallerReference: aws.String("galley-" + rand.Text()),
			Paths:           &types.Paths{Quantity: aws.Int32(int32(len(items))), Items: items},
		},
	})
	if err != nil {
		return err
	}
	return i.await(ctx, distribution, out.Invalidation)
}

// await asks for an invalidation until it is done, in growing pauses.
func (i *Invalidator) await(ctx context.Context, distribution string, made *types.Invalidation) error {
	for pause := firstLook; ; pause = min(pause*3/2, longestLook) {
		if made == nil || made.Id == nil {
			return fmt.Errorf("CloudFront did not say which invalidation of distribution %s it made", distribution)
		}
		if aws.ToString(made.Status) == "Completed" {
			return nil
		}
		if err := sleep(ctx, jitter(pause)); err != nil {
			return fmt.Errorf("CloudFront has not finished invalidation %s: %w", *made.Id, err)
		}
		out, err := i.client.GetInvalidation(ctx, &sdk.GetInvalidationInput{DistributionId: &distribution, Id: made.Id})
		if err != nil {
			return err
		}
		made = out.Invalidation
	}
}

// sleep waits for d; it ends early with ctx.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
