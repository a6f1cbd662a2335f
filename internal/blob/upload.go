package blob

import (
	"context"
	"time"
)

// PartSize is the size of the parts of an upload that goes in parts; the last one may be smaller. Smaller uploads go
// whole, and so may larger ones: it is up to the storage.
const PartSize = 16 << 20

// Presigner lets somebody without credentials upload one object. It must pass blobtest.RunUploads.
type Presigner interface {
	// PresignUpload returns what uploads exactly u, until u.Expires from now.
	PresignUpload(ctx context.Context, u Upload) (Request, error)
	// CompleteUpload joins the parts of an upload that was granted as u, and is to be called before the object is read.
	// Unless each part is there with the size that it must have, that is an error of code errs.Invalid. An object that is
	// there already stays as it is. Where neither parts nor an object are, a storage may answer ErrNotFound or nil.
	CompleteUpload(ctx context.Context, u Upload) error
	// AbortUpload drops the parts of uploads to a key that are not joined; an object is left alone.
	AbortUpload(ctx context.Context, key string) error
}

// Upload is what a presigned request allows: this key, this type, this size, and nothing that exists is replaced.
type Upload struct {
	Key         string
	ContentType string
	Size        int64
	Expires     time.Duration
}

// Request is an HTTP request for the browser to send with the file as its body. Where it has Parts, they are to be sent
// instead of it, in any order, each as often as it takes.
type Request struct {
	Method string
	URL    string
	Header map[string]string
	Parts  []Part
}

// Part is an HTTP request to send with Size bytes of the file, from Offset on, as its body.
type Part struct {
	Method string
	URL    string
	Header map[string]string
	Offset int64
	Size   int64
}

// Linker is what a bucket may be besides: one that gives out addresses by which somebody without credentials reads an
// object, straight from the storage, in ranges or whole. It must pass blobtest.RunLinks. A folder has no such addresses.
type Linker interface {
	PresignDownload(ctx context.Context, d Download) (url string, err error)
}

// Download is what a presigned address gives: this object, with these headers, until Expires from now.
type Download struct {
	Key          string
	ContentType  string
	Disposition  string // Content-Disposition
	CacheControl string
	Expires      time.Duration
}
