package field

import "unicode"

// slugCodec is the codec of SLUG: what stands in an address. Drafts take any text.
type slugCodec struct{ textCodec }

func (slugCodec) validate(c *checker, f *Field, at string, v value) {
	if !isSlug(v.text) {
		c.refuse(at, "slug", "must be a slug: letters and digits, with - _ . ~ between them, and / between parts")
	}
	textCodec{}.validate(c, f, at, v)
}

// isSlug takes letters, marks and digits of any script and the unreserved signs of URLs, in parts divided by single
// slashes.
func isSlug(s string) bool {
	last := '/'
	for _, r := range s {
		switch {
		case r == '/' && last == '/':
			return false
		case r == '/' || r == '-' || r == '_' || r == '.' || r == '~':
		case !isWordRune(r):
			return false
		}
		last = r
	}
	return last != '/' && s != "." && s != ".."
}

// isWordRune tells whether r is part of a word in some script.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
