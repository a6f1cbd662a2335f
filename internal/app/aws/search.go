package aws

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/galley-cms/galley/internal/blob/s3"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/sqs"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/search/lambda"
	"github.com/galley-cms/galley/internal/search/snapshot"
)

// WithSearch adds the index of the search function, which is only read.
func (h *Home) WithSearch() { h.Ports.Search = lambda.New(h.config, h.need(SearchFunction)) }

// WithSearchFeed adds the queue of what is to be indexed.
func (h *Home) WithSearchFeed() { h.Ports.SearchFeed = sqs.NewSender(h.sqs(), h.need(SearchQueue)) }

// snapshots are those of the search index, and the folder of this process for them. In AWS a process has its machine for
// itself; at an emulator several share one.
func (h *Home) snapshots() (*snapshot.Store, string) {
	dir := "search"
	if h.getenv(endpoint) != "" {
		dir += strconv.Itoa(os.Getpid())
	}
	return snapshot.NewStore(s3.New(h.s3(), h.need(SearchBucket)), ""), filepath.Join(os.TempDir(), dir)
}

// Indexes opens search indexes in folders. It is given by the function, so that others do not link what makes them.
type Indexes struct {
	Write func(dir string) (snapshot.Written, error)
	Read  func(dir string) (snapshot.Opened, error)
}

// Search is the function that searches, and, where it is given the queue of what is to be indexed, the function behind that
// queue, which writes the index.
func Search(open Indexes) Function {
	return func(h *Home) Handler {
		if h.getenv(SearchQueue) != "" {
			return indexer(h, open.Write)
		}
		store, dir := h.snapshots()
		r := snapshot.NewReader(store, dir, open.Read, time.Now)
		return func(ctx context.Context, payload []byte) ([]byte, error) { return lambda.Answer(ctx, r, payload) }
	}
}

// indexWriter works off the queue: what it takes from there it acknowledges when a snapshot with it is in the bucket.
type indexWriter struct {
	*Home
	writer *snapshot.Writer
	lease  *lease
	local  *localIndex
}

// localIndex is the index of this process, another one from time to time.
type localIndex struct{ search.Index }

func indexer(h *Home, open func(dir string) (snapshot.Written, error)) Handler {
	store, dir := h.snapshots()
	w := &indexWriter{h, snapshot.NewWriter(store, dir, open, time.Now), newLease(h.Ports.Content), &localIndex{}}
	h.Ports.Search = w.local
	c := sqs.NewBatchConsumer(h.sqs(), h.getenv(SearchQueue), w.work, sqs.Options{Log: h.Log})
	return func(ctx context.Context, event []byte) ([]byte, error) { return consume(ctx, c, event) }
}

// work indexes what messages name, and publishes it.
func (w *indexWriter) work(ctx context.Context, messages []queue.Message) []error {
	results, err := w.index(ctx, messages)
	if err != nil {
		w.Log.Error("nothing of a batch is in the search index", "messages", len(messages), "error", err)
		return slices.Repeat([]error{err}, len(messages))
	}
	return results
}

// busyFor is after what time messages come again that found another process writing.
const busyFor = 2 * time.Second

func (w *indexWriter) index(ctx context.Context, messages []queue.Message) (results []error, err error) {
	a, err := w.App(ctx)
	if err != nil {
		return nil, err
	}
	free, err := w.lease.take(ctx)
	if errors.Is(err, errLeased) {
		return nil, queue.RetryAfter(busyFor, err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, free()) }()
	if w.local.Index, err = w.writer.Begin(ctx); err != nil {
		return nil, err
	}
	results = a.IndexBatchForSearch(ctx, messages)
	return results, w.writer.Publish(ctx)
}
