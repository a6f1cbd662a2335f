package embedded

import (
	"context"
	"errors"
	"sync"

	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/search/bleve"
)

// searchFolder is the folder of the search index in the data folder. It is derived from the tables: who removes it, or
// restores a backup, which has none, gets it built anew.
const searchFolder = "search"

// lazySearch is a search index that is opened when it is first asked for, so that the start does not wait for it.
type lazySearch struct {
	dir string

	mu     sync.Mutex
	opened *bleve.Index
	closed bool
}

var _ search.Index = (*lazySearch)(nil)

var errSearchClosed = errors.New("the search index is closed")

func (l *lazySearch) open() (*bleve.Index, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, errSearchClosed
	}
	if l.opened != nil {
		return l.opened, nil
	}
	x, err := bleve.Open(l.dir)
	if err == nil {
		l.opened = x
	}
	return x, err
}

// Apply implements search.Index.
func (l *lazySearch) Apply(ctx context.Context, changes ...search.Change) error {
	x, err := l.open()
	if err != nil {
		return err
	}
	return x.Apply(ctx, changes...)
}

// Search implements search.Index.
func (l *lazySearch) Search(ctx context.Context, q search.Query) (*search.Result, error) {
	x, err := l.open()
	if err != nil {
		return nil, err
	}
	return x.Search(ctx, q)
}

// Copies implements search.Index.
func (l *lazySearch) Copies(ctx context.Context, after search.CopyKey, limit int) ([]search.Copy, error) {
	x, err := l.open()
	if err != nil {
		return nil, err
	}
	return x.Copies(ctx, after, limit)
}

// Referring implements search.Index.
func (l *lazySearch) Referring(ctx context.Context, entry string, limit int) ([]search.CopyKey, error) {
	x, err := l.open()
	if err != nil {
		return nil, err
	}
	return x.Referring(ctx, entry, limit)
}

// Status implements search.Index.
func (l *lazySearch) Status(ctx context.Context) (search.Status, error) {
	x, err := l.open()
	if err != nil {
		return search.Status{}, err
	}
	return x.Status(ctx)
}

// Close lets go of the folder. The index is not opened again.
func (l *lazySearch) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed = true; l.opened == nil {
		return nil
	}
	return l.opened.Close()
}
