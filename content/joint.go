package content

import (
	"fmt"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// joint is one attempt of a commit of several entries: the writes of all of them in one transaction, each key once.
type joint struct {
	members []*transaction
	all     transaction
	of      []int // by write: the member that it is of
	size    int   // bytes

	at    map[store.Key]int    // by key: its write
	was   map[store.Key]*state // by the key of its head: a member as it was read
	inner []innerTarget
}

// innerTarget is the check of an entry that is written in the same transaction: the condition on its version takes its
// place, if it was read as open.
type innerTarget struct {
	head  store.Key
	by    int // member that refers to it
	blame func() error
}

func newJoint() *joint { return &joint{at: map[store.Key]int{}, was: map[store.Key]*state{}} }

// spareWrites are kept free for what is not of an entry: the record of a request, and an action that was planned.
const spareWrites = 2

// fits tells whether the writes of some entries have a place beside those that are there.
func (j *joint) fits(more ...*transaction) bool {
	size, fresh := j.size, map[store.Key]bool{}
	for _, t := range more {
		for i := range t.writes {
			key := t.writes[i].Item.Key
			if _, met := j.at[key]; !met && !fresh[key] {
				fresh[key], size = true, size+t.writes[i].Item.Size()
			}
		}
	}
	return len(j.all.writes)+len(fresh) <= store.MaxTransact-spareWrites && size <= store.MaxTransfer
}

// add joins the writes of an entry that was read as old. What two of them write to one item becomes one write, or is
// refused.
func (j *joint) add(old *state, t *transaction) error {
	member := len(j.members)
	j.members = append(j.members, t)
	if member == 0 {
		j.all.token = t.token
	}
	j.was[t.writes[0].Item.Key] = old
	for i, w := range t.writes {
		at, met := j.at[w.Item.Key]
		if met {
			if err := j.unite(at, member, w, t.blame[i]); err != nil {
				return err
			}
			continue
		}
		j.at[w.Item.Key] = len(j.all.writes)
		j.of, j.size = append(j.of, member), j.size+w.Item.Size()
		if slices.Contains(t.others, i) {
			j.all.addOther(w, t.blame[i])
		} else {
			j.all.add(w, t.blame[i])
		}
	}
	return nil
}

// unite makes one write of two to the same item. A unique value that one entry releases and another one takes is handed
// over: that the first one holds it is part of what the condition on its head says.
func (j *joint) unite(at, member int, w store.Write, blame func() error) error {
	was := j.all.writes[at]
	switch {
	case was.Op == w.Op && w.Op != store.OpPut:
	case w.Op == store.OpCheck:
		j.inner = append(j.inner, innerTarget{w.Item.Key, member, blame})
	case was.Op == store.OpCheck:
		j.inner = append(j.inner, innerTarget{w.Item.Key, j.of[at], j.all.blame[at]})
		j.replace(at, member, w, blame)
	case was.Op == store.OpDelete:
		j.handOver(at, member, w)
	case w.Op == store.OpDelete:
		j.handOver(at, j.of[at], was)
	case blame != nil:
		return blame()
	default:
		return fmt.Errorf("two entries of a commit write the item %s of %s", w.Item.Sort, w.Item.Partition)
	}
	return nil
}

func (j *joint) handOver(at, member int, put store.Write) {
	put.If = store.Exists()
	j.replace(at, member, put, func() error { return errAgain })
}

// replace puts a write in the place of one, and with it a condition that is not about others.
func (j *joint) replace(at, member int, w store.Write, blame func() error) {
	j.size += w.Item.Size() - j.all.writes[at].Item.Size()
	j.all.writes[at], j.all.blame[at], j.of[at] = w, blame, member
	j.all.others = slices.DeleteFunc(j.all.others, func(i int) bool { return i == at })
}

// refused is the first member that refers to one of the others which was not read as open, and why; nil if there is none.
func (j *joint) refused() (member int, err error) {
	for _, to := range j.inner {
		if old := j.was[to.head]; old == nil || old.empty() || old.head.state != store.StateOpen {
			return to.by, to.blame()
		}
	}
	return 0, nil
}

// check refuses a commit that one transaction cannot hold.
func (j *joint) check() error {
	if len(j.all.writes) > store.MaxTransact || j.size > store.MaxTransfer {
		return errs.New(errs.LimitExceeded, "These %d entries change too much for one transaction: %d writes of %d KB, of %d writes and %d KB that are possible. Take fewer at once.",
			len(j.members), len(j.all.writes), j.size>>10, store.MaxTransact, store.MaxTransfer>>10)
	}
	return nil
}
