package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
)

// Work does what a job is for, from r.Cursor() on. It reports each piece before it begins the next, and returns nil when
// all is done. What a report returns it returns at once: it is called again, with the cursor of the last report, by
// whoever goes on. After a crash that is before the piece that was at work, so doing a piece twice must do no harm.
type Work func(ctx context.Context, r *Run) error

// Service keeps the jobs of one space. It is safe for concurrent use, once all works are registered.
type Service struct {
	table   store.Table
	queue   queue.Sender
	keys    keys
	options Options
	works   map[string]Work
	beside  []func(context.Context) ([]*Job, error)
	process string // who holds what this process works on
	runs    atomic.Int64
	closing atomic.Bool
}

// Options are the parts of a Service that have a default.
type Options struct {
	Space string // "main"
	Clock clock.Clock
	Log   *slog.Logger

	// Present gives somebody whom an event remembers as they are now; the error says that they may do nothing any more. Jobs
	// run as them. Without it, only those of the command line and of Galley itself do.
	Present func(context.Context, event.Actor) (auth.Actor, error)

	// Alone says that no other process has these tables: who held a job before this one started has ended.
	Alone bool
}

// NewService makes a service over the content table. The queue's messages go to Handle, in this process or another one; without
// a queue no jobs can be started.
func NewService(t store.Table, q queue.Sender, o Options) *Service {
	if o.Space == "" {
		o.Space = "main"
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Service{table: t, queue: q, keys: keys{o.Space}, options: o, works: map[string]Work{}, process: newID(o.Clock.Now())}
}

func newID(now time.Time) string {
	return ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String()
}

// Register names a work. It is called before the first message is handled.
func (s *Service) Register(name string, w Work) { s.works[name] = w }

// Beside adds jobs that others keep: lists show them among the rest.
func (s *Service) Beside(source func(context.Context) ([]*Job, error)) {
	s.beside = append(s.beside, source)
}

// New job, as it is started.
type New struct {
	Kind  Kind
	Work  string // registered name; "": the caller does the work, and reports with Advance
	Title string
	Model string // id of the model, if it is work of one
	Args  any    // of the work, as JSON
	Total int    // how many entries there are; 0: not known yet
	Key   string // of the request: a repeated one gives the same job, for a day
}

// keyAge is how long a repeated request is recognised.
const keyAge = 24 * time.Hour

// Start writes down a job and sends the message that has it run, as the actor of ctx.
func (s *Service) Start(ctx context.Context, n New) (_ *Job, err error) {
	defer errs.Wrap(&err, "start a job")
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	if n.Work != "" && s.queue == nil {
		return nil, errors.New("this process has no queue of jobs")
	}
	r, err := s.begin(ctx, n)
	if failedCondition(err) && n.Key != "" {
		return s.startedBefore(ctx, n.Key)
	}
	if err != nil {
		return nil, err
	}
	if n.Work != "" {
		if err := s.send(ctx, r.ID, 0); err != nil {
			s.options.Log.ErrorContext(ctx, "a job waits until it is looked for", "job", r.ID, "error", err)
		}
	}
	return &r.Job, nil
}

// begin writes the record of a new job with all that belongs to it, in one transaction.
func (s *Service) begin(ctx context.Context, n New) (*record, error) {
	now := s.now()
	r := &record{Work: n.Work, Job: Job{ID: newID(now), Kind: n.Kind, Title: cut(n.Title, MaxTitle), Model: n.Model,
		By: auth.From(ctx).Ref(), State: Waiting, CreatedAt: now, Total: n.Total}}
	if n.Work == "" {
		r.State = Running
	}
	writes, err := s.birth(r, n, now)
	if err != nil {
		return nil, err
	}
	return r, s.put(ctx, r, writes...)
}

// birth is what is written with a new record.
func (s *Service) birth(r *record, n New, now time.Time) ([]store.Write, error) {
	args, err := item(s.keys.part(r.ID, argsSort), 0, n.Args, now)
	if err != nil {
		return nil, err
	}
	if len(args.Body) > MaxArgs {
		return nil, errs.New(errs.LimitExceeded, "The job is described in %d bytes, more than %d: name fewer entries at once.", len(args.Body), MaxArgs)
	}
	open, err := item(s.keys.open(r.ID), 0, nil, now)
	if err != nil {
		return nil, err
	}
	out := []store.Write{store.Put(args, store.Always()), store.Put(open, store.Always()), s.event(r, event.JobStarted, r.By).Write()}
	if n.Key != "" {
		key, err := item(s.keys.request(r.By, n.Key), 0, r.ID, now)
		if err != nil {
			return nil, err
		}
		key.Expires = now.Add(keyAge)
		out = append(out, store.Put(key, store.Absent()))
	}
	return out, nil
}

// startedBefore gives the job of an earlier request with the same key.
func (s *Service) startedBefore(ctx context.Context, key string) (*Job, error) {
	var id string
	if found, err := s.get(ctx, s.keys.request(auth.From(ctx).Ref(), key), &id); err != nil || !found {
		return nil, errors.Join(err, errs.New(errs.Conflict, "The same request is being carried out. Try again."))
	}
	return s.Get(ctx, id)
}

// event tells of a job.
func (s *Service) event(r *record, t event.Type, by event.Actor) event.Event {
	now := s.now()
	note := r.Title
	if t == event.JobFinished {
		note = fmt.Sprintf("%s: %s, %d done, %d unchanged, %d failed", r.Title, r.State, r.Succeeded, r.Unchanged, r.Failed)
	}
	return event.Event{ID: event.NextID(now, ""), Time: now, Space: s.keys.space, Types: []event.Type{t},
		Actor: by, Model: r.Model, Job: r.ID, Note: note}
}

// put writes the record, under the condition that it is the one that was read, and what goes with it.
func (s *Service) put(ctx context.Context, r *record, with ...store.Write) error {
	w, err := s.keys.write(r, s.now())
	if err != nil {
		return err
	}
	if err := s.transact(ctx, append([]store.Write{w}, with...)); err != nil {
		return err
	}
	r.version++
	return nil
}

// maxRepeats is how often a write is repeated that failed for a passing reason.
const maxRepeats = 10

// transact writes all or none, with one token as long as the outcome is unknown.
func (s *Service) transact(ctx context.Context, writes []store.Write) error {
	token := newID(s.now())
	for n := 0; ; n++ {
		err := s.table.Transact(ctx, token, writes...)
		if err == nil || n == maxRepeats || !passing(err) {
			return err
		}
		top := min(int64(time.Millisecond)<<n, int64(100*time.Millisecond))
		if err := s.options.Clock.Sleep(ctx, time.Duration(rand.Int64N(top)+1)); err != nil {
			return err
		}
	}
}

func passing(err error) bool {
	return errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrThrottled) || errors.Is(err, store.ErrUnknown)
}

