package transfer

import (
	"slices"
	"strings"
	"unicode"

	"github.com/galley-cms/galley/content/field"
)

// maxName bounds the names of models and fields, in bytes.
const maxName = 64

// takenNames are the names of models whose types or queries GraphQL or Galley have taken, in lower case.
var takenNames = []string{
	"query", "mutation", "subscription", "string", "int", "float", "boolean", "id",
	"asset", "assets", "node", "entry", "pageinfo", "locale", "date", "time", "datetime", "json", "location", "richtext",
	"status", "direction", "focalpoint", "fit", "format", "true", "false", "null",
}

// takenEndings are the endings of the types that Galley makes for every model.
var takenEndings = []string{"Connection", "Edge", "Filter", "Input", "Order"}

func isTaken(apiID string) bool {
	ends := func(e string) bool { return strings.HasSuffix(apiID, e) }
	return slices.Contains(takenNames, strings.ToLower(apiID)) || slices.ContainsFunc(takenEndings, ends)
}

// free appends _ to a name until it is not taken.
func free(name string, taken func(string) bool) string {
	for taken(name) {
		if len(name) >= maxName {
			name = name[:maxName-8]
		}
		name += "_"
	}
	return name
}

// CamelCase makes an apiId of the name that another system gives: word-and_word → wordAndWord. It is empty if the name
// has no letters that an apiId can have.
func CamelCase(name string) string {
	var words []string
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		words = append(words, strings.ToUpper(w[:1])+w[1:])
	}
	joined := strings.TrimLeft(strings.Join(words, ""), "0123456789")
	if joined == "" {
		return ""
	}
	return lowerStart(joined[:min(len(joined), maxName-8)])
}

// lowerStart makes the first word lower case: URLPath → urlPath, Blog → blog.
func lowerStart(s string) string {
	upper := len(s) - len(strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if upper > 1 && upper < len(s) && unicode.IsLetter(rune(s[upper])) {
		upper--
	}
	return strings.ToLower(s[:upper]) + s[upper:]
}

// FieldName makes an apiId of a field; reserved names get _. Used tells which names the model has already.
func FieldName(name string, used func(string) bool) string {
	apiID := CamelCase(name)
	if apiID == "" {
		apiID = "field"
	}
	return free(apiID, func(n string) bool { return slices.Contains(field.Reserved, n) || used(n) })
}

// Plural is the English plural of a name, as well as rules can tell; what may be one already gets List.
func Plural(name string) string {
	switch {
	case strings.HasSuffix(name, "s"):
		return name + "List"
	case strings.HasSuffix(name, "y") && len(name) > 1 && !strings.ContainsRune("aeiou", rune(name[len(name)-2])):
		return name[:len(name)-1] + "ies"
	case strings.HasSuffix(name, "x"), strings.HasSuffix(name, "ch"), strings.HasSuffix(name, "sh"), strings.HasSuffix(name, "z"):
		return name + "es"
	}
	return name + "s"
}
