// Package embedded keeps a table in one bbolt file: the store of the binary.
//
// It knows nothing of what the items mean. Two tables are two files; Views of both may be nested. Writers that arrive
// together share one commit, and so one sync of the disk; a lone writer waits for nobody.
//
// A commit is on disk when its record is in the log (package wal): a few kilobytes at one place, where the pages that it
// changes in the file lie scattered, and are many times as much. What was committed lies over the file in memory (package
// memtable), where readers find it first. When enough has gathered, or nobody writes, a checkpoint brings it to the file in
// the background. After a crash the log is read again; a table that was closed has none.
package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded/memtable"
	"github.com/galley-cms/galley/internal/store/embedded/wal"
)

// Options of a Table; the zero value is right for production.
type Options struct {
	// Now tells the time by which items expire; time.Now if nil.
	Now func() time.Time
	// Wait is how long Open waits for another process to let go of the file; one second if zero.
	Wait time.Duration
	// NoSync leaves syncing to the operating system: for tests, and for tables that can be rebuilt.
	NoSync bool
	// Watch picks the partitions whose puts OnCommit hears of.
	Watch func(partition string) bool
	// OnCommit is called after each durable commit with copies of the items that it put into watched partitions, in
	// the order of the commits. Writers wait for it: it must be quick, and must not use the table.
	OnCommit func(items []store.Item)
	// Memory is about how many bytes of changes gather in memory before a checkpoint brings them to the file; up to
	// twice as many are there until it is done. The more there are, the more of them share a page. 8 MB if zero.
	Memory int

	openLog func(name string, make bool) (wal.File, error) // for tests
}

// Table is a store.Table in one file.
type Table struct {
	db       *bolt.DB
	log      *wal.Log
	now      func() time.Time
	watch    func(string) bool
	onCommit func([]store.Item)
	queue    queue
	tokens   tokens
	limit    int // of the changes that gather, in bytes

	checkpoints sync.Mutex // held by who makes a checkpoint; taken before writing
	writing     sync.Mutex // held by who changes the log or the active level
	frozenTo    uint64     // last commit of the frozen level
	mu          sync.RWMutex
	levels      levels // guarded by mu

	committed, full chan struct{} // what run hears of
	quit, stopped   chan struct{}
	closing         sync.Once
}

var _ store.Table = (*Table)(nil)

// The buckets of a file.
var (
	itemsBucket   = []byte("items")   // item key -> encoded item
	expiresBucket = []byte("expires") // expiry, item key -> nothing
)

// Open opens the table in the file at path and makes it if it is missing. Only one process can hold a file.
func Open(path string, o Options) (_ *Table, err error) {
	defer errs.Wrap(&err, "open table %s", path)
	db, err := openFile(path, o)
	if err != nil {
		return nil, err
	}
	if err := makeBuckets(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	t := &Table{
		db: db, now: o.Now, watch: o.Watch, onCommit: o.OnCommit, limit: cmp.Or(o.Memory, memory),
		log:       wal.Open(path, wal.Options{NoSync: o.NoSync, Open: o.openLog}),
		levels:    levels{active: memtable.New()},
		committed: make(chan struct{}, 1), full: make(chan struct{}, 1), quit: make(chan struct{}), stopped: make(chan struct{}),
	}
	if err := t.recover(); err != nil {
		return nil, errors.Join(err, t.log.Close(false), db.Close())
	}
	if t.now == nil {
		t.now = time.Now
	}
	if t.watch == nil || t.onCommit == nil {
		t.watch = func(string) bool { return false }
	}
	go t.run()
	return t, nil
}

// recover reads what the log has and the file has not. It writes nothing.
func (t *Table) recover() error {
	s, err := t.begin()
	if err != nil {
		return err
	}
	defer s.tx.Rollback() //nolint:errcheck // ends a read transaction: it cannot fail
	l := &t.levels
	l.number = done(s.tx)
	return t.log.Replay(l.number, func(part int, number uint64, record []byte) error {
		if part == 1 && l.frozen == nil { // a checkpoint was on its way
			l.active, l.frozen, t.frozenTo = memtable.New(), l.active, l.number
			poke(t.full)
		}
		l.number = number
		poke(t.committed)
		return changes(record, func(key, value []byte) { l.active.Put(key, value, number) })
	})
}

func openFile(path string, o Options) (*bolt.DB, error) {
	with := &bolt.Options{
		Timeout:         cmp.Or(o.Wait, time.Second),
		NoSync:          o.NoSync,
		NoGrowSync:      o.NoSync,
		FreelistType:    bolt.FreelistMapType,
		InitialMmapSize: mapSize(),
		NoStatistics:    true,
	}
	db, err := bolt.Open(path, 0o600, with)
	if errors.Is(err, syscall.ENOMEM) { // address space is limited here
		with.InitialMmapSize = 0
		db, err = bolt.Open(path, 0o600, with)
	}
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, errs.New(errs.Conflict, "Another process holds the file %s. Stop it, or speak to it by its address.", path)
	}
	if errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch) {
		return nil, errs.New(errs.Invalid, "The file %s is damaged, or is no table of Galley: %v. Restore it from a backup.", path, err)
	}
	return db, err
}

