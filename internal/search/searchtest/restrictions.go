package searchtest

import (
	"testing"

	"github.com/galley-cms/galley/internal/search"
)

var restrictions = map[string]func(*testing.T, search.Index){
	"nothing of a draft is in what is live":   testStages,
	"models, locales and entries restrict":    testRestrict,
	"what is in other fields is not there":    testFields,
	"queries that break the port are refused": testBadQueries,
}

// A23
func testStages(t *testing.T, x search.Index) {
	apply(t, x,
		search.Change{Entry: "a", Stage: search.Live, Seq: 1, Documents: []search.Document{article(title("public lamp"))}},
		search.Change{Entry: "a", Stage: search.Draft, Seq: 2, Documents: []search.Document{article(title("secret lamp"))}},
		search.Change{Entry: "b", Stage: search.Live, Seq: 1, Documents: []search.Document{article(title("lamp of b"))}},
	)
	before := find(t, x, search.Query{Text: "lamp"})
	for _, text := range []string{"secret", "secre", "sekret", `"secret lamp"`} {
		finds(t, x, text, "")
	}
	drafts := find(t, x, search.Query{Text: "secret", Stage: search.Draft})
	if entries(drafts) != "a" || drafts.Hits[0].Seq != 2 {
		t.Errorf("the draft is not found: %+v", drafts)
	}
	var more []search.Change
	for _, e := range []string{"c", "d", "e", "f", "g"} {
		more = append(more, search.Change{Entry: e, Stage: search.Draft, Seq: 1, Documents: []search.Document{article(title("lamp lamp lamp"), body(filler))}})
	}
	apply(t, x, more...)
	after := find(t, x, search.Query{Text: "lamp"})
	if scores(after) != scores(before) || after.Total != before.Total {
		t.Errorf("drafts change what is live: %s, then %s", scores(before), scores(after))
	}
}

func testRestrict(t *testing.T, x search.Index) {
	for entry, model := range map[string]string{"a": "article", "b": "page", "c": "page"} {
		var docs []search.Document
		for _, locale := range []string{"en", "de"} {
			docs = append(docs, search.Document{Model: model, Locale: locale, Fields: []search.Field{title("lamp"), body("of " + locale)}})
		}
		apply(t, x, search.Change{Entry: entry, Stage: search.Live, Seq: 1, Documents: docs})
	}
	put(t, x, map[string]search.Document{"d": {Model: "note", Fields: []search.Field{title("lamp")}}})
	for _, c := range []struct {
		q    search.Query
		want string
	}{
		{search.Query{Text: "lamp"}, "a b c d"},
		{search.Query{Text: "lamp", Models: []string{"page"}}, "b c"},
		{search.Query{Text: "lamp", Models: []string{"page", "note", "no such"}}, "b c d"},
		{search.Query{Text: "lamp", Models: []string{}}, ""},
		{search.Query{Text: "lamp", Locales: []string{"de"}}, "a b c"},
		{search.Query{Text: "lamp", Locales: []string{"de", ""}}, "a b c d"},
		{search.Query{Text: "lamp", Locales: []string{""}}, "d"},
		{search.Query{Text: "lamp", Locales: []string{"d"}}, ""},
		{search.Query{Text: "lamp en", Locales: []string{"de"}}, ""},
		{search.Query{Text: "lamp", Entries: []string{"c", "a", "no such"}}, "a c"},
		{search.Query{Text: "lamp", Entries: []string{}}, ""},
		{search.Query{Text: "lamp", Entries: []string{"a", "b"}, Models: []string{"page"}, Locales: []string{"en"}}, "b"},
	} {
		c.q.Limit = 10
		if r := find(t, x, c.q); !sameSet(entries(r), c.want) {
			t.Errorf("%+v finds %q, not %q", c.q, entries(r), c.want)
		}
	}
}

func testFields(t *testing.T, x search.Index) {
	secret := func(text string) search.Field { return search.Field{ID: "secret", Title: true, Text: text} }
	put(t, x, map[string]search.Document{
		"a": article(title("A lamp"), secret("password")),
		"b": article(title("B lamp"), body("a password")),
		"c": article(title("C"), secret("lamp lamp lamp")),
		"d": article(title("D"), body("lamp"), secret("lamp")),
		"e": article(title("E"), body("not so bright a password as that lamp"), secret("bright lamp")),
	})
	all := []string{"title", "body"}
	for _, c := range []struct {
		text, want string
		fields     []string
	}{
		{"password", "b e", all}, {"password", "", []string{"title"}}, {"passwort", "b e", all}, {"passw", "b e", all}, {"lamp password", "b e", all},
		{"lamp", "a b d e", all}, {"lamp", "a b", []string{"title"}}, {"lamp", "", []string{}}, {"lamp", "", []string{"other"}},
		{`"bright lamp"`, "", all}, {`"bright a"`, "e", all}, {"lamp", "a b c d e", nil}, {`"bright lamp"`, "e", nil},
	} {
		r := find(t, x, search.Query{Text: c.text, Fields: c.fields})
		if !sameSet(entries(r), c.want) {
			t.Errorf("%q in %q finds %q, not %q", c.text, c.fields, entries(r), c.want)
		}
		if c.fields != nil && r.Total != len(r.Hits) {
			t.Errorf("%q in %q counts %d, and finds %d", c.text, c.fields, r.Total, len(r.Hits))
		}
		for _, h := range r.Hits {
			for _, f := range h.Fragments {
				if c.fields != nil && f.Field == "secret" {
					t.Errorf("%q shows %q", c.text, shown(f))
				}
			}
		}
	}
	r := find(t, x, search.Query{Text: "lamp", Fields: all})
	at := map[string]float64{}
	for _, h := range r.Hits {
		at[h.Entry] = h.Score
	}
	if at["d"] >= at["a"] {
		t.Errorf("a title that may not be read ranks: %s", scores(r))
	}
}

func testBadQueries(t *testing.T, x search.Index) {
	for _, q := range []search.Query{{Text: "a", Limit: 1}, {Text: "a", Stage: "other", Limit: 1}, {Text: "a", Stage: search.Live}, {Text: "a", Stage: search.Live, Limit: search.MaxHits + 1}} {
		if _, err := x.Search(t.Context(), q); err == nil {
			t.Errorf("%+v is answered", q)
		}
	}
	for _, c := range []search.Change{
		{Stage: search.Live}, {Entry: "a"}, {Entry: "a b", Stage: search.Live}, {Entry: "a\x00", Stage: search.Live},
		{Entry: "a", Stage: search.Live, Documents: []search.Document{{}}},
		{Entry: "a", Stage: search.Live, Documents: []search.Document{article(), article()}},
	} {
		if err := x.Apply(t.Context(), c); err == nil {
			t.Errorf("%+v is applied", c)
		}
	}
}
