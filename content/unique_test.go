package content_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store/storetest"
)

const asUnique = `"kind":"TEXT","unique":true`

// lookup finds a published memo by its unique field.
func (s *space) lookup(value any) (id string) {
	s.t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	s.must(s.View(s.ctx, content.Live, func(r *content.Reader) error {
		id, err = r.Lookup(s.ctx, sc.Model("memo"), "v", "en", value)
		return err
	}))
	return id
}

// A field becomes unique while entries have values: each live one holds its claim, once. // G4
func TestFieldsBecomeUnique(t *testing.T) {
	for _, was := range []string{asText, asText + `,"filterable":false`, asNumber} {
		t.Run(was, func(t *testing.T) {
			b := newTables(t)
			s := b.process(nil)
			s.apply(memo(was))
			var all []string
			for i := range 20 {
				all = append(all, fmt.Sprintf("m%02d", i))
				v := fmt.Sprintf(`"%d"`, i)
				if was == asNumber {
					v = fmt.Sprint(i)
				}
				s.make(all[i], v, i%2 == 0)
			}
			s.apply(memo(asUnique))
			b.verify(b.recover(), all)
			equal(t, s.lookup("4"), "m04")
			equal(t, s.lookup("5"), "") // a draft
			s.update("m05", `{"v":"4"}`, false)
			_, err := s.Publish(s.ctx, "m05", content.PublishOptions{})
			wantCode(t, err, errs.ValidationFailed)
			s.update("m04", `{"v":"other"}`, true)
			s.publish("m05")
			equal(t, []string{s.lookup("4"), s.lookup("other")}, []string{"m05", "m04"})
			b.verify(b.recover(), all)
		})
	}
}

// While claims are being added, nothing is missing and nothing is there twice. // G4, G6
func TestEntriesWhileAFieldBecomesUnique(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(memo(asText))
	old := b.process(nil)
	for _, id := range []string{"a", "b", "c", "d"} {
		s.make(id, `"`+id+`"`, true)
	}
	_, err := old.Schema(old.ctx)
	s.must(err)
	s.apply(memo(asUnique))
	equal(t, s.building(), true)
	for _, id := range []string{"a", "b", "c", "d"} {
		equal(t, s.lookup(id), id) // by the index: there are no claims yet
	}
	s.make("e", `"e"`, true) // with a claim
	old.update("a", `{"v":"f"}`, true)
	s.update("b", `{"title":"draft"}`, false)
	_, err = s.Update(s.ctx, "c", content.Change{Values: vals(`{"v":"e"}`), Publish: true})
	wantCode(t, err, errs.ValidationFailed)
	s.must(s.Delete(s.ctx, "d", 0))
	s.must(s.Resume(s.ctx))
	equal(t, s.building(), false)
	for v, id := range map[string]string{"f": "a", "b": "b", "c": "c", "d": "", "e": "e"} {
		equal(t, s.lookup(v), id)
	}
	b.verify(b.recover(), []string{"a", "b", "c", "d", "e"})
}

func TestPlansFindSharedValues(t *testing.T) { // C7
	b := newTables(t)
	s := b.process(nil)
	s.apply(memo(asText))
	for i, v := range []string{"x", "y", "x", "z", "y", "x"} {
		s.make(fmt.Sprintf("m%d", i), `"`+v+`"`, true)
	}
	s.make("draft", `"z"`, false)
	c := s.planned(memo(asUnique))
	equal(t, []any{c.Failing, c.Refused, c.Destructive, len(c.Samples)}, []any{5, true, false, 3})
	if !strings.Contains(c.Message, "5 published entries share 2 values") || !strings.Contains(c.Samples[0].Message, "v is that of another published entry") {
		t.Errorf("%+v", c)
	}
	_, err := s.ApplyModels(s.ctx, raw([]string{memo(asUnique)}), false, true)
	wantCode(t, err, errs.Invalid)
	for n, id := range []string{"m2", "m4", "m5"} {
		s.update(id, fmt.Sprintf(`{"v":"%d"}`, n), true)
	}
	s.apply(memo(asUnique))
	b.verify(b.recover(), []string{"m0", "m1", "m2", "m3", "m4", "m5", "draft"})
}

