package content_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// TestKilledWhileFormsChange kills the process at every call of a change of form. // F1, C7
func TestKilledWhileFormsChange(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			t.Parallel()
			for n, died := 1, true; died; n++ {
				b := newTables(t)
				s := b.process(nil)
				s.apply(memo(asText))
				var all []string
				for i := range 4 {
					all = append(all, fmt.Sprintf("m%d", i))
					s.make(all[i], fmt.Sprintf(`"%d"`, i), i%2 == 0)
				}
				victim := b.process(&storetest.Faults{At: map[int]storetest.Fault{n: fault}, Seed: uint64(n)})
				_, err := victim.ApplyModels(victim.ctx, raw([]string{memo(asNumbers)}), false, true)
				died = err != nil
				s = b.process(nil)
				s.update("m1", `{"title":"U"}`, true)
				s.must(s.Resume(s.ctx))
				s.apply(memo(asNumbers)) // it may not have begun
				equal(t, s.value("m1", "v"), "[1]")
				equal(t, first(s.list(content.Draft, "memo", `{"v":{"containsAny":[1,3]}}`, `[{"id":"ASC"}]`, content.PageArgs{})), []string{"m1", "m3"})
				b.verify(b.recover(), all)
				if t.Failed() {
					t.Fatalf("call %d", n)
				}
			}
		})
	}
}

// A published entry keeps its target by a field whose form changes, at every moment of the change. // C6, G4
func TestRestrictingReferencesKeepTheirTargetsWhileTheyChange(t *testing.T) {
	one := `"kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"`
	many := `"kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT","list":true`
	words := `"kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT","list":true,"localized":true`
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(blog[0], memo(one))
	for _, id := range []string{"ada", "bob", "eve"} {
		s.create("author", id, `{"name":"A"}`, true)
	}
	s.make("a", `{"id":"ada"}`, true)
	s.make("b", `{"id":"bob"}`, true)
	kept := func(p *space, ids ...string) {
		t.Helper()
		for _, id := range ids {
			wantCode(t, p.Delete(p.ctx, id, 0), errs.Conflict)
		}
	}
	deleter := b.lambda(nil)
	kept(deleter, "ada", "bob")
	s.apply(memo(many))
	kept(deleter, "ada", "bob")
	s.update("b", `{"v":[{"id":"bob"},{"id":"eve"}]}`, true)
	kept(deleter, "ada", "bob", "eve")
	s.apply(memo(words)) // the index of the form before was never complete
	b.clock.advance(schemaDrains)
	_, err := s.Sweep(s.ctx)
	s.must(err)
	kept(deleter, "ada", "bob", "eve")
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}})) // nor is this one
	_, err = s.Sweep(s.ctx)
	s.must(err)
	s.update("a", `{"title":"other"}`, true)
	kept(deleter, "ada", "bob", "eve")
	b.verify(b.recover(), []string{"a", "b", "ada", "bob", "eve"})
	s = b.lambda(nil)
	kept(s, "ada", "bob", "eve")
	s.update("b", `{"v":[{"id":"eve"}]}`, true)
	s.must(s.Delete(s.ctx, "bob", 0))
	b.verify(b.recover(), []string{"a", "b", "ada", "bob", "eve"})
}

// Writers, readers and changes of form at once: what comes out is whole.
func TestWritersWhileFormsChange(t *testing.T) { // C7, G1, G5
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
					p.Update(p.ctx, all[(i+n)%4], content.Change{Values: vals(fmt.Sprintf(`{"title":"%d"}`, i)), Publish: i%3 == 0}) // it may be refused
				}
			})
		}
		wg.Go(func() {
			p := b.lambda(f)
			for _, v := range []string{asNumber, asNumbers, asText, asTexts} {
				p.ApplyModels(p.ctx, raw([]string{memo(v)}), false, true) // it may fail
				p.Resume(b.ctx)
			}
		})
		wg.Wait()
		f.Arrive()
		s = b.recover()
		s.apply(memo(asTexts))
		for i, id := range all {
			equal(t, s.value(id, "v"), fmt.Sprintf(`["%d"]`, i))
		}
		b.verify(b.recover(), all)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// Entries gain, keep and lose references that keep their targets, by processes old and new, while the form of the field
