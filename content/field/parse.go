package field

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// What parse refuses, each as the second half of a sentence.
var (
	errSyntax    = errors.New("is not valid JSON")
	errUTF8      = errors.New("holds bytes that are not valid UTF-8")
	errNUL       = errors.New("holds a NUL character")
	errSurrogate = errors.New("holds half of a surrogate pair")
	errNesting   = fmt.Errorf("is nested more than %d deep", maxNesting)
)

// parse reads one JSON document strictly. Unlike encoding/json it refuses duplicate names, invalid UTF-8, lone
// surrogates and NUL, and it keeps numbers as written.
func parse(raw []byte) (value, error) {
	if !utf8.Valid(raw) {
		return value{}, errUTF8
	}
	p := &parser{in: string(raw)}
	v, err := p.value(0)
	if err != nil {
		return value{}, err
	}
	if p.peek() != 0 || p.at < len(p.in) {
		return value{}, errSyntax
	}
	return v, nil
}

// parser reads JSON from in, which is valid UTF-8; strings share its memory.
type parser struct {
	in string
	at int
}

// peek skips white space and gives the next byte; 0 at the end.
func (p *parser) peek() byte {
	for ; p.at < len(p.in); p.at++ {
		switch c := p.in[p.at]; c {
		case ' ', '\n', '\t', '\r':
		default:
			return c
		}
	}
	return 0
}

// take skips c, if it is the next byte after white space.
func (p *parser) take(c byte) bool {
	if p.peek() != c || c == 0 {
		return false
	}
	p.at++
	return true
}

func (p *parser) value(depth int) (value, error) {
	if depth > maxNesting {
		return value{}, errNesting
	}
	switch c := p.peek(); c {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		s, err := p.string()
		return value{shape: text, text: s}, err
	case 't':
		return p.word("true", boolean)
	case 'f':
		return p.word("false", boolean)
	case 'n':
		return p.word("null", null)
	}
	return p.number()
}

func (p *parser) word(w string, s shape) (value, error) {
	if !strings.HasPrefix(p.in[p.at:], w) {
		return value{}, errSyntax
	}
	p.at += len(w)
	if s == null {
		return value{}, nil
	}
	return value{shape: s, text: w}, nil
}

func (p *parser) array(depth int) (value, error) {
	v := value{shape: array}
	p.at++
	if p.take(']') {
		return v, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
		if p.take(']') {
			return v, nil
		}
		if !p.take(',') {
			return value{}, errSyntax
		}
	}
}

func (p *parser) object(depth int) (value, error) {
	v := value{shape: object}
	p.at++
	if p.take('}') {
		return v, nil
	}
	for {
		m, err := p.member(depth)
		if err != nil {
			return value{}, err
		}
		v.members = append(v.members, m)
		if p.take('}') {
			return v, twice(v.members)
		}
		if !p.take(',') {
			return value{}, errSyntax
		}
	}
}

func (p *parser) member(depth int) (m member, err error) {
	if p.peek() != '"' {
		return member{}, errSyntax
	}
	if m.name, err = p.string(); err != nil {
		return member{}, err
	}
	if !p.take(':') {
		return member{}, errSyntax
	}
	m.value, err = p.value(depth + 1)
	return m, err
}

// twice refuses members that share a name. Small objects are compared in pairs, which is faster than a map.
func twice(members []member) error {
	if len(members) > 16 {
		seen := make(map[string]bool, len(members))
		for _, m := range members {
			if seen[m.name] {
				return fmt.Errorf("has the member %q twice", shortened(m.name))
			}
			seen[m.name] = true
		}
		return nil
	}
	for i, m := range members {
		for _, earlier := range members[:i] {
			if earlier.name == m.name {
				return fmt.Errorf("has the member %q twice", shortened(m.name))
			}
		}
	}
	return nil
}

// number reads -? digits [. digits] [e digits], without needless zeros in front.
func (p *parser) number() (value, error) {
	from := p.at
	p.skip('-')
	if !p.skip('0') && !p.digits() {
		return value{}, errSyntax
	}
	if p.skip('.') && !p.digits() {
		return value{}, errSyntax
	}
	if p.skip('e') || p.skip('E') {
		if !p.skip('+') {
			p.skip('-')
		}
		if !p.digits() {
			return value{}, errSyntax
		}
	}
	return value{shape: number, text: p.in[from:p.at]}, nil
}

// skip skips c, if it is the very next byte.
func (p *parser) skip(c byte) bool {
	if p.at < len(p.in) && p.in[p.at] == c {
		p.at++
		return true
	}
	return false
}

// digits skips digits, and tells whether there were any.
func (p *parser) digits() bool {
	from := p.at
	for p.at < len(p.in) && p.in[p.at] >= '0' && p.in[p.at] <= '9' {
		p.at++
	}
	return p.at > from
}

// string reads a string that begins here.
func (p *parser) string() (string, error) {
	p.at++
	from := p.at
	for ; p.at < len(p.in); p.at++ {
		switch c := p.in[p.at]; {
		case c == '"':
			p.at++
			return p.in[from : p.at-1], nil
		case c == '\\':
			return p.escaped([]byte(p.in[from:p.at]))
		case c < ' ':
			return "", errSyntax
		}
	}
	return "", errSyntax
}

// escaped reads the rest of a string from its first escape on; s is what came before.
func (p *parser) escaped(s []byte) (string, error) {
	for p.at < len(p.in) {
		c := p.in[p.at]
		p.at++
		switch {
		case c == '"':
			return string(s), nil
		case c < ' ':
			return "", errSyntax
		case c != '\\':
			s = append(s, c)
		default:
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			s = utf8.AppendRune(s, r)
		}
	}
	return "", errSyntax
}

// escape reads what follows a backslash.
func (p *parser) escape() (rune, error) {
	if p.at == len(p.in) {
		return 0, errSyntax
	}
	c := p.in[p.at]
	p.at++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return p.unicode()
	}
	return 0, errSyntax
}

// unicode reads the digits of a \u escape, and the other half if it is of a pair.
func (p *parser) unicode() (rune, error) {
	r, ok := p.hex()
	switch {
	case !ok:
		return 0, errSyntax
	case r == 0:
		return 0, errNUL
	case !utf16.IsSurrogate(r):
		return r, nil
	case !p.skip('\\') || !p.skip('u'):
		return 0, errSurrogate
	}
	low, ok := p.hex()
	if !ok {
		return 0, errSyntax
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, errSurrogate
	}
	return r, nil
}

func (p *parser) hex() (rune, bool) {
	if len(p.in)-p.at < 4 {
		return 0, false
	}
	var r rune
	for _, c := range []byte(p.in[p.at : p.at+4]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	p.at += 4
	return r, true
}
