package field

import (
	"strings"
	"time"
)

// dateTimeLayout is the one form in which moments are stored: UTC, microseconds, without needless zeros.
const dateTimeLayout = "2006-01-02T15:04:05.999999Z"

// dateTimeCodec is the codec of DATETIME: RFC 3339 with an offset, stored in UTC; years 1 to 9999.
type dateTimeCodec struct{ same }

func (dateTimeCodec) validate(c *checker, f *Field, at string, v value) { c.bounds(f, at, v) }

func (dateTimeCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	const want = "a moment with its offset, like 2006-01-02T15:04:05Z or 2006-01-02T15:04:05+01:00 (with at most six digits of a second)"
	if !d.expect(text, at, want, v) {
		return dst
	}
	t, ok := parseDateTime(v.text)
	if !ok {
		d.refuse(at, "type", "must be %s, not %q", want, shortened(v.text))
	}
	return appendString(dst, FormatDateTime(t))
}

// FormatDateTime writes a moment as DATETIME values are stored; what is finer than a microsecond is cut off.
func FormatDateTime(t time.Time) string { return t.UTC().Format(dateTimeLayout) }

// parseDateTime reads date, T, time, and Z or an offset of hours and minutes.
func parseDateTime(s string) (time.Time, bool) {
	day, clock, found := strings.Cut(strings.ToUpper(s), "T")
	date, ok := parseDate(day)
	if !found || !ok {
		return time.Time{}, false
	}
	clock, offset, ok := cutOffset(clock)
	if !ok {
		return time.Time{}, false
	}
	micros, ok := parseClock(clock)
	t := date.Add(time.Duration(micros)*time.Microsecond - offset)
	return t, ok && t.Year() >= 1 && t.Year() <= 9999
}

// cutOffset takes the offset off the end of a time.
func cutOffset(s string) (clock string, offset time.Duration, ok bool) {
	if clock, ok = strings.CutSuffix(s, "Z"); ok {
		return clock, 0, true
	}
	i := strings.LastIndexAny(s, "+-")
	if i < 0 || len(s)-i != len("+01:00") {
		return "", 0, false
	}
	micros, ok := parseClock(s[i+1:])
	offset = time.Duration(micros) * time.Microsecond
	if s[i] == '-' {
		offset = -offset
	}
	return s[:i], offset, ok
}
