package content

import (
	"bytes"
	"context"
	"errors"

	"github.com/galley-cms/galley/internal/store"
)

// maxRepeats is how often a write is repeated that failed for a passing reason.
const maxRepeats = 10

// write carries out an attempt: rows, transaction, rows. Who loses after the first step deletes nothing, since a winner
// may rely on the same rows: the sweeper looks at them.
func (s *Service) write(ctx context.Context, t *transaction) error {
	seq := t.next.head.seq
	if err := s.batch(ctx, s.index, s.rowPuts(t.rows.puts, seq)); err != nil {
		s.sweeper.add(t.rows.puts...)
		return err
	}
	if err := s.transact(ctx, t); err != nil {
		s.sweeper.add(t.rows.puts...)
		s.sweeper.add(t.rows.dels...) // it may have been done, if nobody could say
		return err
	}
	s.dropRows(ctx, t.rows.dels, seq)
	return nil
}

// foresee refuses an attempt that cannot succeed, because of what others hold, before it puts rows that only the sweeper
// may take away again: lists and counts would meet them until then. It decides nothing else; what changes after it has
// looked fails in the transaction.
func (s *Service) foresee(ctx context.Context, t *transaction) error {
	held, err := s.look(ctx, t)
	if err != nil {
		return err
	}
	return s.refusal(t, held)
}

// look reads the items of others that attempts depend on, in one call.
func (s *Service) look(ctx context.Context, attempts ...*transaction) (map[store.Key]*store.Item, error) {
	keys := s.concerns(attempts)
	if len(keys) == 0 {
		return nil, nil
	}
	held := make(map[store.Key]*store.Item, len(keys))
	return held, s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, keys...)
		for _, i := range items {
			i.Body = bytes.Clone(i.Body)
			held[i.Key] = &i
		}
		return err
	})
}

// refusal is why an attempt cannot succeed while others hold these items; nil if it may.
func (s *Service) refusal(t *transaction, held map[store.Key]*store.Item) error {
	if failed := t.failing(held); failed >= 0 {
		return t.blame[failed]()
	}
	return s.misplaced(t, held)
}

// concerns lists the items of others that attempts depend on, each once.
func (s *Service) concerns(attempts []*transaction) (keys []store.Key) {
	seen := map[store.Key]bool{}
	for _, t := range attempts {
		own := s.keys.head(t.next.id)
		add := func(k store.Key) {
			if k != own && !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
		}
		for _, w := range t.others {
			add(t.writes[w].Item.Key)
		}
		for _, to := range t.rows.targets {
			add(s.keys.head(to.id))
		}
	}
	return keys
}

// misplaced refuses new references to entries of a model that the field does not take. What does not exist, or is in the
// trash, may be referred to: it reads as null until it is there.
func (s *Service) misplaced(t *transaction, held map[store.Key]*store.Item) error {
	for _, to := range t.rows.targets {
		h := t.next.head
		if to.id != t.next.id {
			i := held[s.keys.head(to.id)]
			if i == nil {
				continue
			}
			var err error
			if h, err = decodeHead(*i); err != nil {
				return err
			}
		}
		if h.Model != "" && !to.takes(h.Model) {
			return to.wrong("is of a model that this field does not take")
		}
	}
	return nil
}

// failing is the first write whose condition on what others hold does not hold for these items; -1 if there is none.
func (t *transaction) failing(held map[store.Key]*store.Item) int {
	for _, w := range t.others {
		if !t.writes[w].If.Holds(held[t.writes[w].Item.Key]) {
			return w
		}
	}
	return -1
}

// rowPuts are the writes of rows for the commit that will make seq.
func (s *Service) rowPuts(rows []store.Key, seq int64) []store.Write {
	puts, now := make([]store.Write, len(rows)), s.clock.Now()
	for i, k := range rows {
		puts[i] = store.Put(row(k, seq, now), store.TagBelow(seq))
	}
	return puts
}

// dropRows deletes rows of a commit's old values; what fails is left to the sweeper.
func (s *Service) dropRows(ctx context.Context, rows []store.Key, seq int64) {
	if len(rows) == 0 {
		return
	}
	dels := make([]store.Write, len(rows))
	for i, k := range rows {
		dels[i] = store.Delete(k, store.TagBelow(seq))
	}
	for i, err := range s.index.Batch(ctx, dels...) {
		if err != nil && !failedCondition(err) {
			s.sweeper.add(rows[i])
		}
	}
}

// batch writes each item alone and repeats what failed for a passing reason. Conditions that do not hold are fine.
func (s *Service) batch(ctx context.Context, t store.Table, writes []store.Write) error {
	for n := 0; len(writes) > 0; n++ {
		left, err := failed(writes, t.Batch(ctx, writes...))
		if err != nil && (n == maxRepeats || !passing(err)) {
			return err
		}
		if err != nil {
			if err := s.jitter(ctx, n); err != nil {
				return err
			}
		}
		writes = left
	}
	return nil
}

// failed are the writes that failed for another reason than their condition, and such a reason: one that does not pass,
// if there is one.
func failed(writes []store.Write, results []error) (left []store.Write, reason error) {
	for i, err := range results {
		if err == nil || failedCondition(err) {
			continue
		}
		left = append(left, writes[i])
		if reason == nil || passing(reason) {
			reason = err
		}
	}
	return left, reason
}

// single makes one write and repeats it while it fails for a passing reason. Where its outcome was unknown, a condition
// that fails may do so because the write was made.
func (s *Service) single(ctx context.Context, t store.Table, w store.Write) error {
	for n := 0; ; n++ {
		err := t.Batch(ctx, w)[0]
		if err == nil || n == maxRepeats || !passing(err) {
			return err
		}
		if err := s.jitter(ctx, n); err != nil {
			return err
		}
	}
}

// transact writes the transaction, repeating it with the same token while its outcome is unknown or it collided.
func (s *Service) transact(ctx context.Context, t *transaction) error {
	for n := 0; ; n++ {
		err := s.content.Transact(ctx, t.token, t.writes...)
		var refused *store.ConditionError
		switch {
		case err == nil:
			return nil
		case errors.As(err, &refused):
			return t.meaning(refused)
		case !passing(err) || n == maxRepeats:
			return err
		}
		if err := s.jitter(ctx, n); err != nil {
			return err
		}
	}
}

// meaning turns a failed condition into what it says to the caller.
func (t *transaction) meaning(e *store.ConditionError) error {
	if blame := t.blame[e.Write]; blame != nil {
		return blame()
	}
	return e
}

// passing tells whether an error may go away when the same call is made again.
func passing(err error) bool {
	return errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrThrottled) || errors.Is(err, store.ErrUnknown)
}

func isAgain(err error) bool { return errors.Is(err, errAgain) }

func isConflict(err error) bool { return errors.Is(err, store.ErrConflict) }

func failedCondition(err error) bool {
	var e *store.ConditionError
	return errors.As(err, &e)
}
