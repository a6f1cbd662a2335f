package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// articles are entries to import, all of them live, with a slug of their own.
func articles(n int) (out []content.ImportEntry) {
	for i := range n {
		out = append(out, content.ImportEntry{ID: fmt.Sprintf("a%03d", i), Model: "article", Publish: true,
			Values: vals(fmt.Sprintf(`{"title":{"en":"T"},"slug":"s%d","views":1,"editor":{"id":"ada"}}`, i))})
	}
	return out
}

func idsOf(entries []content.ImportEntry) (ids []string) {
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// loadable is a space that articles can be loaded into.
func (b *tables) loadable() *space {
	b.t.Helper()
	s := b.process(nil)
	s.apply(blog...)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	s.create("author", "ada", `{"name":"Ada"}`, true)
	return s
}

// versions are those of entries, 0 for those that do not exist.
func (s *space) versions(ids []string) (out []int64) {
	for _, id := range ids {
		e, err := s.Entry(s.ctx, id)
		if err != nil {
			out = append(out, 0)
			continue
		}
		out = append(out, e.Version)
	}
	return out
}

// firsts are n versions of entries that were written once.
func firsts(n int) []int64 { return slices.Repeat([]int64{1}, n) }

// What is wrong with an entry is said of that entry, and no other suffers from it. // I4
func TestALoadNamesTheBadEntries(t *testing.T) {
	b := newTables(t)
	s := b.loadable()
	all := articles(120)
	bad := map[int]content.ImportEntry{
		3:   {ID: "no such id!", Model: "article"},
		17:  {ID: "x17", Model: "nothing"},
		40:  {ID: "x40", Model: "article", Values: vals(`{"colour":"red"}`)},
		41:  {ID: "x41", Model: "article", Values: vals(`{"views":"many"}`)},
		77:  {ID: "ada", Model: "article", Values: vals(`{"views":1}`)},
		99:  {ID: "x99", Model: "article", Publish: true, Locales: []string{"tlh"}},
		110: {ID: strings.Repeat("x", 3000), Model: "article"},
	}
	for i, e := range bad {
		all[i] = e
	}
	results, err := s.Import(s.ctx, all, false)
	s.must(err)
	var good []string
	for i, r := range results {
		if _, wrong := bad[i]; wrong != (r.Outcome == content.ImportFailed) || wrong != (r.Message != "") || r.ID != all[i].ID {
			t.Errorf("%d, %s: %s %q", i, all[i].ID, r.Outcome, r.Message)
		}
		if r.Outcome == content.ImportCreated {
			good = append(good, r.ID)
		}
	}
	equal(t, s.versions(good), firsts(len(all)-len(bad)))
	ids := append(good, "ada")
	b.verify(b.recover(), ids)
	b.verifyEvents(s, ids)
}

// Of entries of a batch with one id, the first comes in bulk; of those with one unique value, one is live. It does not
// matter whether they stand side by side.
func TestALoadWithTwins(t *testing.T) {
	for _, apart := range []int{1, 40} {
		t.Run(fmt.Sprint(apart), func(t *testing.T) {
			b := newTables(t)
			s := b.loadable()
			all := articles(50)
			twin := content.ImportEntry{ID: "twin", Model: "article", Publish: true, Values: all[7].Values}
			results, err := s.Import(s.ctx, slices.Insert(slices.Clone(all), 7+apart, all[7], twin), false)
			s.must(err)
			equal(t, results[7].Outcome, content.ImportCreated)
			equal(t, results[7+apart].Outcome, content.ImportUnchanged)
			equal(t, []bool{results[7].Message == "", results[8+apart].Message == ""}, []bool{true, false})
			ids := append(idsOf(all), "twin", "ada")
			equal(t, s.versions(ids), firsts(len(ids)))
			b.verify(b.recover(), ids)
		})
	}
}

// Large entries fill a transaction by their bytes.
func TestALoadOfLargeEntries(t *testing.T) {
	b := newTables(t)
	s := b.loadable()
	s.apply(`{"apiId":"page","fields":[{"apiId":"text","kind":"LONG_TEXT"}]}`)
	var all []content.ImportEntry
	for i := range 9 {
		all = append(all, content.ImportEntry{ID: fmt.Sprintf("p%d", i), Model: "page", Publish: true,
			Values: map[string]json.RawMessage{"text": json.RawMessage(`"` + noise(300<<10) + `"`)}})
	}
	outcomes, said := s.imports(all)
	equal(t, outcomes, map[content.ImportOutcome]int{content.ImportCreated: len(all)})
	equal(t, len(said), 0)
}

// meddler is a table on which something happens before the first transaction of several entries.
type meddler struct {
	store.Table
	once sync.Once
	deed func() error // what it gives, the transaction fails with
}

func (m *meddler) Transact(ctx context.Context, token string, writes ...store.Write) error {
	var err error
	if heads := slices.DeleteFunc(slices.Clone(writes), func(w store.Write) bool { return w.Item.Sort != "head" || w.Op != store.OpPut }); len(heads) > 1 {
		m.once.Do(func() { err = m.deed() })
	}
	if err != nil {
		return err
	}
	return m.Table.Transact(ctx, token, writes...)
}

// A transaction that is refused for one of its entries is tried entry by entry. // C6
func TestALoadThatIsRefused(t *testing.T) {
	takes := func(s *space, id, slug string) func() error {
		return func() error {
			_, err := s.Create(s.ctx, "article", id, content.Change{Values: vals(`{"title":{"en":"mine"},"slug":"` + slug + `"}`), Publish: true})
			return err
		}
	}
	for name, c := range map[string]struct {
		deed func(*space) func() error
		want map[content.ImportOutcome]int
		said int
	}{
		"the id is taken":    {func(s *space) func() error { return takes(s, "a005", "mine") }, map[content.ImportOutcome]int{content.ImportCreated: 29, content.ImportUpdated: 1}, 0},
		"the value is taken": {func(s *space) func() error { return takes(s, "mine", "s5") }, map[content.ImportOutcome]int{content.ImportCreated: 30}, 1},
		"it collides": {func(*space) func() error { return func() error { return store.ErrConflict } },
			map[content.ImportOutcome]int{content.ImportCreated: 30}, 0},
		"its target goes": {func(s *space) func() error { return func() error { return s.Delete(s.ctx, "ada", 0) } },
			map[content.ImportOutcome]int{content.ImportCreated: 30}, 30},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTables(t)
			s := b.loadable()
			m := &meddler{Table: b.content, deed: c.deed(s)}
			loader := &space{content.New(m, b.index, content.Options{Clock: b.clock}), t, b.ctx}
			all := articles(30)
			outcomes, said := loader.imports(all)
			equal(t, outcomes, c.want)
			equal(t, len(said), c.said)
			ids := append(idsOf(all), "ada", "mine")
			b.verify(b.recover(), ids)
			b.verifyEvents(s, ids)
		})
	}
}

