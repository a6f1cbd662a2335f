package field

import (
	"slices"
	"strings"
)

// componentCodec is the codec of COMPONENT: a group of fields, by apiId outside and by field id when stored. Members
// without a value are not stored.
type componentCodec struct{}

func (componentCodec) decode(d *decoder, f *Field, at string, v value, dst []byte) []byte {
	fields, ok := d.catalog.component(f)
	if !ok {
		d.refuse(at, "component", "is of a component that does not exist")
		return dst
	}
	dst = append(dst, '{')
	dst = d.members(fields, at, v, dst)
	return append(dst, '}')
}

func (componentCodec) encode(e *encoder, f *Field, v value, dst []byte) []byte {
	fields, ok := e.catalog.component(f)
	if !ok {
		return append(dst, "null"...)
	}
	return e.members(fields, v, dst)
}

func (componentCodec) validate(c *checker, f *Field, at string, v value) {
	if fields, ok := c.catalog.component(f); ok {
		c.members(fields, at, v)
	}
}

// members appends the stored members of a component, sorted by field id, without braces.
func (d *decoder) members(fields []*Field, at string, v value, dst []byte) []byte {
	if !d.expect(object, at, "an object", v) {
		return dst
	}
	if d.depth++; d.depth > maxComponentDepth {
		d.refuse(at, "depth", "must not nest components more than %d deep", maxComponentDepth)
		return dst
	}
	defer func() { d.depth-- }()
	for _, m := range d.sorted(fields, at, v) {
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = appendString(dst, m.field.ID)
		dst = append(dst, ':')
		dst = d.field(m.field, at+"."+m.field.APIID, m.value, dst)
	}
	return dst
}

// given is a member together with its field.
type given struct {
	field *Field
	value value
}

// sorted gives the members of v that are not null by field id, and refuses those that have no field. What is not given
// has its default, and an empty slug is made of its source.
func (d *decoder) sorted(fields []*Field, at string, v value) []given {
	var out []given
	for _, m := range v.members {
		i := slices.IndexFunc(fields, func(f *Field) bool { return f.APIID == m.name })
		switch {
		case i < 0:
			d.refuse(at+"."+shortened(m.name), "unknown", "is not a field of this component")
		case m.value.shape != null:
			out = append(out, given{fields[i], m.value})
		}
	}
	out = append(out, made(fields, v)...)
	slices.SortFunc(out, func(a, b given) int { return strings.Compare(a.field.ID, b.field.ID) })
	return out
}

// made gives members that are not given: those with a default, and slugs.
func made(fields []*Field, v value) (out []given) {
	for _, f := range fields {
		own, isGiven := v.member(f.APIID)
		if own.shape != null {
			continue
		}
		if d, err := parse(f.Default); !isGiven && err == nil && d.shape != null {
			out = append(out, given{f, d})
		}
		if s := Slugify(v.get(f.SlugFrom).text); f.SlugFrom != "" && s != "" {
			out = append(out, given{f, value{shape: text, text: s}})
		}
	}
	return out
}

// members appends the external object of a component, in the order of its fields, with null for what is missing.
func (e *encoder) members(fields []*Field, v value, dst []byte) []byte {
	dst = append(dst, '{')
	for i, f := range fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, f.APIID)
		dst = append(dst, ':')
		dst = e.field(f, v.get(f.ID), dst)
	}
	return append(dst, '}')
}

func (c *checker) members(fields []*Field, at string, v value) {
	beside := besideIn(fields, v)
	for _, f := range fields {
		own := v.get(f.ID)
		if isEmpty(f, own) && hidden(f, beside) {
			f = waived(f)
		}
		c.field(f, at+"."+f.APIID, own)
	}
}

// besideIn finds the stored values of a component's members by their names.
func besideIn(fields []*Field, v value) siblings {
	return func(apiID string) value {
		for _, f := range fields {
			if f.APIID == apiID {
				return v.get(f.ID)
			}
		}
		return value{}
	}
}
