package field

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// same is the part of a codec whose stored and external forms are equal, and which publishing checks no further.
type same struct{}

func (same) encode(_ *encoder, _ *Field, v value, dst []byte) []byte { return v.append(dst) }

func (same) validate(*checker, *Field, string, value) {}

// textCodec is the codec of TEXT and LONG_TEXT: strings in NFC, otherwise as given.
type textCodec struct{ same }

func (textCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	if !d.expect(text, at, "a string", v) {
		return dst
	}
	return appendString(dst, norm.NFC.String(v.text))
}

func (textCodec) validate(c *checker, f *Field, at string, v value) {
	if r := f.Validation; r != nil {
		c.length(f, at, utf8.RuneCountInString(v.text))
		c.pattern(f, at, v.text)
		c.in(f, at, v.text)
	}
}

// length checks minLength and maxLength, in characters.
func (c *checker) length(f *Field, at string, n int) {
	r := f.Validation
	if r.MinLength != nil && n < *r.MinLength {
		c.breaks(f, at, "minLength", "needs at least %s, and has %d", counted(*r.MinLength, "character"), n)
	}
	if r.MaxLength != nil && n > *r.MaxLength {
		c.breaks(f, at, "maxLength", "takes at most %s, and has %d", counted(*r.MaxLength, "character"), n)
	}
}

// pattern checks the pattern, which is not anchored: it may match any part.
func (c *checker) pattern(f *Field, at, s string) {
	if f.Validation.Pattern == "" {
		return
	}
	re, err := regexp.Compile(f.Validation.Pattern)
	if err != nil {
		c.refuse(at, "pattern", "has a pattern that is not RE2; correct the model")
	} else if !re.MatchString(s) {
		c.breaks(f, at, "pattern", "must match the pattern %s", f.Validation.Pattern)
	}
}

// in checks that s is one of the values listed, if any are.
func (c *checker) in(f *Field, at, s string) {
	if r := f.Validation; r != nil && len(r.In) > 0 && !slices.Contains(r.In, s) {
		c.breaks(f, at, "in", "must be one of %s", joined(r.In))
	}
}
