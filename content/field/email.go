package field

import "strings"

// emailCodec is the codec of EMAIL. Drafts take any text.
type emailCodec struct{ textCodec }

func (emailCodec) validate(c *checker, f *Field, at string, v value) {
	if !isEmail(v.text) {
		c.misses(f, at, "email", "must be an e-mail address like ada@example.org")
	}
	textCodec{}.validate(c, f, at, v)
}

// isEmail takes addresses as browsers do: no comments, no quoted parts; letters of any script.
func isEmail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" || len(local) > 64 || len(domain) > 253 || !isAtoms(local) {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if !isHostLabel(label) {
			return false
		}
	}
	return true
}

func isAtoms(s string) bool {
	if strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") || strings.Contains(s, "..") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !isWordRune(r) && !strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r)
	})
}

func isHostLabel(s string) bool {
	if s == "" || len(s) > 63 || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !isWordRune(r) && r != '-' })
}
