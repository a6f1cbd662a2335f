package content_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// fatal is an operation during which processes die.
type fatal struct {
	name   string
	before func(s *space, id string) // makes the entry that it is done to
	do     func(s *space, id string) error
	done   func(t testing.TB, s *space, id string) bool // whether it has happened
}

var fatals = []fatal{
	{"create", nil,
		func(s *space, id string) error {
			_, err := s.Create(s.ctx, "article", id, content.Change{Values: fatalValues(id, 2)})
			return err
		},
		func(t testing.TB, s *space, id string) bool { return isListed(t, s, content.Draft, id, 2) }},
	{"create and publish", nil,
		func(s *space, id string) error {
			_, err := s.Create(s.ctx, "article", id, content.Change{Values: fatalValues(id, 2), Publish: true})
			return err
		},
		func(t testing.TB, s *space, id string) bool { return isListed(t, s, content.Live, id, 2) }},
	{"save", makeLive,
		func(s *space, id string) error {
			_, err := s.Update(s.ctx, id, content.Change{Values: vals(`{"views":2}`)})
			return err
		},
		func(t testing.TB, s *space, id string) bool { return isListed(t, s, content.Draft, id, 2) }},
	{"publish", func(s *space, id string) {
		makeLive(s, id)
		s.update(id, `{"views":2,"slug":"`+id+`-2","editor":{"id":"bob"}}`, false)
	},
		func(s *space, id string) error {
			_, err := s.Publish(s.ctx, id, content.PublishOptions{})
			return err
		},
		func(t testing.TB, s *space, id string) bool { return isListed(t, s, content.Live, id, 2) }},
	{"unpublish", makeLive,
		func(s *space, id string) error {
			_, err := s.Unpublish(s.ctx, id, content.PublishOptions{})
			return err
		},
		func(t testing.TB, s *space, id string) bool { return !isListed(t, s, content.Live, id, 1) }},
	{"delete", makeLive,
		func(s *space, id string) error { return s.Delete(s.ctx, id, 0) },
		func(t testing.TB, s *space, id string) bool { return !isListed(t, s, content.Live, id, 1) }},
	{"restore", func(s *space, id string) {
		makeLive(s, id)
		s.must(s.Delete(s.ctx, id, 0))
	},
		func(s *space, id string) error {
			_, err := s.Restore(s.ctx, id)
			return err
		},
		func(t testing.TB, s *space, id string) bool { return isListed(t, s, content.Draft, id, 1) }},
	{"archive", makeLive,
		func(s *space, id string) error {
			_, err := s.Archive(s.ctx, id, 0)
			return err
		},
		func(t testing.TB, s *space, id string) bool { return !isListed(t, s, content.Draft, id, 1) }},
	{"unarchive", func(s *space, id string) {
		makeLive(s, id)
		_, err := s.Archive(s.ctx, id, 0)
		s.must(err)
	},
		func(s *space, id string) error {
			_, err := s.Unarchive(s.ctx, id, 0)
			return err
		},
		func(t testing.TB, s *space, id string) bool { return isListed(t, s, content.Draft, id, 1) }},
	{"purge", func(s *space, id string) {
		makeLive(s, id)
		s.update(id, `{"views":2}`, true)
		s.must(s.Delete(s.ctx, id, 0))
	},
		func(s *space, id string) error { return s.Purge(s.ctx, id) },
		func(t testing.TB, s *space, id string) bool {
			_, err := s.Entry(s.ctx, id)
			return errs.CodeOf(err) == errs.NotFound
		}},
	{"import", makeLive,
		func(s *space, id string) error {
			results, err := s.Import(s.ctx, []content.ImportEntry{{ID: id, Model: "article", Publish: true,
				Values: vals(`{"title":{"en":"T"},"views":2,"slug":"` + id + `-2"}`)}}, false)
			if err == nil && results[0].Outcome != content.ImportUpdated {
				err = errs.New(errs.Internal, "%s: %s", results[0].Outcome, results[0].Message)
			}
			return err
		},
		func(t testing.TB, s *space, id string) bool { return isListed(t, s, content.Live, id, 2) }},
}

func fatalValues(id string, views int) map[string]json.RawMessage {
	return vals(fmt.Sprintf(`{"title":{"en":"T"},"slug":%q,"views":%d,"tags":["x","y%d"],"editor":{"id":"ada"}}`, id, views, views))
}

