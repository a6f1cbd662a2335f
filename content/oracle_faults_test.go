package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
)

// turmoil is a world to which several people do things at once, on processes that die, over tables that fail. What they
// were told is true for ever, and when it is quiet again, lists equal the oracle of what is there.
type turmoil struct {
	*world
	*troupe
	mu    sync.Mutex
	acked map[string]map[int64]*content.Entry // by entry and version
	tried []string                            // ids that somebody wanted to create
}

// perTurmoil is how many questions a space is asked after its turmoil.
const perTurmoil = 100

// TestListsEqualTheOracleAfterFaults is TestListsEqualTheOracle with edits that are made at once, while commits tear,
// calls are lost, late, repeated and throttled, index reads are stale, and processes die between any two calls.
// GALLEY_TURMOIL asks more, GALLEY_TURMOIL_SEED begins elsewhere.
func TestListsEqualTheOracleAfterFaults(t *testing.T) { // F1, F4, F5, F7, F8
	r := newTrial("TURMOIL", 300)
	spaces := (r.many + perTurmoil - 1) / perTurmoil
	t.Run("spaces", func(t *testing.T) {
		for n := range spaces {
			t.Run(fmt.Sprintf("seed=%d", r.seed+uint64(n)), func(t *testing.T) {
				t.Parallel()
				inBubble(t, func(t *testing.T) {
					m := newTurmoil(t, r.seed+uint64(n))
					m.run()
					r.passed(perTurmoil, m.edits)
				})
			})
		}
	})
	fmt.Printf("%d queries of %d spaces with %d edits under faults equal the oracle, from seed %d\n", r.counts.Load(), spaces, r.edits.Load(), r.seed)
}

func newTurmoil(t testing.TB, seed uint64) *turmoil {
	p := newTroupe(t, seed)
	m := &turmoil{world: newWorldOf(t, seed, p.clock), troupe: p, acked: map[string]map[int64]*content.Entry{}}
	m.Service = p.process(nil).Service
	m.found()
	m.populate(16, 10)
	return m
}

func (m *turmoil) run() {
	m.open(2, 1)
	model := m.thing()
	for n := range 3 {
		own := m.player(uint64(n))
		m.d.cast(m.ctx, fmt.Sprintf("editor %d", n), func(ctx context.Context) {
			for range 20 {
				m.attempt(own, m.enter(ctx, own.rnd.IntN(3)), model)
			}
		})
	}
	m.d.cast(m.ctx, "modeller", m.changeIndexes)
	m.d.cast(m.ctx, "sweeper", m.tidy)
	m.Service = m.play().Service
	m.apply() // whatever the last change was
	s := m.recover()
	m.settle(s)
	for n := range perTurmoil {
		m.turn(2*n + 2)
		m.compare(m.ask(), fmt.Sprintf("GALLEY_TURMOIL_SEED=%d repeats it (%s)", m.world.seed, m.troupe))
	}
	m.verify(s, m.everyone())
	m.verifyEvents(s, m.everyone())
}

// player is the world with chances of its own.
func (m *turmoil) player(n uint64) *world {
	own := *m.world
	own.rnd = rand.New(rand.NewPCG(m.world.seed, 2000+n))
	return &own
}

// attempt does something to some entry, and notes what it is told. Whatever goes wrong may go wrong.
func (m *turmoil) attempt(w *world, s *space, model *content.Model) {
	m.clock().advance(1e6)
	id := pick(w, w.ids)
	var e *content.Entry
	var err error
	switch n := w.rnd.IntN(20); {
	case n < 8:
		e, err = s.Update(s.ctx, id, content.Change{Values: w.values(model, 30), Publish: w.chance(40)})
	case n < 12:
		e, err = s.Publish(s.ctx, id, content.PublishOptions{Locales: w.someLocales()})
	case n < 14:
		e, err = s.Unpublish(s.ctx, id, content.PublishOptions{Locales: w.someLocales()})
	case n < 15:
		err = s.Delete(s.ctx, id, 0)
	case n < 17:
		e, err = s.Restore(s.ctx, id)
	case n < 18:
		_, err = s.Import(s.ctx, m.newcomers(w, model), false)
	default:
		id = m.newName()
		e, err = s.Create(s.ctx, "thing", id, content.Change{Values: w.values(model, 70), Publish: w.chance(50)})
	}
	if err == nil && e != nil {
		m.hears(e)
	}
}

