package content_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/store"
)

func TestCheckFindsAndMends(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.create("article", "a", `{"title":"A","slug":"one","views":1,"tags":["x"]}`, true)
	s.create("article", "b", `{"title":"B","slug":"two"}`, true)
	b.verify(s, []string{"a", "b"})

	row := b.index.items(t, "#l#-")[0]
	stray := row
	stray.Sort = strings.Replace(row.Sort, row.Sort[len(row.Sort)-1:], "zzz", 1)
	claim := b.content.items(t, "#unique#")[0]
	for table, w := range map[*ledger][]store.Write{
		b.index:   {store.Delete(row.Key, store.Always()), store.Put(stray, store.Always())},
		b.content: {store.Delete(claim.Key, store.Always())},
	} {
		for _, err := range table.Batch(s.ctx, w...) {
			s.must(err)
		}
	}
	b.clock.advance(time.Hour) // the stray row is of no running commit
	want := []content.FindingKind{content.MissingClaim, content.MissingRow, content.StrayRow}
	for _, repair := range []bool{false, true} {
		report, err := s.Check(s.ctx, repair)
		s.must(err)
		var got []content.FindingKind
		for _, f := range report.Findings {
			got = append(got, f.Kind)
			if f.Repaired != repair {
				t.Errorf("repair %t: %+v", repair, f)
			}
		}
		slices.Sort(got)
		equal(t, got, want)
		equal(t, report.Entries, 2)
	}
	b.verify(s, []string{"a", "b"})
}

func TestCheckFindsClaimsOfFormerValues(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.create("article", "a", `{"title":"A","slug":"one"}`, true)
	claim := b.content.items(t, "#unique#")[0]
	s.update("a", `{"slug":"two"}`, true)
	s.must(b.content.Batch(s.ctx, store.Put(claim, store.Always()))[0])
	report, err := s.Check(s.ctx, true)
	s.must(err)
	equal(t, []content.FindingKind{report.Findings[0].Kind}, []content.FindingKind{content.StrayClaim})
	s.create("article", "b", `{"title":"B","slug":"one"}`, true)
	b.verify(s, []string{"a", "b"})
}

func TestLookups(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"place","fields":[{"apiId":"slug","kind":"SLUG","unique":true,"filterable":false,"localized":true},{"apiId":"code","kind":"INTEGER","unique":true}]}`)
	change := func(id, values string, publish bool) {
		t.Helper()
		_, err := s.Create(s.ctx, "place", id, content.Change{Values: vals(values), Publish: publish})
		s.must(err)
	}
	change("c", `{"slug":{"en":"Zoo","de":"Tierpark"},"code":7}`, true)
	change("b", `{"slug":{"en":"zoo"}}`, false)
	change("a", `{"slug":{"en":"park"},"code":8}`, false)
	for _, c := range []struct {
		stage         content.Stage
		field, locale string
		value         any
		want          string
	}{
		{content.Live, "slug", "en", "zoo", "c"},
		{content.Live, "slug", "en", "ZOO", "c"},
		{content.Live, "slug", "de", "tierpark", "c"},
		{content.Live, "slug", "de", "zoo", ""}, // a reader of de sees Tierpark
		{content.Live, "slug", "en", "park", ""},
		{content.Live, "code", "en", 7, "c"},
		{content.Draft, "slug", "en", "zoo", "c"}, // the holder of the claim, before the lowest id
		{content.Draft, "slug", "en", "PARK", "a"},
		{content.Draft, "slug", "de", "park", "a"}, // by the fallback
		{content.Draft, "code", "en", 8, "a"},
		{content.Draft, "code", "en", 9, ""},
	} {
		sc, err := s.Schema(s.ctx)
		s.must(err)
		s.must(s.View(s.ctx, c.stage, func(r *content.Reader) error {
			id, err := r.Lookup(s.ctx, sc.Model("place"), c.field, c.locale, c.value)
			if id != c.want {
				t.Errorf("%+v finds %q", c, id)
			}
			return err
		}))
	}
}

func TestImportsCanBeRepeated(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	s.apply(`{"apiId":"home","singleton":true,"fields":[{"apiId":"title","kind":"TEXT"}]}`)
	entries := []content.ImportEntry{
		{ID: "a", Model: "article", Values: vals(`{"title":{"en":"A","de":"Ä"}}`), Publish: true, Locales: []string{"en"}},
		{ID: "b", Model: "article", Values: vals(`{"title":{"en":"new"}}`), LiveValues: vals(`{"title":{"en":"old"}}`), Publish: true},
		{ID: "c", Model: "article", Values: vals(`{"views":1}`), Publish: true}, // without its title it is a draft
		{ID: "h", Model: "home", Values: vals(`{"title":"Home"}`), Publish: true},
		{ID: "n", Model: "counter", Values: vals(`{"name":"N"}`)},
	}
	for _, want := range []content.ImportOutcome{content.ImportCreated, content.ImportUnchanged} {
		for _, dry := range []bool{true, false} {
			results, err := s.Import(s.ctx, entries, dry)
			s.must(err)
			for _, r := range results {
				if r.Outcome != want {
					t.Errorf("%s: %s %s, want %s", r.ID, r.Outcome, r.Message, want)
				}
			}
		}
	}
	statuses := map[string]content.Status{"a": content.StatusChanged, "b": content.StatusChanged, "c": content.StatusDraft, "n": content.StatusPublished}
	for id, want := range statuses {
		e, err := s.Entry(s.ctx, id)
		s.must(err)
		equal(t, e.Status, want)
	}
	equal(t, s.live("a"), `{"title":{"en":"A"}}`)
	equal(t, s.live("b"), `{"title":{"en":"old"}}`)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	home := sc.Model("home").ID
	if _, err := s.Entry(s.ctx, home); err != nil {
		t.Errorf("the single entry is not where it belongs: %v", err)
	}
	b.verify(b.recover(), []string{"a", "b", "c", "n", home})
}