func makeLive(s *space, id string) {
	_, err := s.Create(s.ctx, "article", id, content.Change{Values: fatalValues(id, 1), Publish: true})
	s.must(err)
}

// isListed tells whether the entry is found with so many views; what is found by one way and not by another is an error.
func isListed(t testing.TB, s *space, stage content.Stage, id string, views int) bool {
	t.Helper()
	found := map[bool]string{}
	for _, where := range []string{
		fmt.Sprintf(`{"views":{"eq":%d},"id":{"in":[%q]}}`, views, id),
		fmt.Sprintf(`{"views":{"eq":%d},"not":{"or":[{"views":{"gt":100}}]}}`, views),
		fmt.Sprintf(`{"views":{"gte":%d,"lte":%d}}`, views, views),
	} {
		here := false
		one := 100
		ids, _ := s.list(stage, "article", where, `[{"views":"ASC"},{"id":"DESC"}]`, content.PageArgs{First: &one})
		for _, i := range ids {
			here = here || i == id
		}
		found[here] = where
	}
	if len(found) > 1 {
		t.Errorf("%s is found by %s, and not by %s", id, found[true], found[false])
	}
	return found[true] != ""
}

// TestKilledAtAnyCall kills the process before and after every call to the tables that an operation makes. What was
// acknowledged is there; what was not is there as a whole or not at all, and so it stays. // F1, F7
func TestKilledAtAnyCall(t *testing.T) {
	for _, f := range fatals {
		for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter} {
			t.Run(fmt.Sprintf("%s/%d", f.name, fault), func(t *testing.T) {
				t.Parallel()
				f.run(t, fault)
			})
		}
	}
}

func (f *fatal) run(t *testing.T, fault storetest.Fault) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	s.create("author", "ada", `{"name":"Ada"}`, true)
	s.create("author", "bob", `{"name":"Bob"}`, true)
	ids := []string{"ada", "bob"}
	for n, died := 1, true; died; n++ {
		id := fmt.Sprintf("e%d", n)
		if f.before != nil {
			f.before(s, id)
		}
		victim := b.process(&storetest.Faults{At: map[int]storetest.Fault{n: fault}, Torn: true, Seed: uint64(n)})
		err := f.do(victim, id)
		died = err != nil
		s = b.process(nil)
		done := f.done(t, s, id)
		if err == nil && !done {
			t.Fatalf("call %d: acknowledged, but it has not happened", n)
		}
		if _, err := s.Sweep(s.ctx); err != nil || f.done(t, s, id) != done {
			t.Fatalf("call %d: it came or went with time (%v)", n, err)
		}
		ids = append(ids, id)
	}
	if len(ids) < 5 {
		t.Fatalf("only %d calls", len(ids))
	}
	s = b.recover()
	b.verify(s, ids)
	b.verifyEvents(s, ids)
	for _, id := range ids[2:] { // nothing is stuck
		if e, err := s.Entry(s.ctx, id); err == nil && e.Status != content.StatusTrashed && e.Status != content.StatusArchived {
			s.update(id, `{"views":9}`, true)
		}
	}
}

// TestKilledWhileModelsChange kills the process at every call of a change of models that builds an index. Lists by the
// new field are refused until they are whole, and after a restart they are. // F1
func TestKilledWhileModelsChange(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			t.Parallel()
			b := newTables(t)
			s := b.process(nil)
			model := `{"apiId":"note","fields":[{"apiId":"a","kind":"INTEGER","filterable":%t},{"apiId":"t","kind":"TEXT","localized":true}]}`
			s.apply(fmt.Sprintf(model, false))
			var ids []string
			for i := range 5 {
				ids = append(ids, fmt.Sprintf("n%d", i))
				s.create("note", ids[i], fmt.Sprintf(`{"a":%d,"t":"x"}`, i), i%2 == 0)
			}
			for n, died := 1, true; died; n++ {
				victim := b.process(&storetest.Faults{At: map[int]storetest.Fault{n: fault}, Seed: uint64(n)})
				_, err := victim.ApplyModels(victim.ctx, raw([]string{fmt.Sprintf(model, true)}), false, true)
				died = err != nil
				s = b.process(nil)
				wholeOrRefused(t, s, ids)
				s.must(s.Resume(s.ctx))
				s.apply(fmt.Sprintf(model, true)) // it may not have begun
				if got := listOrder(t, s); len(got) != len(ids) {
					t.Fatalf("call %d: the new index gives %v", n, got)
				}
				s.apply(fmt.Sprintf(model, false))
				b.clock.advance(1e9)
			}
			b.verify(b.recover(), ids)
		})
	}
}

