package content_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// director plays a history of concurrent requests one call at a time: everybody who calls a table, or sleeps, waits for
// their cue, and the seed chooses who is next. So the same seed gives the same interleaving, as far as it does not hang on
// the order of maps. It works inside a bubble of synctest, which tells when nobody is left who could run.
type director struct {
	rnd   *rand.Rand
	calls int
	trace uint64 // a hash of who was given a cue for what, in order

	mu      sync.Mutex
	waiting []*cue
	playing atomic.Int32
	over    atomic.Bool
	last    string // who was given the last cue
	linger  int    // percent: how likely they get the next one as well
}

// cue is what somebody waits for.
type cue struct {
	who, what string
	line      string // both: by it those who wait stand in line
	given     chan struct{}
}

func newDirector(seed uint64) *director {
	return &director{rnd: rand.New(rand.NewPCG(seed, 99)), linger: []int{0, 50, 90}[seed%3]}
}

// role is the key by which a context tells whose request it is of.
type role struct{}

// perform waits for a cue; nobody does when the play is over.
func (d *director) perform(ctx context.Context, what string) {
	if d.over.Load() {
		return
	}
	who, _ := ctx.Value(role{}).(string)
	c := &cue{who, what, who + what, make(chan struct{})}
	d.mu.Lock()
	d.waiting = append(d.waiting, c)
	d.mu.Unlock()
	<-c.given
}

// cast makes a player; direct waits for all of them.
func (d *director) cast(ctx context.Context, name string, play func(ctx context.Context)) {
	d.playing.Add(1)
	go func() {
		defer d.playing.Add(-1)
		ctx := context.WithValue(ctx, role{}, name)
		d.perform(ctx, "enters")
		play(ctx)
	}()
}

// direct gives cues until all have played. It tells false if they wait for each other for ever.
func (d *director) direct() bool {
	for idle := 0; idle < 1000; {
		synctest.Wait()
		if c := d.next(); c != nil {
			idle = 0
			d.calls++
			time.Sleep(10 * time.Microsecond) // of the bubble: what has a deadline meets it
			close(c.given)
			continue
		}
		if d.playing.Load() == 0 {
			d.over.Store(true)
			return true
		}
		idle++
		time.Sleep(time.Millisecond)
	}
	return false
}

// next chooses among those who wait, whose order must not hang on when they came.
func (d *director) next() *cue {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) == 0 {
		return nil
	}
	slices.SortStableFunc(d.waiting, func(a, b *cue) int { return strings.Compare(a.line, b.line) })
	n := d.rnd.IntN(len(d.waiting))
	if same := slices.IndexFunc(d.waiting, func(c *cue) bool { return c.who == d.last }); same >= 0 && d.rnd.IntN(100) < d.linger {
		n = same
	}
	c := d.waiting[n]
	d.waiting, d.last = slices.Delete(d.waiting, n, n+1), c.who
	h := fnv.New64a()
	fmt.Fprint(h, d.trace, c.who, c.what)
	d.trace = h.Sum64()
	return c
}

// directedClock lets who sleeps wait for a cue instead.
type directedClock struct {
	*testClock
	d *director
}

func (c directedClock) Sleep(ctx context.Context, _ time.Duration) error {
	c.d.perform(ctx, "sleeps")
	return ctx.Err()
}

// life is that of a process: it ends before or after some call.
type life struct {
	mu    sync.Mutex
	calls int
	ends  int // at this call; 0: never
	after bool
	over  bool
}

// begin counts a call; an error if the process is dead, or dies before it. final says that the answer is not heard.
func (l *life) begin() (final bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return false, storetest.ErrKilled
	}
	if l.calls++; l.calls != l.ends {
		return false, nil
	}
	if l.over = true; !l.after {
		return false, storetest.ErrKilled
	}
	return true, nil
}

func (l *life) dead() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.over
}

// stage is a table as a process on it calls it: on cue, and as long as it lives.
type stage struct {
	store.Table
	d *director
	l *life
}

// call waits for the cue and makes a call.
func (s stage) call(ctx context.Context, what string, do func() error) error {
	s.d.perform(ctx, what)
	final, err := s.l.begin()
	if err != nil {
		return err
	}
	if err = do(); final {
		return storetest.ErrKilled
	}
	return err
}

func (s stage) Transact(ctx context.Context, token string, writes ...store.Write) error {
	return s.call(ctx, "transact "+writes[0].Item.Partition, func() error { return s.Table.Transact(ctx, token, writes...) })
}

// Batch makes its writes as the single calls that they are.
func (s stage) Batch(ctx context.Context, writes ...store.Write) []error {
	result := make([]error, len(writes))
	order := make([]int, len(writes))
	for n := range order {
		order[n] = n
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(sortable(writes[a].Item.Key), sortable(writes[b].Item.Key)) })
	var all sync.WaitGroup
	for _, n := range order {
		all.Go(func() {
			result[n] = s.call(ctx, "write "+sortable(writes[n].Item.Key), func() error { return s.Table.Batch(ctx, writes[n])[0] })
		})
	}
	all.Wait()
	return result
}

func sortable(k store.Key) string { return k.Partition + " " + k.Sort }

func firstKey(keys []store.Key) string {
	if len(keys) == 0 {
		return ""
	}
	return sortable(keys[0])
}

func (s stage) View(ctx context.Context, fn func(store.Reader) error) error {
	return s.Table.View(ctx, func(r store.Reader) error { return fn(stageReader{r, s}) })
}

type stageReader struct {
	store.Reader
	s stage
}

func (r stageReader) Get(ctx context.Context, c store.Consistency, keys ...store.Key) (items []store.Item, err error) {
	err = r.s.call(ctx, "get "+firstKey(keys), func() error {
		items, err = r.Reader.Get(ctx, c, keys...)
		return err
	})
	return items, err
}

func (r stageReader) GetAtomic(ctx context.Context, keys ...store.Key) (items []store.Item, err error) {
	err = r.s.call(ctx, "get at once "+firstKey(keys), func() error {
		items, err = r.Reader.GetAtomic(ctx, keys...)
		return err
	})
	return items, err
}

func (r stageReader) Query(ctx context.Context, q store.Query) (p store.Page, err error) {
	err = r.s.call(ctx, "query "+q.Partition+" "+q.After, func() error {
		p, err = r.Reader.Query(ctx, q)
		return err
	})
	return p, err
}
