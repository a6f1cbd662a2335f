package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
)

// What a home needs to know of the queue of jobs.
const (
	QueueAttempts   = 20              // deliveries of a message before it is set aside; a job is given up before that
	QueueVisibility = 5 * time.Minute // time for a run, which ends itself before that and goes on with another message
	QueueWorkers    = 2               // jobs at work at a time
)

// maxTries is how many runs in a row may end without coming any further, by an error or without a word.
const maxTries = 5

// Handle works on a message of the queue: it runs a job until that ends, or until the time of ctx is nearly over, and then
// has another message go on with it. A repeated message, and one of a job that has ended, does nothing.
func (s *Service) Handle(ctx context.Context, m queue.Message) (err error) {
	var order message
	if err := json.Unmarshal(m.Body, &order); err != nil || order.Format != format {
		return fmt.Errorf("a message of a job cannot be read: %w", errors.Join(err, fmt.Errorf("format %d", order.Format)))
	}
	defer errs.Wrap(&err, "run the job %s", order.Job)
	r, err := s.take(ctx, order.Job, m.Attempts)
	if r == nil || err != nil {
		return err
	}
	var cancel context.CancelFunc
	bounded := ctx
	if end, ok := ctx.Deadline(); ok {
		left := time.Until(end)
		r.ends = end.Add(-min(left/4, 15*time.Second))
		bounded, cancel = context.WithDeadline(ctx, end.Add(-min(left/10, 5*time.Second)))
		defer cancel()
	}
	return s.conclude(ctx, r, s.attempt(bounded, r))
}

// take makes a job this run's; nil if there is nothing to do.
func (s *Service) take(ctx context.Context, id string, attempts int) (*Run, error) {
	for {
		rec, err := s.load(ctx, id)
		if err != nil || rec == nil || rec.State.Final() || rec.Work == "" {
			return nil, err
		}
		if s.works[rec.Work] == nil {
			return nil, queue.RetryAfter(lease, fmt.Errorf("this release does not know the work %q", rec.Work))
		}
		if now := s.now(); rec.held(now) && !s.orphaned(rec) {
			return nil, patience(rec.Until.Sub(now), attempts)
		}
		err = s.put(ctx, rec, s.taken(rec)...)
		if failedCondition(err) {
			continue // somebody was faster: look again
		}
		if err != nil || rec.State.Final() {
			return nil, err
		}
		return &Run{s: s, record: rec}, nil
	}
}

// taken makes a record that of a new run, or final if it was cancelled or has had its chances, and gives what is written
// with it.
func (s *Service) taken(rec *record) []store.Write {
	if rec.Stop {
		return s.end(rec, Cancelled, "", rec.By)
	}
	if rec.Tries++; rec.Tries > maxTries {
		return s.end(rec, Failed, cmp.Or(rec.Message, "The work broke off each time, without a word."), rec.By)
	}
	rec.State, rec.Holder, rec.Until = Running, fmt.Sprintf("%s.%d", s.process, s.runs.Add(1)), s.now().Add(lease)
	return nil
}

// orphaned tells whether the holder of a job has ended, where that is known.
func (s *Service) orphaned(rec *record) bool {
	return s.options.Alone && rec.Holder != "" && !strings.HasPrefix(rec.Holder, s.process+".")
}

// patience is what becomes of a message of a job that is being worked on: dropped, as a repeated one should be; but one
// that comes again may be that of a run that died without a word, and waits for the end of its lease.
func patience(left time.Duration, attempts int) error {
	const deaths = 5
	if attempts < 2 || attempts > deaths {
		return nil
	}
	return queue.RetryAfter(left, errors.New("the job is held by another run"))
}

// attempt calls the work. A panic is an error like any other.
func (s *Service) attempt(ctx context.Context, r *Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if ctx, err = r.Acting(ctx); err != nil {
		return err
	}
	return s.works[r.record.Work](ctx, r)
}