// TestKilledWhileLoading kills the process before and after every call of a load. Each entry is there as a whole or not
// at all, and the same load sent again brings in the rest, once. // F1, F8
func TestKilledWhileLoading(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			t.Parallel()
			for n, died := 1, true; died && !t.Failed(); n++ {
				b := newTables(t)
				b.loadable()
				died = b.killedWhileLoading(articles(3), &storetest.Faults{At: map[int]storetest.Fault{n: fault}, Torn: true, Seed: uint64(n)})
			}
		})
	}
}

func (b *tables) killedWhileLoading(all []content.ImportEntry, f *storetest.Faults) (died bool) {
	victim := b.process(f)
	results, err := victim.Import(victim.ctx, all, false)
	died = err != nil || slices.ContainsFunc(results, func(r content.ImportResult) bool { return r.Outcome == content.ImportFailed })
	s := b.process(nil)
	there := slices.DeleteFunc(s.versions(idsOf(all)), func(v int64) bool { return v == 0 })
	found, _ := s.list(content.Live, "article", `{"views":{"eq":1}}`, `[{"views":"ASC"},{"id":"ASC"}]`, content.PageArgs{})
	equal(b.t, len(found), len(there))
	outcomes, _ := s.imports(all)
	equal(b.t, []int{outcomes[content.ImportCreated], outcomes[content.ImportUnchanged]}, []int{len(all) - len(there), len(there)})
	equal(b.t, s.versions(idsOf(all)), firsts(len(all)))
	ids := append(idsOf(all), "ada")
	b.verify(b.recover(), ids)
	b.verifyEvents(s, ids)
	return died
}

