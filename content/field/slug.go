package field

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxMadeSlug bounds slugs that are made, in characters.
const maxMadeSlug = 80

// slugCodec is the codec of SLUG: what stands in an address. Drafts take any text.
type slugCodec struct{ textCodec }

func (slugCodec) validate(c *checker, f *Field, at string, v value) {
	if !isSlug(v.text) {
		c.misses(f, at, "slug", "must be a slug: letters and digits, with - _ . ~ between them, and / between parts")
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

// Slugify makes a slug of a text: small letters, marks and digits of any script, Latin and Greek ones without accents,
// with single hyphens between words. It is empty where nothing is left. The admin makes the same; testdata/slugs.json
// holds both to it.
func Slugify(s string) string {
	m := slugMaker{}
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) { // NFKD leaves letters behind broken bytes as they are
		if m.add(r); len(m.out) >= maxMadeSlug {
			break
		}
	}
	return strings.Trim(norm.NFC.String(string(m.out[:min(len(m.out), maxMadeSlug)])), "-")
}

// slugMaker puts a slug together.
type slugMaker struct {
	out      []rune
	hyphen   bool // something stood between the last letter and the next one
	accented bool // the last letter is of a script whose accents go
}

func (m *slugMaker) add(r rune) {
	switch {
	case r == '\'' || r == '’' || unicode.Is(unicode.Cf, r): // don't is one word, and so is what has soft hyphens
		return
	case r >= 0x300 && r <= 0x36F && m.accented:
		return
	case !isWordRune(r) || unicode.IsMark(r) && (len(m.out) == 0 || m.hyphen):
		m.hyphen, m.accented = len(m.out) > 0, false
		return
	}
	if m.hyphen {
		m.out, m.hyphen = append(m.out, '-'), false
	}
	m.accented = unicode.In(r, unicode.Latin, unicode.Greek)
	m.out = appendSmall(m.out, r)
}

// appendSmall appends the small letter of r; sharp s reads as ss, and the dotless i as i.
func appendSmall(out []rune, r rune) []rune {
	switch r {
	case 'ß', 'ẞ':
		return append(out, 's', 's')
	case 'ı':
		return append(out, 'i')
	}
	return append(out, unicode.ToLower(r))
}
