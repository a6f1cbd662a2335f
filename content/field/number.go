package field

import (
	"strconv"
	"strings"
)

// decimal is a number as written, without loss: sign, digits without zeros at either end, and the power of ten of the
// last digit. Zero has no digits.
type decimal struct {
	negative bool
	digits   string
	exponent int
}

// maxExponent bounds what is worth telling apart: no kind comes near it.
const maxExponent = 1_000_000

// parseDecimal reads a JSON number.
func parseDecimal(s string) decimal {
	var d decimal
	s, d.negative = strings.CutPrefix(s, "-")
	mantissa := s
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa = s[:i]
		d.exponent = clampExponent(s[i+1:])
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.exponent -= len(fraction)
	d.digits = strings.TrimLeft(whole+fraction, "0")
	trimmed := strings.TrimRight(d.digits, "0")
	d.exponent += len(d.digits) - len(trimmed)
	d.digits = trimmed
	if trimmed == "" {
		return decimal{}
	}
	return d
}

func clampExponent(s string) int {
	e, err := strconv.Atoi(s)
	switch {
	case err == nil && e >= -maxExponent && e <= maxExponent:
		return e
	case strings.HasPrefix(s, "-"):
		return -maxExponent
	}
	return maxExponent
}

// appendFloat adds f in its shortest exact form, as ECMAScript writes numbers.
func appendFloat(dst []byte, f float64) []byte {
	abs := max(f, -f)
	if abs == 0 {
		return append(dst, '0')
	}
	if abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	return append(dst, strings.Replace(strconv.FormatFloat(f, 'e', -1, 64), "e-0", "e-", 1)...)
}