func failedCondition(err error) bool {
	var e *store.ConditionError
	return errors.As(err, &e)
}

// get reads one item of a job.
func (s *Service) get(ctx context.Context, k store.Key, v any) (found bool, err error) {
	err = s.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, k)
		if err != nil || len(items) == 0 {
			return err
		}
		found = true
		return decode(items[0], v)
	})
	return found, err
}

// load reads a record; nil if there is none.
func (s *Service) load(ctx context.Context, id string) (r *record, err error) {
	err = s.table.View(ctx, func(reader store.Reader) error {
		items, err := reader.Get(ctx, store.Consistent, s.keys.record(id))
		if err != nil || len(items) == 0 {
			return err
		}
		r, err = decodeRecord(items[0])
		return err
	})
	return r, err
}

// message is what the queue carries.
type message struct {
	Format int    `json:"format"`
	Job    string `json:"job"`
}

func (s *Service) send(ctx context.Context, id string, delay time.Duration) error {
	text, err := json.Marshal(message{format, id})
	if err != nil {
		return err
	}
	return s.queue.Send(ctx, queue.Message{Body: text, Delay: delay})
}

// now is the time as precise as it is stored.
func (s *Service) now() time.Time { return s.options.Clock.Now().UTC().Truncate(time.Microsecond) }
