package content_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// observed is a table whose every transaction is followed by a look at what is there.
type observed struct {
	store.Table
	look func()
}

func (o *observed) Transact(ctx context.Context, token string, writes ...store.Write) error {
	err := o.Table.Transact(ctx, token, writes...)
	if err == nil {
		o.look()
	}
	return err
}

// web is a space of pages that refer to each other by chance.
type web struct {
	*tables
	rnd  *rand.Rand
	ids  []string
	refs map[string][]string // of the drafts
}

func newWeb(b *tables, seed uint64, n int) *web {
	w := &web{tables: b, rnd: rand.New(rand.NewPCG(seed, 5)), refs: map[string][]string{}}
	s := b.process(nil)
	s.apply(partModel, pageModel)
	for i := range n {
		w.ids = append(w.ids, fmt.Sprintf("p%02d", i))
	}
	var all []content.ImportEntry
	for i, id := range w.ids {
		all = append(all, content.ImportEntry{ID: id, Model: "page", Values: vals(w.values(id, i))})
	}
	_, err := s.Import(s.ctx, all, false)
	s.must(err)
	return w
}

// values are those of a page that refers to up to three others: mostly to those behind it, so that circles are small.
func (w *web) values(id string, at int) string {
	w.refs[id] = nil
	field := func() string {
		to := at + w.rnd.IntN(8) - 1
		if w.rnd.IntN(6) == 0 {
			to = at - w.rnd.IntN(4)
		}
		if to < 0 || to >= len(w.ids) {
			return ""
		}
		w.refs[id] = append(w.refs[id], w.ids[to])
		return w.ids[to]
	}
	parts := []string{fmt.Sprintf(`"name":%q,"slug":%q`, id, id)}
	if to := field(); to != "" {
		parts = append(parts, `"next":[{"id":"`+to+`"}]`)
	}
	if to := field(); to != "" {
		parts = append(parts, `"keeps":[{"id":"`+to+`"}]`)
	}
	if to := field(); to != "" && w.rnd.IntN(2) == 0 {
		parts = append(parts, `"text":{"type":"doc","content":[{"type":"embedEntry","attrs":{"id":"`+to+`"}}]}`)
	} else if to != "" {
		parts = append(parts, `"part":{"page":{"id":"`+to+`"}}`)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// reach is what a page leads to, itself included.
func (w *web) reach(from string, met map[string]bool) {
	if met[from] {
		return
	}
	met[from] = true
	for _, to := range w.refs[from] {
		w.reach(to, met)
	}
}

// holes are the references of live copies to pages that were never published.
func (w *web) holes(s *space) (out []string) {
	sc, err := s.Schema(s.ctx)
	s.must(err)
	for _, id := range w.ids {
		e, err := s.Entry(s.ctx, id)
		s.must(err)
		for _, ref := range sc.References(e.Model, e.LiveValues) {
			to, err := s.Entry(s.ctx, ref.ID)
			s.must(err)
			if to.FirstPublishedAt.IsZero() && to.Status != content.StatusTrashed {
				out = append(out, id+" → "+ref.ID)
			}
		}
	}
	return out
}

// watch looks for holes after every transaction.
func (w *web) watch() {
	inner := w.content.Table
	w.content.Table = &observed{inner, func() {
		s := &space{content.New(inner, w.index.Table, content.Options{Clock: w.clock}), w.t, w.ctx}
		if holes := w.holes(s); len(holes) > 0 {
			w.t.Errorf("live pages refer to what was never published: %v", holes)
		}
	}}
}

// TestClosuresLeaveNoHole publishes pages with what they refer to while calls collide, are lost or late and processes die
// at any call. After every transaction nothing live refers to what was never published; once more, and all of it is live.
func TestClosuresLeaveNoHole(t *testing.T) { // C5, F1, F4, F5, F8
	for seed := range uint64(24) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWeb(newTables(t), seed, 4+int(seed)*3/2)
			w.watch()
			root := w.ids[w.rnd.IntN(3)]
			want := map[string]bool{}
			w.reach(root, want)
			for n := 1; ; n += 1 + w.rnd.IntN(2+n/4) { // how far it comes differs each time
				f := &storetest.Faults{At: map[int]storetest.Fault{n: storetest.Kill + storetest.Fault(n%2)}, Seed: seed + uint64(n)<<8, Torn: true,
					Chance: map[storetest.Fault]float64{storetest.Conflict: 0.01, storetest.LostReply: 0.01, storetest.LateRequest: 0.01, storetest.LostRequest: 0.01}}
				s := w.process(f)
				_, err := s.PublishMany(s.ctx, wanted(root), nil, true)
				f.Arrive()
				if err == nil {
					break
				}
				if code := errs.CodeOf(err); n > 1e5 || code != errs.Internal && code != errs.Conflict {
					t.Fatal(err)
				}
			}
			s := w.process(nil)
			for _, id := range w.ids {
				if live := s.status(id) == content.StatusPublished; live != want[id] {
					t.Errorf("%s is live: %t", id, live)
				}
			}
			w.verify(w.recover(), w.ids)
			w.verifyEvents(w.process(nil), w.ids)
		})
	}
}

