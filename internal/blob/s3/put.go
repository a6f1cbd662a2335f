package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

const (
	partSize  = 8 << 20          // bytes that a Put keeps in memory, so that it can send them again
	abortTime = 10 * time.Second // for taking back the parts of a failed Put
)

// Put implements blob.Bucket. An object of 8 MiB or more goes in parts, which S3 joins when all of them are there.
func (b *Bucket) Put(ctx context.Context, key string, body io.Reader, o blob.PutOptions) (err error) {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	defer errs.Wrap(&err, "put(%s)", key)
	if err := ctx.Err(); err != nil {
		return err
	}
	if o.Size >= 0 {
		body = io.LimitReader(body, o.Size+1) // one more is enough to see that it is too long
	}
	first, err := readPart(body)
	if err != nil {
		return err
	}
	if len(first) == partSize {
		return b.putParts(ctx, key, io.MultiReader(bytes.NewReader(first), body), o)
	}
	if err := checkSize(int64(len(first)), o.Size); err != nil {
		return err
	}
	_, err = b.client.PutObject(ctx, &sdk.PutObjectInput{
		Bucket: &b.name, Key: &key, Body: bytes.NewReader(first), ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
		ContentType: optional(o.ContentType), CacheControl: optional(o.CacheControl),
	})
	return err
}

// readPart reads up to partSize bytes; fewer are the last ones.
func readPart(body io.Reader) ([]byte, error) {
	var part bytes.Buffer
	_, err := part.ReadFrom(io.LimitReader(body, partSize))
	return part.Bytes(), err
}

// checkSize compares what came with what was announced, if anything was.
func checkSize(got, want int64) error {
	switch {
	case want < 0 || got == want:
		return nil
	case got > want:
		return fmt.Errorf("the body is longer than the %d bytes that were announced", want)
	}
	return fmt.Errorf("the body has %d bytes, announced were %d", got, want)
}

// putParts stores an object in parts; readers see nothing of it until it is complete.
func (b *Bucket) putParts(ctx context.Context, key string, body io.Reader, o blob.PutOptions) error {
	upload, err := b.client.CreateMultipartUpload(ctx, &sdk.CreateMultipartUploadInput{
		Bucket: &b.name, Key: &key, ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
		ContentType: optional(o.ContentType), CacheControl: optional(o.CacheControl),
	})
	if err != nil {
		return err
	}
	err = b.fill(ctx, key, upload.UploadId, body, o.Size)
	if err != nil {
		return errors.Join(err, b.abort(ctx, key, upload.UploadId))
	}
	return nil
}

// fill sends the parts of an upload and completes it, if all of them have the size that was announced.
func (b *Bucket) fill(ctx context.Context, key string, upload *string, body io.Reader, size int64) error {
	var parts []types.CompletedPart
	var total int64
	for {
		part, err := readPart(body)
		if err != nil {
			return err
		}
		if len(part) == 0 {
			break
		}
		total += int64(len(part))
		sent, err := b.sendPart(ctx, key, upload, int32(len(parts)+1), part)
		if err != nil {
			return err
		}
		parts = append(parts, sent)
	}
	if err := checkSize(total, size); err != nil {
		return err
	}
	_, err := b.client.CompleteMultipartUpload(ctx, &sdk.CompleteMultipartUploadInput{
		Bucket: &b.name, Key: &key, UploadId: upload, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
	return err
}

// sendPart sends one part; the first has the number 1.
func (b *Bucket) sendPart(ctx context.Context, key string, upload *string, number int32, part []byte) (types.CompletedPart, error) {
	out, err := b.client.UploadPart(ctx, &sdk.UploadPartInput{
		Bucket: &b.name, Key: &key, UploadId: upload, PartNumber: aws.Int32(number),
		Body: bytes.NewReader(part), ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
	})
	if err != nil {
		return types.CompletedPart{}, fmt.Errorf("part %d: %w", number, err)
	}
	return types.CompletedPart{PartNumber: aws.Int32(number), ETag: out.ETag, ChecksumCRC32: out.ChecksumCRC32}, nil
}

// abort gives back the room of the parts of uploads, for which S3 would charge; it does so after a cancelled Put too.
// Uploads that are over are no error.
func (b *Bucket) abort(ctx context.Context, key string, uploads ...*string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTime)
	defer cancel()
	for _, upload := range uploads {
		_, err := b.client.AbortMultipartUpload(ctx, &sdk.AbortMultipartUploadInput{Bucket: &b.name, Key: &key, UploadId: upload})
		var over *types.NoSuchUpload
		if err != nil && !errors.As(err, &over) {
			return fmt.Errorf("take back its parts: %w", err)
		}
	}
	return nil
}
