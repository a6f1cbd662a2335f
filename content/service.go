package content

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
)

// Service is the content of one space. It is safe for concurrent use.
type Service struct {
	content store.Table
	index   store.Table
	clock   clock.Clock
	log     *slog.Logger
	keys    keys
	budget  Budget
	sweeper *sweeper
	copies  *copyCache
	search  search.Index // nil: there is none
	repairs func(context.Context, string) error

	buildTime time.Duration
	handOver  bool
	present   func(context.Context, event.Actor) (auth.Actor, error)

	cache   atomic.Pointer[cached]
	loading turns // one loads the schema, the others wait
	changes turns // one change of models at a time in this process
	version atomic.Uint64
}

// Options are the parts of a Service that have a default.
type Options struct {
	Space  string       // "main"
	Clock  clock.Clock  // the machine's
	Log    *slog.Logger // the default logger
	Budget Budget       // 5,000 index rows and 1,000 copies a list; Few: 200

	// Search finds words in entries; nil: nothing does, and lists that ask for it are refused.
	Search search.Index

	// RepairSearch hands an entry over to who indexes it for the search anew, as RepairSearch does; nil: who checks does.
	RepairSearch func(ctx context.Context, id string) error

	// BuildTime is how long a change of models builds indexes before it answers that they are still being built, and
	// leaves the rest to Resume; 0: until they are complete.
	BuildTime time.Duration

	// HandOver notes index rows in doubt in the index table, where the Sweep of any process finds them: for processes that
	// may end at any moment, and do not sweep themselves.
	HandOver bool

	// Present gives somebody whom an event remembers as they are now; the error says that they may do nothing any more.
	// Scheduled actions run as them. Without it, only those of the command line and of Galley itself do.
	Present func(context.Context, event.Actor) (auth.Actor, error)
}

// Budget bounds what one list may read; beyond it the answer is QUERY_TOO_EXPENSIVE.
type Budget struct {
	Rows   int // index rows
	Copies int // copies of entries
	Few    int // entries that a filter may leave for a list to be answered by sorting them, when they are found at once; 200
}

// New makes a service over the content table, the source of truth, and the index table, derived from it.
func New(content, index store.Table, o Options) *Service {
	if o.Space == "" {
		o.Space = "main"
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Budget.Rows == 0 {
		o.Budget.Rows = 5000
	}
	if o.Budget.Copies == 0 {
		o.Budget.Copies = 1000
	}
	if o.Budget.Few == 0 {
		o.Budget.Few = 200
	}
	s := &Service{content: content, index: index, clock: o.Clock, log: o.Log, keys: keys{o.Space}, budget: o.Budget, buildTime: o.BuildTime, handOver: o.HandOver,
		present: o.Present, search: o.Search, repairs: o.RepairSearch}
	if s.present == nil {
		s.present = homely
	}
	s.sweeper, s.copies = newSweeper(), newCopyCache()
	s.loading, s.changes = make(turns, 1), make(turns, 1)
	return s
}

// homely knows those who are no accounts.
func homely(_ context.Context, was event.Actor) (auth.Actor, error) {
	for _, a := range []auth.Actor{auth.Local, auth.System} {
		if a.Ref() == was {
			return a, nil
		}
	}
	return auth.Public, errs.New(errs.Forbidden, "Nobody knows who %s is now.", was.Name)
}

// Version rises with every commit and model change of this process; replies made before are stale after. Where several
// processes write it says nothing.
func (s *Service) Version() uint64 { return s.version.Load() }

// jitter waits before attempt n+1: a random time around 2^n milliseconds, 100 ms at most.
func (s *Service) jitter(ctx context.Context, n int) error {
	top := min(int64(time.Millisecond)<<n, int64(100*time.Millisecond))
	return s.clock.Sleep(ctx, time.Duration(rand.Int64N(top)+1))
}
