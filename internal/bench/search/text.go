package main

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/search"
)

// distinct is how many words the language of the articles has.
const distinct = 50_000

// vocabulary is words of syllables, all different, the same at each run, the frequent ones first.
func vocabulary() []string {
	rnd := rand.New(rand.NewPCG(1, 1))
	syllables := []string{"ba", "con", "der", "est", "fi", "gar", "hol", "in", "jo", "kel", "lum", "mar", "nor", "o", "per", "qui", "ro", "sta", "ten", "un", "vel", "wi", "ya", "zu"}
	seen, out := map[string]bool{}, make([]string, 0, distinct)
	for len(out) < distinct {
		var w strings.Builder
		for range 1 + rnd.IntN(2) + rnd.IntN(3) {
			w.WriteString(syllables[rnd.IntN(len(syllables))])
		}
		if s := w.String() + []string{"", "s", "ed", "ing"}[rnd.IntN(4)]; !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(len(a), len(b)) }) // frequent words are short
	return out
}

// rank is a place in the vocabulary, as often as words of a language occur (Zipf): the first one in every 11.
func rank(rnd *rand.Rand) int {
	return min(int(math.Exp(rnd.Float64()*math.Log(distinct)))-1, distinct-1)
}

// article is the i-th article, the same at each run.
func (b *bencher) article(i int) search.Change {
	rnd := rand.New(rand.NewPCG(2, uint64(i)))
	return search.Change{Entry: fmt.Sprintf("01J%023d", i), Stage: search.Live, Seq: 1, Documents: []search.Document{{
		Model: "article", Language: "en", Fields: []search.Field{
			{ID: "title", Title: true, Text: b.text(rnd, 6)},
			{ID: "body", Text: b.text(rnd, 294)},
		},
	}}}
}

func (b *bencher) text(rnd *rand.Rand, words int) string {
	var s strings.Builder
	for i := range words {
		if i > 0 {
			s.WriteByte(' ')
		}
		s.WriteString(b.words[rank(rnd)])
	}
	return s.String()
}

// kind is a form of searches.
type kind struct {
	what string
	text func(b *bencher, i int) string
}

var kinds = []kind{
	{"the commonest words", func(b *bencher, i int) string { return b.words[i%5] + " " }},
	{"one word", func(b *bencher, i int) string { return b.words[100+i] }},
	{"two words", func(b *bencher, i int) string { return b.words[50+i] + " " + b.words[150+i*3] }},
	{"three words", func(b *bencher, i int) string { return b.words[20+i] + " " + b.words[50+i*3] + " " + b.words[10+i] }},
	{"a rare word", func(b *bencher, i int) string { return b.words[20_000+i*37] }},
	{"the beginning of a word", func(b *bencher, i int) string { w := b.words[200+i*7]; return w[:min(len(w), 4)] }},
	{"two letters", func(b *bencher, i int) string { return b.words[200+i*7][:2] }},
	{"a word with a typo", func(b *bencher, i int) string { return typo(b.words[300+i*11]) }},
	{"a phrase", func(b *bencher, i int) string { return `"` + strings.Join(b.around(i, 3), " ") + `"` }},
	{"a phrase of common words", func(b *bencher, i int) string { return `"` + b.words[i%7] + " " + b.words[i%5] + `"` }},
}

// typo swaps, drops or replaces a letter in the middle of a word.
func typo(w string) string {
	b, at := []byte(w), len(w)/2
	if len(b) > 4 {
		b[at], b[at-1] = b[at-1], b[at]
	}
	return string(b)
}

// around are neighbouring words of an article.
func (b *bencher) around(i, words int) []string {
	text := strings.Fields(b.article(i * 3 % b.n).Documents[0].Fields[1].Text)
	return text[i%200 : i%200+words]
}