// mapSize is the address space to reserve for a file, in bytes. A file that outgrows its map is mapped anew, for which
// bbolt waits until every View has ended, and new Views wait with it. Address space is free where it is 64 bits wide,
// except on Windows, where the file would be made as large.
func mapSize() int {
	var wide int64 = 64 << 30
	if wide > math.MaxInt || runtime.GOOS == "windows" {
		return 0
	}
	return int(wide)
}

// makeBuckets writes only if the file is new: a start costs no commit.
func makeBuckets(db *bolt.DB) error {
	ready := false
	err := db.View(func(tx *bolt.Tx) error {
		ready = tx.Bucket(itemsBucket) != nil && tx.Bucket(expiresBucket) != nil
		return nil
	})
	if ready || err != nil {
		return err
	}
	return db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{itemsBucket, expiresBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// Close waits for open Views and the commit at work, and lets go of the files. Where a last checkpoint fails, as on a full
// disk, the log stays, and the next Open goes on from there.
func (t *Table) Close() (err error) {
	t.closing.Do(func() {
		close(t.quit)
		<-t.stopped
		t.checkpoints.Lock()
		defer t.checkpoints.Unlock()
		whole := t.drain() == nil
		t.writing.Lock()
		defer t.writing.Unlock()
		whole = whole && t.top().active.Len() == 0
		err = errors.Join(t.db.Close(), t.log.Close(whole))
	})
	return err
}

// View runs fn with a Reader of one snapshot.
func (t *Table) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s, err := t.begin()
	if err != nil {
		return fmt.Errorf("begin a view: %w", err)
	}
	defer s.tx.Rollback() //nolint:errcheck // ends a read transaction: it cannot fail
	r := &reader{snapshot: &s, now: t.now}
	defer r.end()
	return fn(r)
}

// Transact applies all writes or none.
func (t *Table) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := store.CheckTransact(token, writes); err != nil {
		return err
	}
	r := newRequest(writes)
	r.token, r.whole = token, true
	t.commit(r)
	return r.errs[0]
}

// Batch applies each write alone; all of them share one commit.
func (t *Table) Batch(ctx context.Context, writes ...store.Write) []error {
	r := newRequest(writes)
	sound := false
	for i := range writes {
		if r.errs[i] = ctx.Err(); r.errs[i] == nil {
			r.errs[i] = store.CheckBatch(writes[i])
		}
		sound = sound || r.errs[i] == nil
	}
	if sound {
		t.commit(r)
	}
	return r.errs
}

// Backup writes a copy of the table as it is now, while others go on reading and writing. The copy is a file that Open
// opens; it needs no log.
func (t *Table) Backup(w io.Writer) (err error) {
	defer errs.Wrap(&err, "back up the table")
	return t.whole(func(tx *bolt.Tx) error {
		_, err := tx.WriteTo(w)
		return err
	})
}

// whole runs fn with the file when it holds everything.
func (t *Table) whole(fn func(*bolt.Tx) error) error {
	tx, err := t.beginWhole()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // ends a read transaction: it cannot fail
	return fn(tx)
}

// beginWhole takes its look before another checkpoint can be halfway.
func (t *Table) beginWhole() (*bolt.Tx, error) {
	t.checkpoints.Lock()
	defer t.checkpoints.Unlock()
	if err := t.drain(); err != nil {
		return nil, err
	}
	return t.db.Begin(false)
}

// Check reads the whole table and tells what is damaged in it: pages of the file, or items. It holds a View for as
// long as it takes.
func (t *Table) Check(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "check the table")
	return t.whole(func(tx *bolt.Tx) error {
		var damage []error
		for err := range tx.Check() {
			damage = append(damage, err)
		}
		if len(damage) > 0 {
			return errors.Join(damage...)
		}
		return checkItems(ctx, tx.Bucket(itemsBucket))
	})
}

func checkItems(ctx context.Context, items *bolt.Bucket) error {
	var damage []error
	err := items.ForEach(func(k, v []byte) error {
		i := store.Item{Key: split(k)}
		if err := decode(v, &i); err != nil {
			damage = append(damage, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(damage, err)...)
}