// TestLoadUnits holds a load to the price of the protocol, 55 write units an entry, and counts its calls: one is for the
// models, which may just have changed.
func TestLoadUnits(t *testing.T) {
	p := newPriced(t, true)
	var all []content.ImportEntry
	for i := range 100 {
		values := map[string]json.RawMessage{"text": pricedValues(true, "v")["text"]}
		for f := range 8 {
			values[fmt.Sprintf("f%d", f)] = json.RawMessage(fmt.Sprintf(`{"en":"%d","de":"de %d"}`, i, i))
		}
		all = append(all, content.ImportEntry{ID: fmt.Sprintf("e%d", i), Model: "page", Publish: true, Values: values})
	}
	load := func(ctx context.Context) error {
		_, err := p.Import(ctx, all, false)
		return err
	}
	got := p.price(load)
	if got.WriteUnits != 100*55 || got.Batches != 2 || got.Transacts != 5 || got.Gets != 4 {
		t.Errorf("a load of 100: %+v", got)
	}
	if again := p.price(load); again.WriteUnits != 0 || again.Gets != 2 {
		t.Errorf("the same load again: %+v", again)
	}
}

// TestTenThousandWithSomeFailures imports many entries at once, of which some fail for reasons of their own: each has its
// result in its place, and the others are there. // C25
func TestTenThousandWithSomeFailures(t *testing.T) {
	t.Parallel()
	const many = 10_000
	clock := newTestClock()
	s := &space{content.New(storetest.Memory(clock.Now), storetest.Memory(clock.Now), content.Options{Clock: clock}), t, auth.With(t.Context(), auth.Local)}
	s.apply(`{"apiId":"item","shards":2,"fields":[{"apiId":"code","kind":"TEXT","unique":true},{"apiId":"n","kind":"INTEGER","required":true}]}`)
	all, want := make([]content.ImportEntry, many), make([]string, many)
	for i := range all {
		e := content.ImportEntry{ID: fmt.Sprintf("i%05d", i), Model: "item", Publish: true, Values: vals(fmt.Sprintf(`{"code":"c%d","n":%d}`, i, i))}
		want[i] = "CREATED"
		switch i % 1000 {
		case 17:
			e.ID, want[i] = "not an id "+e.ID, "FAILED The id"
		case 130:
			e.Model, want[i] = "nothing", "FAILED There is no model"
		case 244:
			e.Values, want[i] = vals(`{"n":"many"}`), "FAILED"
		case 379:
			e.Values, want[i] = vals(`{"code":"alone"}`), "CREATED Kept as a draft" // the number is missing
		case 501:
			e.Values, want[i] = vals(fmt.Sprintf(`{"code":"c%d","n":1}`, i-1)), "CREATED Kept as a draft" // the code of the one before
		}
		all[i] = e
	}
	results, err := s.Import(s.ctx, all, false)
	s.must(err)
	equal(t, len(results), many)
	live := 0
	for i, r := range results {
		outcome, message, _ := strings.Cut(want[i], " ")
		if r.ID != all[i].ID || string(r.Outcome) != outcome || !strings.HasPrefix(r.Message, message) || (want[i] == "CREATED") != (r.Message == "") {
			t.Errorf("%d, %s: %s %q, want %s", i, r.ID, r.Outcome, r.Message, want[i])
		}
		if r.Outcome == content.ImportCreated && r.Message == "" {
			live++
		}
	}
	equal(t, live, many-50)
	report, err := s.Check(s.ctx, false)
	s.must(err)
	equal(t, []int{report.Entries, len(report.Findings)}, []int{many - 30, 0})
}