// A value that comes twice after the plan was made is noted, and mended by people: until then it is found, by its index.
func TestValuesThatAreSharedMeanwhile(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(memo(asText))
	stale := b.process(nil)
	s.make("a", `"x"`, true)
	s.make("b", `"y"`, true)
	s.make("c", `"z"`, true)
	_, err := stale.Schema(stale.ctx)
	s.must(err)
	s.apply(memo(asUnique))
	stale.update("b", `{"v":"x"}`, true) // it does not know yet
	s.must(s.Resume(s.ctx))
	equal(t, s.building(), true)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	p, _, err := s.Progress(s.ctx, sc.Model("memo").ID)
	s.must(err)
	equal(t, []any{p.Fields, len(p.Duplicates)}, []any{[]string{"v"}, 1})
	second := p.Duplicates[0]
	equal(t, s.lookup("x") != "" && s.lookup("x") != second, true)
	report, err := s.Check(s.ctx, true)
	s.must(err)
	if len(report.Findings) != 1 || report.Findings[0].Entry != second || report.Findings[0].Repaired {
		t.Errorf("%+v", report.Findings)
	}
	s.update(second, `{"title":"draft"}`, false)
	_, err = s.Update(s.ctx, second, content.Change{Values: vals(`{"title":"live"}`), Publish: true})
	wantCode(t, err, errs.ValidationFailed)
	holder := s.lookup("x")
	s.must(s.Delete(s.ctx, holder, 0))
	equal(t, s.lookup("x"), second) // nobody holds it, but it is there
	_, err = s.Sweep(s.ctx)
	s.must(err)
	equal(t, s.building(), false)
	s.make("d", `"w"`, true)
	_, err = s.Update(s.ctx, "d", content.Change{Values: vals(`{"v":"x"}`), Publish: true})
	wantCode(t, err, errs.ValidationFailed)
	b.verify(b.recover(), []string{"a", "b", "c", "d"})
}

// Who shares a value and lets go of it does not take it from the one that holds it. // G4
func TestSharersDoNotReleaseTheClaimsOfOthers(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(memo(asText))
	stale := b.process(nil)
	s.make("a", `"x"`, true)
	s.make("b", `"y"`, true)
	_, err := stale.Schema(stale.ctx)
	s.must(err)
	s.apply(memo(asUnique))
	stale.update("b", `{"v":"x"}`, true)
	s.must(s.Resume(s.ctx))
	holder := s.lookup("x")
	other := map[string]string{"a": "b", "b": "a"}[holder]
	_, err = s.Unpublish(s.ctx, other, content.PublishOptions{})
	s.must(err)
	equal(t, s.lookup("x"), holder)
	_, err = s.Publish(s.ctx, other, content.PublishOptions{})
	wantCode(t, err, errs.ValidationFailed)
	b.verify(b.recover(), []string{"a", "b"})
}

// Claims of a time before are nobody's when the field is unique again, and none are left of them.
func TestUniqueAgain(t *testing.T) {
	for _, change := range []string{asText, asNumber, `"kind":"TEXT","unique":true,"localized":true`} {
		t.Run(change, func(t *testing.T) {
			b := newTables(t)
			s := b.process(nil)
			s.apply(memo(asUnique))
			s.make("a", `"1"`, true)
			s.make("b", `"2"`, true)
			s.apply(memo(change))
			b.verify(b.recover(), []string{"a", "b"})
			s = b.lambda(nil)
			s.apply(memo(asUnique))
			s.update("a", `{"v":"3"}`, true)
			s.make("c", `"1"`, true)
			s.must(s.Resume(s.ctx))
			for v, id := range map[string]string{"1": "c", "2": "b", "3": "a"} {
				equal(t, s.lookup(v), id)
			}
			b.verify(b.recover(), []string{"a", "b", "c"})
			s.apply(`{"apiId":"memo","fields":[{"apiId":"title","kind":"TEXT"}]}`)
			b.verify(b.recover(), []string{"a", "b", "c"})
		})
	}
}

