package bleve

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxTerm is the longest term in bytes; longer words are cut.
const maxTerm = 80

// word is a word of a text: where it stands, and its folded form.
type word struct {
	start, end int
	term       string
	dense      bool // of a script without spaces: two neighbouring characters, or the last one of a run
	tail       bool // dense, and the last character of several
}

type kind uint8

const (
	between kind = iota
	letter
	dense
	inside // part of the word that it stands in: marks, soft hyphens, directions
)

func kindOf(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return letter
		}
		return between
	case unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r):
		return inside
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return dense
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return letter
	}
	return between
}

// words calls each with the words of a text, in order.
func words(text string, each func(word)) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		k := kindOf(r)
		if k != letter && k != dense {
			i += size
			continue
		}
		end := runEnd(text, i+size, k)
		if k == letter {
			emit(text, i, end, false, false, each)
		} else {
			pairs(text, i, end, each)
		}
		i = end
	}
}

// runEnd is where the run of one kind ends that goes on at i.
func runEnd(text string, i int, k kind) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if next := kindOf(r); next != k && next != inside {
			break
		}
		i += size
	}
	return i
}

func emit(text string, start, end int, dense, tail bool, each func(word)) {
	if term := fold(text[start:end]); term != "" {
		each(word{start, end, term, dense, tail})
	}
}

// pairs cuts a run of a dense script into overlapping pairs of characters; the last one stands alone too, so that each
// character is the beginning of a term.
func pairs(text string, start, end int, each func(word)) {
	last := start
	for i := charEnd(text, start, end); i < end; {
		next := charEnd(text, i, end)
		emit(text, last, next, true, false, each)
		last, i = i, next
	}
	emit(text, last, end, true, last > start, each)
}

// charEnd is where the character ends that begins at i, with its marks.
func charEnd(text string, i, end int) int {
	_, size := utf8.DecodeRuneInString(text[i:])
	for i += size; i < end; i += size {
		var r rune
		if r, size = utf8.DecodeRuneInString(text[i:]); kindOf(r) != inside {
			break
		}
	}
	return i
}

// alike are letters that people take for others and that no normal form knows.
var alike = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'ı': "i", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d",
	'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'þ': "th", 'Þ': "th", 'ħ': "h", 'Ħ': "h", 'ŧ': "t", 'Ŧ': "t", 'ς': "σ",
}

// fold is the form in which words are compared: compatible characters made one, without case, accents and invisible
// characters.
func fold(s string) string {
	if plain(s) {
		return clip(strings.ToLower(s))
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) && !isVowel(r) {
			continue
		}
		if other, ok := alike[r]; ok {
			b.WriteString(other)
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return clip(norm.NFC.String(b.String()))
}

// isVowel: marks from Devanagari to Khmer spell vowels; a word is another one without them.
func isVowel(mark rune) bool { return mark >= 0x0900 && mark < 0x1AB0 }

func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func clip(s string) string {
	if len(s) <= maxTerm {
		return s
	}
	end := maxTerm
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
