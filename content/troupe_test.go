package content_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// troupe is a number of processes over tables that fail, whose calls a director gives the cues for. When a process dies, a
// new one takes its place.
type troupe struct {
	*tables
	seed   uint64
	d      *director
	faults *storetest.Faults
	stages [2]stage
	actors []*actor
}

// actor is the place of a process.
type actor struct {
	rnd     *rand.Rand
	options content.Options
	service *content.Service
	life    *life
	deaths  int
}

// newTroupe needs the bubble of synctest.
func newTroupe(t testing.TB, seed uint64) *troupe {
	c := newTestClock()
	b := &tables{t, auth.With(t.Context(), auth.Local), newLedger(storetest.Memory(c.Now)), newLedger(storetest.Memory(c.Now)), c}
	return &troupe{tables: b, seed: seed, d: newDirector(seed)}
}

// weather is what goes wrong in a history; in some, nothing but that calls meet.
func (p *troupe) weather() *storetest.Faults {
	f := &storetest.Faults{Seed: p.seed, Delay: 10 * int(1+p.seed%5), Torn: p.seed%4 != 0}
	f.During = func() { p.d.perform(context.WithValue(p.ctx, role{}, "torn"), "shows") }
	if p.seed%8 == 0 {
		return f
	}
	f.Chance = map[storetest.Fault]float64{storetest.Conflict: 0.03, storetest.Throttle: 0.005, storetest.LostRequest: 0.005,
		storetest.LostReply: 0.01, storetest.LateRequest: 0.01, storetest.Repeat: 0.1}
	if p.seed%4 != 0 {
		f.Stale = 5
	}
	return f
}

// open starts a process in each place: servers, and lambdas that leave work to others.
func (p *troupe) open(servers, lambdas int) {
	p.faults = p.weather()
	c, i := p.faults.Wrap(p.content), p.faults.Wrap(p.index)
	p.stages = [2]stage{{c, p.d, nil}, {i, p.d, nil}}
	for n := range servers + lambdas {
		a := &actor{rnd: rand.New(rand.NewPCG(p.seed, 1000+uint64(n)))}
		if n >= servers {
			a.options = content.Options{BuildTime: 1, HandOver: true}
		}
		p.start(a)
		p.actors = append(p.actors, a)
	}
}

// start starts a process, and says when it will die.
func (p *troupe) start(a *actor) {
	a.life = &life{after: a.rnd.IntN(2) == 0}
	if p.seed%8 != 0 {
		a.life.ends = 1 + a.rnd.IntN(500)
	}
	c, i := p.stages[0], p.stages[1]
	c.l, i.l = a.life, a.life
	o := a.options
	o.Clock, o.Log = directedClock{p.clock, p.d}, slog.New(slog.DiscardHandler)
	a.service = content.New(c, i, o)
}

// enter gives a player one of the processes for one request.
func (p *troupe) enter(ctx context.Context, n int) *space {
	a := p.actors[n%len(p.actors)]
	if a.life.dead() {
		a.deaths++
		p.start(a)
	}
	return &space{a.service, p.t, ctx}
}

// play plays a history to its end; what is still under way then arrives, before somebody has tidied up or after.
func (p *troupe) play() *space {
	p.t.Helper()
	if !p.d.direct() {
		p.t.Fatal("all wait for each other")
	}
	if p.seed%2 == 0 {
		p.faults.Arrive()
	}
	p.recover()
	p.faults.Arrive()
	return p.recover()
}

func (p *troupe) String() string {
	deaths := 0
	for _, a := range p.actors {
		deaths += a.deaths
	}
	return fmt.Sprintf("seed %d: %d calls, %d deaths, trace %x", p.seed, p.d.calls, deaths, p.d.trace)
}

// warm makes the compressor's channels, which all services share: they must not be those of a bubble.
var warm sync.Once

// inBubble plays in a bubble of synctest.
func inBubble(t *testing.T, play func(t *testing.T)) {
	warm.Do(func() {
		b := newTables(t)
		s := b.process(nil)
		s.apply(`{"apiId":"note","fields":[{"apiId":"t","kind":"LONG_TEXT"}]}`)
		s.create("note", "a", `{"t":"`+noise(8000)+`"}`, true)
		b.process(nil).live("a")
	})
	synctest.Test(t, play)
}
