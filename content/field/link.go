package field

import (
	"net/url"
	"slices"
	"strings"
)

// safeSchemes are the schemes that links may have: none of them runs a script.
var safeSchemes = []string{"", "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "geo", "xmpp", "callto", "whatsapp"}

// isSafeLink tells whether following s can do no harm. Relative addresses are safe.
func isSafeLink(s string) bool { return slices.Contains(safeSchemes, schemeOf(s)) }

// schemeOf gives the scheme of s in lower case, read as leniently as browsers do: controls and spaces are skipped.
func schemeOf(s string) string {
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	end := strings.IndexAny(clean, ":/?#\\")
	if end < 0 || clean[end] != ':' {
		return ""
	}
	return strings.ToLower(clean[:end])
}

// isWholeLink tells whether s is complete: an absolute address, or one that is relative to the root or to the page.
func isWholeLink(s string) bool {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || !isSafeLink(s):
		return false
	case u.Scheme == "":
		return strings.ContainsRune("/#?", rune(s[0]))
	case u.Opaque != "":
		return true
	}
	return u.Host != ""
}
