package content_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/search/bleve"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// searchSpace is a space whose entries are searched.
type searchSpace struct {
	*space
	words *wordIndex
	clock *testClock
	ids   []string // of entries, in the order in which they were made
}

func newSearchSpace(t testing.TB, b content.Budget) *searchSpace {
	t.Helper()
	words := newWordIndex()
	s := newSearchSpaceOver(t, words, b)
	s.words = words
	return s
}

// newSearchSpaceOver is newSearchSpace over another index.
func newSearchSpaceOver(t testing.TB, x search.Index, b content.Budget) *searchSpace {
	t.Helper()
	clock := newTestClock()
	s := &space{content.New(storetest.New(t), storetest.New(t), content.Options{Search: x, Budget: b, Clock: clock}), t, auth.With(t.Context(), auth.Local)}
	s.apply(blog...)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	return &searchSpace{space: s, clock: clock}
}

// index brings the search index up to date with some entries.
func (s *searchSpace) index(ids ...string) {
	s.t.Helper()
	s.must(errors.Join(s.IndexEntries(s.ctx, ids...)...))
}

// put makes an article, live or not, and indexes it.
func (s *searchSpace) put(id, values string, publish bool) {
	s.t.Helper()
	s.create("article", id, values, publish)
	s.index(id)
	s.ids = append(s.ids, id)
}

// search gives the ids of a list that is searched.
func (s *searchSpace) search(text string, spec content.QuerySpec, args content.PageArgs) ([]string, *content.Page, error) {
	s.t.Helper()
	spec.Search = text
	var page *content.Page
	err := s.View(s.ctx, spec.Stage, func(r *content.Reader) error {
		q, err := content.Prepare(r.Schema(), spec)
		if err == nil {
			page, err = r.List(s.ctx, q, args)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return page.IDs, page, nil
}

func (s *searchSpace) found(text string, spec content.QuerySpec) string {
	s.t.Helper()
	ids, _, err := s.search(text, spec, content.PageArgs{})
	s.must(err)
	return strings.Join(ids, " ")
}

func TestWordsAreFoundBestFirst(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"Cheese","tags":["bread","wine"],"views":3}`, true)
	s.put("b", `{"title":"Bread","tags":["cheese"],"views":2}`, true)
	s.put("c", `{"title":"Bread and bread","views":1}`, true)
	live := s.spec(content.Live, "article", "", "")
	equal(t, s.found("bread", live), "c b a")
	equal(t, s.found("bread cheese", live), "a b")
	equal(t, s.found("salt", live), "")
	equal(t, s.found(" \t ", s.spec(content.Live, "article", "", `[{"id":"ASC"}]`)), "a b c")
	equal(t, s.found("bread", s.spec(content.Live, "article", "", `[{"views":"DESC"}]`)), "a b c")
	equal(t, s.found("bread", s.spec(content.Live, "article", `{"views":{"lt":3}}`, "")), "c b")
	equal(t, s.found("bread", s.spec(content.Live, "article", `{"id":{"in":["a","b"]}}`, "")), "b a")
	equal(t, s.found("bread", s.spec(content.Live, "author", "", "")), "")
}

// A23: what is only in a draft is not found in what is live, however the index is behind.
func TestDraftsAreNotFoundInWhatIsLive(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"open"}`, true)
	s.update("a", `{"title":"secret"}`, false)
	s.put("b", `{"title":"secret"}`, false)
	s.index("a")
	live, drafts := s.spec(content.Live, "article", "", ""), s.spec(content.Draft, "article", "", "")
	equal(t, s.found("secret", live), "")
	equal(t, s.found("open", live), "a")
	equal(t, s.found("secret", drafts), "a b")
	equal(t, s.found("open", drafts), "")

	_, err := s.Unpublish(s.ctx, "a", content.PublishOptions{})
	s.must(err)
	equal(t, s.found("open", live), "") // before the index knows
	s.index("a")
	equal(t, s.found("open", live), "")
	s.publish("a")
	s.index("a")
	equal(t, s.found("secret", live), "a")
}

func TestTheTrashIsSearchedByWhoAsks(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"bread"}`, true)
	s.must(s.Delete(s.ctx, "a", 0))
	s.index("a")
	drafts := s.spec(content.Draft, "article", "", "")
	equal(t, s.found("bread", drafts), "")
	equal(t, s.found("bread", s.spec(content.Live, "article", "", "")), "")
	drafts.Trashed = true
	equal(t, s.found("bread", drafts), "a")
	drafts.Trashed = false
	_, err := s.Restore(s.ctx, "a")
	s.must(err)
	s.index("a")
	equal(t, s.found("bread", drafts), "a")
}

func TestTextsAreFoundInTheirLocale(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	_, err := s.Create(s.ctx, "article", "a", content.Change{Values: vals(`{"title":{"en":"bread","de":"Brot"},"tags":["baking"]}`), Publish: true})
	s.must(err)
	s.put("b", `{"title":"bread alone"}`, true)
	s.index("a")
	en, de := s.spec(content.Live, "article", "", ""), s.spec(content.Live, "article", "", "")
	de.Locale = "de"
	equal(t, s.found("bread", en), "a b")
	equal(t, s.found("bread", de), "b") // through the fallback
	equal(t, s.found("brot", de), "a")
	equal(t, s.found("brot", en), "")
	equal(t, s.found("baking", de), "a")
}

func TestWhatWasFoundIsShownWhileItIsThere(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"fresh bread"}`, true)
	_, page, err := s.search("bread", s.spec(content.Live, "article", "", ""), content.PageArgs{})
	s.must(err)
	want := []content.Highlight{{Field: "title", Locale: "en", Runs: []content.HighlightRun{{Text: "bread", Found: true}}}}
	equal(t, fmt.Sprint(page.Highlights[0]), fmt.Sprint(want))

	s.update("a", `{"title":"withdrawn"}`, true)
	ids, page, err := s.search("bread", s.spec(content.Live, "article", "", ""), content.PageArgs{})
	s.must(err)
	if len(ids) != 1 || len(page.Highlights[0]) != 0 {
		t.Errorf("before it is indexed again: %v %v", ids, page.Highlights)
	}
}

