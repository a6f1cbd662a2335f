package aws

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/sqs"
	"github.com/galley-cms/galley/media"
)

// arrivals is the message that a bucket sends when files have arrived.
type arrivals struct {
	Records []struct {
		Event string `json:"eventName"`
		S3    struct {
			Object struct {
				Key string `json:"key"` // as in a form: encoded, with + for a space
			} `json:"object"`
		} `json:"s3"`
	} `json:"Records"`
}

// uploads is what the keys of files begin with that Galley did not write itself.
const uploads = "uploads/"

// Media is the function behind the queue that the bucket of files tells of uploads: it looks at what arrived.
func Media(p media.Pictures) Function {
	return func(h *Home) Handler {
		h.WithFiles()
		h.Ports.Pictures = p
		c := sqs.NewConsumer(h.sqs(), h.need(UploadsQueue), h.arrived, sqs.Options{Log: h.Log})
		return func(ctx context.Context, event []byte) ([]byte, error) { return consume(ctx, c, event) }
	}
}

// arrived works on one message of the bucket: one file, or several. What else buckets send, as at their first set-up, has
// no records.
func (h *Home) arrived(ctx context.Context, m queue.Message) error {
	var files arrivals
	if err := json.Unmarshal(m.Body, &files); err != nil {
		return err
	}
	a, err := h.App(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range files.Records {
		key, err := url.QueryUnescape(r.S3.Object.Key)
		if err != nil || !strings.HasPrefix(r.Event, "ObjectCreated:") || !strings.HasPrefix(key, uploads) {
			h.Log.Warn("a message of the bucket is of no upload", "event", r.Event, "key", r.S3.Object.Key)
			continue
		}
		failed = append(failed, a.Media.Arrived(ctx, key))
	}
	return errors.Join(failed...)
}
