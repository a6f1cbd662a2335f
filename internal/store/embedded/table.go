// Package embedded keeps a table in one bbolt file: the store of the binary.
//
// It knows nothing of what the items mean. Two tables are two files; Views of both may be nested. Writers that arrive
// together share one commit, and so one sync of the disk; a lone writer waits for nobody.
package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
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
}

// Table is a store.Table in one file.
type Table struct {
	db       *bolt.DB
	now      func() time.Time
	watch    func(string) bool
	onCommit func([]store.Item)
	queue    queue
	tokens   tokens
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
	t := &Table{db: db, now: o.Now, watch: o.Watch, onCommit: o.OnCommit}
	if t.now == nil {
		t.now = time.Now
	}
	if t.watch == nil || t.onCommit == nil {
		t.watch = func(string) bool { return false }
	}
	return t, nil
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

// Close waits for open Views and the commit at work, and lets go of the file.
func (t *Table) Close() error { return t.db.Close() }

// View runs fn with a Reader of one snapshot.
func (t *Table) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := t.db.Begin(false)
	if err != nil {
		return fmt.Errorf("begin a view: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // ends a read transaction: it cannot fail
	r := &reader{bucket: tx.Bucket(itemsBucket), now: t.now}
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
// opens.
func (t *Table) Backup(w io.Writer) (err error) {
	defer errs.Wrap(&err, "back up the table")
	return t.db.View(func(tx *bolt.Tx) error {
		_, err := tx.WriteTo(w)
		return err
	})
}

// Check reads the whole table and tells what is damaged in it: pages of the file, or items. It holds a View for as
// long as it takes.
func (t *Table) Check(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "check the table")
	return t.db.View(func(tx *bolt.Tx) error {
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