// A27: a cursor belongs to what was searched for.
func TestCursorsOfSearchesAreBoundToTheWords(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	s.put("a", `{"title":"bread"}`, true)
	s.put("b", `{"title":"bread"}`, true)
	live := s.spec(content.Live, "article", "", "")
	_, page, err := s.search("bread", live, content.PageArgs{First: at(1)})
	s.must(err)
	_, _, err = s.search("cheese", live, content.PageArgs{After: page.Cursor(0)})
	wantCode(t, err, errs.Invalid)
	ids, _, err := s.search("bread", live, content.PageArgs{After: page.Cursor(0)})
	s.must(err)
	equal(t, fmt.Sprint(ids), "[b]")
}

func at(n int) *int { return &n }

func TestHostileSearchTextIsRefused(t *testing.T) {
	s := newSearchSpace(t, content.Budget{})
	live := s.spec(content.Live, "article", "", "")
	for text, code := range map[string]errs.Code{
		strings.Repeat("word ", 2000): errs.LimitExceeded, "a\x00b": errs.Invalid, "\xff": errs.Invalid,
	} {
		_, _, err := s.search(text, live, content.PageArgs{})
		wantCode(t, err, code)
	}
	without := newSpace(t)
	other := &searchSpace{space: without}
	_, _, err := other.search("bread", without.spec(content.Live, "article", "", ""), content.PageArgs{})
	wantCode(t, err, errs.Invalid)
}

// A list that its search leaves too long is refused, and never short.
func TestSearchesKeepToTheBudget(t *testing.T) {
	s := newSearchSpace(t, content.Budget{Copies: 20, Rows: 60, Few: 5})
	for i := range 40 {
		s.put(fmt.Sprintf("e%02d", i), fmt.Sprintf(`{"title":"bread","views":%d,"featured":%v}`, i%8, i%2 == 0), true)
	}
	live := func(where, order string) content.QuerySpec { return s.spec(content.Live, "article", where, order) }
	ids, page, err := s.search("bread", live("", ""), content.PageArgs{First: at(10), Count: true})
	s.must(err)
	if len(ids) != 10 || !page.HasNext || errs.CodeOf(page.TotalErr) != errs.TooExpensive {
		t.Errorf("%v %v %v", ids, page.HasNext, page.TotalErr)
	}
	_, _, err = s.search("bread", live("", `[{"views":"ASC"}]`), content.PageArgs{})
	wantCode(t, err, errs.TooExpensive)
	_, _, err = s.search("bread", live(`{"title":{"contains":"salt"}}`, ""), content.PageArgs{})
	wantCode(t, err, errs.TooExpensive)
	ids, page, err = s.search("bread", live(`{"views":{"eq":3}}`, `[{"id":"DESC"}]`), content.PageArgs{Count: true})
	s.must(err)
	equal(t, fmt.Sprint(ids, *page.Total), "[e35 e27 e19 e11 e03] 5")
}

// The differential: a list that is searched is the list without it, less what does not have the words.
func TestSearchedListsLeaveOutWhatLacksTheWords(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := &differential{searchSpace: newSearchSpace(t, content.Budget{}), dice: rand.New(rand.NewPCG(seed, 6))}
			if seed%4 == 3 {
				x, err := bleve.Open(filepath.Join(t.TempDir(), "search"))
				if err != nil {
					t.Fatal(err)
				}
				defer x.Close()
				d.searchSpace = newSearchSpaceOver(t, x, content.Budget{})
			}
			for range 60 {
				d.change()
			}
			for range 60 {
				d.compare()
			}
		})
	}
}

