package field

import "strconv"

// floatCodec is the codec of FLOAT: numbers of 64 bits that are kept exactly as written, or refused.
type floatCodec struct{ same }

func (floatCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	if !d.expect(number, at, "a number", v) {
		return dst
	}
	exact, ok := exactFloat(v.text)
	if !ok {
		d.refuse(at, "exact", "cannot be kept exactly: %s has more digits or a larger exponent than a 64-bit number holds", shortened(v.text))
		return dst
	}
	return appendFloat(dst, exact)
}

func (floatCodec) validate(c *checker, f *Field, at string, v value) {
	c.bounds(f, at, v)
	c.in(f, at, v.text)
}

// exactFloat reads a number; false if reading it back would give other digits.
func exactFloat(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false
	}
	back := parseDecimal(strconv.FormatFloat(f, 'e', -1, 64))
	return f, back == parseDecimal(s)
}