// conclude writes down how a run ended.
func (s *Service) conclude(ctx context.Context, r *Run, err error) error {
	switch {
	case err == nil:
		err = s.finish(ctx, r, Done, "")
	case errors.Is(err, errLost):
	case errors.Is(err, errStop) && r.record.Stop:
		err = s.finish(ctx, r, Cancelled, "")
	case errors.Is(err, errStop):
		err = s.pause(ctx, r)
	case final(err):
		err = s.finish(ctx, r, Failed, sentence(err))
	default:
		err = s.failed(ctx, r, err)
	}
	if errors.Is(err, errLost) {
		return nil // whoever has it goes on
	}
	return err
}

// pause lets the job go on with another message. A process that ends keeps this one, for the next.
func (s *Service) pause(ctx context.Context, r *Run) error {
	if err := s.release(ctx, r, ""); err != nil {
		return err
	}
	if s.closing.Load() {
		return queue.RetryAfter(0, errors.New("the process ends"))
	}
	return s.send(ctx, r.ID(), 0)
}

// failed notes why a run ended, and has the message come again, unless there were enough.
func (s *Service) failed(ctx context.Context, r *Run, cause error) error {
	s.options.Log.ErrorContext(ctx, "a job broke off", "job", r.ID(), "work", r.record.Work, "try", r.record.Tries, "error", cause)
	if r.record.Tries >= maxTries {
		return s.finish(ctx, r, Failed, sentence(cause))
	}
	if err := s.release(ctx, r, sentence(cause)); err != nil {
		return errors.Join(cause, err)
	}
	return queue.RetryAfter(time.Second<<r.record.Tries, cause)
}

// release lets others work on the job.
func (s *Service) release(ctx context.Context, r *Run, message string) error {
	return s.change(ctx, r, func(rec *record) ([]store.Write, error) {
		rec.release()
		rec.Message = cut(message, MaxMessage)
		return nil, nil
	})
}

// final tells whether an error would be the same another time.
func final(err error) bool {
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.Unauthenticated, errs.Forbidden, errs.NotFound, errs.ValidationFailed, errs.LimitExceeded, errs.TooExpensive:
		return true
	}
	return false
}

// sentence is what people are told of an error.
func sentence(err error) string {
	var known *errs.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return "Something went wrong inside Galley. The log of the server says what."
}

// Close has all runs of this process stop at their next report. Their jobs go on in the next one.
func (s *Service) Close() { s.closing.Store(true) }

// Resume sends messages for jobs that nobody works on and that no message seems to be left of. It is called now and again,
// and where there is one process, at its start.
func (s *Service) Resume(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "resume jobs")
	q := store.Query{Partition: s.keys.partition(), From: openPrefix, To: store.PrefixEnd(openPrefix), KeysOnly: true, Limit: resumePage}
	for more := true; more && err == nil; {
		var ids []string
		err = s.table.View(ctx, func(r store.Reader) error {
			p, err := r.Query(ctx, q)
			for _, i := range p.Items {
				ids, q.After = append(ids, strings.TrimPrefix(i.Sort, openPrefix)), i.Sort
			}
			more = p.More
			return err
		})
		for _, id := range ids {
			err = errors.Join(err, s.resume(ctx, id))
		}
	}
	return err
}

const (
	resumePage = 100
	forgotten  = 2 * time.Minute // after its last sign of life a job is looked after
)

// resume sends a message for one job, if it needs that.
func (s *Service) resume(ctx context.Context, id string) error {
	rec, err := s.load(ctx, id)
	if err != nil || rec == nil || rec.State.Final() || rec.Work == "" {
		return err
	}
	now := s.now()
	if rec.held(now) && !s.orphaned(rec) || !s.orphaned(rec) && now.Sub(rec.UpdatedAt) < forgotten {
		return nil
	}
	return s.send(ctx, id, 0)
}
