package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

// newPresigner signs requests whose bodies nobody knows yet: a checksum would be that of an empty one.
func newPresigner(client *sdk.Client) *sdk.PresignClient {
	return sdk.NewPresignClient(client, sdk.WithPresignClientFromClientOptions(func(o *sdk.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	}))
}

// PresignUpload implements blob.Presigner. S3 checks the signature, which covers the key, the type, the length, the
// time, and the condition that the key is free. The request ends with the credentials that signed it, if that is
// sooner. What is larger than a part goes in parts: the condition is then that of CompleteUpload.
func (b *Bucket) PresignUpload(ctx context.Context, u blob.Upload) (r blob.Request, err error) {
	if err := blob.CheckKey(u.Key); err != nil {
		return blob.Request{}, err
	}
	defer errs.Wrap(&err, "presign(%s)", u.Key)
	if u.Size > blob.PartSize {
		return b.presignParts(ctx, u)
	}
	signed, err := b.presign.PresignPutObject(ctx, &sdk.PutObjectInput{
		Bucket: &b.name, Key: &u.Key, ContentType: &u.ContentType, ContentLength: &u.Size, IfNoneMatch: aws.String("*"),
	}, sdk.WithPresignExpires(u.Expires))
	if err != nil {
		return blob.Request{}, err
	}
	return blob.Request{Method: signed.Method, URL: signed.URL, Header: sendable(signed.SignedHeader)}, nil
}

// presignParts opens an upload in parts and signs a request for each of them.
func (b *Bucket) presignParts(ctx context.Context, u blob.Upload) (r blob.Request, err error) {
	upload, err := b.client.CreateMultipartUpload(ctx, &sdk.CreateMultipartUploadInput{
		Bucket: &b.name, Key: &u.Key, ContentType: &u.ContentType,
	}, func(o *sdk.Options) { o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired })
	if err != nil {
		return r, err
	}
	r.Method = http.MethodPut
	for offset := int64(0); offset < u.Size; offset += blob.PartSize {
		p, err := b.presignPart(ctx, u, upload.UploadId, offset)
		if err != nil {
			return blob.Request{}, errors.Join(err, b.abort(ctx, u.Key, upload.UploadId))
		}
		r.Parts = append(r.Parts, p)
	}
	return r, nil
}

func (b *Bucket) presignPart(ctx context.Context, u blob.Upload, upload *string, offset int64) (blob.Part, error) {
	size := partAt(u, offset)
	signed, err := b.presign.PresignUploadPart(ctx, &sdk.UploadPartInput{
		Bucket: &b.name, Key: &u.Key, UploadId: upload, PartNumber: partNumber(offset), ContentLength: &size,
	}, sdk.WithPresignExpires(u.Expires), func(o *sdk.PresignOptions) { o.Presigner = typed{o.Presigner, u.ContentType} })
	if err != nil {
		return blob.Part{}, err
	}
	return blob.Part{
		Method: signed.Method, URL: signed.URL, Header: sendable(signed.SignedHeader), Offset: offset, Size: size,
	}, nil
}

// partAt is the size of the part that begins at an offset.
func partAt(u blob.Upload, offset int64) int64 { return min(blob.PartSize, u.Size-offset) }

// partNumber is the number of the part that begins at an offset; the first is 1.
func partNumber(offset int64) *int32 { return aws.Int32(int32(offset/blob.PartSize) + 1) }

// typed makes a signature cover the type of what is sent, which the SDK leaves out of parts.
type typed struct {
	sdk.HTTPPresignerV4
	contentType string
}

// PresignHTTP implements sdk.HTTPPresignerV4.
func (t typed) PresignHTTP(ctx context.Context, credentials aws.Credentials, r *http.Request, payloadHash, service, region string,
	at time.Time, optFns ...func(*v4.SignerOptions)) (string, http.Header, error) {
	r.Header.Set("Content-Type", t.contentType)
	return t.HTTPPresignerV4.PresignHTTP(ctx, credentials, r, payloadHash, service, region, at, optFns...)
}

