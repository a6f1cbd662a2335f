// Package s3 keeps a bucket of files in Amazon S3: the bucket of the AWS home.
//
// S3 writes whole objects or none, so the port's promise of atomic writes costs nothing here. A program needs
// s3:ListBucket even if it never lists: without it S3 answers "forbidden" where an object is missing. One that grants
// uploads also needs s3:ListBucketMultipartUploads of the bucket, and s3:ListMultipartUploadParts and
// s3:AbortMultipartUpload of the objects. What a browser sends to a presigned address needs a CORS rule of the bucket
// that allows PUT with Content-Type and If-None-Match, and GET. Parts that nobody joined stay, and cost, until a
// lifecycle rule (AbortIncompleteMultipartUpload) drops them. All that belongs to the stack.
package s3

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

const (
	attempts   = 5                      // of one request that S3 refuses for now, or whose reply is lost
	firstPause = 100 * time.Millisecond // at most before the second attempt; twice as long before each other one
	maxBatch   = 1000                   // objects of one request that lists or deletes
)

// Bucket is a bucket in S3; it is safe for concurrent use. It implements blob.Bucket, blob.Presigner and blob.Linker.
// Readers that Get returns can seek.
type Bucket struct {
	client  *sdk.Client
	presign *sdk.PresignClient
	name    string
}

var (
	_ blob.Bucket    = (*Bucket)(nil)
	_ blob.Presigner = (*Bucket)(nil)
	_ blob.Linker    = (*Bucket)(nil)
)

// New uses an existing bucket; several may share a client. How often a request is repeated is decided here, whatever
// the client says; how long one attempt may take is up to the client.
func New(client *sdk.Client, name string) *Bucket {
	own := sdk.New(client.Options(), func(o *sdk.Options) {
		o.RetryMaxAttempts = 0
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) {
			r.MaxAttempts = attempts
			r.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) { return pauseAfter(attempt), nil })
		})
	})
	return &Bucket{client: own, presign: newPresigner(own), name: name}
}

// pauseAfter is the time between an attempt, the first being 1, and the next: by chance, so that those who were
// refused together do not come back together.
func pauseAfter(attempt int) time.Duration {
	return rand.N(firstPause<<min(attempt, attempts)/2) + time.Millisecond
}

// Stat implements blob.Bucket.
func (b *Bucket) Stat(ctx context.Context, key string) (blob.Info, error) {
	if err := blob.CheckKey(key); err != nil {
		return blob.Info{}, err
	}
	out, err := b.client.HeadObject(ctx, &sdk.HeadObjectInput{Bucket: &b.name, Key: &key})
	if err != nil {
		return blob.Info{}, fmt.Errorf("stat(%s): %w", key, readError(err))
	}
	return blob.Info{
		Key: key, Size: aws.ToInt64(out.ContentLength), ContentType: aws.ToString(out.ContentType),
		CacheControl: aws.ToString(out.CacheControl), ETag: aws.ToString(out.ETag), Modified: aws.ToTime(out.LastModified),
	}, nil
}

// readError translates S3's words for a missing object.
func readError(err error) error {
	var key *types.NoSuchKey // the answer to a GET
	var head *types.NotFound // the answer to a HEAD, which has no body to say more
	if errors.As(err, &key) || errors.As(err, &head) {
		return fmt.Errorf("%w: %w", blob.ErrNotFound, err)
	}
	return err
}

// Delete implements blob.Bucket.
func (b *Bucket) Delete(ctx context.Context, keys ...string) (err error) {
	for _, key := range keys {
		if err := blob.CheckKey(key); err != nil {
			return err
		}
	}
	defer errs.Wrap(&err, "delete %d objects", len(keys))
	var many []string
	for _, key := range keys {
		if fitsXML(key) {
			many = append(many, key)
			continue
		}
		if _, err := b.client.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: &b.name, Key: &key}); err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(many, maxBatch) {
		if err := b.deleteBatch(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// fitsXML tells whether a key can be named in the body of a request. A control character or U+FFFE there would be
// replaced, and the request would speak of another object.
func fitsXML(key string) bool {
	for _, c := range key {
		if c < ' ' || c == 0xFFFE || c == 0xFFFF {
			return false
		}
	}
	return true
}

func (b *Bucket) deleteBatch(ctx context.Context, keys []string) error {
	objects := make([]types.ObjectIdentifier, len(keys))
	for i := range keys {
		objects[i].Key = &keys[i]
	}
	out, err := b.client.DeleteObjects(ctx, &sdk.DeleteObjectsInput{
		Bucket: &b.name, Delete: &types.Delete{Objects: objects, Quiet: aws.Bool(true)},
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, e := range out.Errors {
		failed = append(failed, fmt.Errorf("%s: %s: %s", aws.ToString(e.Key), aws.ToString(e.Code), aws.ToString(e.Message)))
	}
	return errors.Join(failed...)
}

// List implements blob.Bucket.
func (b *Bucket) List(ctx context.Context, prefix, after string, limit int) (infos []blob.Info, err error) {
	defer errs.Wrap(&err, "list(%s)", prefix)
	for len(infos) < limit {
		page, more, err := b.page(ctx, prefix, after, min(limit-len(infos), maxBatch))
		if err != nil {
			return nil, err
		}
		infos = append(infos, page...)
		if !more || len(page) == 0 {
			break
		}
		after = page[len(page)-1].Key
	}
	return infos, nil
}

// page is one request of a List; more says that S3 has further objects.
func (b *Bucket) page(ctx context.Context, prefix, after string, limit int) (infos []blob.Info, more bool, err error) {
	in := &sdk.ListObjectsV2Input{
		Bucket: &b.name, Prefix: &prefix, StartAfter: optional(after), MaxKeys: aws.Int32(int32(limit)),
		EncodingType: types.EncodingTypeUrl, // some keys cannot be told in XML
	}
	out, err := b.client.ListObjectsV2(ctx, in)
	if err != nil {
		return nil, false, err
	}
	for _, o := range out.Contents {
		key, err := url.QueryUnescape(aws.ToString(o.Key))
		if err != nil {
			return nil, false, err
		}
		infos = append(infos, blob.Info{
			Key: key, Size: aws.ToInt64(o.Size), ETag: aws.ToString(o.ETag), Modified: aws.ToTime(o.LastModified),
		})
	}
	return infos, aws.ToBool(out.IsTruncated), nil
}

// optional leaves an empty value out of a request.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
