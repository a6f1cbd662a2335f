package content_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// build indexes what the search index lacks, in pieces, each of them from the cursor before.
func (s *searchSpace) build(whole bool) (indexed []string) {
	s.t.Helper()
	b, err := s.SearchLacks(s.ctx, whole)
	s.must(err)
	if b == nil {
		return nil
	}
	for cursor, done := []byte(nil), false; !done; {
		var ids []string
		ids, cursor, done, err = s.SearchEntries(s.ctx, b, cursor)
		s.must(err)
		s.must(errors.Join(s.IndexEntries(s.ctx, ids...)...))
		indexed = append(indexed, ids...)
	}
	s.must(s.SearchBuilt(s.ctx, b))
	slices.Sort(indexed)
	return indexed
}

func TestTheIndexIsBuiltWhenItLacksSomething(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	var all []string
	for i := range 230 {
		id := fmt.Sprintf("e%03d", i)
		s.create("article", id, `{"title":"bread"}`, true)
		all = append(all, id)
	}
	s.create("author", "z", `{"name":"bread"}`, true)
	equal(t, fmt.Sprint(s.build(false)), fmt.Sprint(append(all, "z")))
	equal(t, s.found("bread", s.spec(content.Live, "author", "", "")), "z")
	equal(t, fmt.Sprint(s.build(false)), "[]")

	s.apply(`{"apiId":"author","titleField":"name","fields":[{"apiId":"name","kind":"TEXT","required":true},{"apiId":"bio","kind":"TEXT"}]}`)
	equal(t, fmt.Sprint(s.build(false)), "[z]")
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "fr", Fallback: "en"}}))
	equal(t, fmt.Sprint(len(s.build(false))), "231")
	fr := s.spec(content.Live, "article", "", "")
	fr.Locale = "fr"
	if got := s.found("bread", fr); len(strings.Fields(got)) != content.DefaultPage {
		t.Errorf("in the new locale: %s", got)
	}

	s.words.id, s.words.copies = "another", map[search.CopyKey]search.Change{}
	status, err := s.SearchStatus(s.ctx)
	s.must(err)
	if !status.UpTo.IsZero() {
		t.Errorf("of an index that was made anew: %+v", status)
	}
	equal(t, fmt.Sprint(len(s.build(false))), "231")
	equal(t, fmt.Sprint(len(s.build(true))), "231")
}

func TestTheStatusTellsHowFarTheIndexIsBehind(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.build(false)
	s.put("a", `{"title":"bread"}`, true)
	status, err := s.SearchStatus(s.ctx)
	s.must(err)
	if status.Documents != 4 || status.Behind != 0 || status.UpTo.IsZero() { // two copies in two locales
		t.Errorf("%+v", status)
	}
	s.update("a", `{"title":"salt"}`, false)
	s.clock.advance(3 * time.Second)
	if status, err = s.SearchStatus(s.ctx); err != nil || status.Behind != 3*time.Second {
		t.Errorf("%+v %v", status, err)
	}
	s.index("a")
	if status, err = s.SearchStatus(s.ctx); err != nil || status.Behind != 0 {
		t.Errorf("%+v %v", status, err)
	}
}

func TestAllModelsAreSearchedAtOnce(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"bread","tags":["bread"]}`, true)
	s.put("gone", `{"title":"bread"}`, false)
	s.must(s.Delete(s.ctx, "gone", 0))
	s.create("author", "b", `{"name":"Bread"}`, false)
	s.index("b", "gone")
	found := func(spec content.SearchSpec) string {
		t.Helper()
		spec.First = max(spec.First, 10)
		hits, err := s.Search(s.ctx, spec)
		s.must(err)
		var out []string
		for _, h := range hits {
			out = append(out, fmt.Sprintf("%s:%d", h.Entry.ID, len(h.Highlights)))
		}
		return strings.Join(out, " ")
	}
	equal(t, found(content.SearchSpec{Text: "bread"}), "a:2 b:1")
	equal(t, found(content.SearchSpec{Text: "bread", Models: []string{"author"}, Locale: "de"}), "b:1")
	equal(t, found(content.SearchSpec{Text: " "}), "")
	_, err := s.Search(s.ctx, content.SearchSpec{Text: "bread", Models: []string{"secret"}})
	wantCode(t, err, errs.NotFound) // A20
	_, err = s.Search(auth.With(t.Context(), auth.Actor{Kind: auth.KindKey, Scopes: []auth.Scope{auth.ScopeRead}}), content.SearchSpec{Text: "bread"})
	wantCode(t, err, errs.Forbidden)
}

// After a restore from a backup the index can be ahead of the content.
func TestAnIndexThatIsAheadIsRepaired(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"bread"}`, true)
	for _, stage := range []search.Stage{search.Live, search.Draft} {
		s.must(s.words.Apply(s.ctx, search.Change{Entry: "a", Stage: stage, Seq: 99, Documents: []search.Document{{Model: "x", Fields: []search.Field{{ID: "x", Text: "later"}}}}}))
	}
	s.index("a")
	live := s.spec(content.Live, "article", "", "")
	equal(t, s.found("bread", live), "")
	s.must(s.RepairSearch(s.ctx, "a"))
	equal(t, s.found("bread", live), "a")
}

func TestTroubleOfTheIndexIsTold(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"bread"}`, true)
	s.words.broken = errors.New("the disk is full")
	for _, err := range s.IndexEntries(s.ctx, "a", "b") {
		if err == nil || !strings.Contains(err.Error(), "the disk is full") {
			t.Errorf("an index that takes nothing: %v", err)
		}
	}
}

func TestChecksFindWhatTheSearchIndexLacks(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	for _, id := range []string{"kept", "lost", "changed", "gone", "ahead", "young"} {
		s.put(id, `{"title":"bread"}`, true)
	}
	s.update("changed", `{"title":"salt"}`, true)
	s.must(s.Delete(s.ctx, "gone", 0))
	for _, stage := range []search.Stage{search.Live, search.Draft} {
		delete(s.words.copies, search.CopyKey{Entry: "lost", Stage: stage})
		stray := search.Change{Entry: "nobody", Stage: stage, Seq: 3, Documents: []search.Document{{Model: "m"}}}
		ahead := stray
		ahead.Entry, ahead.Seq = "ahead", 99
		s.must(s.words.Apply(s.ctx, stray, ahead))
	}
	s.clock.advance(time.Hour)
	s.update("young", `{"title":"salt"}`, true)
	drift := func(repair bool) (out []string) {
		t.Helper()
		r, err := s.Check(s.ctx, repair)
		s.must(err)
		for _, f := range r.Findings {
			if f.Kind != content.SearchDrift || f.Repaired != repair {
				t.Errorf("%+v", f)
			}
			out = append(out, f.Entry)
		}
		slices.Sort(out)
		return out
	}
	equal(t, fmt.Sprint(drift(false)), "[ahead changed gone lost nobody]")
	equal(t, fmt.Sprint(drift(true)), "[ahead changed gone lost nobody]")
	equal(t, fmt.Sprint(drift(true)), "[]")
	equal(t, s.found("bread", s.spec(content.Live, "article", "", `[{"id":"ASC"}]`)), "ahead kept lost young")
}
