package searchtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/search"
)

// Classes of how a word is found, better ones first. Two adapters may score them as they like, if only they keep them
// apart.
const (
	exact = iota
	begun
	edit
	edits
	none
)

// naive classifies a word of a text (plain words of one case, in no language), by the letter of the port. Two letters
// swapped are one edit; whether a swap may be one of two is left open.
func naive(want, word string, last bool) int {
	n := len([]rune(want))
	switch d := levenshtein(want, word); {
	case want == word:
		return exact
	case last && strings.HasPrefix(word, want):
		return begun
	case n >= 4 && (d == 1 || swap(want, word)):
		return edit
	case n >= 8 && d == 2:
		return edits
	}
	return none
}

// left reports whether the port leaves it open that a word is found: by two edits one of which is a swap.
func left(want, word string) bool {
	if len(want) < 8 || levenshtein(want, word) <= 2 || swap(want, word) {
		return false
	}
	for i := range len(want) - 1 {
		b := []byte(want)
		b[i], b[i+1] = b[i+1], b[i]
		if d := levenshtein(string(b), word); d <= 1 || swap(string(b), word) {
			return true
		}
	}
	return false
}

func levenshtein(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

func swap(a, b string) bool {
	for i := range max(len(a), 1) - 1 {
		if len(a) == len(b) && a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[:i] == b[:i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// best is the best class of a word in a text.
func best(want, text string, last bool) int {
	c := none
	for w := range strings.FieldsSeq(text) {
		c = min(c, naive(want, w, last))
	}
	return c
}

// vocabulary is a few words and their neighbours.
func vocabulary(rnd *rand.Rand) []string {
	var out []string
	for _, w := range []string{"lamp", "garden", "gardening", "accommodation", "car", "card", "cardigans"} {
		out = append(out, w, w+"s", w[:len(w)-1])
		for range 4 {
			b := []byte(w)
			for range 1 + rnd.IntN(2) {
				i := rnd.IntN(len(b))
				switch rnd.IntN(4) {
				case 0:
					b[i] = byte('a' + rnd.IntN(26))
				case 1:
					b = slices.Delete(b, i, i+1)
				case 2:
					b = slices.Insert(b, i, byte('a'+rnd.IntN(26)))
				default:
					if i > 0 {
						b[i], b[i-1] = b[i-1], b[i]
					}
				}
			}
			out = append(out, string(b))
		}
	}
	return out
}

// testOracle compares random searches with a naive reading of all texts.
func testOracle(t *testing.T, x search.Index) {
	rnd := rand.New(rand.NewPCG(3, 4))
	vocabulary := vocabulary(rnd)
	text := func(n int) string {
		var w []string
		for range rnd.IntN(n + 1) {
			w = append(w, vocabulary[rnd.IntN(len(vocabulary))])
		}
		return strings.Join(w, " ")
	}
	docs := map[string]search.Document{}
	for i := range 150 {
		docs[fmt.Sprintf("e%03d", i)] = article(title(text(2)), body(text(5)))
	}
	put(t, x, docs)
	for range 300 {
		q := text(3)
		r := find(t, x, search.Query{Text: q, Limit: search.MaxHits})
		compare(t, docs, strings.Fields(q), r)
		inOrder(t, r)
	}
}

// compare holds the hits of a text to what its words are in each document.
func compare(t *testing.T, docs map[string]search.Document, wants []string, r *search.Result) {
	t.Helper()
	at := map[string]int{}
	for i, h := range r.Hits {
		at[h.Entry] = i
	}
	for entry, d := range docs {
		must, may := judge(d, wants)
		if _, found := at[entry]; found && !may || !found && must {
			t.Errorf("%q: %s %v is found: %v", wants, entry, d.Fields, found)
		}
	}
	if len(wants) == 1 {
		for i := range r.Hits {
			for j := range i {
				above, below := docs[r.Hits[j].Entry], docs[r.Hits[i].Entry]
				if over(below, wants[0], above) {
					t.Errorf("%q: %v ranks above %v", wants, above.Fields, below.Fields)
				}
			}
		}
	}
}

// judge tells whether a document must be found, and whether it may be.
func judge(d search.Document, wants []string) (must, may bool) {
	must, may = len(wants) > 0, len(wants) > 0
	text := d.Fields[0].Text + " " + d.Fields[1].Text
	for i, w := range wants {
		last := i == len(wants)-1 || wants[len(wants)-1] == w
		if best(w, text, last) == none {
			must = false
			may = may && unclear(w, d)
		}
	}
	return must, may
}

// unclear reports whether a document has words of which the port leaves it open whether they are found.
func unclear(want string, d search.Document) bool {
	words := strings.Fields(d.Fields[0].Text + " " + d.Fields[1].Text)
	return slices.ContainsFunc(words, func(word string) bool { return left(want, word) })
}

// over reports whether a document must rank above another one, for one word: it is found better at one place, and not
// worse at the other.
func over(a search.Document, want string, b search.Document) bool {
	at, ab := best(want, a.Fields[0].Text, true), best(want, a.Fields[1].Text, true)
	bt, bb := best(want, b.Fields[0].Text, true), best(want, b.Fields[1].Text, true)
	if unclear(want, a) || unclear(want, b) {
		return false
	}
	inTitles := ab == none && bb == none && at < bt
	inBodies := at == none && bt == none && ab < bb
	titleAbove := at != none && ab == none && bt == none && at <= bb && bb != none
	return inTitles || inBodies || titleAbove
}
