package index

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/galley-cms/galley/content/field"
)

// CompareStored orders two scalar stored values of kind k as lists order them: null first, then by value; text by the
// first MaxText bytes of its folded form. It reads the values themselves, so that tests can hold Encode against it.
func CompareStored(k field.Kind, a, b json.RawMessage) int {
	noA, noB := isNull(a), isNull(b)
	switch {
	case noA || noB:
		return compareBool(!noA, !noB)
	case k == field.Boolean:
		return compareBool(string(a) == "true", string(b) == "true")
	case k == field.Integer || k == field.Float:
		return cmp.Compare(numberOf(a), numberOf(b))
	case k == field.Date || k == field.Time || k == field.DateTime:
		return cmp.Compare(microsOf(k, a), microsOf(k, b))
	case k.IsReference():
		return bytes.Compare(unquoted(a), unquoted(b))
	}
	return cmp.Compare(cut(Fold(string(unquoted(a)))), cut(Fold(string(unquoted(b)))))
}

func isNull(stored json.RawMessage) bool { return len(stored) == 0 || string(stored) == "null" }

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func numberOf(stored json.RawMessage) float64 {
	f, _ := strconv.ParseFloat(string(stored), 64)
	return f
}

func microsOf(k field.Kind, stored json.RawMessage) int64 {
	n, _ := field.Micros(k, string(unquoted(stored)))
	return n
}

func cut(s string) string { return s[:min(len(s), MaxText)] }
