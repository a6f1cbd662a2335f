package s3

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/galley-cms/galley/internal/blob"
)

// Get implements blob.Bucket. The reader is an io.ReadSeekCloser of this one version of the object: if it is replaced
// or deleted meanwhile, reading ends with an error rather than with a mixture. It works as long as ctx does.
func (b *Bucket) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	if err := blob.CheckKey(key); err != nil {
		return nil, blob.Info{}, err
	}
	out, err := b.client.GetObject(ctx, &sdk.GetObjectInput{Bucket: &b.name, Key: &key})
	if err != nil {
		return nil, blob.Info{}, fmt.Errorf("get(%s): %w", key, readError(err))
	}
	info := blob.Info{
		Key: key, Size: aws.ToInt64(out.ContentLength), ContentType: aws.ToString(out.ContentType),
		CacheControl: aws.ToString(out.CacheControl), ETag: aws.ToString(out.ETag), Modified: aws.ToTime(out.LastModified),
	}
	return &reader{ctx: ctx, bucket: b, info: info, stream: out.Body, left: attempts - 1}, info, nil
}

// reader reads an object through one reply of S3 at a time. Seeking costs nothing; reading elsewhere than the reply
// stands takes another request, from there to the end.
type reader struct {
	ctx    context.Context // of the Get: requests of a later Read belong to it
	bucket *Bucket
	info   blob.Info
	stream io.ReadCloser // nil: no reply is open
	at     int64         // where stream stands
	offset int64         // where the next Read begins
	left   int           // how many more replies may break
}

// Read implements io.Reader. It goes on with another request where a reply breaks off.
func (r *reader) Read(p []byte) (int, error) {
	for {
		if err := r.reach(); err != nil {
			return 0, err
		}
		n, err := r.stream.Read(p)
		r.at += int64(n)
		r.offset = r.at
		if errors.Is(err, io.EOF) && r.at < r.info.Size {
			err = io.ErrUnexpectedEOF
		}
		if err == nil || r.at >= r.info.Size || r.left == 0 || r.ctx.Err() != nil {
			return n, err
		}
		r.left--
		r.drop()
		if n > 0 {
			return n, nil
		}
	}
}

// reach opens a reply that stands at the offset, unless there is one; io.EOF where nothing is left.
func (r *reader) reach() error {
	if r.stream != nil && r.at == r.offset {
		return nil
	}
	r.drop()
	if r.offset >= r.info.Size {
		return io.EOF
	}
	out, err := r.bucket.client.GetObject(r.ctx, &sdk.GetObjectInput{
		Bucket: &r.bucket.name, Key: &r.info.Key, IfMatch: &r.info.ETag, Range: aws.String(fmt.Sprintf("bytes=%d-", r.offset)),
	})
	if err != nil {
		return fmt.Errorf("get(%s) from byte %d: %w", r.info.Key, r.offset, readError(err))
	}
	r.stream, r.at = out.Body, r.offset
	return nil
}

// drop closes a reply that is of no more use.
func (r *reader) drop() {
	if r.stream != nil {
		_ = r.stream.Close() // what was read of it is whole; nothing more is wanted
		r.stream = nil
	}
}

// Seek implements io.Seeker.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.info.Size
	default:
		return 0, fmt.Errorf("seek in %s: there is no whence %d", r.info.Key, whence)
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek in %s: %d is before its beginning", r.info.Key, offset)
	}
	r.offset = offset
	return offset, nil
}

// Close implements io.Closer.
func (r *reader) Close() error {
	r.drop()
	return nil
}
