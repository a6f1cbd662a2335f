package searchtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/search"
)

var changes = map[string]func(*testing.T, search.Index){
	"a change replaces all documents of its copy": testReplace,
	"a change below what is there does nothing":   testSeq,
	"copies are listed in order":                  testCopies,
	"what refers is listed in order":              testReferring,
	"the status counts documents":                 testStatus,
	"changes and searches at once":                testConcurrent,
}

// live is a change that makes an entry's live copy this text.
func live(entry string, seq int64, text string) search.Change {
	c := search.Change{Entry: entry, Stage: search.Live, Seq: seq}
	if text != "" {
		c.Documents = []search.Document{article(title(text))}
	}
	return c
}

func testReplace(t *testing.T, x search.Index) {
	apply(t, x, search.Change{Entry: "a", Stage: search.Live, Seq: 1, Documents: []search.Document{
		{Model: "page", Locale: "de", Fields: []search.Field{title("eins")}}, {Model: "page", Locale: "en", Fields: []search.Field{title("one")}}, {Model: "page", Locale: "fr", Fields: []search.Field{title("un")}},
	}})
	finds(t, x, "one", "a")
	apply(t, x, search.Change{Entry: "a", Stage: search.Live, Seq: 2, Documents: []search.Document{{Model: "page", Locale: "en", Fields: []search.Field{title("two")}}}})
	for text, want := range map[string]string{"eins": "", "one": "", "un": "", "two": "a"} {
		finds(t, x, text, want)
	}
	apply(t, x, live("a", 3, ""))
	finds(t, x, "two", "")
	apply(t, x, live("a", 4, "again"))
	finds(t, x, "again", "a")
}

func testSeq(t *testing.T, x search.Index) {
	apply(t, x, live("a", 5, "five"))
	apply(t, x, live("a", 4, "four"))
	finds(t, x, "four", "")
	finds(t, x, "five", "a")
	apply(t, x, live("a", 4, ""))
	finds(t, x, "five", "a")
	apply(t, x, live("a", 5, "again"))
	finds(t, x, "five", "")
	finds(t, x, "again", "a")
	apply(t, x, live("a", 7, ""))
	apply(t, x, live("a", 6, "six"))
	finds(t, x, "six", "")
	apply(t, x, live("b", 3, "three"), live("b", 2, "two"), live("b", 4, "four"), live("b", 1, ""))
	finds(t, x, "three", "")
	finds(t, x, "two", "")
	finds(t, x, "four", "b")
	restored := live("a", 2, "restored")
	restored.Always = true
	apply(t, x, restored)
	finds(t, x, "restored", "a")
	apply(t, x, live("a", 3, "onwards"))
	finds(t, x, "onwards", "a")
}

func testReferring(t *testing.T, x search.Index) {
	in := func(entry string, stage search.Stage, seq int64, refers ...[]string) search.Change {
		c := search.Change{Entry: entry, Stage: stage, Seq: seq}
		for i, ids := range refers {
			c.Documents = append(c.Documents, search.Document{Model: "page", Locale: fmt.Sprint(i), Fields: []search.Field{title("a")}, Refers: ids})
		}
		return c
	}
	refer := func(to string, limit int, want ...string) {
		t.Helper()
		got, err := x.Referring(t.Context(), to, limit)
		if err != nil {
			t.Fatal(err)
		}
		names := make([]string, len(got))
		for i, k := range got {
			names[i] = k.Entry + " " + string(k.Stage)
		}
		if !slices.Equal(names, want) {
			t.Errorf("to %s refer %q, want %q", to, names, want)
		}
	}
	refer("x", 10)
	apply(t, x,
		in("b", search.Live, 1, []string{"x", "y"}, []string{"x"}), in("b", search.Draft, 2, []string{"x"}),
		in("a", search.Live, 1, nil, []string{"x"}), in("c", search.Draft, 1, []string{"X", "xx"}),
	)
	refer("x", 10, "a live", "b draft", "b live")
	refer("x", 2, "a live", "b draft")
	refer("y", 10, "b live")
	refer("a", 10) // a word of a text
	apply(t, x, in("b", search.Live, 3, []string{"z"}), in("a", search.Live, 2), in("b", search.Draft, 1))
	refer("x", 10, "b draft")
	refer("z", 10, "b live")
}

