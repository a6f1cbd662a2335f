package field

import "time"

// dateCodec is the codec of DATE: 2006-01-02, years 1 to 9999.
type dateCodec struct{ same }

func (dateCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	const want = "a date like 2006-01-02"
	if !d.expect(text, at, want, v) {
		return dst
	}
	if _, ok := parseDate(v.text); !ok {
		d.refuse(at, "type", "must be %s, not %q", want, shortened(v.text))
	}
	return appendString(dst, v.text)
}

// parseDate reads a date strictly; the time is midnight UTC.
func parseDate(s string) (time.Time, bool) {
	if len(s) != len(time.DateOnly) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil && t.Year() >= 1
}

// Micros gives the place of a stored DATE, TIME or DATETIME (its text, without quotes) on the line of time, in
// microseconds: since 1970 UTC, or since midnight for TIME. It is false for other kinds and for what is no such text.
func Micros(k Kind, s string) (int64, bool) {
	switch k {
	case Date:
		t, ok := parseDate(s)
		return t.UnixMicro(), ok
	case Time:
		return parseClock(s)
	case DateTime:
		t, ok := parseDateTime(s)
		return t.UnixMicro(), ok
	}
	return 0, false
}
