package field

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
)

// Bound is a limit of values that have an order, both ends included: a number, or a date, time or moment as its kind
// writes it. In JSON it is a number or a string. The empty bound is none.
type Bound string

// NumberBound is the bound of a number.
func NumberBound(n float64) Bound { return Bound(appendFloat(nil, n)) }

// MarshalJSON writes numbers bare.
func (b Bound) MarshalJSON() ([]byte, error) {
	if _, ok := b.number(); ok {
		return []byte(b), nil
	}
	return appendString(nil, string(b)), nil
}

// UnmarshalJSON takes a number, which stays as written, or a string.
func (b *Bound) UnmarshalJSON(raw []byte) error {
	v, err := parse(raw)
	switch {
	case err != nil:
		return err
	case v.shape == null:
		return nil
	case v.shape != number && v.shape != text:
		return &json.UnmarshalTypeError{Field: "min or max", Value: shapeNames[v.shape]}
	}
	*b = Bound(v.text)
	return nil
}

var shapeNames = map[shape]string{boolean: "bool", array: "array", object: "object"}

// number is the bound of a number; false for other bounds.
func (b Bound) number() (float64, bool) {
	v, err := parse([]byte(b))
	if err != nil || v.shape != number || len(v.text) != len(b) {
		return 0, false
	}
	n, err := strconv.ParseFloat(v.text, 64)
	return n, err == nil
}

// fits tells whether a bound is of the values of a kind.
func (b Bound) fits(k Kind) bool {
	if isMoment(k) {
		_, ok := Micros(k, string(b))
		return ok
	}
	_, ok := b.number()
	return ok
}

// isMoment tells whether values of k are places on the line of time.
func isMoment(k Kind) bool { return k == Date || k == Time || k == DateTime }

// compare puts a value of kind k, without quotes, before (-1), at (0) or after (1) a bound that fits the kind.
func (b Bound) compare(k Kind, value string) int {
	if isMoment(k) {
		limit, _ := Micros(k, string(b))
		at, _ := Micros(k, value)
		return cmp.Compare(at, limit)
	}
	limit, _ := b.number()
	n, _ := strconv.ParseFloat(value, 64)
	return cmp.Compare(n, limit)
}

// bounds checks min and max of a number, date, time or moment.
func (c *checker) bounds(f *Field, at string, v value) {
	r := f.Validation
	if r == nil {
		return
	}
	atLeast, atMost := "must be at least %s", "must be at most %s"
	if isMoment(f.Kind) {
		atLeast, atMost = "must be %s or later", "must be %s or earlier"
	}
	switch {
	case !Bound(v.text).fits(f.Kind):
		c.refuse(at, "type", "must be a value of the kind %s, not %s", f.Kind, v.what())
	case r.Min != "" && r.Min.compare(f.Kind, v.text) < 0:
		c.breaks(f, at, "min", atLeast, r.Min)
	case r.Max != "" && r.Max.compare(f.Kind, v.text) > 0:
		c.breaks(f, at, "max", atMost, r.Max)
	}
}

// bounds checks that min and max are values of the kind, and in their order.
func (c *definition) bounds(at string, r *Validation) {
	spec := specs[c.Kind]
	if !slices.Contains(spec.Rules, "min") {
		return
	}
	for _, b := range []struct {
		name string
		Bound
	}{{"min", r.Min}, {"max", r.Max}} {
		if b.Bound != "" && !b.fits(c.Kind) {
			c.refuse(at+"."+b.name, "rule", "must be %s", boundForms[c.Kind])
			return
		}
	}
	if r.Min != "" && r.Max != "" && r.Max.compare(c.Kind, string(r.Min)) > 0 {
		c.refuse(at+".max", "rule", "must not be below min")
	}
}

// boundForms says how bounds look.
var boundForms = map[Kind]string{
	Integer: "a number", Float: "a number", Date: "a date like 2006-01-02", Time: "a time like 15:04:05",
	DateTime: "a moment with its offset, like 2006-01-02T15:04:05Z",
}