// sendable leaves out the headers that a browser sets itself, and lets nobody else set.
func sendable(signed http.Header) map[string]string {
	header := make(map[string]string, len(signed))
	for name, values := range signed {
		name = http.CanonicalHeaderKey(name)
		if name != "Host" && name != "Content-Length" {
			header[name] = values[0]
		}
	}
	return header
}

// CompleteUpload implements blob.Presigner. S3 itself knows which uploads to a key are open, and which parts of them
// came: nothing needs to be remembered, and senders need not tell what they got for each part.
func (b *Bucket) CompleteUpload(ctx context.Context, u blob.Upload) (err error) {
	if err := blob.CheckKey(u.Key); err != nil || u.Size <= blob.PartSize {
		return err
	}
	defer errs.Wrap(&err, "complete(%s)", u.Key)
	uploads, err := b.openUploads(ctx, u.Key)
	if err != nil {
		return err
	}
	var refused error
	for i, upload := range uploads { // one, unless the reply to its making was lost, and it was made again
		if refused = b.join(ctx, u, upload); refused == nil {
			return b.abort(ctx, u.Key, slices.Delete(uploads, i, i+1)...)
		}
	}
	_, err = b.Stat(ctx, u.Key) // somebody else may have been faster
	switch {
	case err == nil:
		return b.abort(ctx, u.Key, uploads...)
	case refused != nil:
		return refused
	}
	return err
}

// openUploads lists the uploads to a key that are neither joined nor dropped.
func (b *Bucket) openUploads(ctx context.Context, key string) (ids []*string, err error) {
	pages := sdk.NewListMultipartUploadsPaginator(b.client, &sdk.ListMultipartUploadsInput{Bucket: &b.name, Prefix: &key})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, upload := range page.Uploads {
			if aws.ToString(upload.Key) == key { // not only its beginning
				ids = append(ids, upload.UploadId)
			}
		}
	}
	return ids, nil
}

// join makes an object of the parts of an upload, on the condition that the key is free, and that no part changes
// after it was looked at.
func (b *Bucket) join(ctx context.Context, u blob.Upload, upload *string) error {
	var parts []types.CompletedPart
	var offset int64
	pages := sdk.NewListPartsPaginator(b.client, &sdk.ListPartsInput{Bucket: &b.name, Key: &u.Key, UploadId: upload})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, p := range page.Parts {
			if aws.ToInt32(p.PartNumber) != *partNumber(offset) || aws.ToInt64(p.Size) != partAt(u, offset) {
				return incomplete(offset)
			}
			parts = append(parts, types.CompletedPart{PartNumber: p.PartNumber, ETag: p.ETag})
			offset += aws.ToInt64(p.Size)
		}
	}
	if offset < u.Size {
		return incomplete(offset)
	}
	_, err := b.client.CompleteMultipartUpload(ctx, &sdk.CompleteMultipartUploadInput{
		Bucket: &b.name, Key: &u.Key, UploadId: upload, IfNoneMatch: aws.String("*"), MpuObjectSize: &u.Size,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
	return err
}

func incomplete(offset int64) error {
	return errs.New(errs.Invalid, "The file has not arrived as a whole: the part from byte %d on is missing. Send it, then complete the upload.", offset)
}

// AbortUpload implements blob.Presigner.
func (b *Bucket) AbortUpload(ctx context.Context, key string) (err error) {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	defer errs.Wrap(&err, "abort uploads to %s", key)
	uploads, err := b.openUploads(ctx, key)
	if err != nil {
		return err
	}
	return b.abort(ctx, key, uploads...)
}

// PresignDownload implements blob.Linker. The address ends with the credentials that signed it, if that is sooner.
func (b *Bucket) PresignDownload(ctx context.Context, d blob.Download) (string, error) {
	if err := blob.CheckKey(d.Key); err != nil {
		return "", err
	}
	signed, err := b.presign.PresignGetObject(ctx, &sdk.GetObjectInput{
		Bucket: &b.name, Key: &d.Key, ResponseContentType: optional(d.ContentType),
		ResponseContentDisposition: optional(d.Disposition), ResponseCacheControl: optional(d.CacheControl),
	}, sdk.WithPresignExpires(d.Expires))
	if err != nil {
		return "", fmt.Errorf("presign(%s): %w", d.Key, err)
	}
	return signed.URL, nil
}
