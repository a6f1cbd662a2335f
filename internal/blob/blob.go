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
	// List returns up to limit objects whose keys begin with prefix and come after the key after, in order. It tells of
	// each its Key, Size, ETag and when it was Modified; Stat tells the rest.
	List(ctx context.Context, prefix, after string, limit int) ([]Info, error)
}

// PutOptions are stored with an object.
type PutOptions struct {
	Size         int64 // bytes; more or fewer is an error. -1: unknown
	ContentType  string
	CacheControl string
}
