package embedded

import (
	"math"

	bolt "go.etcd.io/bbolt"

	"github.com/galley-cms/galley/internal/store/embedded/memtable"
)

// levels are the changes that lie over the file, the later ones first. All of them are in the log.
type levels struct {
	active *memtable.Table // takes the commits
	number uint64          // of the last commit that counts in it
	frozen *memtable.Table // a checkpoint is on its way with these; nil if there is none
}

// cursors are those of the levels that have something.
func (l *levels) cursors(room []memtable.Cursor) []memtable.Cursor {
	if l.active.Len() > 0 {
		room = append(room, l.active.Cursor(l.number))
	}
	if l.frozen != nil {
		room = append(room, l.frozen.Cursor(math.MaxUint64))
	}
	return room
}

// get is the latest change of a key as of a number; false if the file has the last word. A nil value says that the key
// was deleted.
func (l *levels) get(key []byte, number uint64) (value []byte, found bool) {
	if l.active.Len() > 0 {
		if value, found = l.active.Get(key, number); found {
			return value, true
		}
	}
	if l.frozen != nil {
		return l.frozen.Get(key, math.MaxUint64)
	}
	return nil, false
}

// snapshot is the table as of one moment: the file, and what lies over it.
type snapshot struct {
	levels
	tx *bolt.Tx
}

// begin takes a snapshot. The lock keeps a checkpoint from ending between the two looks, whose changes would then be in
// neither; those that are in both do no harm.
func (t *Table) begin() (snapshot, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	tx, err := t.db.Begin(false)
	return snapshot{t.levels, tx}, err
}

// set makes levels those of the snapshots from now on.
func (t *Table) set(change func(*levels)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.levels)
}

// top is what lies over the file now.
func (t *Table) top() levels {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.levels
}
