package delivery

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// maxJSONDepth bounds nesting in the body of a request.
const maxJSONDepth = 200

// parseJSON reads one JSON document strictly: names that come twice, what is not UTF-8, NUL characters and halves of
// surrogate pairs are refused, and nothing may follow. Numbers stay as they are written (json.Number).
func parseJSON(raw []byte) (any, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("it is not valid UTF-8")
	}
	p := &jsonParser{raw: raw}
	p.space()
	v := p.value(0)
	p.space()
	if p.err == nil && p.at < len(raw) {
		p.fail("something follows the document")
	}
	return v, p.err
}

// jsonParser keeps the first error; after it, all parsing ends quickly.
type jsonParser struct {
	raw []byte
	at  int
	err error
}

func (p *jsonParser) fail(format string, args ...any) any {
	if p.err == nil {
		p.err = fmt.Errorf("at byte %d: "+format, append([]any{p.at}, args...)...)
		p.at = len(p.raw)
	}
	return nil
}

func (p *jsonParser) space() {
	for p.at < len(p.raw) && (p.raw[p.at] == ' ' || p.raw[p.at] == '\n' || p.raw[p.at] == '\t' || p.raw[p.at] == '\r') {
		p.at++
	}
}

// peek is the next byte; 0 at the end.
func (p *jsonParser) peek() byte {
	if p.at < len(p.raw) {
		return p.raw[p.at]
	}
	return 0
}

// expect skips white space around one byte that must come.
func (p *jsonParser) expect(c byte) bool {
	p.space()
	if p.peek() != c {
		p.fail("%q is missing", c)
		return false
	}
	p.at++
	p.space()
	return true
}

func (p *jsonParser) value(depth int) any {
	if depth > maxJSONDepth {
		return p.fail("it is nested more than %d deep", maxJSONDepth)
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		return p.string()
	case c == '-' || (c >= '0' && c <= '9'):
		return p.number()
	}
	for word, v := range jsonWords {
		if bytes.HasPrefix(p.raw[p.at:], []byte(word)) {
			p.at += len(word)
			return v
		}
	}
	return p.fail("a value is missing")
}

var jsonWords = map[string]any{"true": true, "false": false, "null": nil}

func (p *jsonParser) object(depth int) any {
	out := map[string]any{}
	p.expect('{')
	for p.err == nil && p.peek() != '}' {
		if len(out) > 0 && !p.expect(',') {
			return nil
		}
		if p.peek() != '"' {
			return p.fail("a name is missing")
		}
		name := p.string()
		if _, again := out[name]; again {
			return p.fail("the name %q comes twice", name)
		}
		if p.expect(':') {
			out[name] = p.value(depth + 1)
			p.space()
		}
	}
	p.expect('}')
	return out
}

func (p *jsonParser) array(depth int) any {
	out := []any{}
	p.expect('[')
	for p.err == nil && p.peek() != ']' {
		if len(out) > 0 && !p.expect(',') {
			return nil
		}
		out = append(out, p.value(depth+1))
		p.space()
	}
	p.expect(']')
	return out
}

func (p *jsonParser) number() any {
	start := p.at
	for p.at < len(p.raw) && bytes.IndexByte([]byte("+-.eE0123456789"), p.raw[p.at]) >= 0 {
		p.at++
	}
	text := p.raw[start:p.at]
	if !json.Valid(text) {
		return p.fail("%q is no number", text)
	}
	return json.Number(text)
}

// string reads a string. Those without escapes are taken as they are.
func (p *jsonParser) string() string {
	start := p.at
	p.at++
	plain := true
	for p.at < len(p.raw) && p.raw[p.at] != '"' {
		c := p.raw[p.at]
		if c < ' ' {
			p.fail("a control character must be escaped")
			return ""
		}
		if c == '\\' {
			plain = false
			if !p.escape() {
				return ""
			}
			continue
		}
		p.at++
	}
	if p.peek() != '"' {
		p.fail("a string does not end")
		return ""
	}
	p.at++
	if plain {
		return string(p.raw[start+1 : p.at-1])
	}
	var s string
	if err := json.Unmarshal(p.raw[start:p.at], &s); err != nil {
		p.fail("a string has an escape that JSON does not know")
	}
	return s
}

// escape skips one escape sequence; false if it stands for no character.
func (p *jsonParser) escape() bool {
	rest := p.raw[p.at:min(len(p.raw), p.at+12)]
	if len(rest) < 2 {
		p.fail("a string does not end")
		return false
	}
	n, ok := escape(string(rest))
	if !ok {
		p.fail("an escape is no character: NUL, or half of a surrogate pair")
		return false
	}
	p.at += n
	return true
}
