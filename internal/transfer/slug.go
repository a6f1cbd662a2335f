package transfer

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSlug bounds slugs, in characters.
const maxSlug = 200

// Slug makes a slug of any text: letters and digits of every script in lower case, with single dashes between them.
// Percent-encoded text is decoded first. It is empty if there is nothing to make it of.
func Slug(text string) string {
	if decoded, err := url.PathUnescape(text); err == nil && utf8.ValidString(decoded) {
		text = decoded
	}
	var b strings.Builder
	n, gap := 0, false
	for _, r := range norm.NFC.String(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' && r != '.' && r != '~' {
			gap = true
			continue
		}
		if gap && n > 0 {
			b.WriteByte('-')
			n++
		}
		gap = false
		b.WriteRune(unicode.ToLower(r))
		if n++; n >= maxSlug {
			break
		}
	}
	return strings.Trim(b.String(), ".-")
}

// Slugs hands out slugs, each once.
type Slugs map[string]bool

// Take gives wanted, or, on a clash, the first of wanted-2, wanted-3, … that is free. Slugs that differ only in case
// clash.
func (s Slugs) Take(wanted string) string {
	slug := wanted
	for n := 2; s[fold(slug)]; n++ {
		slug = fmt.Sprintf("%s-%d", wanted, n)
	}
	s[fold(slug)] = true
	return slug
}

func fold(s string) string { return strings.ToLower(norm.NFC.String(s)) }