// vocabulary has no word that begins another, or is few edits away from one: however an index finds words, it finds
// each of these alone.
var vocabulary = []string{"aquarium", "bicycle", "cathedral", "dandelion", "elephant", "festival"}

// differential makes random changes, and compares lists.
type differential struct {
	*searchSpace
	dice *rand.Rand
}

func (d *differential) word() string { return vocabulary[d.dice.IntN(len(vocabulary))] }

func (d *differential) some() string {
	var out []string
	for range 1 + d.dice.IntN(3) {
		out = append(out, d.word())
	}
	return strings.Join(out, " ")
}

// change makes, edits, publishes, unpublishes or deletes an entry, and indexes it.
func (d *differential) change() {
	values := fmt.Sprintf(`{"title":"%s","tags":["%s","%s"],"views":%d,"featured":%v}`, d.some(), d.word(), d.word(), d.dice.IntN(5), d.dice.IntN(2) == 0)
	if len(d.ids) == 0 || d.dice.IntN(2) == 0 {
		d.put(fmt.Sprintf("e%03d", len(d.ids)), values, d.dice.IntN(2) == 0)
		return
	}
	id := d.ids[d.dice.IntN(len(d.ids))]
	e, err := d.Entry(d.ctx, id)
	d.must(err)
	switch n := d.dice.IntN(8); {
	case e.Status == content.StatusTrashed:
		_, err = d.Restore(d.ctx, id)
	case n == 0:
		err = d.Delete(d.ctx, id, 0)
	case n == 1 && e.LiveValues != nil:
		_, err = d.Unpublish(d.ctx, id, content.PublishOptions{})
	default:
		d.update(id, values, n > 4)
	}
	d.must(err)
	d.index(id)
}

// compare holds one searched list against the list without its words.
func (d *differential) compare() {
	d.t.Helper()
	wheres := []string{"", `{"views":{"gt":1}}`, `{"featured":{"eq":true}}`, `{"views":{"eq":2},"featured":{"eq":true}}`, fmt.Sprintf(`{"tags":{"contains":"%s"}}`, d.word())}
	orders := []string{"", "", `[{"views":"DESC"}]`, `[{"featured":"ASC"},{"views":"ASC"}]`, `[{"id":"DESC"}]`}
	where, order := wheres[d.dice.IntN(len(wheres))], orders[d.dice.IntN(len(orders))]
	stage := content.Stage(d.dice.IntN(2))
	spec, words := d.spec(stage, "article", where, order), d.word()
	if d.dice.IntN(3) == 0 {
		words += " " + d.word()
	}
	plain, _ := d.list(stage, "article", where, order, content.PageArgs{First: at(100)})
	want := slices.DeleteFunc(plain, func(id string) bool { return !d.has(stage, id, words) })
	whole, page, err := d.search(words, spec, content.PageArgs{First: at(100), Count: true})
	d.must(err)
	got := slices.Clone(whole)
	if order == "" {
		slices.Sort(got)
		slices.Sort(want)
	}
	if !slices.Equal(got, want) || *page.Total != len(want) {
		d.t.Fatalf("%s where %s order %s in stage %d: %v and %d, want %v", words, where, order, stage, got, *page.Total, want)
	}
	size := 1 + d.dice.IntN(4)
	equal(d.t, fmt.Sprint(d.walk(words, spec, size, false)), fmt.Sprint(whole))
	equal(d.t, fmt.Sprint(d.walk(words, spec, size, true)), fmt.Sprint(whole))
}

// has tells whether a copy has all words.
func (d *differential) has(stage content.Stage, id, words string) bool {
	e, err := d.Entry(d.ctx, id)
	d.must(err)
	values := e.Values
	if stage == content.Live {
		values = e.LiveValues
	}
	text := fmt.Sprintf("%s", values)
	return !slices.ContainsFunc(strings.Fields(words), func(w string) bool { return !strings.Contains(text, w) })
}

// walk reads a list page by page, from either end, and gives it in its order.
func (d *differential) walk(words string, spec content.QuerySpec, size int, backward bool) []string {
	d.t.Helper()
	all := []string{}
	for cursor := ""; ; {
		args := content.PageArgs{First: &size, After: cursor}
		if backward {
			args = content.PageArgs{Last: &size, Before: cursor}
		}
		ids, page, err := d.search(words, spec, args)
		d.must(err)
		last := len(ids) - 1
		if all = append(all, ids...); backward {
			all, last = append(slices.Clone(ids), all[:len(all)-len(ids)]...), 0
		}
		if (backward && !page.HasPrevious) || (!backward && !page.HasNext) {
			return all
		}
		cursor = page.Cursor(last)
	}
}
