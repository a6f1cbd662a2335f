package snapshot

import (
	"context"
	"errors"
	"os"
	"time"
)

// Written is an index in a folder that is written to.
type Written interface {
	Opened
	// Files calls fn with where the files of the index lie, by their names; they do not change while it runs.
	Files(fn func(paths map[string]string) error) error
}

// cleanEvery is how often a writer looks for strays, at most.
const cleanEvery = time.Hour

// Writer writes an index on this machine and publishes it. Not for concurrent use.
type Writer struct {
	cache cache
	open  func(dir string) (Written, error)
	now   func() time.Time

	index   Written
	dir     string
	version string   // of the snapshot that the index comes from
	last    manifest // of that
	cleaned time.Time
}

// NewWriter makes a writer that keeps its files in a folder; open opens an index to write to, or makes one.
func NewWriter(s *Store, root string, open func(dir string) (Written, error), now func() time.Time) *Writer {
	return &Writer{cache: cache{store: s, root: root}, open: open, now: now}
}

// Begin gives the index as it was published last. What another process has published since is fetched; what this one has
// written and not published is forgotten then.
func (w *Writer) Begin(ctx context.Context) (Written, error) {
	version, err := w.cache.store.version(ctx)
	if err != nil || w.index != nil && version == w.version {
		return w.index, err
	}
	if err := w.forget(); err != nil {
		return nil, err
	}
	m, version, err := w.cache.store.manifest(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := w.cache.fetch(ctx, m)
	if err != nil {
		return nil, err
	}
	x, err := w.open(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	w.index, w.dir, w.version, w.last = x, dir, version, m
	return x, w.cache.keepOnly(m)
}

// forget closes the index, which comes anew from the bucket.
func (w *Writer) forget() error {
	if w.index == nil {
		return nil
	}
	x, dir := w.index, w.dir
	w.index, w.dir = nil, ""
	return errors.Join(x.Close(), os.RemoveAll(dir))
}

// Publish puts the index into the bucket as it is now. After an error it is not known what readers see; the next Begin
// goes on from there.
func (w *Writer) Publish(ctx context.Context) error {
	err := w.index.Files(func(paths map[string]string) (err error) {
		w.last, w.version, err = w.cache.store.publish(ctx, paths, w.last, w.now())
		return err
	})
	if err != nil {
		return errors.Join(err, w.forget())
	}
	if now := w.now(); now.Sub(w.cleaned) >= cleanEvery {
		w.cleaned = now
		return w.cache.store.clean(ctx, w.last, now)
	}
	return nil
}

// Close ends the index on this machine.
func (w *Writer) Close() error { return w.forget() }
