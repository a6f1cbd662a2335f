package embedded

import (
	"encoding/binary"
	"math"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded/memtable"
)

// A checkpoint brings changes to the file in steps, in the order of their keys, so that changes of one page meet in one
// commit and few pages are in memory at a time. Others who write to the disk wait during a step; when writers are about to
// wait for the checkpoint itself, larger steps get it done sooner.
const (
	checkpointStep = 1000
	largerStep     = 4000

	// fill is how full pages are left that were split: fuller ones suit keys that only grow, half full ones those in no
	// order. Tables have both.
	fill = 0.65

	// memory is how many bytes of changes may gather before a checkpoint; twice as many can be there until it is done.
	memory = 8 << 20

	// idle is how long after the last commit what has gathered goes to the file: who only reads, reads one place.
	idle = time.Second
)

// The log's bucket says up to which commit the file has everything.
var (
	logBucket = []byte("log")
	doneKey   = []byte("done")
)

// done is the number of the last commit that the file has all of, with those before it.
func done(tx *bolt.Tx) uint64 {
	b := tx.Bucket(logBucket)
	if b == nil {
		return 0
	}
	v := b.Get(doneKey)
	if len(v) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(v)
}

// Checkpoint brings everything that was acknowledged by now to the table's own file. It is not needed for durability.
func (t *Table) Checkpoint() (err error) {
	defer errs.Wrap(&err, "checkpoint")
	t.checkpoints.Lock()
	defer t.checkpoints.Unlock()
	return t.drain()
}

// drain is Checkpoint for those who hold the lock of checkpoints.
func (t *Table) drain() error {
	if err := t.finish(); err != nil {
		return err
	}
	t.freeze()
	return t.finish()
}

// freeze hands what has gathered to a checkpoint. There must be none on its way.
func (t *Table) freeze() {
	t.writing.Lock()
	defer t.writing.Unlock()
	if t.top().active.Len() == 0 {
		return
	}
	t.set(func(l *levels) { l.active, l.frozen, t.frozenTo = memtable.New(), l.active, l.number })
	t.log.Turn()
}

// finish brings the frozen changes to the file. One that was broken off begins anew: every change is a whole value.
func (t *Table) finish() error {
	frozen := t.top().frozen
	if frozen == nil {
		return nil
	}
	c := frozen.Cursor(math.MaxUint64)
	for k, v := c.Seek(nil); ; {
		err := t.db.Update(func(tx *bolt.Tx) (err error) {
			k, v, err = t.checkpointStep(tx, &c, k, v)
			return err
		})
		if err != nil {
			return err
		}
		if k == nil {
			break
		}
	}
	t.set(func(l *levels) { l.frozen = nil })
	return nil
}

// checkpointStep writes some of the changes, and gives the first one that is left. With the last of them it notes that
// the file is up to date.
func (t *Table) checkpointStep(tx *bolt.Tx, c *memtable.Cursor, k, v []byte) ([]byte, []byte, error) {
	items, expires := tx.Bucket(itemsBucket), tx.Bucket(expiresBucket)
	items.FillPercent, expires.FillPercent = fill, fill
	for n := t.step(); k != nil && n > 0; n-- {
		if err := bring(items, expires, k, v); err != nil {
			return nil, nil, err
		}
		k, v = c.Next()
	}
	if k != nil {
		return k, v, nil
	}
	b, err := tx.CreateBucketIfNotExists(logBucket)
	if err != nil {
		return nil, nil, err
	}
	return nil, nil, b.Put(doneKey, binary.BigEndian.AppendUint64(nil, t.frozenTo))
}

// step is how many changes go into the next step.
func (t *Table) step() int {
	if t.top().active.Size() > t.limit/2 {
		return largerStep
	}
	return checkpointStep
}

// bring writes one change to the file.
func bring(items, expires *bolt.Bucket, k, v []byte) error {
	if v == nil {
		return items.Delete(k)
	}
	i := store.Item{Key: split(k)}
	if err := decode(v, &i); err != nil {
		return err
	}
	if !i.Expires.IsZero() {
		if err := expires.Put(expiryKey(i.Expires, k), nil); err != nil {
			return err
		}
	}
	return items.Put(k, v)
}

// run makes checkpoints in the background until the table is closed. One that fails is tried again; who needs its room
// meets the error.
func (t *Table) run() {
	defer close(t.stopped)
	timer := time.NewTimer(idle)
	defer timer.Stop()
	for {
		select {
		case <-t.quit:
			return
		case <-t.committed:
			timer.Reset(idle)
		case <-t.full:
			t.checkpoints.Lock()
			t.finish() //nolint:errcheck // see above
			t.checkpoints.Unlock()
		case <-timer.C:
			if err := t.Checkpoint(); err != nil {
				timer.Reset(idle)
			}
		}
	}
}

// poke tells run of something, unless it knows already.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// makeRoom makes sure that a commit finds room. When the last checkpoint is not done yet, writers wait for it.
func (t *Table) makeRoom() error {
	if t.top().active.Size() < t.limit {
		return nil
	}
	t.checkpoints.Lock()
	defer t.checkpoints.Unlock()
	if err := t.finish(); err != nil {
		return err
	}
	t.freeze()
	poke(t.full)
	return nil
}
