package index

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content/field"
)

// RowKey gives the key of the row of entry id under enc, which is one or several elements.
func RowKey(enc []byte, id string) []byte {
	key := make([]byte, 0, len(enc)+len(id))
	return append(append(key, enc...), id...)
}

// SplitRow takes the key of a row apart again, without copying. The id of what is no such key is empty.
func SplitRow(key string) (enc, id string) {
	n := 0
	for n < len(key) && key[n] < tagEnd {
		size := skip(key[n:])
		if size == 0 {
			return "", ""
		}
		n += size
	}
	return key[:n], key[n:]
}

// Split takes joined elements apart, without copying.
func Split(enc string) (elements []string) {
	for n := skip(enc); n > 0; n = skip(enc) {
		elements = append(elements, enc[:n])
		enc = enc[n:]
	}
	return elements
}

// Cut gives the first n of joined elements, without copying.
func Cut(enc string, n int) string {
	at := 0
	for ; n > 0; n-- {
		at += skip(enc[at:])
	}
	return enc[:at]
}

// Elements gives the distinct elements of a stored value of f in ascending order: one for a single value, one an item
// for lists. No value and an empty list are null.
func Elements(f *field.Field, stored json.RawMessage) [][]byte {
	if !f.List {
		return [][]byte{Encode(nil, f.Kind, stored)}
	}
	items := field.Items(stored)
	if len(items) == 0 {
		return [][]byte{{tagNull}}
	}
	elements := make([][]byte, len(items))
	for i, item := range items {
		elements[i] = Encode(nil, f.Kind, item)
	}
	slices.SortFunc(elements, bytes.Compare)
	return slices.CompactFunc(elements, bytes.Equal)
}

// ReferenceID gives the id that an element of a reference holds; "" for any other element.
func ReferenceID(enc string) string {
	if len(enc) < 2 || enc[0] != tagReference {
		return ""
	}
	return enc[1 : skip(enc)-1]
}
