// Package local keeps queues in one bbolt file inside the process: durable, without polling, and free when idle.
//
// A message is claimed on disk before it is handled, so that one that brings the process down counts its attempts
// and is set aside in the end. What was claimed when a process died is delivered again as soon as the next one starts.
package local

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/queue"
)

const (
	lockTimeout = 2 * time.Second        // to wait for another process to let go of the file
	gatherTime  = 500 * time.Microsecond // for which a write waits for others to share its disk sync
)

// ErrClosed says that the broker was closed.
var ErrClosed = errors.New("the queue is closed")

// Broker is a file of queues. The file is opened, or made, when it is first needed.
type Broker struct {
	path string

	mu     sync.Mutex
	db     *bbolt.DB
	queues []*Queue
	closed bool
}

// Open names the file that holds the queues; it does not touch it.
func Open(path string) *Broker { return &Broker{path: path} }

// Queue gives the queue of a name, which must be opened once.
func (b *Broker) Queue(name string, o Options) *Queue {
	q := newQueue(b, name, o)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queues = append(b.queues, q)
	return q
}

// Close ends delivery, waits for the handlers that run, and closes the file. When ctx is done first it cancels them;
// their messages are delivered again later.
func (b *Broker) Close(ctx context.Context) error {
	for _, q := range b.shut() {
		q.stop()
		q.wait(ctx)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.db == nil {
		return nil
	}
	db := b.db
	b.db = nil
	return db.Close()
}

// shut bars the file from being opened again and hands out the queues, once.
func (b *Broker) shut() []*Queue {
	b.mu.Lock()
	defer b.mu.Unlock()
	queues := b.queues
	b.queues, b.closed = nil, true
	return queues
}

// exists tells whether there is a file yet. Without one there are no messages.
func (b *Broker) exists() bool {
	_, err := os.Stat(b.path)
	return !errors.Is(err, fs.ErrNotExist)
}

// open opens the file if it is not open.
func (b *Broker) open() (db *bbolt.DB, err error) {
	defer errs.Wrap(&err, "open the queue file")
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.db != nil {
		return b.db, nil
	}
	if b.closed {
		return nil, ErrClosed
	}
	fresh := !b.exists()
	o := &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType}
	if db, err = bbolt.Open(b.path, 0o600, o); err != nil {
		return nil, err
	}
	if fresh {
		if err = syncFolder(filepath.Dir(b.path)); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	db.MaxBatchDelay = gatherTime
	b.db = db
	return db, nil
}

// syncFolder makes a new file in a folder outlive a loss of power.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// write runs fn in a transaction that may be shared with others; fn may run more than once.
func (b *Broker) write(fn func(*bbolt.Tx) error) error {
	db, err := b.open()
	if err != nil {
		return err
	}
	return db.Batch(fn)
}

// read runs fn in a read transaction.
func (b *Broker) read(fn func(*bbolt.Tx) error) error {
	db, err := b.open()
	if err != nil {
		return err
	}
	return db.View(fn)
}

var _ queue.Sender = (*Queue)(nil)
