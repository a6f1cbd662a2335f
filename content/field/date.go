package field

import "time"

// dateCodec is the codec of DATE: 2006-01-02, years 1 to 9999.
type dateCodec struct{ same }

func (dateCodec) validate(c *checker, f *Field, at string, v value) { c.bounds(f, at, v) }

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
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	exists := t.Day() == day && int(t.Month()) == month // else the date was normalised to another one
	return t, ok1 && ok2 && ok3 && exists && year >= 1
}

// digits reads a number of nothing but digits. Lists compare moments row by row, so this is not left to time.Parse.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
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
