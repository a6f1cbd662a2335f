package textdiff_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/content/textdiff"
)

// marked shows a difference as text: what came in {+…+}, what went in [-…-].
func marked(runs []textdiff.Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString([]string{"", "{+", "[-"}[r.Kind] + r.Text + []string{"", "+}", "-]"}[r.Kind])
	}
	return b.String()
}

func TestDifferencesReadWell(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"", "new", "{+new+}"},
		{"old", "", "[-old-]"},
		{"The boats come in at five.", "The boats come in at six.", "The boats come in at [-five-]{+six+}."},
		{"one two three", "one three", "one [-two -]three"},
		{"red big house", "blue small house", "[-red big-]{+blue small+} house"},
		{"café, née", "café; née", "café[-,-]{+;+} née"},
		{"港の船", "港と船", "港[-の-]{+と+}船"},
		{"a\nb", "a\n\nb", "a[-\n-]{+\n\n+}b"},
	} {
		if diff := cmp.Diff(c.want, marked(textdiff.Diff(c.before, c.after))); diff != "" {
			t.Errorf("%q → %q: %s", c.before, c.after, diff)
		}
	}
}

// texts gives both sides of a difference back.
func texts(runs []textdiff.Run) (before, after string) {
	for _, r := range runs {
		if r.Kind != textdiff.Added {
			before += r.Text
		}
		if r.Kind != textdiff.Removed {
			after += r.Text
		}
	}
	return before, after
}

func random(rnd *rand.Rand, n int) string {
	var b strings.Builder
	for range rnd.IntN(n) {
		b.WriteString([]string{"a", "b", "c", " ", "  ", ".", "\xff", "é"}[rnd.IntN(8)])
	}
	return b.String()
}

func TestBothTextsAreInTheDifference(t *testing.T) {
	for seed := range uint64(3000) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		a, b := random(rnd, 30), random(rnd, 30)
		if before, after := texts(textdiff.Diff(a, b)); before != a || after != b {
			t.Fatalf("%q → %q: %q", a, b, marked(textdiff.Diff(a, b)))
		}
	}
}

// Texts that have little in common are not compared word by word: that would take long, and nobody could read it.
func TestLargeTextsAreBounded(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var a, b strings.Builder
	for range 15_000 {
		a.WriteString([]string{"x", "y", "z", "w"}[rnd.IntN(4)] + " ")
		b.WriteString([]string{"x", "y", "u", "v"}[rnd.IntN(4)] + " ")
	}
	runs := textdiff.Diff("begin "+a.String()+"end", "begin "+b.String()+"end")
	if len(runs) != 4 || runs[0].Text != "begin " {
		t.Errorf("%d runs", len(runs))
	}
	long := strings.Repeat("word ", 200_000)
	if got := marked(textdiff.Diff(long+"old", long+"new")); !strings.HasSuffix(got, "word [-old-]{+new+}") {
		t.Error("what is alike at the beginning does not count")
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("a b c", "a c d")
	f.Fuzz(func(t *testing.T, a, b string) {
		if before, after := texts(textdiff.Diff(a, b)); before != a || after != b {
			t.Errorf("%q → %q: %q", a, b, marked(textdiff.Diff(a, b)))
		}
	})
}
