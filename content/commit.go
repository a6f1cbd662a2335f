package content

import (
	"context"
	"errors"
	"fmt"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// maxAttempts is how often a commit is tried again after losing against another writer.
const maxAttempts = 5

// operation works out what an entry becomes. It is a pure function of the state it is given and is run again when
// another writer was faster. Without a change it returns nil.
type operation func(sc *Schema, st *state) (*change, error)

// change is what an operation asks for.
type change struct {
	model       *Model
	next        *state       // head (but for seq, epoch and lastEvent, which commit sets) and copies; copies are replaced only if they are other pointers
	types       []event.Type // what happened, in order
	locales     []string     // published or unpublished ones
	autosave    bool
	revision    *body       // kept for good under its version
	prune       int64       // version of a revision that is no longer kept; 0: none
	idempotency string      // names the request; see once.go
	files       []field.Ref // to files of which their fields ask something
	note        string      // for the audit: a sentence
	also        []also      // what else is written with it
}

// also is a write that belongs to a change without being of the entry: it is made with it or not at all.
type also struct {
	write  store.Write
	failed func() error // what it means that its condition does not hold; nil if it has none
}

// transaction is one attempt of a commit, ready to be written.
type transaction struct {
	token  string
	writes []store.Write
	blame  []func() error // by write: what a failed condition on it means
	others []int          // writes whose conditions are about what others hold
	rows   rowChanges
	next   *state

	eventful bool // there is an event: it is a change of users
}

// commit applies an operation to an entry: index rows first, then one transaction, then the old rows (protocol section
// 3). It returns the entry as it is afterwards, and whether anything was written.
func (s *Service) commit(ctx context.Context, id string, op operation) (_ *state, _ bool, err error) {
	defer errs.Wrap(&err, "commit %s", id)
	for attempt := 0; ; attempt++ {
		st, t, err := s.propose(ctx, id, op)
		if err != nil || t == nil {
			return st, false, err
		}
		if err = s.foresee(ctx, t); err == nil {
			err = s.write(ctx, t)
			s.version.Add(1) // whatever the error says, it may have been applied
		}
		switch {
		case err == nil:
			tellJob(ctx, t)
			return t.next, true, nil
		case isConflict(err), errors.Is(err, errAgain) && attempt == maxAttempts:
			return nil, false, &errs.Error{Code: errs.Conflict, Message: "The entry is being changed by many at once. Try again.", Cause: err}
		case !errors.Is(err, errAgain):
			return nil, false, err
		}
		if err := s.jitter(ctx, attempt+3); err != nil {
			return nil, false, err
		}
	}
}

// errAgain says that another writer changed the entry first.
var errAgain = errors.New("the entry was changed meanwhile")

// propose reads the entry and prepares the writes of one attempt; nil if the operation asks for none. An entry without
// copies is registered, and the manifest read after that, before its head may be written: a backfill either walks over
// the id, and moves the head, or is known here. That holds for the head as it was before the registration, so one that
// has moved since is registered again.
func (s *Service) propose(ctx context.Context, id string, op operation) (*state, *transaction, error) {
	registered := int64(-1)
	for n := 0; ; n++ {
		st, err := s.read(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		c, err := s.knowing(ctx, st)
		if err != nil {
			return nil, nil, err
		}
		st = st.current(c.schema)
		ch, err := op(c.schema, st)
		if n == 0 && s.refusedByOld(ctx, c, err) {
			continue
		}
		if err != nil || ch == nil {
			return st, nil, err
		}
		leave(c.schema, ch)
		man := c.manifests[ch.model.ID]
		switch {
		case st.empty() && registered != st.head.seq:
			registered, err = st.head.seq, s.register(ctx, ch.model.ID, id)
		case !st.empty() && st.head.Epoch > man.Epoch && n > maxRepeats:
			err = fmt.Errorf("the index manifest of the model %s is older than its entry %s: galley check --repair makes another one", ch.model.APIID, id)
		case !st.empty() && st.head.Epoch > man.Epoch:
			_, err = s.refreshManifest(ctx, ch.model.ID)
		default:
			if err := s.checkFiles(ctx, ch.files); err != nil {
				return nil, nil, err
			}
			t, err := s.prepare(ctx, man, st, ch)
			return st, t, err
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

// register lists the id among the model's entries and reads the manifest afterwards, in this order.
func (s *Service) register(ctx context.Context, model, id string) error {
	if err := s.single(ctx, s.content, s.registration(model, id)); err != nil {
		return err
	}
	_, err := s.refreshManifest(ctx, model)
	return err
}

func (s *Service) registration(model, id string) store.Write {
	return store.Put(store.Item{Key: s.keys.registry(model, id), Body: []byte{formatJSON}}, store.Always())
}

// prepare makes the writes of an attempt.
func (s *Service) prepare(ctx context.Context, man *manifest, old *state, ch *change) (*transaction, error) {
	next := ch.next
	next.id = old.id
	next.head.seq, next.head.Epoch = old.head.seq+1, man.Epoch
	next.seal(old)
	ev := s.event(ctx, old, ch)
	next.head.LastEvent = ev.ID
	claims := s.compareClaims(ch.model, man, old, next)

	t := &transaction{token: ev.ID, next: next, rows: s.compareRows(ch.model, man, old, next)}
	head, err := next.head.item(s.keys.head(old.id))
	if err != nil {
		return nil, err
	}
	t.add(store.Put(head, store.VersionIs(old.head.seq)), func() error { return errAgain })
	for _, stage := range []Stage{Draft, Live} {
		if err := s.addCopy(t, ch.model, old, stage); err != nil {
			return nil, err
		}
	}
	if err := s.addRevision(t, ch); err != nil {
		return nil, err
	}
	if ch.idempotency != "" { // before the claims: those of a repeated request are taken by the first one
		t.addOther(s.idempotencyRecord(ch.idempotency, old.id), func() error { return errRepeated })
	}
	t.addAlso(ch.also)
	t.addAlso(s.binning(old, next))
	t.addClaims(claims)
	s.addTargets(ctx, t)
	if t.eventful = len(ev.Types) > 0; t.eventful {
		t.add(ev.Write(), nil)
	}
	return t, t.check()
}

func (t *transaction) add(w store.Write, blame func() error) {
	t.writes, t.blame = append(t.writes, w), append(t.blame, blame)
}

// addOther adds a write whose condition is about what others hold, so that it can be foreseen.
func (t *transaction) addOther(w store.Write, blame func() error) {
	t.others = append(t.others, len(t.writes))
	t.add(w, blame)
}

// addAlso adds the further writes of a change: before the claims, since these may be taken by who was here first.
func (t *transaction) addAlso(more []also) {
	for _, a := range more {
		if a.failed == nil {
			t.add(a.write, nil)
			continue
		}
		t.addOther(a.write, a.failed)
	}
}

// check refuses a commit that one transaction cannot hold.
func (t *transaction) check() error {
	if len(t.writes) > store.MaxTransact {
		return errs.Validation(errs.Problem{Rule: "size", Message: fmt.Sprintf(
			"The entry changes too much at once: %d unique values and references that keep their targets, at most %d are possible. Save it in steps.",
			len(t.writes), store.MaxTransact)})
	}
	return nil
}

// seal notes in the head which commit wrote which copy; copies that stay keep theirs.
func (st *state) seal(old *state) {
	st.head.DraftSeq = sealCopy(st.draft, old.draft, st.head.seq)
	st.head.LiveSeq = sealCopy(st.live, old.live, st.head.seq)
}

func sealCopy(b, old *body, seq int64) int64 {
	if b != nil && b != old {
		b.seq = seq
	}
	return seqOf(b)
}

func (s *Service) event(ctx context.Context, old *state, ch *change) event.Event {
	now := s.clock.Now()
	return event.Event{
		ID: event.NextID(now, old.head.LastEvent), Time: now, Space: s.keys.space, Types: ch.types,
		Actor: auth.From(ctx).Ref(), Model: ch.model.ID, Entry: old.id,
		Before: old.head.Version, After: ch.next.head.Version, Locales: ch.locales, Autosave: ch.autosave,
		Was: string(old.status()), Status: string(ch.next.status()), Job: jobOf(ctx), Note: ch.note,
	}
}

func (s *Service) addCopy(t *transaction, m *Model, old *state, stage Stage) error {
	b, was := t.next.copy(stage), old.copy(stage)
	key := s.keys.draft(old.id)
	if stage == Live {
		key = s.keys.live(old.id)
	}
	switch b {
	case was:
	case nil:
		t.add(store.Delete(key, store.Always()), nil)
	default:
		i, err := copyItem(key, m, b, b.seq)
		if err != nil {
			return err
		}
		t.add(store.Put(i, store.Always()), nil)
	}
	return nil
}

func (s *Service) addRevision(t *transaction, ch *change) error {
	if ch.revision != nil {
		key := s.keys.revision(t.next.id, ch.revision.Version)
		i, err := copyItem(key, ch.model, ch.revision, t.next.head.seq)
		if err != nil {
			return err
		}
		t.add(store.Put(i, store.Absent()), func() error { return errAgain })
	}
	if ch.prune > 0 {
		t.add(store.Delete(s.keys.revision(t.next.id, ch.prune), store.Always()), nil)
	}
	return nil
}

// addTargets makes the commit depend on the targets of its new RESTRICT references: none of them may be on its way out.
func (s *Service) addTargets(ctx context.Context, t *transaction) {
	seen := map[string]bool{t.next.id: true} // an entry may refer to itself: its head is written here
	for _, to := range t.rows.targets {
		if seen[to.id] || to.field.OnDelete != field.Restrict {
			continue
		}
		seen[to.id] = true
		t.addOther(store.Check(s.keys.head(to.id), store.Open()), func() error {
			if s.reopenStale(ctx, to.id) {
				return errAgain
			}
			return to.wrong("does not exist or is being deleted")
		})
	}
}
