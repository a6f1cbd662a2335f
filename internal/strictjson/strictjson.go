// Package strictjson refuses JSON that different readers read differently: duplicate names, text that is not UTF-8, lone
// surrogates, NUL, absurd nesting. It is a leaf.
package strictjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deep arrays and objects may nest.
const MaxDepth = 200

// Check tells what is wrong with a JSON text; nil if any reader will read it the same.
func Check(text []byte) error {
	if !utf8.Valid(text) {
		return fmt.Errorf("the text is not valid UTF-8")
	}
	if !json.Valid(text) {
		var v any
		return fmt.Errorf("the text is not JSON: %w", json.Unmarshal(text, &v))
	}
	w := walk{text: text}
	return w.value(1)
}

// walk goes through JSON that is known to be well-formed.
type walk struct {
	text []byte
	at   int
}

// next skips white space, commas and colons, and gives the first byte of the token behind them.
func (w *walk) next() byte {
	for {
		switch c := w.text[w.at]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			w.at++
		default:
			return c
		}
	}
}

func (w *walk) value(depth int) error {
	switch w.next() {
	case '"':
		_, _, err := w.string()
		return err
	case '[':
		return w.array(depth)
	case '{':
		return w.object(depth)
	}
	for w.at < len(w.text) && bytes.IndexByte([]byte(" \t\r\n,]}"), w.text[w.at]) < 0 {
		w.at++ // a number, true, false or null
	}
	return nil
}

func (w *walk) array(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("arrays and objects nest more than %d deep", MaxDepth)
	}
	for w.at++; w.next() != ']'; {
		if err := w.value(depth + 1); err != nil {
			return err
		}
	}
	w.at++
	return nil
}

func (w *walk) object(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("arrays and objects nest more than %d deep", MaxDepth)
	}
	seen := map[string]bool{}
	for w.at++; w.next() != '}'; {
		name, err := w.name()
		if err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("an object has the name %q twice", name)
		}
		seen[name] = true
		if err := w.value(depth + 1); err != nil {
			return err
		}
	}
	w.at++
	return nil
}

// name reads a string, and gives its text without escapes.
func (w *walk) name() (name string, err error) {
	raw, escaped, err := w.string()
	if err != nil {
		return "", err
	}
	if !escaped {
		return string(raw[1 : len(raw)-1]), nil
	}
	err = json.Unmarshal(raw, &name)
	return name, err
}

// string goes over a string, and gives it as it is written.
func (w *walk) string() (raw []byte, escaped bool, err error) {
	start, quote := w.at, 0
	for w.at++; ; {
		if quote < w.at { // the one before was escaped
			quote = w.at + bytes.IndexByte(w.text[w.at:], '"')
		}
		back := bytes.IndexByte(w.text[w.at:quote], '\\')
		if back < 0 {
			w.at = quote + 1
			return w.text[start:w.at], escaped, nil
		}
		escaped = true
		if w.at += back + 1; w.text[w.at] == 'u' {
			if err := w.escape(); err != nil {
				return nil, true, err
			}
		}
		w.at++
	}
}

// escape checks the escape \uXXXX whose u is at hand, with its second half if it is a surrogate.
func (w *walk) escape() error {
	r := w.unit(w.at + 1)
	w.at += 4
	if r == 0 {
		return fmt.Errorf(`a string holds the character NUL (\u0000)`)
	}
	if !utf16.IsSurrogate(r) {
		return nil
	}
	if bytes.HasPrefix(w.text[w.at+1:], []byte(`\u`)) && utf16.DecodeRune(r, w.unit(w.at+3)) != utf8.RuneError {
		w.at += 6
		return nil
	}
	return fmt.Errorf(`a string holds half of a surrogate pair (\u%04x)`, r)
}

func (w *walk) unit(at int) rune {
	n, _ := strconv.ParseUint(string(w.text[at:at+4]), 16, 16) // four hexadecimal digits: the text is valid
	return rune(n)
}