func listOrder(t testing.TB, s *space) []string {
	ids, _ := s.list(content.Draft, "note", "", `[{"a":"ASC"}]`, content.PageArgs{})
	return ids
}

// wholeOrRefused asks a list by a field that may have no index, or one that is being built.
func wholeOrRefused(t testing.TB, s *space, ids []string) {
	sc, err := s.Schema(s.ctx)
	s.must(err)
	q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("note"), Stage: content.Draft, OrderBy: []any{map[string]any{"a": "ASC"}}})
	if err != nil {
		return
	}
	err = s.View(s.ctx, content.Draft, func(r *content.Reader) error {
		p, err := r.List(s.ctx, q, content.PageArgs{})
		if err == nil && len(p.IDs) != len(ids) {
			t.Errorf("a list by a new index shows %v", p.IDs)
		}
		return err
	})
	if err != nil {
		wantCode(t, err, errs.TooExpensive)
	}
}

// TestKilledWhileLocalesChange kills the process at every call of a change of locales. Lists in a new locale are refused
// until they are whole; those in the old ones go on. // F1
func TestKilledWhileLocalesChange(t *testing.T) {
	old := []content.Locale{{Code: "en"}, {Code: "de"}}
	for n, died := 1, true; died; n++ {
		b := newTables(t)
		s := b.process(nil)
		s.apply(blog...)
		s.must(s.SetLocales(s.ctx, old))
		ids := []string{"a", "b"}
		for _, id := range ids {
			_, err := s.Create(s.ctx, "article", id, content.Change{Values: vals(`{"title":{"en":"` + id + `","de":"` + id + `"}}`), Publish: true})
			s.must(err)
		}
		victim := b.process(&storetest.Faults{At: map[int]storetest.Fault{n: storetest.KillAfter}, Seed: uint64(n)})
		died = victim.SetLocales(victim.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}, {Code: "fr", Fallback: "en"}}) != nil
		s = b.process(nil)
		equal(t, s.inLocale("en", `[{"title":"ASC"}]`), ids)
		for _, locale := range []string{"de", "fr"} {
			if got := s.inLocaleIfReady(locale); got != nil {
				equal(t, got, ids)
			}
		}
		b.verify(b.recover(), ids)
	}
}

// inLocaleIfReady is a list by a localised field, nil if it is refused.
func (s *space) inLocaleIfReady(locale string) (ids []string) {
	sc, err := s.Schema(s.ctx)
	s.must(err)
	q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("article"), Locale: locale, OrderBy: []any{map[string]any{"title": "ASC"}}})
	if err != nil {
		return nil
	}
	err = s.View(s.ctx, content.Live, func(r *content.Reader) error {
		p, err := r.List(s.ctx, q, content.PageArgs{})
		if err == nil {
			ids = append([]string{}, p.IDs...)
		}
		return err
	})
	if err != nil {
		wantCode(s.t, err, errs.TooExpensive)
	}
	return ids
}

// A process starts while a change of models becomes visible, item by item, and writes an entry.
func TestWritersDuringAChangeOfModels(t *testing.T) {
	for seed := range uint64(20) {
		b := newTables(t)
		s := b.process(nil)
		without := `{"apiId":"note","fields":[{"apiId":"n","kind":"INTEGER","filterable":false},{"apiId":"title","kind":"TEXT"}]}`
		s.apply(without)
		s.create("note", "a", `{"n":1}`, true)
		f := &storetest.Faults{Torn: true, Seed: seed}
		c, i := f.Wrap(b.content), f.Wrap(b.index)
		n := 1
		f.During = func() {
			n++
			other := content.New(c, i, content.Options{Clock: b.clock})
			other.Update(b.ctx, "a", content.Change{Values: vals(fmt.Sprintf(`{"n":%d}`, n)), Publish: true}) // it may be refused
		}
		changer := content.New(c, i, content.Options{Clock: b.clock})
		_, err := changer.ApplyModels(b.ctx, raw([]string{noteModel}), false, false)
		s.must(err)
		b.verify(b.recover(), []string{"a"})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
