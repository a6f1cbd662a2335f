package field

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

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

// parse reads one JSON document strictly: duplicate names, invalid UTF-8, lone surrogates and NUL are refused.
// Its errors read as the second half of a sentence: "is not valid JSON".
func parse(raw []byte) (value, error) {
	if !utf8.Valid(raw) {
		return value{}, errors.New("holds bytes that are not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := parseNext(d, 0)
	if err != nil {
		return value{}, err
	}
	if _, err := d.Token(); err != io.EOF {
		return value{}, errSyntax
	}
	return v, checkEscapes(raw)
}

var (
	errSyntax    = errors.New("is not valid JSON")
	errSurrogate = errors.New("holds half of a surrogate pair")
)

func parseNext(d *json.Decoder, depth int) (value, error) {
	if depth > maxNesting {
		return value{}, fmt.Errorf("is nested more than %d deep", maxNesting)
	}
	tok, err := d.Token()
	if err != nil {
		return value{}, errSyntax
	}
	switch t := tok.(type) {
	case bool:
		return value{shape: boolean, text: map[bool]string{true: "true", false: "false"}[t]}, nil
	case json.Number:
		return value{shape: number, text: t.String()}, nil
	case string:
		return value{shape: text, text: t}, nil
	case json.Delim:
		if t == '[' {
			return parseArray(d, depth)
		}
		return parseObject(d, depth)
	}
	return value{}, nil
}

func parseArray(d *json.Decoder, depth int) (value, error) {
	v := value{shape: array}
	for d.More() {
		item, err := parseNext(d, depth+1)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
	}
	if _, err := d.Token(); err != nil {
		return value{}, errSyntax
	}
	return v, nil
}

func parseObject(d *json.Decoder, depth int) (value, error) {
	v := value{shape: object}
	seen := map[string]bool{}
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return value{}, errSyntax
		}
		name, _ := tok.(string)
		if seen[name] {
			return value{}, fmt.Errorf("has the member %q twice", name)
		}
		seen[name] = true
		inner, err := parseNext(d, depth+1)
		if err != nil {
			return value{}, err
		}
		v.members = append(v.members, member{name, inner})
	}
	if _, err := d.Token(); err != nil {
		return value{}, errSyntax
	}
	return v, nil
}

// checkEscapes refuses the escapes that encoding/json would replace in silence. The JSON is known to be valid.
func checkEscapes(raw []byte) error {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		if raw[i] != 'u' {
			continue
		}
		r := hex4(raw[i+1:])
		i += 4
		switch {
		case r == 0:
			return errors.New("holds a NUL character")
		case r >= 0xDC00 && r <= 0xDFFF:
			return errSurrogate
		case r >= 0xD800 && r <= 0xDBFF:
			if !bytes.HasPrefix(raw[i+1:], []byte(`\u`)) {
				return errSurrogate
			}
			if low := hex4(raw[i+3:]); low < 0xDC00 || low > 0xDFFF {
				return errSurrogate
			}
			i += 6
		}
	}
	return nil
}

func hex4(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		switch {
		case c >= 'a':
			c -= 'a' - 10
		case c >= 'A':
			c -= 'A' - 10
		default:
			c -= '0'
		}
		r = r<<4 | rune(c)
	}
	return r
}

// get finds a member of an object; a null value when there is none.
func (v value) get(name string) value {
	for _, m := range v.members {
		if m.name == name {
			return m.value
		}
	}
	return value{}
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
