package content_test

import (
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// trial is a random test of many parts that can be repeated from its seed. Its environment is
//
//	GALLEY_<NAME>=N       how many; and begin at a seed of now
//	GALLEY_<NAME>_SEED=S  begin there
type trial struct {
	name   string
	many   int
	seed   uint64
	long   bool         // it was asked for
	counts atomic.Int64 // of parts that passed
	edits  atomic.Int64
}

// newTrial is the one that everybody runs, unless the environment asks for another. Long ones are cut to a tenth where the
// race detector watches.
func newTrial(name string, many int) *trial {
	r := &trial{name: name, many: many, seed: 1}
	if underRace && many >= 100 {
		r.many = many / 10
	}
	if n, err := strconv.Atoi(os.Getenv("GALLEY_" + name)); err == nil {
		r.many, r.seed, r.long = n, uint64(time.Now().UnixNano()), true
	}
	if n, err := strconv.ParseUint(os.Getenv("GALLEY_"+name+"_SEED"), 10, 64); err == nil {
		r.seed = n
	}
	return r
}

// passed counts, and says now and then how far a long trial is.
func (r *trial) passed(n, edits int) {
	const stride = 1_000_000
	r.edits.Add(int64(edits))
	if now := r.counts.Add(int64(n)); r.long && now/stride > (now-int64(n))/stride {
		fmt.Printf("%d so far\n", now)
	}
}

// perSpace is how many questions a random space is asked; perRound how many between edits.
const perSpace, perRound = 250, 5

// TestListsEqualTheOracle asks random lists of random spaces, between random edits, page by page, and compares them with
// a naive filter and sort. GALLEY_ORACLE asks more, GALLEY_ORACLE_SEED begins elsewhere; with GALLEY_ORACLE_QUERY only
// one question of the first space is asked, after the same edits.
func TestListsEqualTheOracle(t *testing.T) { // C10, C16
	r := newTrial("ORACLE", 10_000)
	only, err := strconv.Atoi(os.Getenv("GALLEY_ORACLE_QUERY"))
	if err != nil {
		only = -1
	}
	spaces := (r.many + perSpace - 1) / perSpace
	t.Run("spaces", func(t *testing.T) {
		for n := range spaces {
			t.Run(fmt.Sprintf("seed=%d", r.seed+uint64(n)), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, r.seed+uint64(n))
				queries := min(perSpace, r.many-n*perSpace)
				w.interrogate(queries, only)
				r.passed(queries, w.edits)
			})
		}
	})
	fmt.Printf("%d queries of %d spaces with %d edits equal the oracle, from seed %d\n", r.counts.Load(), spaces, r.edits.Load(), r.seed)
}

// interrogate asks a space questions, and changes it between them.
func (w *world) interrogate(queries, only int) {
	w.populate(24+int(w.seed%3)*12, 20)
	for n := range queries {
		if n%perRound == 0 {
			w.turn(2*n + 1)
			for range 1 + w.rnd.IntN(2) {
				w.deed()
			}
		}
		w.turn(2*n + 2)
		if only < 0 || n == only {
			w.compare(w.ask(), fmt.Sprintf("GALLEY_ORACLE_SEED=%d GALLEY_ORACLE_QUERY=%d repeats it", w.seed, n))
		}
	}
}
