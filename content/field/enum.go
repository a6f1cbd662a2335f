package field

import (
	"slices"
	"strings"
)

// enumCodec is the codec of ENUM: one of the values that the field names. Drafts take any text.
type enumCodec struct{ textCodec }

func (enumCodec) validate(c *checker, f *Field, at string, v value) {
	named := func(e EnumValue) bool { return e.Value == v.text }
	if !slices.ContainsFunc(f.Enum, named) {
		c.misses(f, at, "enum", "must be one of %s", joined(f.EnumValues()))
	}
}

// EnumValues lists the values of an ENUM field in their order.
func (f *Field) EnumValues() []string {
	values := make([]string, len(f.Enum))
	for i, e := range f.Enum {
		values[i] = e.Value
	}
	return values
}

// joined lists at most ten values for a message.
func joined(values []string) string {
	if len(values) > 10 {
		return strings.Join(values[:10], ", ") + ", …"
	}
	return strings.Join(values, ", ")
}