func (m *turmoil) clock() *testClock { return m.world.clock }

func (m *turmoil) newcomers(w *world, model *content.Model) (all []content.ImportEntry) {
	for range 1 + w.rnd.IntN(4) {
		all = append(all, content.ImportEntry{ID: m.newName(), Model: "thing", Values: w.values(model, 70), Publish: w.chance(60), Locales: w.someLocales()})
	}
	return append(all, content.ImportEntry{ID: pick(w, w.ids), Model: "thing", Values: w.values(model, 70), Publish: w.chance(60)})
}

func (m *turmoil) newName() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := fmt.Sprintf("%cnew%d", 'a'+len(m.tried)%26, len(m.tried))
	m.tried = append(m.tried, id)
	return id
}

func (m *turmoil) hears(e *content.Entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.edits++
	if m.acked[e.ID] == nil {
		m.acked[e.ID] = map[int64]*content.Entry{}
	}
	m.acked[e.ID][e.Version] = e
}

// changeIndexes takes indexes away and brings them back, while others write. // G6
func (m *turmoil) changeIndexes(ctx context.Context) {
	w := m.player(10)
	with, without := m.files(w)
	for n := range 4 {
		s := m.enter(ctx, w.rnd.IntN(3))
		s.ApplyModels(s.ctx, []json.RawMessage{[]json.RawMessage{without, with}[n%2]}, false, true) // it may fail
	}
}

// files are the model as it is, and without the index of some field.
func (m *turmoil) files(w *world) (with, without json.RawMessage) {
	f := m.file["fields"].([]any)
	some := pick(w, f).(map[string]any)
	with, err := json.Marshal(m.file)
	m.must(err)
	if m.thing().Field(some["apiId"].(string)).Kind.Scalar() {
		before, given := some["filterable"]
		some["filterable"] = false
		defer func() {
			if some["filterable"] = before; !given {
				delete(some, "filterable")
			}
		}()
	}
	file := clone(m.file)
	delete(file, "indexes")
	file["shards"] = w.shards()
	without, err = json.Marshal(file)
	m.must(err)
	return with, without
}

// tidy does what is done in the background.
func (m *turmoil) tidy(ctx context.Context) {
	for n := range 6 {
		s := m.enter(ctx, n)
		switch n % 3 { // they may fail
		case 0:
			s.Sweep(s.ctx)
		case 1:
			s.Resume(s.ctx)
		case 2:
			s.Check(s.ctx, true)
		}
	}
}

// settle tells the oracle of what is there now, and holds it against what was acknowledged.
func (m *turmoil) settle(s *space) {
	m.Service = s.Service
	for _, id := range m.tried {
		if _, err := m.Entry(m.ctx, id); err == nil {
			m.ids = append(m.ids, id)
		} else if len(m.acked[id]) > 0 {
			m.t.Errorf("%s was acknowledged, and is not there: %v", id, err) // G1
		}
	}
	m.consult()
	for id, versions := range m.acked {
		now := m.oracle.entries[m.oracle.at[id]]
		for v, told := range versions {
			if v > now.Version {
				m.t.Errorf("version %d of %s was acknowledged, but it has only %d", v, id, now.Version)
			}
			if v == now.Version {
				equal(m.t, []any{now.Status, now.Values, now.LiveValues}, []any{told.Status, told.Values, told.LiveValues})
			}
		}
	}
}

func (m *turmoil) everyone() []string { return append(append([]string{}, m.ids...), m.others...) }
