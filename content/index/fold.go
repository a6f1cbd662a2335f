package index

import (
	"bytes"
	"math"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// noLimit is a limit that no text reaches.
const noLimit = math.MaxInt / 2

// Fold gives the form in which text is ordered and searched: NFKD without marks of category Mn, full case folding,
// NFKD. So É, e and ｅ are one. It is idempotent.
func Fold(s string) string { return string(appendFolded(nil, []byte(s), noLimit)) }

// FoldedPrefix appends the beginning that the elements of all texts have whose folded form begins with that of s. With
// End it is the range of startsWith; past MaxText bytes the whole text has to be compared as well.
func FoldedPrefix(dst []byte, s string) []byte {
	return appendFolded(append(dst, tagText), []byte(s), MaxText)
}

// appendFolded appends at most limit bytes of the folded form of s. NUL is left out, since it ends elements.
func appendFolded(dst, s []byte, limit int) []byte {
	from := len(dst)
	for len(s) > 0 && len(dst)-from < limit {
		n := plainRun(s)
		dst = appendLower(dst, s[:min(n, limit-len(dst)+from)])
		s = s[n:]
		n = otherRun(s)
		dst = appendUnicode(dst, s[:n], limit-len(dst)+from)
		s = s[n:]
	}
	return dst[:min(len(dst), from+limit)]
}

// plainRun gives how many bytes of s are ASCII. Such runs fold alone: they are never changed by what follows them.
func plainRun(s []byte) int {
	for i, c := range s {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(s)
}

func otherRun(s []byte) int {
	for i, c := range s {
		if c < utf8.RuneSelf {
			return i
		}
	}
	return len(s)
}

func appendLower(dst, s []byte) []byte {
	from := len(dst)
	dst = append(dst, s...)
	for i, c := range dst[from:] {
		if 'A' <= c && c <= 'Z' {
			dst[from+i] = c + 'a' - 'A'
		}
	}
	if bytes.IndexByte(dst[from:], terminator) >= 0 {
		return append(dst[:from], bytes.ReplaceAll(dst[from:], []byte{terminator}, nil)...)
	}
	return dst
}

// iters keeps iterators, which are too large to make one for each run.
var iters = sync.Pool{New: func() any { return new(norm.Iter) }}

// appendUnicode appends the folded form of s, and stops once it has limit bytes or more. After NFKD only sharp s folds
// to more than one letter, and no folded letter can be decomposed, so that the second NFKD changes nothing; a test
// holds this for all of Unicode.
func appendUnicode(dst, s []byte, limit int) []byte {
	if len(s) == 0 {
		return dst
	}
	from := len(dst)
	it := iters.Get().(*norm.Iter)
	defer iters.Put(it)
	it.Init(norm.NFKD, s)
	for !it.Done() && len(dst)-from < limit {
		for seg := it.Next(); len(seg) > 0; {
			r, size := utf8.DecodeRune(seg)
			seg = seg[size:]
			if r < 0x300 || !unicode.Is(unicode.Mn, r) {
				dst = appendFoldedRune(dst, r)
			}
		}
	}
	return dst
}

// appendFoldedRune appends the full case folding of a character that NFKD leaves as it is.
func appendFoldedRune(dst []byte, r rune) []byte {
	switch {
	case r == 'ß' || r == 'ẞ':
		return append(dst, "ss"...)
	case r == 'ı': // has a capital I, but folds to itself
	case r >= 0x13A0 && r <= 0x13FD || r >= 0xAB70 && r <= 0xABBF: // Cherokee folds to its capitals
		r = unicode.ToUpper(r)
	default:
		r = unicode.ToLower(unicode.ToUpper(r))
	}
	return utf8.AppendRune(dst, r)
}
