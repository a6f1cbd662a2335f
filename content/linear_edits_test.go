package content_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/galley-cms/galley/internal/errs"
)

// editor is one of those who make requests. They remember the last version that they saw of each entry.
type editor struct {
	*minutes
	client  int
	rnd     *rand.Rand
	entries []string
	seen    map[string]int64
	gone    map[string]bool // entries that they did not find last time
	numbers int
	live    bool // whether lists of what is live are exact
}

func (m *minutes) editor(seed uint64, client int, entries []string) *editor {
	return &editor{minutes: m, client: client, rnd: rand.New(rand.NewPCG(seed, uint64(client))), entries: entries, seen: map[string]int64{}, gone: map[string]bool{}}
}

var (
	usual = []string{"create", "save", "save", "save", "save", "save", "save", "publish", "publish", "publish", "unpublish", "delete", "restore", "read", "read"}
	atAll = []string{"create", "restore", "restore", "read"} // to what may be gone
)

// next is a random request; the numbers that it writes are those of nobody else.
func (e *editor) next() request {
	q := request{entry: e.entries[e.rnd.IntN(len(e.entries))]}
	deeds := usual
	if e.gone[q.entry] {
		deeds = atAll
	}
	q.do = deeds[e.rnd.IntN(len(deeds))]
	if e.rnd.IntN(2) == 0 && q.do != "create" && q.do != "read" && q.do != "restore" {
		q.version = e.seen[q.entry]
	}
	if q.do == "create" || q.do == "save" {
		e.numbers++
		q.n, q.publish = e.client*1000+e.numbers, e.rnd.IntN(3) == 0
	}
	return q
}

// work makes a request, looks for what it wrote, and now and then for what others wrote.
func (e *editor) work(s *space) {
	q := e.next()
	a := e.ask(s, e.client, q)
	if a.code == "" && !a.lost && q.do != "delete" {
		e.seen[q.entry] = a.after.version
	}
	e.gone[q.entry] = a.code == errs.NotFound && q.do != "restore"
	if q.n == 0 {
		q.n = e.wrote(q.entry, e.rnd)
	}
	e.ask(s, e.client, request{do: "find", entry: q.entry, n: q.n}) // G1, G2
	if e.live {
		e.ask(s, e.client, request{do: "findLive", entry: q.entry, n: q.n})
	}
}

const registerModel = `{"id":"mnote","apiId":"note","fields":[{"id":"fn","apiId":"n","kind":"INTEGER"},{"id":"ft","apiId":"t","kind":"TEXT"%s}]}`

// TestEditsAreLinearizable plays random edits of few entries by several people, over tables that fail and on processes
// that die, and holds what each of them heard against a specification without concurrency: as if each edit, read and
// search had happened at one moment. GALLEY_LINEAR plays more histories.
func TestEditsAreLinearizable(t *testing.T) { // C3, C4, C12, F1, F5, F8
	r := newTrial("LINEAR", 24)
	t.Run("histories", func(t *testing.T) {
		for n := range r.many {
			t.Run(fmt.Sprintf("seed=%d", r.seed+uint64(n)), func(t *testing.T) {
				t.Parallel()
				m := &minutes{}
				inBubble(t, func(t *testing.T) { m.play(t, r.seed+uint64(n)) })
				m.check(t, fmt.Sprintf("GALLEY_LINEAR_SEED=%d repeats it", r.seed+uint64(n)))
				r.passed(1, len(m.all))
			})
		}
	})
	fmt.Printf("%d histories with %d requests are linearizable, from seed %d\n", r.counts.Load(), r.edits.Load(), r.seed)
}

// play plays a history. It is checked outside of the bubble, where time goes by.
func (m *minutes) play(t *testing.T, seed uint64) *troupe {
	p := newTroupe(t, seed)
	s := p.process(nil)
	s.apply(fmt.Sprintf(registerModel, ""))
	p.open(2, 1)
	entries := []string{"a", "b", "c"}[:1+seed%3]
	for n := range 4 {
		p.d.cast(p.ctx, fmt.Sprintf("editor %d", n), func(ctx context.Context) {
			e := m.editor(seed, n, entries)
			e.live = seed%4 == 0
			for range 25 {
				e.work(p.enter(ctx, e.rnd.IntN(3)))
			}
		})
	}
	p.d.cast(p.ctx, "modeller", func(ctx context.Context) { p.reindexNotes(ctx) })
	s = p.play()
	for _, id := range entries {
		m.ask(s, 9, request{do: "read", entry: id})
	}
	p.verify(s, entries)
	p.verifyEvents(s, entries)
	return p
}

// reindexNotes takes an index away and brings it back, while others write.
func (p *troupe) reindexNotes(ctx context.Context) {
	rnd := rand.New(rand.NewPCG(p.seed, 50))
	for n := range 4 {
		s := p.enter(ctx, rnd.IntN(3))
		s.ApplyModels(s.ctx, raw([]string{fmt.Sprintf(registerModel, []string{`,"filterable":false`, ""}[n%2])}), false, true) // it may fail
		s.Sweep(s.ctx)                                                                                                         // so may this
	}
}

// TestEditsOfTheEmbeddedStoreAreLinearizable does the same on a store in a file, with many who are at work at once as the
// machine has it.
func TestEditsOfTheEmbeddedStoreAreLinearizable(t *testing.T) { // C3, C4
	b := newTables(t)
	s := b.process(nil)
	s.apply(fmt.Sprintf(registerModel, ""))
	var m minutes
	var all sync.WaitGroup
	entries := []string{"a", "b"}
	for n := range 8 {
		all.Go(func() {
			e := m.editor(1, n, entries)
			e.live = true
			for range 20 {
				e.work(s)
			}
		})
	}
	all.Wait()
	m.check(t, "eight editors")
	s = b.recover()
	b.verify(s, entries)
	b.verifyEvents(s, entries)
}

// TestHistoriesRepeat plays a history twice: without that, a seed would be worth nothing.
func TestHistoriesRepeat(t *testing.T) {
	for seed := range uint64(4) {
		var traces [2]uint64
		for n := range traces {
			inBubble(t, func(t *testing.T) { traces[n] = new(minutes).play(t, seed).d.trace })
		}
		if traces[0] != traces[1] {
			t.Errorf("seed %d gave the cues in another order the second time", seed)
		}
	}
}
