package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/queue"
)

// repairPause is how long the queue waits after the disk refused, before it tries again.
const repairPause = time.Second

// Options of a queue; zero values stand for the defaults.
type Options struct {
	Workers     int           // messages handled at a time; 32
	PerGroup    int           // of them at most of one named group; 4
	MaxAttempts int           // deliveries after which a failing message is set aside; 10
	Visibility  time.Duration // time for a handler, after which the message is delivered again; 1 minute
	Backoff     time.Duration // before the second attempt; it doubles with each; 1 second
	MaxBackoff  time.Duration // between two attempts; 15 minutes
	Log         *slog.Logger  // slog.Default()
}

func (o Options) withDefaults() Options {
	o.Workers = or(o.Workers, 32)
	o.PerGroup = or(o.PerGroup, 4)
	o.MaxAttempts = or(o.MaxAttempts, 10)
	o.Visibility = or(o.Visibility, time.Minute)
	o.Backoff = or(o.Backoff, time.Second)
	o.MaxBackoff = or(o.MaxBackoff, 15*time.Minute)
	o.Log = or(o.Log, slog.Default())
	return o
}

func or[T comparable](value, other T) T {
	var zero T
	if value == zero {
		return other
	}
	return value
}

// Queue is one queue of a broker.
type Queue struct {
	broker  *Broker
	name    string
	options Options
	handler queue.Handler
	wake    chan struct{}  // something changed that the loop should look at
	quit    chan struct{}  // closed by stop
	busy    sync.WaitGroup // the loop, and messages claimed and not yet settled
	ctx     context.Context
	cancel  context.CancelFunc

	mu       sync.Mutex
	running  int            // handlers
	perGroup map[string]int // handlers by group
}

// job is a claimed message.
type job struct {
	id      []byte
	message queue.Message
}

func newQueue(b *Broker, name string, o Options) *Queue {
	q := &Queue{broker: b, name: name, options: o.withDefaults(), perGroup: map[string]int{}}
	q.wake = make(chan struct{}, 1)
	q.quit = make(chan struct{})
	q.ctx, q.cancel = context.WithCancel(context.Background())
	return q
}

// Send stores messages; when it returns they outlive a crash. All are stored, or none.
func (q *Queue) Send(ctx context.Context, messages ...queue.Message) (err error) {
	defer errs.Wrap(&err, "send to the queue %s", q.name)
	if err := errors.Join(ctx.Err(), check(messages)); err != nil {
		return err
	}
	now := time.Now()
	err = q.write(func(s *shelf) error {
		for _, m := range messages {
			if err := s.add(m, now.Add(m.Delay)); err != nil {
				return err
			}
		}
		return nil
	})
	q.nudge()
	return err
}

func check(messages []queue.Message) error {
	for i, m := range messages {
		if err := m.Check(); err != nil {
			return fmt.Errorf("message %d: %w", i, err)
		}
	}
	return nil
}

// Start begins to deliver to a handler. It is called once, and returns at once.
func (q *Queue) Start(h queue.Handler) {
	q.handler = h
	q.busy.Go(q.loop)
}

// Counts says how many messages a queue holds.
type Counts struct {
	Live int // waiting or being handled
	Dead int // set aside
}

// Counts counts the messages of the queue.
func (q *Queue) Counts() (c Counts, err error) {
	if !q.broker.exists() {
		return Counts{}, nil
	}
	err = q.broker.read(func(tx *bbolt.Tx) error {
		s, err := shelfOf(tx, q.name)
		if s != nil {
			c = Counts{s.messages.Stats().KeyN, s.dead.Stats().KeyN}
		}
		return err
	})
	return c, err
}

func (q *Queue) write(fn func(*shelf) error) error {
	return q.broker.write(func(tx *bbolt.Tx) error {
		s, err := shelfOf(tx, q.name)
		if err != nil {
			return err
		}
		return fn(s)
	})
}

func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *Queue) stop() { close(q.quit) }

// wait returns when every claimed message is settled. When ctx is done it cancels their handlers first.
func (q *Queue) wait(ctx context.Context) {
	defer q.cancel()
	defer context.AfterFunc(ctx, q.cancel)()
	q.busy.Wait()
}

func (q *Queue) stopping() bool {
	select {
	case <-q.quit:
		return true
	default:
		return false
	}
}

// work handles one message and settles it. A handler that outlives its time keeps its place among the workers, but
// its message goes back and its answer counts no more.
func (q *Queue) work(j job) {
	ctx, cancel := context.WithTimeout(q.ctx, q.options.Visibility)
	defer cancel()
	answer := make(chan error, 1)
	go func() {
		defer q.release(j.message.Group)
		answer <- q.handle(ctx, j.message)
	}()
	select {
	case err := <-answer:
		q.settle(j, err)
	case <-ctx.Done():
		q.settle(j, fmt.Errorf("the handler took too long: %w", ctx.Err()))
	}
}

// handle calls the handler; a panic is an error like any other.
func (q *Queue) handle(ctx context.Context, m queue.Message) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return q.handler(ctx, m)
}

func (q *Queue) release(group string) {
	q.mu.Lock()
	q.running--
	if q.perGroup[group]--; q.perGroup[group] == 0 {
		delete(q.perGroup, group)
	}
	q.mu.Unlock()
	q.nudge()
}

// settle stores what became of a message, as often as it takes: a full disk must not lose it.
func (q *Queue) settle(j job, failure error) {
	for {
		err := q.write(func(s *shelf) error { return q.store(s, j, failure) })
		if err == nil {
			break
		}
		q.options.Log.Error("queue: cannot store the outcome of a message", "queue", q.name, "message", j.message.ID, "error", err)
		if q.pause() != nil {
			return // the claim on disk brings the message back at the next start
		}
	}
	q.nudge()
}

func (q *Queue) store(s *shelf, j job, failure error) error {
	log := q.options.Log.With("queue", q.name, "message", j.message.ID, "attempt", j.message.Attempts, "error", failure)
	wish := new(queue.RetryError)
	switch {
	case failure == nil:
		return s.finish(j.id)
	case j.message.Attempts >= q.options.MaxAttempts:
		log.Error("queue: set aside a message that keeps failing")
		return s.bury(j.id)
	case errors.As(failure, &wish):
		return s.again(j.id, j.message.Group, time.Now().Add(wish.After))
	}
	log.Warn("queue: a message failed and will be delivered again")
	return s.again(j.id, j.message.Group, time.Now().Add(q.backoff(j.message.Attempts)))
}

// backoff is the time between attempt n and the next one.
func (q *Queue) backoff(n int) time.Duration {
	d := q.options.Backoff
	for range n - 1 {
		if d *= 2; d >= q.options.MaxBackoff {
			return q.options.MaxBackoff
		}
	}
	return d
}

// pause waits after trouble with the disk; it returns an error when the queue closes.
func (q *Queue) pause() error {
	select {
	case <-q.quit:
		return ErrClosed
	case <-time.After(repairPause):
		return nil
	}
}
