package field

import (
	"strings"
	"time"
)

const microsPerSecond = int64(time.Second / time.Microsecond)

// timeCodec is the codec of TIME: the time of a day, 15:04:05 with up to six digits of a second.
type timeCodec struct{ same }

func (timeCodec) validate(c *checker, f *Field, at string, v value) { c.bounds(f, at, v) }

func (timeCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	const want = "a time like 15:04:05 (with at most six digits of a second)"
	if !d.expect(text, at, want, v) {
		return dst
	}
	micros, ok := parseClock(v.text)
	if !ok {
		d.refuse(at, "type", "must be %s, not %q", want, shortened(v.text))
	}
	return appendString(dst, time.UnixMicro(micros).UTC().Format("15:04:05.999999"))
}

// parseClock reads 15:04, 15:04:05 or 15:04:05.999999 and gives the microseconds since midnight. Leap seconds and finer
// fractions are refused.
func parseClock(s string) (int64, bool) {
	s, fraction, hasFraction := strings.Cut(s, ".")
	if len(s) == len("15:04") && !hasFraction {
		s += ":00"
	}
	if len(s) != len(time.TimeOnly) || s[2] != ':' || s[5] != ':' {
		return 0, false
	}
	hour, ok1 := digits(s[:2])
	minute, ok2 := digits(s[3:5])
	second, ok3 := digits(s[6:])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	micros, ok := parseFraction(fraction)
	return int64(hour*3600+minute*60+second)*microsPerSecond + micros, ok && hasFraction == (fraction != "")
}

// parseFraction reads the digits of a second as microseconds.
func parseFraction(s string) (int64, bool) {
	var micros int64
	scale := microsPerSecond / 10
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || scale == 0 && c != '0' {
			return 0, false
		}
		micros += int64(c-'0') * scale
		scale /= 10
	}
	return micros, true
}
