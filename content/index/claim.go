package index

import (
	"golang.org/x/text/unicode/norm"

	"github.com/galley-cms/galley/content/field"
)

// ClaimForm gives the form in which values of a unique field are equal: the stored value, for SLUG and EMAIL without
// regard to case. Nil for no value.
func ClaimForm(k field.Kind, stored []byte) []byte {
	switch {
	case len(stored) == 0 || stored[0] == 'n':
		return nil
	case stored[0] != '"':
		return stored
	case k == field.Slug || k == field.Email:
		return foldCase(unquoted(stored))
	}
	return norm.NFC.Bytes(unquoted(stored))
}

// foldCase gives the full case folding of s in NFC.
func foldCase(s []byte) []byte {
	var folded []byte
	for _, r := range string(norm.NFD.Bytes(s)) {
		if hasLongFold(r) {
			folded = appendUnicode(folded, []byte(string(r)), noLimit)
			continue
		}
		folded = appendFoldedRune(folded, r)
	}
	return norm.NFC.Bytes(folded)
}

// hasLongFold tells whether r folds to several letters, which then are its compatibility decomposition: ligatures and
// letters with an apostrophe or half ring.
func hasLongFold(r rune) bool {
	return r >= 0xFB00 && r <= 0xFB17 || r == 'ŉ' || r == 'ẚ' || r == 'և'
}
