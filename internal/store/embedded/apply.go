package embedded

import (
	"bytes"
	"encoding/binary"
	"time"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded/wal"
)

// applier applies the requests of one commit, in order; each sees what those before it wrote.
type applier struct {
	table   *Table
	now     time.Time
	before  merged // what is there, with what the requests so far wrote
	over    levels // takes it
	number  uint64 // of the commit
	record  []byte // for the log
	key     []byte
	fresh   []*request   // transactions to remember, once committed
	watched []store.Item // to tell of, once committed
}

// begin makes a work on a snapshot, in which it sees what it writes itself.
func (a *applier) begin(s *snapshot) {
	s.number = a.number
	a.over = s.levels
	a.before.begin(s)
}

// dirty tells whether there is something to commit.
func (a *applier) dirty() bool { return len(a.record) > wal.Header }

// apply does one request and notes in it what failed. An error of its own breaks the whole commit.
func (a *applier) apply(r *request) error {
	if r.whole {
		return a.transact(r)
	}
	for i := range r.writes {
		if r.errs[i] != nil {
			continue
		}
		holds, err := a.holds(&r.writes[i])
		if err != nil {
			return err
		}
		if !holds {
			r.errs[i] = conditionError(i, &r.writes[i])
			continue
		}
		a.write(&r.writes[i])
	}
	return nil
}

func (a *applier) transact(r *request) error {
	if r.token != "" {
		r.print = a.table.tokens.fingerprint(r.writes)
		if print, known := a.known(r.token); known {
			if print != r.print {
				r.errs[0] = &store.LimitError{Reason: "the token " + r.token + " was used for a different transaction"}
			}
			return nil
		}
	}
	for i := range r.writes {
		holds, err := a.holds(&r.writes[i])
		if err != nil {
			return err
		}
		if !holds {
			r.errs[0] = conditionError(i, &r.writes[i])
			return nil
		}
	}
	for i := range r.writes {
		a.write(&r.writes[i])
	}
	if r.token != "" {
		a.fresh = append(a.fresh, r)
	}
	return nil
}

// known finds the fingerprint of the transaction that had a token, in this commit or an earlier one.
func (a *applier) known(token string) (uint64, bool) {
	for _, r := range a.fresh {
		if r.token == token {
			return r.print, true
		}
	}
	print, known := a.table.tokens.known[token]
	return print, known
}

func (a *applier) holds(w *store.Write) (bool, error) {
	if w.If.Kind == store.CondNone {
		return true, nil
	}
	a.key = appendKey(a.key[:0], w.Item.Partition, w.Item.Sort)
	v := a.before.get(a.key)
	if v == nil {
		return w.If.Holds(nil), nil
	}
	old := store.Item{Key: w.Item.Key}
	if err := decode(v, &old); err != nil {
		return false, err
	}
	if old.Gone(a.now) {
		return w.If.Holds(nil), nil
	}
	return w.If.Holds(&old), nil
}

func conditionError(i int, w *store.Write) error {
	return &store.ConditionError{Write: i, Key: w.Item.Key, If: w.If}
}

func (a *applier) write(w *store.Write) {
	a.key = appendKey(a.key[:0], w.Item.Partition, w.Item.Sort)
	var key, value []byte
	switch w.Op {
	case store.OpPut:
		a.record, key, value = appendPut(a.record, a.key, &w.Item)
		if a.table.watch(w.Item.Partition) {
			a.watched = append(a.watched, cloneItem(w.Item))
		}
	case store.OpDelete:
		a.record, key = appendDelete(a.record, a.key)
	default:
		return
	}
	a.over.active.Put(key, value, a.number)
}

// expiryKey orders items by their expiry; those before 1970 count as 1970.
func expiryKey(at time.Time, key []byte) []byte {
	b := make([]byte, 0, 8+len(key))
	b = binary.BigEndian.AppendUint64(b, uint64(max(0, at.Unix())))
	return append(b, key...)
}

// itemKey is the bbolt key of an item's entry among the expiries, and whether it has expired at a time.
func itemKey(entry []byte, now time.Time) (key []byte, gone bool) {
	return entry[8:], binary.BigEndian.Uint64(entry) <= uint64(now.Unix())
}

// split is the port's key of a bbolt key.
func split(key []byte) store.Key {
	partition, sort, _ := bytes.Cut(key, []byte{0})
	return store.Key{Partition: string(partition), Sort: string(sort)}
}