// TestKilledWhileAFieldBecomesUnique kills the process at every call of the change. // F1, G4
func TestKilledWhileAFieldBecomesUnique(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			t.Parallel()
			for n, died := 1, true; died; n++ {
				b := newTables(t)
				s := b.process(nil)
				s.apply(memo(asText))
				all := []string{"a", "b", "c"}
				for _, id := range all {
					s.make(id, `"`+id+`"`, true)
				}
				victim := b.process(&storetest.Faults{At: map[int]storetest.Fault{n: fault}, Seed: uint64(n)})
				_, err := victim.ApplyModels(victim.ctx, raw([]string{memo(asUnique)}), false, true)
				died = err != nil
				s = b.process(nil)
				s.update("b", `{"v":"B"}`, true)
				s.apply(memo(asUnique)) // it may not have begun
				s.must(s.Resume(s.ctx))
				for v, id := range map[string]string{"a": "a", "B": "b", "c": "c", "b": ""} {
					equal(t, s.lookup(v), id)
				}
				b.verify(b.recover(), all)
				if t.Failed() {
					t.Fatalf("call %d", n)
				}
			}
		})
	}
}

// Writers of old and new processes, while a field becomes unique and ceases to be, again and again. // G4
func TestWritersWhileAFieldBecomesUnique(t *testing.T) {
	for seed := range uint64(4) {
		b := newTables(t)
		f := &storetest.Faults{Seed: seed, Torn: true, Chance: map[storetest.Fault]float64{storetest.Conflict: 0.02, storetest.LostReply: 0.01, storetest.Repeat: 0.05}}
		s := b.process(nil)
		s.apply(memo(asText))
		var all []string
		for i := range 6 {
			all = append(all, fmt.Sprintf("m%d", i))
			s.make(all[i], fmt.Sprintf(`"%d"`, i), i%2 == 0)
		}
		var wg sync.WaitGroup
		for n := range 3 {
			p := []*space{b.process(f), b.lambda(f), b.process(f)}[n]
			wg.Go(func() {
				for i := range 30 {
					p.Update(p.ctx, all[(i+n)%6], content.Change{Values: vals(fmt.Sprintf(`{"v":"%d"}`, (i*7+n)%8)), Publish: i%3 != 0}) // it may be refused
				}
			})
		}
		wg.Go(func() {
			p := b.lambda(f)
			for _, v := range []string{asUnique, asText, asUnique, asTexts, asUnique} {
				p.ApplyModels(p.ctx, raw([]string{memo(v)}), false, true) // it may fail
				p.Resume(b.ctx)
			}
		})
		wg.Wait()
		f.Arrive()
		s = b.process(nil)
		s.must(s.Resume(s.ctx))
		s.apply(memo(asText))
		c := s.planned(memo(asUnique))
		for n, x := range c.Samples {
			s.update(x.Entry, fmt.Sprintf(`{"v":"own%d"}`, n), true)
		}
		s.apply(memo(asUnique))
		b.verify(b.recover(), all)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// More entries share values than a manifest names: all of them are mended in the end.
func TestManyThatShareValues(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(memo(asText))
	stale := b.process(nil)
	var all []string
	for i := range 120 {
		all = append(all, fmt.Sprintf("m%03d", i))
		s.make(all[i], fmt.Sprintf(`"%d"`, i), true)
	}
	_, err := stale.Schema(stale.ctx)
	s.must(err)
	s.apply(memo(asUnique))
	for _, id := range all {
		stale.update(id, `{"v":"x"}`, true)
	}
	s.must(s.Resume(s.ctx))
	sc, err := s.Schema(s.ctx)
	s.must(err)
	p, _, err := s.Progress(s.ctx, sc.Model("memo").ID)
	s.must(err)
	equal(t, len(p.Duplicates), 100)
	for i, id := range all {
		if i%2 == 0 {
			s.update(id, fmt.Sprintf(`{"v":"%d"}`, i), true)
		} else {
			s.must(s.Delete(s.ctx, id, 0))
		}
	}
	for range 3 {
		s.must(s.Resume(s.ctx))
	}
	equal(t, s.building(), false)
	equal(t, []string{s.lookup("4"), s.lookup("x")}, []string{"m004", ""})
	b.verify(b.recover(), all)
}
