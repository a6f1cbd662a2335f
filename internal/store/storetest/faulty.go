package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// faulty is a table with faults.
type faulty struct {
	table  store.Table
	faults *Faults

	single sync.Mutex // single writes go one after the other, so that what they replace is known

	mu     sync.Mutex
	busy   map[store.Key]bool        // keys of the writes at work
	hidden map[store.Key]*store.Item // what plain reads still see of them; nil: no item
	recent []change                  // the last writes, oldest first
}

// change is what a write replaced; nil: no item.
type change struct {
	key store.Key
	old *store.Item
}

// View lends bodies that do not outlive it.
func (t *faulty) View(ctx context.Context, fn func(store.Reader) error) error {
	r := &faultyReader{faulty: t}
	defer r.spoil()
	return fn(r)
}

// Transact also lets the transaction's items show one by one.
func (t *faulty) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if err := store.CheckTransact(token, writes); err != nil {
		return err
	}
	return t.fail(t.faults.next(), func() error { return t.transact(ctx, token, writes) }, false)
}

// Batch makes its writes in an order of chance.
func (t *faulty) Batch(ctx context.Context, writes ...store.Write) []error {
	result := make([]error, len(writes))
	for _, i := range t.faults.order(len(writes)) {
		if result[i] = store.CheckBatch(writes[i]); result[i] == nil {
			result[i] = t.fail(t.faults.next(), func() error { return t.write(ctx, i, writes[i]) }, true)
		}
	}
	return result
}

// fail makes a write with a fault.
func (t *faulty) fail(fault Fault, apply func() error, single bool) error {
	switch fault {
	case Conflict:
		return store.ErrConflict
	case Throttle:
		return store.ErrThrottled
	case LostRequest:
		return fmt.Errorf("%w: the request was lost", store.ErrUnknown)
	case LateRequest:
		t.faults.later(func() { apply() })
		return fmt.Errorf("%w: the request is late", store.ErrUnknown)
	case Kill:
		return ErrKilled
	}
	err := apply()
	switch {
	case fault == KillAfter:
		return ErrKilled
	case fault == LostReply:
		return fmt.Errorf("%w: the answer was lost", store.ErrUnknown)
	case fault == Repeat && single:
		t.faults.later(func() { apply() })
	}
	return err
}

func (t *faulty) transact(ctx context.Context, token string, writes []store.Write) error {
	keys := make([]store.Key, len(writes))
	for i := range writes {
		keys[i] = writes[i].Item.Key
	}
	if !t.claim(keys) {
		return store.ErrConflict
	}
	defer t.release(keys)
	old, err := t.images(ctx, keys)
	if err != nil {
		return err
	}
	t.hide(old)
	if err := t.table.Transact(ctx, token, writes...); err != nil {
		return err
	}
	t.show(old)
	return nil
}

// write makes one single write, the i-th of its batch.
func (t *faulty) write(ctx context.Context, i int, w store.Write) error {
	t.single.Lock()
	defer t.single.Unlock()
	keys := []store.Key{w.Item.Key}
	if !t.claim(keys) {
		return store.ErrConflict
	}
	defer t.release(keys)
	old, err := t.images(ctx, keys)
	if err != nil {
		return err
	}
	err = t.table.Batch(ctx, w)[0]
	var failed *store.ConditionError
	if errors.As(err, &failed) {
		failed.Write = i
	}
	if err == nil {
		t.remember(old[0])
	}
	return err
}

// claim takes keys for a write; false if another has one of them.
func (t *faulty) claim(keys []store.Key) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.isBusy(keys) {
		return false
	}
	for _, k := range keys {
		t.busy[k] = true
	}
	return true
}

// isBusy needs the lock.
func (t *faulty) isBusy(keys []store.Key) bool {
	return slices.ContainsFunc(keys, func(k store.Key) bool { return t.busy[k] })
}

// release gives back keys, and shows what is still hidden of them.
func (t *faulty) release(keys []store.Key) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		delete(t.busy, k)
		delete(t.hidden, k)
	}
}

// images are the items as they are before a write.
func (t *faulty) images(ctx context.Context, keys []store.Key) ([]change, error) {
	old := make([]change, len(keys))
	err := t.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, keys...)
		for i, k := range keys {
			old[i].key = k
			if at := slices.IndexFunc(items, func(i store.Item) bool { return i.Key == k }); at >= 0 {
				item := copied(items[at : at+1])[0]
				old[i].old = &item
			}
		}
		return err
	})
	return old, err
}

func (t *faulty) hide(old []change) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range old {
		if t.faults.Torn {
			t.hidden[c.key] = c.old
		}
	}
}

// show makes the items of a transaction visible, one by one in an order of chance if commits are torn.
func (t *faulty) show(old []change) {
	for n, i := range t.faults.order(len(old)) {
		if t.faults.Torn && n > 0 {
			t.faults.look()
		}
		t.mu.Lock()
		delete(t.hidden, old[i].key)
		t.mu.Unlock()
		t.remember(old[i])
	}
}

// look lets others read a torn commit.
func (f *Faults) look() {
	if f.During == nil {
		time.Sleep(20 * time.Microsecond)
		return
	}
	if f.inside.CompareAndSwap(false, true) {
		defer f.inside.Store(false)
		f.During()
	}
}

func (t *faulty) remember(c change) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.recent = append(t.recent, c)
	if len(t.recent) > t.faults.Stale {
		t.recent = t.recent[1:]
	}
}
