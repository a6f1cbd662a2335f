package field

import (
	"strings"
	"unicode"
)

// slugCodec is the codec of SLUG: what stands in an address. Drafts take any text.
type slugCodec struct{ textCodec }

func (slugCodec) validate(c *checker, f *Field, at string, v value) {
	if !isSlug(v.text) {
		c.refuse(at, "slug", "must be a slug: letters and digits, with - _ . ~ between them, and / between parts")
	}
	textCodec{}.validate(c, f, at, v)
}

// isSlug takes letters, marks and digits of any script and the unreserved signs of URLs, in parts divided by slashes.
func isSlug(s string) bool {
	for part := range strings.SplitSeq(s, "/") {
		if part == "" || part == "." || part == ".." || strings.ContainsFunc(part, notInSlug) {
			return false
		}
	}
	return true
}

func notInSlug(r rune) bool { return !isWordRune(r) && !strings.ContainsRune("-_.~", r) }

// isWordRune tells whether r is part of a word in some script.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
