package bleve

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/galley-cms/galley/internal/search"
)

// want is a word that a document must have.
type want struct {
	term   string
	raw    string // as it was typed, for stems; "" where only the exact form counts
	prefix bool
	edits  int
}

// query is what a text asks for. Nothing in a text is an error, and nothing but quotes is more than words.
type query struct {
	wants   []want
	phrases [][]string // of two words or more, which are wants too
}

// quotes that people type; what opens a phrase need not be what closes it.
const quotes = "\"“”„«»"

// parse reads a query's text; what goes beyond the port's limits is ignored.
func parse(text string) query {
	var q query
	if len(text) > search.MaxText {
		text = strings.ToValidUTF8(text[:search.MaxText], "")
	}
	for text != "" {
		plain, rest := cutQuote(text)
		phrase, after := cutQuote(rest)
		if len(rest) > 0 && len(phrase) == len(rest) { // nothing closes it: it opens nothing
			q.words(plain+" "+rest, true)
			return q
		}
		last := strings.TrimFunc(rest, unicode.IsSpace) == ""
		q.words(plain, last)
		q.phrase(phrase)
		text = after
	}
	return q
}

// cutQuote is what is before the first quote, and what is after it.
func cutQuote(s string) (before, after string) {
	i := strings.IndexAny(s, quotes)
	if i < 0 {
		return s, ""
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[:i], s[i+size:]
}

// words takes the words of a text without quotes; the last one of the whole query is a beginning.
func (q *query) words(text string, last bool) {
	added := -1
	words(text, func(w word) {
		if w.tail {
			return
		}
		one := w.dense && utf8.RuneCountInString(w.term) == 1
		n := want{term: w.term, raw: text[w.start:w.end], prefix: one}
		if !w.dense {
			n.edits = editsOf(w.term)
		}
		added = q.add(n)
	})
	if last && added >= 0 {
		q.wants[added].prefix = true
	}
}

func (q *query) phrase(text string) {
	var terms []string
	tail := false
	words(text, func(w word) {
		if len(terms) < search.MaxWords {
			terms, tail = append(terms, w.term), w.tail
		}
	})
	if tail { // the next character of the text makes another pair of it
		terms = terms[:len(terms)-1]
	}
	for _, t := range terms {
		q.add(want{term: t})
	}
	if len(terms) > 1 {
		q.phrases = append(q.phrases, terms)
	}
}

// add returns where the want is now, -1 if there are too many.
func (q *query) add(n want) int {
	for i, w := range q.wants {
		if w.term == n.term && (w.raw == "") == (n.raw == "") {
			return i
		}
	}
	if len(q.wants) == search.MaxWords {
		return -1
	}
	q.wants = append(q.wants, n)
	return len(q.wants) - 1
}

// editsOf is how many edits a word forgives: none with digits in it, for another number is another thing.
func editsOf(term string) int {
	if strings.ContainsFunc(term, unicode.IsNumber) {
		return 0
	}
	switch n := utf8.RuneCountInString(term); {
	case n >= 8:
		return 2
	case n >= 4:
		return 1
	}
	return 0
}
