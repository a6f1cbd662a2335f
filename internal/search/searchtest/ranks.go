package searchtest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/galley-cms/galley/internal/search"
)

var ranks = map[string]func(*testing.T, search.Index){
	"titles above bodies, exact above others": testRanks,
	"rare typos do not outrank common words":  testRareTypos,
	"one hit an entry, by its best document":  testOneHit,
	"fragments show what was found":           testFragments,
	"fragments are bounded, plain text":       testLongFragments,
}

// filler is a text that has nothing to do with a query.
const filler = "some more words that fill the text of this one"

func testRanks(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{
		"t1": in("en", article(title("garden"), body(filler))),
		"t2": in("en", article(title("gardens"), body(filler))),
		"t3": in("en", article(title("gardenia"), body(filler))),
		"t4": in("en", article(title("harden"), body(filler))),
		"b1": in("en", article(title("other"), body(filler+" garden"))),
		"b2": in("en", article(title("other"), body(filler+" gardens"))),
		"b3": in("en", article(title("other"), body(filler+" gardenia"))),
		"b4": in("en", article(title("other"), body(filler+" harden"))),
	})
	r := find(t, x, search.Query{Text: "garden"})
	at := map[string]int{}
	for i, h := range r.Hits {
		at[h.Entry] = i
	}
	if len(at) != 8 {
		t.Fatalf("found %q", entries(r))
	}
	for _, above := range [][2]string{{"t1", "t2"}, {"t2", "t3"}, {"t3", "t4"}, {"b1", "b2"}, {"b2", "b3"}, {"b3", "b4"}, {"t1", "b1"}, {"t2", "b2"}, {"t3", "b3"}, {"t4", "b4"}} {
		if at[above[0]] > at[above[1]] {
			t.Errorf("%s ranks below %s: %s", above[0], above[1], scores(r))
		}
	}
	put(t, x, map[string]search.Document{"u1": article(body("accommodation")), "u2": article(body("accammodation")), "u3": article(body("accxxmodation"))})
	order(t, x, "accommodation", "u1 u2 u3")
}

func testRareTypos(t *testing.T, x search.Index) {
	docs := map[string]search.Document{"typo": article(body("gardan")), "z": article(body("xylophone"))}
	for _, e := range strings.Fields("a b c d e f g h") {
		docs[e] = article(body("garden"))
	}
	put(t, x, docs)
	order(t, x, "garden", "a b c d e f g h typo")
	put(t, x, map[string]search.Document{"z": article(body("garden xylophone"))})
	finds(t, x, "garden xylophone", "z")
}

func testOneHit(t *testing.T, x search.Index) {
	apply(t, x, search.Change{Entry: "a", Stage: search.Live, Seq: 7, Documents: []search.Document{
		{Model: "page", Locale: "de", Fields: []search.Field{title("other"), body("lamp")}},
		{Model: "page", Locale: "en", Fields: []search.Field{title("lamp"), body("other")}},
		{Model: "page", Locale: "fr", Fields: []search.Field{title("other"), body("other")}},
	}}, search.Change{Entry: "b", Stage: search.Live, Seq: 1, Documents: []search.Document{article(title("another"), body("lamp"))}})
	r := find(t, x, search.Query{Text: "lamp"})
	if entries(r) != "a b" || r.More || r.Total != 3 {
		t.Fatalf("found %q of %d, more: %v", entries(r), r.Total, r.More)
	}
	if h := r.Hits[0]; h.Locale != "en" || h.Model != "page" || h.Seq != 7 {
		t.Errorf("the hit is %+v", h)
	}
	first := find(t, x, search.Query{Text: "lamp", Limit: 1})
	second := find(t, x, search.Query{Text: "lamp", Limit: 1, After: first.Hits[0].Position()})
	if entries(first) != "a" || !first.More || entries(second) != "b" || second.More {
		t.Errorf("pages of one hit: %q, then %q", entries(first), entries(second))
	}
}

func testFragments(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{"a": in("en", article(
		title("Gardens & <b>parks</b>"), body("A garden\n\nis a   planned space. "+filler), search.Field{ID: "x", Text: "one gaarden"},
	))})
	r := find(t, x, search.Query{Text: "garden"})
	f := r.Hits[0].Fragments
	if len(f) != 2 || f[0].Field != "title" || f[1].Field != "body" {
		t.Fatalf("fragments: %+v", f)
	}
	if s := shown(f[0]); s != "[Gardens] & <b>parks</b>" {
		t.Errorf("the title is shown as %q", s)
	}
	if s := shown(f[1]); !strings.HasPrefix(s, "A [garden] is a planned space.") {
		t.Errorf("the body is shown as %q", s)
	}
	for text, want := range map[string]string{"garxen": "A [garden] is a", "park": "Gardens & <b>[parks]</b>", `"a planned space"`: "[A] garden is [a] [planned] [space]."} {
		r := find(t, x, search.Query{Text: text})
		if len(r.Hits) != 1 || len(r.Hits[0].Fragments) == 0 || !strings.HasPrefix(shown(r.Hits[0].Fragments[0]), want) {
			t.Errorf("%q is shown in %+v, not in %q", text, r.Hits, want)
		}
	}
}

func testLongFragments(t *testing.T, x search.Index) {
	long := strings.Repeat("lorem ipsum über dolor ", 5000)
	put(t, x, map[string]search.Document{
		"a": article(body(long + "needle " + long)),
		"b": article(body(strings.Repeat("x", 50_000) + " needle " + strings.Repeat("é", 50_000))),
		"c": article(body(long+"needle"), title(strings.Repeat("needle ", 500)), search.Field{ID: "y", Text: long + "needle thread " + long}),
		"d": article(body("\x00\x01needle\x02\xff\xfe")),
	})
	r := find(t, x, search.Query{Text: "needle"})
	if len(r.Hits) != 4 {
		t.Fatalf("found %q", entries(r))
	}
	for _, h := range r.Hits {
		if len(h.Fragments) == 0 || len(h.Fragments) > search.MaxFragments {
			t.Errorf("%s has %d fragments", h.Entry, len(h.Fragments))
		}
		for _, f := range h.Fragments {
			s := shown(f)
			if !strings.Contains(s, "[needle]") || len(s) > 1200 || !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x01\n") {
				t.Errorf("%s is shown as %.300q (%d bytes)", h.Entry, s, len(s))
			}
		}
	}
	a := find(t, x, search.Query{Text: "needle", Entries: []string{"a"}}).Hits[0].Fragments[0]
	if s := shown(a); !strings.HasPrefix(s, "…") || !strings.HasSuffix(s, "…") || len(s) > 260 {
		t.Errorf("a piece of a long text is shown as %q", s)
	}
}
