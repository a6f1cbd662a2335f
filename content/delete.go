package content

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Delete unpublishes an entry and moves it to the trash. While published entries refer to it by a field that restricts,
// it is refused. Version 0 means whatever is there.
func (s *Service) Delete(ctx context.Context, id string, version int64) error {
	return s.DeleteOnce(ctx, id, version, "")
}

// DeleteOnce is Delete for a request that may be sent again: with the same key it happens once.
func (s *Service) DeleteOnce(ctx context.Context, id string, version int64, key string) error {
	req, over := request(ctx, key, "delete", id), int64(0)
	for n := 0; ; n++ {
		if done, err := s.doneBefore(ctx, req); err != nil || done != "" {
			return err
		}
		err := s.tryDelete(ctx, id, version, req, over)
		if err == nil || isRepeated(err) {
			return nil
		}
		if done, _ := s.doneBefore(ctx, req); done != "" { // by another call, so that this one found it gone
			return nil
		}
		if !errors.Is(err, errOvertaken) || n == maxOvertaken {
			return err
		}
		if over, err = s.outwait(ctx, id); err != nil {
			return err
		}
	}
}

// How often a delete is begun again because another one was at the entry, and how often it looks whether that has ended.
const (
	maxOvertaken = 25
	patience     = 40
)

// outwait waits while another delete keeps an entry closed. It gives the commit that closed it if nothing moves any longer:
// that delete has died, and the next one takes over; 0 if the entry is open.
func (s *Service) outwait(ctx context.Context, id string) (seq int64, err error) {
	for looks := 0; looks < patience; looks++ {
		st, err := s.read(ctx, id)
		if err != nil || st.head.state != store.StateClosing {
			return 0, err
		}
		if st.head.seq != seq {
			seq, looks = st.head.seq, 0
		}
		if err := s.jitter(ctx, 7); err != nil {
			return 0, err
		}
	}
	return seq, nil
}

// errOvertaken says that another delete is at the entry.
var errOvertaken = errs.New(errs.Conflict, "The entry is being deleted by several at once. Try again.")

func (s *Service) tryDelete(ctx context.Context, id string, version int64, req string, over int64) error {
	st, err := s.closeEntry(ctx, id, version, over)
	if err != nil {
		return err
	}
	hit, err := s.firstRestricting(ctx, st)
	if err == nil && hit == "" {
		_, _, err = s.commit(ctx, id, s.trashing(ctx, &st.head, req))
	}
	if err == nil && hit == "" {
		return nil
	}
	if _, _, failed := s.commit(ctx, id, reopening(st.head.seq)); failed != nil && err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	return errs.New(errs.Conflict, "The entry cannot be deleted: the published entry %s refers to it. Remove that reference first.", hit).
		With("referredBy", hit)
}

// closingAge is how long a delete may keep an entry closed; after that anyone may open it again.
const closingAge = time.Minute

// closeEntry marks an entry as being deleted, so that no new RESTRICT reference to it can be committed. One that another
// delete has closed is left to that, unless it did so by the commit over.
func (s *Service) closeEntry(ctx context.Context, id string, version, over int64) (*state, error) {
	st, _, err := s.commit(ctx, id, func(sc *Schema, st *state) (*change, error) {
		m, err := s.existing(ctx, sc, st, auth.Delete)
		if err != nil {
			return nil, err
		}
		if version != 0 && version != st.head.Version {
			return nil, stale(st.head.Version)
		}
		if st.head.state == store.StateClosing && st.head.seq != over {
			return nil, errOvertaken
		}
		next := *st
		next.head.state, next.head.ClosingAt = store.StateClosing, s.now()
		return &change{model: m, next: &next}, nil
	})
	return st, err
}

// reopening takes the mark of closeEntry back, if nobody has written the entry since commit seq.
func reopening(seq int64) operation {
	return func(sc *Schema, st *state) (*change, error) {
		m := sc.ModelByID(st.head.Model)
		if st.head.seq != seq || st.head.state != store.StateClosing || m == nil {
			return nil, nil
		}
		next := *st
		next.head.state = store.StateOpen
		return &change{model: m, next: &next}, nil
	}
}

// reopenStale opens an entry that a delete closed and then forgot; false if there is nothing to open.
func (s *Service) reopenStale(ctx context.Context, id string) bool {
	st, err := s.read(ctx, id)
	if err != nil || st.head.state != store.StateClosing || s.now().Sub(st.head.ClosingAt) < closingAge {
		return false
	}
	_, done, err := s.commit(ctx, id, reopening(st.head.seq))
	return done && err == nil
}

// trashing is the operation that ends a delete. Nobody may have written the entry since it was closed: who did may have
// opened it, so that a new reference came in.
func (s *Service) trashing(ctx context.Context, closed *head, req string) operation {
	return func(sc *Schema, st *state) (*change, error) {
		m, err := s.existing(ctx, sc, st, auth.Delete)
		if err != nil {
			return nil, err
		}
		switch {
		case st.head.seq != closed.seq && st.head.Version == closed.Version:
			return nil, errOvertaken
		case st.head.seq != closed.seq:
			return nil, stale(st.head.Version)
		}
		next := st.successor()
		next.live = nil
		next.head.state, next.head.Changed, next.head.TrashedAt = store.StateTrashed, false, s.now()
		next.head.UpdatedBy = auth.From(ctx).Ref()
		ch := &change{model: m, next: next, types: []event.Type{event.EntryDeleted}, idempotency: req}
		if st.live != nil {
			ch.types = []event.Type{event.EntryUnpublished, event.EntryDeleted}
		}
		ch.types = typesOf(m, ch.types)
		return ch, nil
	}
}

