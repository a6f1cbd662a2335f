package delivery

import (
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/internal/errs"
)

// checkText refuses a query text that could not be stored or compared as its author means it: what is not UTF-8, NUL
// characters and halves of surrogate pairs, escaped ones included.
func checkText(text string) *gqlerror.Error {
	switch {
	case !utf8.ValidString(text):
		return coded(errs.Invalid, "The query is not valid UTF-8.")
	case strings.IndexByte(text, 0) >= 0:
		return coded(errs.Invalid, "The query holds a NUL character.")
	}
	for rest := text; ; {
		i := strings.IndexByte(rest, '\\')
		if i < 0 || i+1 == len(rest) {
			return nil
		}
		n, ok := escape(rest[i:])
		if !ok {
			return coded(errs.Invalid, "The query holds an escape that is no character: NUL, or half of a surrogate pair.")
		}
		rest = rest[i+n:]
	}
}

// escape measures the escape sequence at the start of s, which begins with a backslash and goes on. It is false for
// those that stand for no character.
func escape(s string) (n int, ok bool) {
	if s[1] != 'u' || len(s) < 6 {
		return 2, true
	}
	switch high := hex4(s[2:6]); {
	case high == 0:
		return 6, false
	case high < 0xD800 || high > 0xDFFF:
		return 6, true
	case high > 0xDBFF || len(s) < 12 || s[6:8] != `\u`:
		return 6, false
	default:
		low := hex4(s[8:12])
		return 12, low >= 0xDC00 && low <= 0xDFFF
	}
}

// hex4 reads four hexadecimal digits; -1 if they are none.
func hex4(s string) (r rune) {
	for _, c := range []byte(s) {
		r <<= 4
		switch {
		case c >= '0' && c <= '9':
			r |= rune(c - '0')
		case c >= 'a' && c <= 'f':
			r |= rune(c - 'a' + 10)
		case c >= 'A' && c <= 'F':
			r |= rune(c - 'A' + 10)
		default:
			return -1
		}
	}
	return r
}

// appendString adds s as a JSON string, escaping what JSON demands.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(dst, s[done:]...), '"')
}
