package storetest

import (
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"github.com/galley-cms/galley/internal/store"
)

// Fault is what goes wrong with one call.
type Fault uint8

const (
	None        Fault = iota
	Conflict          // a write or atomic read collides with a transaction: nothing is done
	Throttle          // the table refuses for its load: nothing is done
	LostRequest       // the call never arrives: ErrUnknown, and nothing was done
	LostReply         // the answer never arrives: ErrUnknown, but a write was applied
	LateRequest       // ErrUnknown; a write is applied some calls later
	Repeat            // all is well, but a single write is applied once more some calls later
	Kill              // the process dies before the call: it and all later ones are ErrKilled
	KillAfter         // the process dies after the call was applied, before its answer
)

// ErrKilled is what a dead process would see of its calls.
var ErrKilled = errors.New("the process was killed")

// errLost is what a read sees of a lost connection.
var errLost = errors.New("the connection was lost")

// Faults makes tables fail as DynamoDB and crashes do. Fill in its fields, then wrap the tables of one process: they
// share the count of calls, and one death. Each Get, GetAtomic, Query and Transact is a call, and so is each write of
// a Batch, whose order is left to chance. The same seed and calls give the same faults.
//
// The bodies that a wrapped table lends are overwritten when their View ends, so that keeping them is found out; and
// each read of a View stands alone, as in DynamoDB.
type Faults struct {
	Seed   uint64
	At     map[int]Fault     // what happens to the n-th call, from 1
	Chance map[Fault]float64 // what may happen to any other call, from 0 to 1
	Delay  int               // how many calls later a late write comes at most; 8 if zero
	Stale  int               // how many of a table's last writes an eventual read may miss

	// Torn shows the items of a transaction one by one before it is acknowledged: to plain reads, while atomic reads
	// and other writers collide with it. During, if set, is called each time that one more item shows, but not within
	// itself; otherwise other goroutines get a moment to look.
	Torn   bool
	During func()

	mu     sync.Mutex
	random *rand.Rand
	calls  int
	dead   bool
	late   []arrival
	inside atomic.Bool // During is at work
}

// arrival is a request that comes late.
type arrival struct {
	call  int // before this call
	apply func()
}

// Wrap makes a table subject to the faults.
func (f *Faults) Wrap(t store.Table) store.Table {
	return &faulty{table: t, faults: f, busy: map[store.Key]bool{}, hidden: map[store.Key]*store.Item{}}
}

// Calls is how many calls have been made so far.
func (f *Faults) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// Arrive lets all late requests arrive now, also those of a process that is dead.
func (f *Faults) Arrive() {
	f.mu.Lock()
	late := f.late
	f.late = nil
	f.mu.Unlock()
	for _, a := range late {
		a.apply()
	}
}

// next counts a call and picks its fault; late requests that are due arrive before it.
func (f *Faults) next() Fault {
	f.mu.Lock()
	if f.dead {
		f.mu.Unlock()
		return Kill
	}
	f.calls++
	fault := f.pick()
	f.dead = fault == Kill || fault == KillAfter
	var due []arrival
	for i := 0; i < len(f.late); i++ {
		if f.late[i].call <= f.calls {
			due = append(due, f.late[i])
			f.late = append(f.late[:i], f.late[i+1:]...)
			i--
		}
	}
	f.mu.Unlock()
	for _, a := range due {
		a.apply()
	}
	return fault
}

// pick needs the lock.
func (f *Faults) pick() Fault {
	if fault, planned := f.At[f.calls]; planned {
		return fault
	}
	roll := f.rand().Float64()
	for fault := Conflict; fault <= KillAfter; fault++ {
		if roll -= f.Chance[fault]; roll < 0 {
			return fault
		}
	}
	return None
}

// rand needs the lock.
func (f *Faults) rand() *rand.Rand {
	if f.random == nil {
		f.random = rand.New(rand.NewPCG(f.Seed, 0))
	}
	return f.random
}

// upTo is a number from 0 to n, by chance.
func (f *Faults) upTo(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rand().IntN(n + 1)
}

// order is the numbers below n, shuffled.
func (f *Faults) order(n int) []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rand().Perm(n)
}

// later applies a request some calls from now.
func (f *Faults) later(apply func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delay := f.Delay
	if delay == 0 {
		delay = 8
	}
	f.late = append(f.late, arrival{f.calls + 1 + f.rand().IntN(delay), apply})
}
