package content_test

import (
	"fmt"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// newFatalSpace are tables with what the operations of fatals need.
func newFatalSpace(t *testing.T) *tables {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	s.create("author", "ada", `{"name":"Ada"}`, true)
	s.create("author", "bob", `{"name":"Bob"}`, true)
	return b
}

// Whichever call of an operation collides, is refused for the load, lost, or answered too late: what is acknowledged has
// happened exactly once, and what is not has not happened. // F4, F5, F8
func TestLateAcknowledgements(t *testing.T) {
	for _, f := range fatals {
		for _, fault := range []storetest.Fault{storetest.Conflict, storetest.Throttle, storetest.LostRequest, storetest.LostReply, storetest.LateRequest, storetest.Repeat} {
			t.Run(fmt.Sprintf("%s/%d", f.name, fault), func(t *testing.T) {
				t.Parallel()
				f.disturb(t, fault)
			})
		}
	}
}

func (f *fatal) disturb(t *testing.T, fault storetest.Fault) {
	b := newFatalSpace(t)
	want, succeeded := int64(0), 0
	ids := []string{"ada", "bob"}
	for n, reached := 0, true; reached; n++ { // the first without a fault
		id := fmt.Sprintf("e%d", n)
		if f.before != nil {
			f.before(b.process(nil), id)
		}
		faults := &storetest.Faults{At: map[int]storetest.Fault{n: fault}, Torn: true, Seed: uint64(n)}
		err := f.do(b.process(faults), id)
		faults.Arrive()
		reached = n == 0 || faults.Calls() >= n
		s := b.process(nil)
		if done := f.done(t, s, id); done != (err == nil) {
			t.Fatalf("call %d: it happened: %t, the answer was: %v", n, done, err)
		}
		ids = append(ids, id)
		if err != nil {
			continue
		}
		succeeded++
		if v := b.lastVersion(s, id); n == 0 {
			want = v
		} else if v != want {
			t.Fatalf("call %d: version %d, want %d", n, v, want)
		}
	}
	if succeeded < 3 {
		t.Errorf("only %d of %d came through", succeeded, len(ids)-2)
	}
	b.verify(b.recover(), ids)
	b.verifyEvents(b.process(nil), ids)
}

// lastVersion is that of the entry, also in the trash.
func (b *tables) lastVersion(s *space, id string) (v int64) {
	for version := range b.verifyEvents(s, []string{id})[id] {
		v = max(v, version)
	}
	return v
}

// A client that was not answered, since the process died or the time was up, sends its request again to another process.
// However far the first one came, it happens once. // F8, C13
func TestRequestsThatAreSentAgainHappenOnce(t *testing.T) {
	for name, send := range map[string]func(s *space, id, key string) (*content.Entry, error){
		"create": func(s *space, id, key string) (*content.Entry, error) {
			return s.Create(s.ctx, "article", id+"-new", content.Change{Values: fatalValues(id+"-new", 2), Publish: true, IdempotencyKey: key})
		},
		"save": func(s *space, id, key string) (*content.Entry, error) {
			return s.Update(s.ctx, id, content.Change{Values: vals(`{"views":7}`), IdempotencyKey: key})
		},
		"publish": func(s *space, id, key string) (*content.Entry, error) {
			return s.Publish(s.ctx, id, content.PublishOptions{IdempotencyKey: key})
		},
		"unpublish": func(s *space, id, key string) (*content.Entry, error) {
			return s.Unpublish(s.ctx, id, content.PublishOptions{IdempotencyKey: key})
		},
		"delete": func(s *space, id, key string) (*content.Entry, error) {
			if err := s.DeleteOnce(s.ctx, id, 0, key); err != nil {
				return nil, err
			}
			return s.Entry(s.ctx, id)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newFatalSpace(t)
			ids, want := []string{"ada", "bob"}, int64(0)
			for n, died := 0, true; died; n++ { // the first does not die
				id, key := fmt.Sprintf("e%d", n), fmt.Sprintf("key %d", n)
				makeLive(b.process(nil), id)
				b.process(nil).update(id, `{"views":3}`, false)
				_, err := send(b.process(&storetest.Faults{At: map[int]storetest.Fault{n: storetest.KillAfter}}), id, key)
				died = err != nil || n == 0
				e, err := send(b.process(nil), id, key)
				if err != nil {
					t.Fatalf("call %d: sent again: %v", n, err)
				}
				if want == 0 {
					want = e.Version
				}
				if e.Version != want {
					t.Errorf("call %d: version %d, want %d", n, e.Version, want)
				}
				ids = append(ids, id)
				if e.ID != id {
					ids = append(ids, e.ID)
				}
			}
			b.verify(b.recover(), ids)
			b.verifyEvents(b.process(nil), ids)
		})
	}
}

// A commit that collides all the time gives up in the end, and says so. // F5
func TestConflictsAreRetriedWithinBounds(t *testing.T) {
	b := newFatalSpace(t)
	makeLive(b.process(nil), "a")
	faults := &storetest.Faults{Chance: map[storetest.Fault]float64{storetest.Conflict: 1}}
	s := b.process(faults)
	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"views":7}`)})
	wantCode(t, err, errs.Conflict)
	if n := faults.Calls(); n > 200 {
		t.Errorf("%d calls", n)
	}
	b.verify(b.recover(), []string{"ada", "bob", "a"})
}
