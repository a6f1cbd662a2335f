// Package searchtest is the conformance suite of the search port: every adapter runs it in its tests.
package searchtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/search"
)

// Run holds an index to the promises of the port; open makes an empty one for each case.
func Run(t *testing.T, open func(t *testing.T) search.Index) {
	for _, group := range []map[string]func(*testing.T, search.Index){words, ranks, restrictions, pages, changes} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) { test(t, open(t)) })
		}
	}
}

// title and body are fields of documents.
func title(text string) search.Field { return search.Field{ID: "title", Title: true, Text: text} }
func body(text string) search.Field  { return search.Field{ID: "body", Text: text} }

// article is a document in no language.
func article(fields ...search.Field) search.Document {
	return search.Document{Model: "article", Fields: fields}
}

func in(language string, d search.Document) search.Document {
	d.Language = language
	return d
}

// put makes the live copies of entries.
func put(t *testing.T, x search.Index, docs map[string]search.Document) {
	t.Helper()
	var all []search.Change
	for entry, d := range docs {
		all = append(all, search.Change{Entry: entry, Stage: search.Live, Seq: 1, Documents: []search.Document{d}})
	}
	apply(t, x, all...)
}

func apply(t *testing.T, x search.Index, changes ...search.Change) {
	t.Helper()
	for c := range slices.Chunk(changes, search.MaxChanges) {
		if err := x.Apply(t.Context(), c...); err != nil {
			t.Fatalf("Apply: %v", err)
		}
	}
}

func find(t *testing.T, x search.Index, q search.Query) *search.Result {
	t.Helper()
	if q.Stage == "" {
		q.Stage = search.Live
	}
	if q.Limit == 0 {
		q.Limit = 100
	}
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%.60q): %v", q.Text, err)
	}
	return r
}

// entries are those of hits, in order.
func entries(r *search.Result) string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, h.Entry)
	}
	return strings.Join(out, " ")
}

// finds fails unless a text finds these entries, in any order.
func finds(t *testing.T, x search.Index, text, want string) {
	t.Helper()
	got := strings.Fields(entries(find(t, x, search.Query{Text: text})))
	slices.Sort(got)
	if s := strings.Join(got, " "); s != want {
		t.Errorf("%.60q finds %q, not %q", text, s, want)
	}
}

// order fails unless a text finds these entries in this order.
func order(t *testing.T, x search.Index, text, want string) {
	t.Helper()
	r := find(t, x, search.Query{Text: text})
	if got := entries(r); got != want {
		t.Errorf("%q finds %q, not %q: %s", text, got, want, scores(r))
	}
}

func scores(r *search.Result) string {
	var b strings.Builder
	for _, h := range r.Hits {
		fmt.Fprintf(&b, "%s %g; ", h.Entry, h.Score)
	}
	return b.String()
}

// shown is a fragment with what was found in brackets.
func shown(f search.Fragment) string {
	var b strings.Builder
	for _, r := range f.Runs {
		if r.Found {
			b.WriteString("[" + r.Text + "]")
		} else {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}
