// Package blob is the port to a bucket of files: S3, or a folder.
package blob

import (
	"context"
	"errors"
	"io"
	"time"
)

// MaxKey is the length of a key in bytes; keys are UTF-8 without NUL and without "." or ".." as a path element.
const MaxKey = 1024

// ErrNotFound says that no object has the key.
var ErrNotFound = errors.New("object not found")

// Info describes an object.
type Info struct {
	Key          string
	Size         int64
	ContentType  string
	CacheControl string
	ETag         string // changes with the content
	Modified     time.Time
}

// Bucket keeps objects by key. Writes are atomic: readers see the old object or the new one, whole. It must pass
// blobtest.Run.
type Bucket interface {
	Put(ctx context.Context, key string, body io.Reader, o PutOptions) error
	// Get opens an object; the caller closes it. A missing key is ErrNotFound. The reader may be an io.Seeker.
	Get(ctx context.Context, key string) (io.ReadCloser, Info, error)
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes objects; missing keys are no error.
	Delete(ctx context.Context, keys ...string) error
	// List returns up to limit objects whose keys begin with prefix and come after the key after, in order.
	List(ctx context.Context, prefix, after string, limit int) ([]Info, error)
}

// PutOptions are stored with an object.
type PutOptions struct {
	Size         int64 // bytes; more or fewer is an error. -1: unknown
	ContentType  string
	CacheControl string
}

// Presigner lets somebody without credentials upload one object. It must pass blobtest.RunUploads.
type Presigner interface {
	// PresignUpload returns the request that uploads exactly u, until u.Expires from now.
	PresignUpload(ctx context.Context, u Upload) (Request, error)
}

// Upload is what a presigned request allows: this key, this type, this size, and nothing that exists is replaced.
type Upload struct {
	Key         string
	ContentType string
	Size        int64
	Expires     time.Duration
}

// Request is an HTTP request for the browser to send with the file as its body.
type Request struct {
	Method string
	URL    string
	Header map[string]string
}