func testCopies(t *testing.T, x search.Index) {
	var want []search.Copy
	var all []search.Change
	for i, e := range []string{"!", "A", "A-", "A.b", "Z", "a", "a!", "a~", "b", "~"} {
		for j, s := range []search.Stage{search.Draft, search.Live} {
			c := search.Change{Entry: e, Stage: s, Seq: int64(i*10 + j), Documents: []search.Document{{Model: "m", Locale: "de"}, {Model: "m", Locale: "en"}}[:1+i%2]}
			if i%4 == 3 && s == search.Live {
				c.Documents = nil
			} else {
				want = append(want, search.Copy{CopyKey: search.CopyKey{Entry: e, Stage: s}, Seq: c.Seq, Documents: len(c.Documents)})
			}
			all = append(all, c)
		}
	}
	slices.Reverse(all)
	for _, c := range all {
		apply(t, x, c)
	}
	for _, limit := range []int{1, 3, 100} {
		var got []search.Copy
		after := search.CopyKey{}
		for {
			page, err := x.Copies(t.Context(), after, limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			got, after = append(got, page...), page[len(page)-1].CopyKey
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("by %d: %s", limit, d)
		}
	}
	for _, w := range want {
		page, err := x.Copies(t.Context(), search.CopyKey{Entry: w.Entry}, 1)
		if err != nil || len(page) != 1 || page[0].CopyKey != (search.CopyKey{Entry: w.Entry, Stage: search.Draft}) {
			t.Errorf("the first copy of %s is %v, %v", w.Entry, page, err)
		}
	}
}

func testStatus(t *testing.T, x search.Index) {
	first, err := x.Status(t.Context())
	if err != nil || first.ID == "" || first.Documents != 0 {
		t.Fatalf("an empty index: %+v, %v", first, err)
	}
	apply(t, x, live("a", 1, "one"), live("b", 1, "one"), live("c", 1, ""), search.Change{Entry: "a", Stage: search.Draft, Seq: 1, Documents: []search.Document{article()}})
	apply(t, x, live("b", 2, ""))
	if st, err := x.Status(t.Context()); err != nil || st.ID != first.ID || st.Documents != 2 {
		t.Errorf("the status is %+v, %v", st, err)
	}
}

func testConcurrent(t *testing.T, x search.Index) {
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 25 {
				if err := x.Apply(t.Context(), live(fmt.Sprint("e", i), int64(4*i+w), fmt.Sprintf("lamp of %d%c", i, 'a'+w))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 40 {
				r, err := x.Search(t.Context(), search.Query{Text: "lamp", Stage: search.Live, Limit: 50})
				if err != nil {
					t.Error(err)
					return
				}
				seen := map[string]bool{}
				for _, h := range r.Hits {
					if seen[h.Entry] || len(h.Fragments) != 1 || !strings.HasPrefix(shown(h.Fragments[0]), "[lamp]") {
						t.Errorf("a hit while others write: %+v", h)
					}
					seen[h.Entry] = true
				}
			}
		})
	}
	wg.Wait()
	if r := find(t, x, search.Query{Text: "lamp"}); r.Total != 25 || len(r.Hits) != 25 {
		t.Errorf("%d entries are found, %d documents", len(r.Hits), r.Total)
	}
	for i := range 25 {
		finds(t, x, fmt.Sprintf(`"%dd"`, i), fmt.Sprint("e", i))
	}
}

func sameSet(got, want string) bool {
	a, b := strings.Fields(got), strings.Fields(want)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