// changes and targets are deleted: nothing published refers to what is gone. // C6, C7, G4
func TestTargetsWhileTheFormOfTheirReferencesChanges(t *testing.T) {
	ref := `"kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"`
	forms := []string{ref + `,"list":true`, ref, ref + `,"localized":true`, ref + `,"list":true,"localized":true`}
	for seed := range uint64(8) {
		b := newTables(t)
		f := &storetest.Faults{Seed: seed, Torn: true, Chance: map[storetest.Fault]float64{storetest.Conflict: 0.02, storetest.LostReply: 0.01, storetest.LateRequest: 0.01, storetest.Repeat: 0.05}}
		s := b.process(nil)
		s.apply(blog[0], memo(ref))
		var memos, authors []string
		for i := range 5 {
			authors = append(authors, fmt.Sprintf("author%d", i))
			s.create("author", authors[i], `{"name":"A"}`, true)
		}
		for i := range 6 {
			memos = append(memos, fmt.Sprintf("m%d", i))
			s.make(memos[i], fmt.Sprintf(`{"id":%q}`, authors[i%5]), i%2 == 0)
		}
		var wg sync.WaitGroup
		for n, p := range []*space{b.process(f), b.lambda(f), b.process(f)} {
			wg.Go(func() {
				for i := range 25 {
					to := fmt.Sprintf(`{"id":%q}`, authors[(i*3+n)%5])
					for _, v := range []string{to, "[" + to + "]", `{"en":` + to + "}", `{"en":[` + to + "]}"} {
						p.Update(p.ctx, memos[(i+n)%6], content.Change{Values: vals(fmt.Sprintf(`{"title":"%d","v":%s}`, i, v)), Publish: i%4 > 0}) // one of them fits
					}
				}
			})
		}
		wg.Go(func() {
			p := b.process(f)
			for i := range 40 {
				if i%4 == 0 {
					p.Restore(p.ctx, authors[(i/4)%5])
					continue
				}
				p.Delete(p.ctx, authors[i%5], 0) // it is refused where something refers to it
			}
		})
		wg.Go(func() {
			p := b.lambda(f)
			for i := range 8 {
				p.ApplyModels(p.ctx, raw([]string{memo(forms[i%4])}), false, true) // it may fail
				b.clock.advance(schemaDrains)
				p.Sweep(p.ctx)
				if i%3 == 2 {
					p.Resume(p.ctx)
				}
			}
		})
		wg.Wait()
		f.Arrive()
		b.recover()
		f.Arrive()
		b.verify(b.recover(), slices.Concat(memos, authors))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// A delete is overtaken: the form of the field changes after the delete has begun to look, and who refers is saved in the
// new one. // C6, G4
func TestDeleteNoticesThatAFormChanged(t *testing.T) {
	ref := `"kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"`
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(blog[0], memo(ref))
	s.create("author", "ada", `{"name":"Ada"}`, true)
	s.make("a", `{"id":"ada"}`, true)
	changed := false
	h := &hooked{Table: b.index}
	h.before = func(store.Query) {
		if changed {
			return
		}
		changed = true
		s.apply(memo(ref + `,"list":true`))
		s.update("a", `{"title":"saved"}`, true)
	}
	deleter := content.New(b.content, h, content.Options{Clock: b.clock})
	wantCode(t, deleter.Delete(b.ctx, "ada", 0), errs.Conflict)
	equal(t, changed, true)
	b.verify(b.recover(), []string{"ada", "a"})
}

// followed is a table that calls back after each query.
type followed struct {
	store.Table
	after func(store.Query)
}

type followedReader struct {
	store.Reader
	after func(store.Query)
}

func (f *followed) View(ctx context.Context, fn func(store.Reader) error) error {
	return f.Table.View(ctx, func(r store.Reader) error { return fn(followedReader{r, f.after}) })
}

func (r followedReader) Query(ctx context.Context, q store.Query) (store.Page, error) {
	p, err := r.Reader.Query(ctx, q)
	r.after(q)
	return p, err
}

// A process reads the manifests before a change of form, and the models after it. What it saves by both must not be lost
// to who knows neither. // C8, G1
func TestNewModelsAreNotReadWithOldManifests(t *testing.T) {
	for _, was := range []string{`"kind":"JSON"`, asText} {
		b := newTables(t)
		s, stale := b.lambda(nil), b.process(nil)
		s.apply(memo(was))
		s.make("a", `"7"`, true)
		_, err := stale.Schema(stale.ctx)
		s.must(err)
		changed := false
		f := new(storetest.Faults) // without any: each call reads what is there by then
		between := &followed{f.Wrap(b.content), func(q store.Query) {
			if q.From == "manifest#" && !changed {
				changed = true
				s.apply(memo(`"kind":"LONG_TEXT"},{"apiId":"w","kind":"JSON"`))
			}
		}}
		p := &space{content.New(between, f.Wrap(b.index), content.Options{Clock: b.clock}), t, b.ctx}
		p.update("a", `{"v":"new","w":[1]}`, true)
		equal(t, changed, true)
		stale.update("a", `{"title":"later"}`, true)
		equal(t, []string{s.value("a", "v"), s.liveValue("a", "w")}, []string{`"new"`, "[1]"})
		b.verify(b.recover(), []string{"a"})
	}
}

// The index of several fields, in shards, follows the form of one of them.
func TestIndexesOnSeveralFieldsFollowForms(t *testing.T) {
	b := newTables(t)
	model := func(v string) string {
		return `{"apiId":"memo","shards":3,"indexes":[{"fields":["title","v"]}],"fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"v",` + v + `}]}`
	}
	s := b.lambda(nil)
	s.apply(model(asText))
	stale := b.process(nil)
	var all []string
	for i := range 12 {
		all = append(all, fmt.Sprintf("m%02d", i))
		s.make(all[i], fmt.Sprintf(`"%d"`, 20-i), i%2 == 0)
	}
	_, err := stale.Schema(stale.ctx)
	s.must(err)
	s.apply(model(asNumber))
	stale.update("m03", `{"v":"5"}`, true)
	s.update("m04", `{"v":3}`, true)
	s.must(s.Resume(s.ctx))
	first := 4
	ids, _ := s.list(content.Draft, "memo", `{"title":{"eq":"T"}}`, `[{"v":"ASC"}]`, content.PageArgs{First: &first})
	equal(t, ids, []string{"m04", "m03", "m11", "m10"})
	b.verify(b.recover(), all)
}
