package s3

import (
	"context"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/galley-cms/galley/internal/blob"
)

// newPresigner signs requests whose bodies nobody knows yet: a checksum would be that of an empty one.
func newPresigner(client *sdk.Client) *sdk.PresignClient {
	return sdk.NewPresignClient(client, sdk.WithPresignClientFromClientOptions(func(o *sdk.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	}))
}

// PresignUpload implements blob.Presigner. S3 checks the signature, which covers the key, the type, the length, the
// time, and the condition that the key is free. The request ends with the credentials that signed it, if that is
// sooner.
func (b *Bucket) PresignUpload(ctx context.Context, u blob.Upload) (blob.Request, error) {
	if err := blob.CheckKey(u.Key); err != nil {
		return blob.Request{}, err
	}
	signed, err := b.presign.PresignPutObject(ctx, &sdk.PutObjectInput{
		Bucket: &b.name, Key: &u.Key, ContentType: &u.ContentType, ContentLength: &u.Size, IfNoneMatch: aws.String("*"),
	}, sdk.WithPresignExpires(u.Expires))
	if err != nil {
		return blob.Request{}, fmt.Errorf("presign(%s): %w", u.Key, err)
	}
	return blob.Request{Method: signed.Method, URL: signed.URL, Header: sendable(signed.SignedHeader)}, nil
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
