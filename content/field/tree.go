package field

// maxNesting bounds every document, so that walking one cannot exhaust the stack. Kinds have closer bounds.
const maxNesting = 400

// shape is what a JSON value is.
type shape byte

const (
	null shape = iota
	boolean
	number
	text
	array
	object
)

// value is one parsed JSON value.
type value struct {
	shape   shape
	text    string // of a string: its characters; of numbers and booleans: as written
	items   []value
	members []member
}

// member is one member of an object, in the order given.
type member struct {
	name  string
	value value
}

// get finds a member of an object; a null value when there is none.
func (v value) get(name string) value {
	found, _ := v.member(name)
	return found
}

// member finds a member of an object, and tells whether there is one.
func (v value) member(name string) (value, bool) {
	for _, m := range v.members {
		if m.name == name {
			return m.value, true
		}
	}
	return value{}, false
}

// append adds v as compact JSON.
func (v value) append(dst []byte) []byte {
	switch v.shape {
	case null:
		return append(dst, "null"...)
	case text:
		return appendString(dst, v.text)
	case array:
		return appendArray(dst, v.items)
	case object:
		return appendObject(dst, v.members)
	}
	return append(dst, v.text...)
}

func appendArray(dst []byte, items []value) []byte {
	dst = append(dst, '[')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item.append(dst)
	}
	return append(dst, ']')
}

func appendObject(dst []byte, members []member) []byte {
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, m.name)
		dst = append(dst, ':')
		dst = m.value.append(dst)
	}
	return append(dst, '}')
}

// appendString adds s as a JSON string, escaping only what JSON demands.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\r':
			dst = append(dst, '\\', 'r')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// what names the shape of v for people.
func (v value) what() string {
	switch v.shape {
	case boolean:
		return v.text
	case number:
		return "a number"
	case text:
		return "a string"
	case array:
		return "a list"
	case object:
		return "an object"
	}
	return "null"
}
