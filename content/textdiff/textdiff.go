// Package textdiff tells how one text differs from another: which words stayed, came and went. It knows nothing of entries.
package textdiff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what became of some words.
type Kind uint8

// The kinds.
const (
	Same Kind = iota
	Added
	Removed
)

// Run is a piece of text. The pieces that stayed and went are the text before, those that stayed and came the text after.
type Run struct {
	Kind Kind
	Text string
}

// How far two texts may lie apart, in words, to be compared word by word; what begins and ends them alike is left out of
// that. Further apart, all of the rest went and came.
const (
	maxWords = 20_000
	maxEdits = 1_000
)

// Diff compares two texts.
func Diff(before, after string) []Run {
	a, b := split(before), split(after)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out := &runs{}
	out.add(Same, a[:head]...)
	out.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	out.add(Same, a[len(a)-tail:]...)
	return out.tidy()
}

// split parts a text into words, spaces and single signs. A word is letters, digits and marks; of scripts that put no
// spaces between words, each letter is one.
func split(text string) (out []string) {
	for begin := 0; begin < len(text); {
		r, n := utf8.DecodeRuneInString(text[begin:])
		kind, end := kindOf(r), begin+n
		for end < len(text) && (kind == letter || kind == space) {
			next, n := utf8.DecodeRuneInString(text[end:])
			if kindOf(next) != kind {
				break
			}
			end += n
		}
		out, begin = append(out, text[begin:end]), end
	}
	return out
}

type runeKind uint8

const (
	sign runeKind = iota
	letter
	space
)

func kindOf(r rune) runeKind {
	switch {
	case unicode.IsSpace(r):
		return space
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return sign
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return letter
	}
	return sign
}

// runs gathers pieces of text.
type runs []Run

// add appends a piece, to the last one if that is of the same kind.
func (r *runs) add(kind Kind, words ...string) {
	text := strings.Join(words, "")
	if n := len(*r); text != "" && n > 0 && (*r)[n-1].Kind == kind {
		(*r)[n-1].Text += text
	} else if text != "" {
		*r = append(*r, Run{kind, text})
	}
}

// middle compares what is left between beginnings and ends that are alike.
func (r *runs) middle(a, b []string) {
	trace, ok := walk(a, b)
	if !ok {
		r.add(Removed, a...)
		r.add(Added, b...)
		return
	}
	var words []string
	steps := script(trace, a, b)
	for i, e := range steps {
		words = append(words, e.Text)
		if i == len(steps)-1 || steps[i+1].Kind != e.Kind {
			r.add(e.Kind, words...)
			words = words[:0]
		}
	}
}

// walk looks for the shortest way from a to b (E. W. Myers, An O(ND) Difference Algorithm): for each number of edits and
// each diagonal, how far into a one comes. It gives up where the way is too long.
func walk(a, b []string) (trace [][]int32, ok bool) {
	if len(a) > maxWords || len(b) > maxWords {
		return nil, false
	}
	var last []int32
	for edits := 0; edits <= min(len(a)+len(b), maxEdits); edits++ {
		now := make([]int32, 2*edits+3) // diagonal k lies at k+edits+1
		for k := -edits; k <= edits; k += 2 {
			x, _ := step(last, edits, k)
			for int(x) < len(a) && int(x)-k < len(b) && a[x] == b[int(x)-k] {
				x++
			}
			now[k+edits+1] = x
			if int(x) >= len(a) && int(x)-k >= len(b) {
				return append(trace, now), true
			}
		}
		trace, last = append(trace, now), now
	}
	return nil, false
}

// step is how far into a one comes on a diagonal with one more edit than last was made with, and by which edit.
func step(last []int32, edits, k int) (x int32, kind Kind) {
	switch {
	case edits == 0:
		return 0, Same
	case k == -edits: // there is no diagonal below
		return last[k+edits+1], Added
	case k == edits:
		return last[k+edits-1] + 1, Removed
	}
	if below, above := last[k+edits-1], last[k+edits+1]; below >= above { // diagonals k-1 and k+1
		return below + 1, Removed
	}
	return last[k+edits+1], Added
}

// script goes the way back from its end.
func script(trace [][]int32, a, b []string) (out []Run) {
	x, y := len(a), len(b)
	for edits := len(trace) - 1; edits >= 0; edits-- {
		var last []int32
		if edits > 0 {
			last = trace[edits-1]
		}
		begin, kind := step(last, edits, x-y)
		for ; x > int(begin); x, y = x-1, y-1 {
			out = append(out, Run{Same, a[x-1]})
		}
		switch kind {
		case Added:
			y--
			out = append(out, Run{Added, b[y]})
		case Removed:
			x--
			out = append(out, Run{Removed, a[x]})
		}
	}
	slices.Reverse(out)
	return out
}

// tidy puts what went before what came, wherever nothing but space stayed between changes: whole phrases read better than
// word after word.
func (r *runs) tidy() []Run {
	out := &runs{}
	var went, came string
	flush := func() {
		out.add(Removed, went)
		out.add(Added, came)
		went, came = "", ""
	}
	for i, run := range *r {
		switch {
		case run.Kind == Removed:
			went += run.Text
		case run.Kind == Added:
			came += run.Text
		case i > 0 && i < len(*r)-1 && isSpace(run.Text):
			went, came = went+run.Text, came+run.Text
		default:
			flush()
			out.add(Same, run.Text)
		}
	}
	flush()
	return *out
}

func isSpace(text string) bool {
	return !slices.ContainsFunc([]rune(text), func(r rune) bool { return !unicode.IsSpace(r) })
}
