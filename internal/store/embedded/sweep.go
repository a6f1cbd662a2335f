package embedded

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// sweepStep is how many items one commit of a sweep removes: others write between the steps.
const sweepStep = 500

// Sweep frees the room of expired items, which readers no longer see, and tells how many it removed. What it costs
// grows with the expired items, not with the table. It works on the file alone: what lies over an item there is later.
func (t *Table) Sweep(ctx context.Context) (removed int, err error) {
	defer errs.Wrap(&err, "sweep expired items")
	if err := t.Checkpoint(); err != nil {
		return 0, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		n, more, err := t.sweepStep()
		removed += n
		if err != nil || !more {
			return removed, err
		}
	}
}

func (t *Table) sweepStep() (removed int, more bool, err error) {
	due, err := t.due()
	if err != nil || len(due) == 0 {
		return 0, false, err
	}
	err = t.db.Update(func(tx *bolt.Tx) error {
		for _, entry := range due {
			gone, err := t.remove(tx, entry)
			if err != nil {
				return err
			}
			if gone {
				removed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, false, commitError(err)
	}
	return removed, len(due) == sweepStep, nil
}

// due copies the first entries that have expired.
func (t *Table) due() (entries [][]byte, err error) {
	now := t.now()
	err = t.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(expiresBucket).Cursor()
		for k, _ := c.First(); k != nil && len(entries) < sweepStep; k, _ = c.Next() {
			if _, gone := itemKey(k, now); !gone {
				break
			}
			entries = append(entries, append([]byte(nil), k...))
		}
		return nil
	})
	return entries, err
}

// remove removes an entry, and its item unless that was put again with a later expiry, or none.
func (t *Table) remove(tx *bolt.Tx, entry []byte) (bool, error) {
	key, _ := itemKey(entry, t.now())
	items := tx.Bucket(itemsBucket)
	gone := false
	if v := items.Get(key); v != nil {
		i := store.Item{Key: split(key)}
		if err := decode(v, &i); err != nil {
			return false, err
		}
		if gone = i.Gone(t.now()); gone {
			if err := items.Delete(key); err != nil {
				return false, err
			}
		}
	}
	return gone, tx.Bucket(expiresBucket).Delete(entry)
}