// TestConcurrentClosures lets publishers meet each other, and others who save and delete.
func TestConcurrentClosures(t *testing.T) { // C4, C6, C12
	var published atomic.Int64
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newTroupe(t, seed)
				w := newWeb(p.tables, seed, 12)
				w.watch()
				p.open(1, 1)
				for n := range 3 {
					p.d.cast(p.ctx, fmt.Sprint("publisher ", n), func(ctx context.Context) {
						rnd := rand.New(rand.NewPCG(seed, uint64(n)))
						for range 4 {
							s := p.enter(ctx, rnd.IntN(2))
							if _, err := s.PublishMany(ctx, wanted(w.ids[rnd.IntN(len(w.ids))]), nil, true); err == nil {
								published.Add(1)
							}
						}
					})
				}
				p.d.cast(p.ctx, "writer", func(ctx context.Context) {
					rnd := rand.New(rand.NewPCG(seed, 10))
					for range 10 {
						s, at := p.enter(ctx, rnd.IntN(2)), rnd.IntN(len(w.ids))
						if rnd.IntN(4) == 0 {
							s.Delete(ctx, w.ids[at], 0) // it may be refused
							continue
						}
						s.Update(ctx, w.ids[at], content.Change{Values: vals(w.values(w.ids[at], at))}) // it may be refused
					}
				})
				s := p.play()
				if holes := w.holes(s); len(holes) > 0 {
					t.Errorf("in the end: %v", holes)
				}
				w.verify(s, w.ids)
				w.verifyEvents(s, w.ids)
				if t.Failed() {
					t.Log(p)
				}
			})
		})
	}
	if n := published.Load(); n < 20 {
		t.Errorf("only %d requests came through", n)
	}
}

// What a page refers to goes live before it, or at the same moment; what refers to each other, at the same moment.
func TestPlansAreInOrder(t *testing.T) {
	for seed := range uint64(6) {
		w := newWeb(newTables(t), seed, 80)
		s := w.process(nil)
		p := s.plan(true, w.ids[:3]...)
		step, want := map[string]int{}, map[string]bool{}
		for _, i := range p.Items {
			step[i.Entry.ID] = i.Step
		}
		for _, id := range w.ids[:3] {
			w.reach(id, want)
		}
		equal(t, len(p.Items), len(want))
		for id := range want {
			for _, to := range w.refs[id] {
				back := map[string]bool{}
				w.reach(to, back)
				if step[to] > step[id] || back[id] && step[to] != step[id] {
					t.Errorf("seed %d: %s goes live in step %d, %s, to which it refers, in step %d", seed, id, step[id], to, step[to])
				}
			}
		}
	}
}
