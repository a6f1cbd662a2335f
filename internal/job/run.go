package job

import (
	"context"
	"errors"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// What a report answers when the work is to return.
var (
	errStop = errors.New("the job stops here") // it was cancelled, or time is up
	errLost = errors.New("another process works on the job")
)

// lease is how long a job is held after its last report.
const lease = time.Minute

// Run is a job at work. Its methods are for one goroutine.
type Run struct {
	s      *Service
	record *record
	ends   time.Time // when to stop, by the machine's clock; zero: never

	total  int
	passed int
	notes  []store.Write
}

// ID of the job.
func (r *Run) ID() string { return r.record.ID }

// Job is the job as of the last report.
func (r *Run) Job() Job { return r.record.Job }

// Cursor is how far the last report came; nil at the beginning.
func (r *Run) Cursor() []byte { return r.record.Cursor }

// Try is how often the job was begun from the last report on, this time included.
func (r *Run) Try() int { return max(1, r.record.Tries) }

// Args reads the arguments that the job was started with.
func (r *Run) Args(ctx context.Context, into any) error {
	_, err := r.s.get(ctx, r.s.keys.part(r.ID(), argsSort), into)
	return err
}

// Expect says with the next report how many entries there are.
func (r *Run) Expect(total int) { r.total = total }

// Pass says with the next report that n entries were looked at that have no items.
func (r *Run) Pass(n int) { r.passed += n }

// Note keeps something under a name with the next report: what is too long for a cursor.
func (r *Run) Note(name string, v any) error {
	i, err := item(r.s.keys.part(r.ID(), notePrefix+name), 0, v, r.s.now())
	if err == nil && len(i.Body) > MaxNote {
		err = errs.New(errs.LimitExceeded, "a note of a job has %d bytes, more than %d", len(i.Body), MaxNote)
	}
	r.notes = append(r.notes, store.Put(i, store.Always()))
	return err
}

// Noted reads what was kept under a name; false if there is nothing.
func (r *Run) Noted(ctx context.Context, name string, into any) (bool, error) {
	return r.s.get(ctx, r.s.keys.part(r.ID(), notePrefix+name), into)
}

// Acting is ctx with the one who started the job, and may do what they may do now.
func (r *Run) Acting(ctx context.Context) (context.Context, error) {
	a, err := r.s.present(ctx, r.record.By)
	if err != nil {
		return nil, err
	}
	return auth.With(ctx, a), nil
}

// present gives somebody as they are now.
func (s *Service) present(ctx context.Context, who event.Actor) (auth.Actor, error) {
	switch {
	case who == auth.Local.Ref():
		return auth.Local, nil
	case who == auth.System.Ref():
		return auth.System, nil
	case s.options.Present == nil:
		return auth.Actor{}, errs.New(errs.Forbidden, "Nobody can say what the one who started this may do now.")
	}
	return s.options.Present(ctx, who)
}

// Report writes how far the work has come, with what became of entries since the last report, all or nothing. An error
// ends the work, which returns it.
func (r *Run) Report(ctx context.Context, cursor []byte, items ...Item) error {
	if len(items) > MaxItems {
		return errs.New(errs.LimitExceeded, "a report has %d items, more than %d", len(items), MaxItems)
	}
	err := r.s.change(ctx, r, func(rec *record) ([]store.Write, error) {
		now := r.s.now()
		rec.Cursor, rec.Until, rec.Tries, rec.Message = cursor, now.Add(lease), 0, ""
		if rec.Done += r.passed; r.total > 0 {
			rec.Total = r.total
		}
		writes, err := rec.add(r.s.keys, items, now)
		return append(writes, r.notes...), err
	})
	if err != nil {
		return err
	}
	r.passed, r.notes = 0, nil
	if r.record.Stop || r.s.closing.Load() || !r.ends.IsZero() && !time.Now().Before(r.ends) {
		return errStop
	}
	return nil
}

// add counts items, and gives the writes of them.
func (rec *record) add(k keys, items []Item, now time.Time) ([]store.Write, error) {
	writes, err := k.results(rec.ID, placed(items, rec.Items), now)
	rec.Items += len(items)
	for _, i := range items {
		rec.count(i)
	}
	return writes, err
}

// change writes the record anew, as do makes it, with what do gives. Others may have written it meanwhile, to have it stop;
// as long as it is this run's, it is tried again.
func (s *Service) change(ctx context.Context, r *Run, do func(*record) ([]store.Write, error)) error {
	for {
		next := *r.record
		writes, err := do(&next)
		if err != nil {
			return err
		}
		err = s.put(ctx, &next, writes...)
		if err == nil {
			r.record = &next
			return nil
		}
		if !failedCondition(err) {
			return err
		}
		now, err := s.load(ctx, r.ID())
		if err != nil {
			return err
		}
		if now == nil || now.Holder != r.record.Holder || now.version == r.record.version {
			return errLost
		}
		r.record = now
	}
}

// finish writes a final state.
func (s *Service) finish(ctx context.Context, r *Run, state State, message string) error {
	return s.change(ctx, r, func(rec *record) ([]store.Write, error) { return s.end(rec, state, message, rec.By), nil })
}

// end makes a record final, and gives what is written with it.
func (s *Service) end(rec *record, state State, message string, by event.Actor) []store.Write {
	rec.State, rec.FinishedAt = state, s.now()
	if message != "" {
		rec.Message = cut(message, MaxMessage)
	}
	rec.release()
	return []store.Write{store.Delete(s.keys.open(rec.ID), store.Always()), s.event(rec, event.JobFinished, by).Write()}
}
