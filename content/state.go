package content

import (
	"context"
	"fmt"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// state is an entry as writers see it: its head and the copies that belong to it.
type state struct {
	id          string
	head        head
	draft, live *body // nil: there is none
}

// copy is the body of a stage; nil if there is none.
func (st *state) copy(stage Stage) *body {
	if stage == Live {
		return st.live
	}
	return st.draft
}

// whole tells whether head and copies are of one commit.
func (st *state) whole() bool {
	return seqOf(st.draft) == st.head.DraftSeq && seqOf(st.live) == st.head.LiveSeq
}

// successor is what a change of users makes of the entry: a new version, open, not in the trash. It has the same copies.
func (st *state) successor() *state {
	next := &state{head: st.head, draft: st.draft, live: st.live}
	next.head.Version++
	next.head.state, next.head.TrashedAt = store.StateOpen, time.Time{}
	return next
}

// status says where the entry stands; it is empty where there is none.
func (st *state) status() Status {
	if st.empty() {
		return ""
	}
	return st.head.status()
}

// empty tells whether there is no entry: none yet, or one that was purged.
func (st *state) empty() bool { return st.draft == nil && st.live == nil }

func seqOf(b *body) int64 {
	if b == nil {
		return 0
	}
	return b.seq
}

// tornReads is how often an entry is read again before an atomic read is made of it; tornWait the time between.
const (
	tornReads = 5
	tornWait  = 3 * time.Millisecond
)

// read gives an entry as of one moment (protocol section 2): while a commit completes, its items become visible one by
// one, and a mismatch is never accepted.
func (s *Service) read(ctx context.Context, id string) (st *state, err error) {
	defer errs.Wrap(&err, "read the entry %s", id)
	for range tornReads {
		if st, err = s.readOnce(ctx, id, false); err != nil || st.whole() {
			return st, err
		}
		if err := s.clock.Sleep(ctx, tornWait); err != nil {
			return nil, err
		}
	}
	return s.readAtomic(ctx, id)
}

// readAtomic gives the entry of one moment, whatever commits are becoming visible.
func (s *Service) readAtomic(ctx context.Context, id string) (*state, error) {
	for n := 0; ; n++ {
		st, err := s.readOnce(ctx, id, true)
		if err == nil && !st.whole() {
			return nil, fmt.Errorf("the copies of %s are not those that its head names", id)
		}
		if !isConflict(err) || n == maxRepeats {
			return st, err
		}
		if err := s.jitter(ctx, n); err != nil {
			return nil, err
		}
	}
}

func (s *Service) readOnce(ctx context.Context, id string, atomic bool) (st *state, err error) {
	want := []store.Key{s.keys.head(id), s.keys.draft(id), s.keys.live(id)}
	st = &state{id: id}
	return st, s.content.View(ctx, func(r store.Reader) error {
		var items []store.Item
		if atomic {
			items, err = r.GetAtomic(ctx, want...)
		} else {
			items, err = r.Get(ctx, store.Consistent, want...)
		}
		if err != nil {
			return err
		}
		return st.fill(items)
	})
}

func (st *state) fill(items []store.Item) (err error) {
	for _, i := range items {
		switch i.Sort {
		case "head":
			st.head, err = decodeHead(i)
		case "draft":
			st.draft, err = decodeBody(i)
		case "live":
			st.live, err = decodeBody(i)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
