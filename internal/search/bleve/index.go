package bleve

import (
	"context"
	"errors"
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/galley-cms/galley/internal/search"
)

// Index is a search index in a folder. It implements search.Index.
type Index struct {
	dir      string
	id       string
	scorch   index.Index
	analysis *index.AnalysisQueue
	readOnly bool

	requests chan *request
	mu       sync.RWMutex // held for reading by whoever uses scorch; for writing to close it
	closed   bool
	ended    chan struct{}
}

var errClosed = errors.New("search index: it is closed")

// view calls fn with what the index is at this moment.
func (x *Index) view(fn func(index.IndexReader) error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return errClosed
	}
	r, err := x.scorch.Reader()
	if err != nil {
		return err
	}
	return closing(r, fn(r))
}

// Status implements search.Index.
func (x *Index) Status(ctx context.Context) (search.Status, error) {
	st := search.Status{ID: x.id}
	err := x.view(func(r index.IndexReader) error {
		for _, s := range []search.Stage{search.Draft, search.Live} {
			n, err := count(ctx, r, prefixOf(s)+fieldStage)
			if err != nil {
				return err
			}
			st.Documents += n
		}
		return nil
	})
	return st, err
}

// Copies implements search.Index.
func (x *Index) Copies(ctx context.Context, after search.CopyKey, limit int) (out []search.Copy, err error) {
	err = x.view(func(r index.IndexReader) error {
		ids, err := r.FieldDictRange("_id", []byte(startOf(after)), []byte{0xff})
		if err != nil {
			return err
		}
		for len(out) < limit && err == nil {
			var e *index.DictEntry
			if e, err = ids.Next(); e == nil {
				break
			}
			if err = ctx.Err(); err == nil {
				out, err = appendCopy(out, r, e.Term)
			}
		}
		return closing(ids, err)
	})
	return out, err
}

// startOf is the first name of a document after a copy's.
func startOf(after search.CopyKey) string {
	switch {
	case after.Entry == "":
		return ""
	case after.Stage == "":
		return after.Entry + "\x00"
	}
	return docID(after.Entry, after.Stage, 0xffff) + "\x00"
}

// appendCopy adds the copy whose first document has this name, if it is still there.
func appendCopy(out []search.Copy, r index.IndexReader, id string) ([]search.Copy, error) {
	key, n, ok := parseID(id)
	if !ok || n > 0 {
		return out, nil
	}
	rec, err := load(r, id)
	if err != nil || rec == nil || rec.documents == 0 {
		return out, err
	}
	return append(out, search.Copy{CopyKey: key, Seq: rec.seq, Documents: rec.documents}), nil
}

type closer interface{ Close() error }

func closing(c closer, err error) error {
	if cerr := c.Close(); err == nil {
		err = cerr
	}
	return err
}
