package content

import (
	"context"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// A purge is one commit, after which the entry is none: nobody can restore it, and its revisions are not read any more.
// The commit lists it in the trash as due at once, so that the sweep deletes the revisions if the purge was broken off.

// purgedAt is the time under which the trash lists what was purged and may have revisions left.
var purgedAt = time.Unix(0, 0).UTC()

// purgeStep is how many revisions are deleted at once.
const purgeStep = 100

// Purge removes an entry in the trash for good: its draft, its revisions and, as the event tells those who keep it, its
// file. What is left is a head without anything personal, so that a new entry of the id goes on from its version. It needs
// the permission to administer, and can be repeated.
func (s *Service) Purge(ctx context.Context, id string) error {
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return err
	}
	return s.purge(ctx, id, s.purging)
}

// purge runs an operation that may purge an entry, and deletes what a purge left of it.
func (s *Service) purge(ctx context.Context, id string, op operation) error {
	st, _, err := s.commit(ctx, id, op)
	if err != nil || st.head.PurgedTo == 0 {
		return err
	}
	if err := s.clearPurged(ctx, id, st.head.PurgedTo); err != nil { // it happened: the rest is the sweep's
		s.log.WarnContext(ctx, "a purge is left to the sweep", "entry", id, "error", err)
	}
	return nil
}

// purging is the operation that makes an entry in the trash one that was purged. One that was already stays as it is.
func (s *Service) purging(sc *Schema, st *state) (*change, error) {
	h := st.head
	if h.state == store.StatePurged && h.PurgedTo > 0 {
		return nil, nil
	}
	if st.draft == nil || h.state != store.StateTrashed {
		return nil, errs.New(errs.NotFound, "There is no entry %q in the trash. Only what is there can be purged.", st.id)
	}
	m := sc.ModelByID(h.Model)
	if m == nil {
		m = &Model{ID: h.Model} // it was removed, and its index rows with it
	}
	next := &state{head: head{Model: h.Model, Version: h.Version + 1, PurgedTo: h.Version, state: store.StatePurged}}
	return &change{model: m, next: next, types: []event.Type{event.EntryPurged},
		also: append(s.unfailed(st), s.binned(st.id, purgedAt))}, nil
}

// clearPurged deletes the revisions that a purge leaves, up to a version, as those of a new life of the id have higher ones;
// then what tells the sweep of them.
func (s *Service) clearPurged(ctx context.Context, id string, version int64) (err error) {
	defer errs.Wrap(&err, "clear the purged entry %s", id)
	q := store.Query{Partition: s.keys.head(id).Partition, From: "rev#", To: s.keys.revision(id, version+1).Sort,
		Limit: purgeStep, KeysOnly: true, Consistent: store.Consistent}
	for more := true; more; {
		var dels []store.Write
		err := s.content.View(ctx, func(r store.Reader) error {
			p, err := r.Query(ctx, q)
			for _, i := range p.Items {
				dels = append(dels, store.Delete(i.Key, store.Always()))
			}
			more = p.More
			return err
		})
		if err != nil {
			return err
		}
		if err := s.batch(ctx, s.content, dels); err != nil {
			return err
		}
	}
	return s.single(ctx, s.content, store.Delete(s.keys.trash(id, purgedAt), store.Always()))
}
