package embedded

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded/wal"
)

// request is one Transact or Batch on its way to the disk.
type request struct {
	token  string
	print  uint64 // fingerprint of the writes, if there is a token
	whole  bool   // all writes or none: a transaction
	writes []store.Write
	errs   []error   // one a write; of a transaction only the first counts
	turn   chan bool // true: lead the next group; false: done
}

func newRequest(writes []store.Write) *request {
	return &request{writes: writes, errs: make([]error, len(writes)), turn: make(chan bool, 1)}
}

// queue gathers requests while a commit is at work. Whoever finds nobody at work commits at once; whoever waited first
// commits next, for all who wait by then.
type queue struct {
	mu      sync.Mutex
	working bool
	waiting []*request
}

// commit brings a request to the disk, with those of others that came meanwhile.
func (t *Table) commit(r *request) {
	if t.queue.join(r) || <-r.turn {
		t.lead(r)
	}
}

// join tells whether the caller must lead.
func (q *queue) join(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, r)
	lead := !q.working
	q.working = true
	return lead
}

func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	group := q.waiting
	q.waiting = nil
	return group
}

// release wakes the next leader, then the leader's group.
func (q *queue) release(leader *request, group []*request) {
	q.mu.Lock()
	if len(q.waiting) > 0 {
		q.waiting[0].turn <- true
	} else {
		q.working = false
	}
	q.mu.Unlock()
	for _, r := range group {
		if r != leader {
			r.turn <- false
		}
	}
}

func (t *Table) lead(r *request) {
	group := t.queue.take()
	defer t.queue.release(r, group) // also if bbolt panics: nobody may wait for ever
	done := false
	defer func() {
		if !done {
			fail(group, store.ErrUnknown)
		}
	}()
	t.commitGroup(group)
	done = true
}

// commitGroup commits what the requests of a group want, as far as their conditions hold.
func (t *Table) commitGroup(group []*request) {
	if err := t.makeRoom(); err != nil {
		fail(group, roomError(err))
		return
	}
	t.writing.Lock()
	defer t.writing.Unlock()
	a := applier{table: t, now: t.now(), number: t.log.Number() + 1, record: make([]byte, wal.Header, roomFor(group))}
	if err := t.commitAs(&a, group); err != nil {
		t.set(func(l *levels) { l.active = l.active.UpTo(l.number) })
		fail(group, commitError(err))
		return
	}
	for _, r := range a.fresh {
		t.tokens.remember(r.token, r.print, a.now)
	}
	if len(a.watched) > 0 {
		t.onCommit(a.watched)
	}
}

func (t *Table) commitAs(a *applier, group []*request) error {
	if err := t.apply(a, group); err != nil || !a.dirty() {
		return err
	}
	if err := t.log.Append(a.record); err != nil {
		return err
	}
	t.set(func(l *levels) { l.number = a.number })
	poke(t.committed)
	return nil
}

// apply applies the requests on a snapshot. It must end before set: bbolt lets none begin while it waits for one to end.
func (t *Table) apply(a *applier, group []*request) error {
	s, err := t.begin()
	if err != nil {
		return err
	}
	defer s.tx.Rollback() //nolint:errcheck // ends a read transaction: it cannot fail
	a.begin(&s)
	for _, r := range group {
		if err := a.apply(r); err != nil {
			return err
		}
	}
	return nil
}

// fail tells everybody whose writes were on their way that the commit failed; so do those whose condition did not hold,
// which may have been tested on what others of the group wrote.
func fail(group []*request, err error) {
	for _, r := range group {
		for i := range r.errs {
			var refused *store.LimitError
			if !errors.As(r.errs[i], &refused) {
				r.errs[i] = err
			}
		}
	}
}

// commitError tells what is known after a failed commit. A full disk is met before anything counts as written; of any
// other error the disk may know more than we do.
func commitError(err error) error {
	switch {
	case isFull(err):
		return fullError(err)
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		return fmt.Errorf("the table is closed: %w", err)
	}
	return fmt.Errorf("commit: %w: %w", store.ErrUnknown, err)
}

// roomError tells of a commit that was not tried, since there was no room for it until a checkpoint is done, which fails.
func roomError(err error) error {
	if isFull(err) {
		return fullError(err)
	}
	return fmt.Errorf("nothing was written, as the changes before cannot be brought to the table's file: %w", err)
}

func fullError(err error) error {
	full := errs.New(errs.LimitExceeded, "Nothing was saved: the disk that holds Galley's data is full. Free some space and try again.")
	full.Cause = err
	return full
}

// isFull tells whether there is no room on the disk, or no more is allowed. bbolt has only words for that where a file
// cannot grow.
func isFull(err error) bool {
	for _, reason := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, reason) || strings.HasSuffix(err.Error(), ": "+reason.Error()) {
			return true
		}
	}
	return false
}

func cloneItem(i store.Item) store.Item {
	i.Body = slices.Clone(i.Body)
	return i
}
