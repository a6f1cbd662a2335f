// Package index turns stored values into index keys: bytes whose order is the order of the values. It knows kinds of
// fields, and nothing of entries, tables or queries.
//
// The key of a row is one or several elements, then the id of the entry. An element is a tag of one byte and a body
// that says itself where it ends:
//
//	null       0x01
//	boolean    0x02, 0 or 1
//	integer    0x03, 8 bytes, big-endian, the sign flipped
//	float      0x04, 8 bytes, IEEE 754 big-endian, flipped so that bytes order as numbers
//	moment     0x05, 8 bytes as an integer: microseconds (DATE, TIME, DATETIME)
//	text       0x06, the folded text cut at 256 bytes, 0x00
//	reference  0x07, the id, 0x00
//
// So no element is the beginning of another, elements can be joined and taken apart, and the characters of ids, all
// above every tag, end them.
package index

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"

	"github.com/galley-cms/galley/content/field"
)

// The tags of elements. Their order is that of values of different kinds, which never meet in one index but for null.
const (
	tagNull byte = iota + 1
	tagBoolean
	tagInteger
	tagFloat
	tagMoment
	tagText
	tagReference
	tagEnd // above every tag, below every character of an id
)

// MaxText is how many bytes of a folded text are part of its element.
const MaxText = 256

// terminator ends text and ids. Texts hold no NUL: field.Decode refuses it.
const terminator = 0x00

// Encode appends the element of one scalar stored value of kind k. Nil and null come before all values. A value that is
// not of the kind has no place of its own and is encoded as null.
func Encode(dst []byte, k field.Kind, stored []byte) []byte {
	if len(stored) == 0 || stored[0] == 'n' {
		return append(dst, tagNull)
	}
	switch k {
	case field.Boolean:
		return encodeBoolean(dst, stored)
	case field.Integer:
		n, err := strconv.ParseInt(string(stored), 10, 64)
		return encodeInteger(dst, tagInteger, n, err == nil)
	case field.Float:
		return encodeFloat(dst, stored)
	case field.Date, field.Time, field.DateTime:
		n, ok := field.Micros(k, string(unquoted(stored)))
		return encodeInteger(dst, tagMoment, n, ok)
	case field.Reference, field.Asset:
		return encodeReference(dst, stored)
	}
	return encodeText(dst, k, stored)
}

func encodeBoolean(dst, stored []byte) []byte {
	switch stored[0] {
	case 't':
		return append(dst, tagBoolean, 1)
	case 'f':
		return append(dst, tagBoolean, 0)
	}
	return append(dst, tagNull)
}

func encodeInteger(dst []byte, tag byte, n int64, ok bool) []byte {
	if !ok {
		return append(dst, tagNull)
	}
	return binary.BigEndian.AppendUint64(append(dst, tag), uint64(n)^1<<63)
}

func encodeFloat(dst, stored []byte) []byte {
	f, err := strconv.ParseFloat(string(stored), 64)
	if err != nil {
		return append(dst, tagNull)
	}
	bits := math.Float64bits(f + 0) // -0 becomes 0
	if bits>>63 == 1 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	return binary.BigEndian.AppendUint64(append(dst, tagFloat), bits)
}

func encodeReference(dst, stored []byte) []byte {
	id := unquoted(stored)
	if len(id) == 0 {
		return append(dst, tagNull)
	}
	dst = append(append(dst, tagReference), id...)
	return append(dst, terminator)
}

func encodeText(dst []byte, k field.Kind, stored []byte) []byte {
	if !k.Scalar() || stored[0] != '"' {
		return append(dst, tagNull)
	}
	return append(appendFolded(append(dst, tagText), unquoted(stored), MaxText), terminator)
}

// unquoted gives the characters of a stored string; none for what is no string.
func unquoted(stored []byte) []byte {
	if len(stored) < 2 || stored[0] != '"' {
		return nil
	}
	body := stored[1 : len(stored)-1]
	if bytes.IndexByte(body, '\\') < 0 {
		return body
	}
	var s string
	if json.Unmarshal(stored, &s) != nil {
		return nil
	}
	return []byte(s)
}

// Null tells whether the first element of enc is that of null.
func Null(enc []byte) bool { return len(enc) > 0 && enc[0] == tagNull }

// Truncated tells whether the first element of enc may stand for a longer text than it holds. A reader that needs the
// whole text, for eq or startsWith, looks it up in the copy; lt to gte and the order only use what is here.
func Truncated(enc []byte) bool {
	return len(enc) > 0 && enc[0] == tagText && Skip(enc) == 1+MaxText+1
}

// Skip gives the length of the first element of enc; 0 if there is none.
func Skip(enc []byte) int { return skip(enc) }

func skip[K []byte | string](enc K) int {
	if len(enc) == 0 {
		return 0
	}
	n := 0
	switch enc[0] {
	case tagNull:
		n = 1
	case tagBoolean:
		n = 2
	case tagInteger, tagFloat, tagMoment:
		n = 9
	case tagText, tagReference:
		for n < len(enc) && enc[n] != terminator {
			n++
		}
		n++
	}
	if n > len(enc) {
		return 0
	}
	return n
}

// End appends what comes after all keys that begin with prefix, if prefix is made of whole elements, or of
// FoldedPrefix; with them it is the upper bound of a range, itself outside.
func End(dst, prefix []byte) []byte { return append(append(dst, prefix...), 0xFF) }
