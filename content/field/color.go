package field

import "strings"

// colorCodec is the codec of COLOR: #rgb, #rrggbb or #rrggbbaa. Drafts take any text.
type colorCodec struct{ textCodec }

func (colorCodec) validate(c *checker, f *Field, at string, v value) {
	if !isColor(v.text) {
		c.misses(f, at, "color", "must be a colour like #1e90ff")
	}
	c.in(f, at, v.text)
}

func isColor(s string) bool {
	digits, found := strings.CutPrefix(s, "#")
	if !found || strings.Trim(digits, "0123456789abcdefABCDEF") != "" {
		return false
	}
	return len(digits) == 3 || len(digits) == 6 || len(digits) == 8
}
