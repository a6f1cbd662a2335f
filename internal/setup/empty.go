package setup

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/galley-cms/galley/internal/errs"
)

// nameBucket does nothing yet: the bucket is emptied when its stack goes, or another bucket takes its place.
func (s *Setup) nameBucket(_ context.Context, p properties) (Result, error) {
	return Result{ID: "empty:" + p.Bucket}, nil
}

// emptyBucket deletes all versions of all objects of a bucket, page by page. A bucket that is kept has this resource too:
// if it had not, making an environment permanent would delete the resource, and with that all files.
func (s *Setup) emptyBucket(ctx context.Context, p properties) (err error) {
	defer errs.Wrap(&err, "empty the bucket %s", p.Bucket)
	if p.Keep == "true" {
		return nil
	}
	for {
		page, err := s.bucket.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: &p.Bucket})
		var refused smithy.APIError
		if errors.As(err, &refused) && refused.ErrorCode() == "NoSuchBucket" {
			return nil
		}
		if err != nil {
			return err
		}
		objects := versionsOf(page)
		if len(objects) == 0 {
			return nil
		}
		if err := s.deleteObjects(ctx, p.Bucket, objects); err != nil {
			return err
		}
	}
}

func versionsOf(page *s3.ListObjectVersionsOutput) []types.ObjectIdentifier {
	var out []types.ObjectIdentifier
	for _, v := range page.Versions {
		out = append(out, types.ObjectIdentifier{Key: v.Key, VersionId: v.VersionId})
	}
	for _, m := range page.DeleteMarkers {
		out = append(out, types.ObjectIdentifier{Key: m.Key, VersionId: m.VersionId})
	}
	return out
}

// deleteObjects deletes up to 1,000 objects.
func (s *Setup) deleteObjects(ctx context.Context, bucket string, objects []types.ObjectIdentifier) error {
	quiet := true
	out, err := s.bucket.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &bucket, Delete: &types.Delete{Objects: objects, Quiet: &quiet}})
	if err != nil {
		return err
	}
	if len(out.Errors) > 0 {
		e := out.Errors[0]
		return fmt.Errorf("%d objects were not deleted, the first of them %s: %s", len(out.Errors), *e.Key, *e.Message)
	}
	return nil
}
