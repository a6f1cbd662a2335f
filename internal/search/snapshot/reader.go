package snapshot

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/search"
)

// LookEvery is how often a reader looks for a newer snapshot, at most.
const LookEvery = time.Second

// Opened is an index in a folder.
type Opened interface {
	search.Index
	Close() error
}

// Reader answers from the newest snapshot in a bucket. It implements search.Index, but applies nothing.
type Reader struct {
	cache cache
	open  func(dir string) (Opened, error)
	now   func() time.Time

	looking sync.Mutex // held while a snapshot is fetched: whoever comes meanwhile would fetch the same
	version string
	looked  time.Time

	mu    sync.RWMutex // held for reading by whoever uses the index
	index Opened
	dir   string
}

// NewReader makes a reader that keeps its files in a folder; open opens an index that is only read.
func NewReader(s *Store, root string, open func(dir string) (Opened, error), now func() time.Time) *Reader {
	return &Reader{cache: cache{store: s, root: root}, open: open, now: now}
}

var errReadOnly = errors.New("the search index is only read here")

// Apply implements search.Index.
func (r *Reader) Apply(context.Context, ...search.Change) error { return errReadOnly }

// Search implements search.Index.
func (r *Reader) Search(ctx context.Context, q search.Query) (result *search.Result, err error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	result = &search.Result{}
	err = r.use(ctx, func(x Opened) (err error) {
		result, err = x.Search(ctx, q)
		return err
	})
	return result, err
}

// Copies implements search.Index.
func (r *Reader) Copies(ctx context.Context, after search.CopyKey, limit int) (out []search.Copy, err error) {
	err = r.use(ctx, func(x Opened) (err error) {
		out, err = x.Copies(ctx, after, limit)
		return err
	})
	return out, err
}

// Referring implements search.Index.
func (r *Reader) Referring(ctx context.Context, entry string, limit int) (out []search.CopyKey, err error) {
	err = r.use(ctx, func(x Opened) (err error) {
		out, err = x.Referring(ctx, entry, limit)
		return err
	})
	return out, err
}

// NoSnapshot is the Status.ID of what was never published.
const NoSnapshot = "none"

// Status implements search.Index.
func (r *Reader) Status(ctx context.Context) (st search.Status, err error) {
	st.ID = NoSnapshot
	err = r.use(ctx, func(x Opened) (err error) {
		st, err = x.Status(ctx)
		return err
	})
	return st, err
}

// Close ends the index on this machine.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.index == nil {
		return nil
	}
	x, dir := r.index, r.dir
	r.index = nil
	return errors.Join(x.Close(), os.RemoveAll(dir))
}

// use calls fn with the index of the newest snapshot, if there is one. A snapshot that cannot be fetched leaves the one that
// is here in its place.
func (r *Reader) use(ctx context.Context, fn func(Opened) error) error {
	err := r.lookInTime(ctx)
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.index == nil {
		return err
	}
	if err != nil {
		slog.Error("an older snapshot of the search index answers", "error", err)
	}
	return fn(r.index)
}

func (r *Reader) lookInTime(ctx context.Context) error {
	r.looking.Lock()
	defer r.looking.Unlock()
	now := r.now()
	if !r.looked.IsZero() && now.Sub(r.looked) < LookEvery {
		return nil
	}
	err := r.look(ctx)
	if err == nil || r.version != "" {
		r.looked = now
	}
	return err
}

// look opens the newest snapshot, if it is another one.
func (r *Reader) look(ctx context.Context) error {
	version, err := r.cache.store.version(ctx)
	if err != nil || version == r.version {
		return err
	}
	m, version, err := r.cache.store.manifest(ctx)
	if err != nil || version == "" {
		return err
	}
	dir, err := r.cache.fetch(ctx, m)
	if err != nil {
		return err
	}
	x, err := r.open(dir)
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	r.mu.Lock()
	before, beforeDir := r.index, r.dir
	r.index, r.dir, r.version = x, dir, version
	if before != nil {
		err = errors.Join(before.Close(), os.RemoveAll(beforeDir))
	}
	r.mu.Unlock()
	return errors.Join(err, r.cache.keepOnly(m))
}
