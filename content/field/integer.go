package field

import (
	"math"
	"strconv"
	"strings"
)

// integerCodec is the codec of INTEGER: whole numbers of 32 bits.
type integerCodec struct{ same }

func (integerCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	if !d.expect(number, at, "a whole number", v) {
		return dst
	}
	dec := parseDecimal(v.text)
	if dec.exponent < 0 {
		d.refuse(at, "type", "must be a whole number, not %s", shortened(v.text))
		return dst
	}
	n, ok := dec.int64()
	if !ok || n < math.MinInt32 || n > math.MaxInt32 {
		d.refuse(at, "range", "must be between %d and %d", math.MinInt32, math.MaxInt32)
		return dst
	}
	return strconv.AppendInt(dst, n, 10)
}

func (integerCodec) validate(c *checker, f *Field, at string, v value) {
	c.bounds(f, at, v)
	c.in(f, at, v.text)
}

// int64 gives a whole number, if it is one and has at most 18 digits.
func (d decimal) int64() (int64, bool) {
	if d.exponent < 0 || len(d.digits)+d.exponent > 18 {
		return 0, false
	}
	if d.digits == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(d.digits+strings.Repeat("0", d.exponent), 10, 64)
	if d.negative {
		n = -n
	}
	return n, err == nil
}

// shortened cuts what is quoted in a message.
func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
