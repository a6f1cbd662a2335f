package event

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// RelayOptions are the options of a Relay; zero values stand for the defaults.
type RelayOptions struct {
	Backoff     time.Duration // before the second attempt; it doubles with each; 1 second
	MaxBackoff  time.Duration // between two attempts; 5 minutes
	MaxAttempts int           // after which a failing event is set aside; 20, which takes an hour
	Margin      time.Duration // of the replay before the mark, for clocks that differ and commits that overtake each other; 5 minutes
	SavePause   time.Duration // between two writes of the marks; 1 second
	StartPause  time.Duration // before the replay, which would only slow down the first requests after a start; 250 ms
	MaxWaiting  int           // events of a shard kept in memory; more are read from the table later; 4096
	Log         *slog.Logger  // slog.Default()
}

func (o RelayOptions) withDefaults() RelayOptions {
	o.Backoff = or(o.Backoff, time.Second)
	o.MaxBackoff = or(o.MaxBackoff, 5*time.Minute)
	o.MaxAttempts = or(o.MaxAttempts, 20)
	o.Margin = or(o.Margin, 5*time.Minute)
	o.SavePause = or(o.SavePause, time.Second)
	o.StartPause = or(o.StartPause, 250*time.Millisecond)
	o.MaxWaiting = or(o.MaxWaiting, 4096)
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

// Relay hands the events of a store in this process to consumers, in the background. It hears of each commit from the
// store (Watches and Committed), works on the shards side by side and keeps the order of each entry.
//
// Now and then it stores a mark a shard: every event below it was consumed or set aside. After a crash it goes on from
// there, less a margin, so consumers can see an event again but never miss one. An event that keeps failing is set
// aside, noted in the table, logged, and tried again at the next start.
type Relay struct {
	space   string
	options RelayOptions
	lanes   [Shards]*lane
	table   store.Table
	dirty   chan struct{} // a mark may have moved

	quit    chan struct{} // closed to end
	stop    sync.Once
	started bool
	busy    sync.WaitGroup
	saver   sync.WaitGroup
	ctx     context.Context // of the consumers
	cancel  context.CancelFunc
}

// NewRelay makes the relay of a space. It takes note of commits from now on, and works from Start on.
func NewRelay(space string, o RelayOptions) *Relay {
	r := &Relay{space: space, options: o.withDefaults(), dirty: make(chan struct{}, 1), quit: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	for shard := range r.lanes {
		r.lanes[shard] = newLane(r, shard)
	}
	return r
}

// Watches tells whether a partition is a shard of the relay's outbox.
func (r *Relay) Watches(partition string) bool { return r.shard(partition) >= 0 }

func (r *Relay) shard(partition string) int {
	number, ok := strings.CutPrefix(partition, r.space+"#outbox#")
	if !ok || len(number) != 1 || number[0] < '0' || number[0] >= '0'+Shards {
		return -1
	}
	return int(number[0] - '0')
}

// Committed takes note of items that were committed. It keeps them, is quick, and never waits for a consumer.
func (r *Relay) Committed(items []store.Item) {
	for _, i := range items {
		if shard := r.shard(i.Partition); shard >= 0 {
			r.lanes[shard].add(i)
		}
	}
}

// Start begins to hand events to a dispatcher, after a short pause; it returns at once. First come those that an
// earlier process may not have got to.
func (r *Relay) Start(t store.Table, d *Dispatcher) {
	r.table, r.started = t, true
	r.busy.Go(func() {
		if !r.sleep(r.options.StartPause) || !r.resume() {
			return
		}
		for _, l := range r.lanes {
			r.busy.Go(func() { l.run(d) })
		}
	})
	r.saver.Go(r.saveNowAndThen)
}

// Close ends the work, waits for the consumers that run, and stores the marks. When ctx is done it cancels them first;
// what they had not finished comes again after the next Start.
func (r *Relay) Close(ctx context.Context) error {
	var err error
	r.stop.Do(func() {
		close(r.quit)
		release := context.AfterFunc(ctx, r.cancel)
		r.busy.Wait()
		r.saver.Wait()
		release()
		r.cancel()
		if r.started {
			err = r.saveMarks(context.WithoutCancel(ctx))
		}
	})
	return err
}

// sleep waits for d; it is false if the relay ends before.
func (r *Relay) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.quit:
		return false
	}
}

// backoff is the time between attempt n and the next one.
func (o RelayOptions) backoff(n int) time.Duration {
	d := o.Backoff
	for range n - 1 {
		if d *= 2; d >= o.MaxBackoff {
			return o.MaxBackoff
		}
	}
	return d
}