// firstRestricting finds a published entry that refers to st by a field that restricts; "" if there is none.
func (s *Service) firstRestricting(ctx context.Context, st *state) (string, error) {
	for {
		before, err := s.reload(ctx)
		if err != nil {
			return "", err
		}
		hit, err := s.restricting(ctx, before, st)
		if err != nil || hit != "" {
			return hit, err
		}
		after, err := s.reload(ctx)
		if err != nil {
			return "", err
		}
		if before.schema == after.schema && !retiredMeanwhile(before, after) {
			return "", nil
		}
	}
}

// retiredMeanwhile tells whether a generation that was in use has been retired meanwhile.
func retiredMeanwhile(before, after *cached) bool {
	for id, m := range before.manifests {
		for name := range m.Indexes {
			for _, g := range m.maintained(name) {
				now := after.manifests[id]
				if now == nil || !now.uses(name, g.Number) {
					return true
				}
			}
		}
	}
	return false
}

// restricting looks through the live rows of all references that restrict for a source that really refers to st. An index
// that is not complete yet does not count: the promise holds from then on.
func (s *Service) restricting(ctx context.Context, c *cached, st *state) (string, error) {
	in := s.restrictions(c)
	rows, err := s.rowsTo(ctx, in, st.id)
	if err != nil {
		return "", err
	}
	for i, part := range in {
		for _, r := range rows[i] {
			hit, err := s.stillRefers(ctx, &part, r, st.id)
			if err != nil || hit != "" {
				return hit, err
			}
		}
	}
	return "", nil
}

// rowsOfTarget reads all rows of a reference partition that point to an entry, consistently.
func (s *Service) rowsOfTarget(ctx context.Context, partition, target string) (rows []store.Item, err error) {
	enc := referenceElement(target)
	q := store.Query{Partition: partition, From: string(enc), To: string(index.End(nil, enc)), Consistent: store.Consistent}
	err = s.index.View(ctx, func(r store.Reader) error {
		for {
			p, err := r.Query(ctx, q)
			if err != nil {
				return err
			}
			for _, i := range p.Items {
				i.Body = nil
				rows = append(rows, i)
			}
			if !p.More {
				return nil
			}
			q.After = p.Items[len(p.Items)-1].Sort
		}
	})
	return rows, err
}

// stillRefers checks a row against its source. A row whose tag is ahead of the source's head may belong to a commit
// whose items are still becoming visible: an atomic read decides.
func (s *Service) stillRefers(ctx context.Context, part *rowPartition, r store.Item, target string) (string, error) {
	_, id := index.SplitRow(r.Sort)
	source, err := s.read(ctx, id)
	if err != nil {
		return "", err
	}
	for range 2 {
		if part.refers(source.live, target) {
			return id, nil
		}
		if r.Tag <= source.head.seq {
			break
		}
		if source, err = s.readAtomic(ctx, id); err != nil {
			return "", err
		}
	}
	s.sweeper.add(r.Key)
	return "", nil
}

// Restore takes an entry out of the trash, as a draft, or back into the archive if it was there; assets are live again.
func (s *Service) Restore(ctx context.Context, id string) (*Entry, error) {
	return s.RestoreOnce(ctx, id, "")
}

// RestoreOnce is Restore for a request that may be sent again: with the same key it happens once.
func (s *Service) RestoreOnce(ctx context.Context, id, key string) (*Entry, error) {
	req := request(ctx, key, "restore", id)
	return s.once(ctx, req, id, func(sc *Schema, st *state) (*change, error) {
		m := sc.ModelByID(st.head.Model)
		if m == nil || st.draft == nil || st.head.state != store.StateTrashed {
			return nil, errs.New(errs.NotFound, "There is no entry %q in the trash.", id)
		}
		if err := auth.Require(ctx, auth.Delete, st.resource(m)); err != nil {
			return nil, err
		}
		if err := fitsSingle(m, st.id); err != nil {
			return nil, err
		}
		ch := &change{model: m, next: st.successor(), types: []event.Type{event.EntryRestored}, idempotency: req}
		if !m.Drafts && !st.archived() {
			if err := s.goLive(sc, ch, st, nil, s.now()); err != nil {
				return nil, err
			}
		}
		ch.types = typesOf(m, ch.types)
		return ch, nil
	})
}

// typesOf gives the types of events of a model: assets have only their own.
func typesOf(m *Model, types []event.Type) []event.Type {
	if m.ID != AssetModel {
		return types
	}
	switch {
	case slices.Contains(types, event.EntryDeleted):
		return []event.Type{event.AssetDeleted}
	case slices.Contains(types, event.EntryArchived):
		return []event.Type{event.AssetUpdated, event.EntryArchived}
	case slices.Contains(types, event.EntryUnarchived):
		return []event.Type{event.AssetUpdated, event.EntryUnarchived}
	case slices.Contains(types, event.EntryCreated):
		return []event.Type{event.AssetCreated}
	}
	return []event.Type{event.AssetUpdated}
}

// referenceElement is the index element of a reference to an entry.
func referenceElement(id string) []byte {
	return index.Encode(nil, "REFERENCE", fmt.Appendf(nil, "%q", id))
}
