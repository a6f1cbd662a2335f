package transfer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/galley-cms/galley/content/field"
)

// maxName bounds the names of models and fields, in bytes.
const maxName = 64

// takenTypes are the GraphQL types that Galley or the language defines.
var takenTypes = []string{
	"Query", "Mutation", "Subscription", "Node", "Nodes", "Entry", "PageInfo", "SortDirection", "EntryStatus", "Locale", "DateTime", "Date", "Time",
	"JSON", "RichText", "Location", "LocationInput", "String", "Int", "Float", "Boolean", "ID", "MediaFit", "MediaFormat", "Asset", "Assets",
}

// takenEndings are the endings of the types that Galley makes for every model.
var takenEndings = []string{"Connection", "Edge", "Filter", "Order", "Input", "LinkedFrom"}

// isTaken tells whether no model can have a name, since it or its type is Galley's own.
func isTaken(apiID string) bool {
	name := strings.ToUpper(apiID[:1]) + apiID[1:]
	ends := func(e string) bool { return name != e && strings.HasSuffix(name, e) }
	return slices.Contains(takenTypes, name) || slices.ContainsFunc(takenEndings, ends)
}

// Free gives a name that is not taken: name itself, name_, name2_ and so on.
func Free(name string, taken func(string) bool) string {
	if !taken(name) {
		return name
	}
	base := strings.TrimSuffix(name, "_")
	base = base[:min(len(base), maxName-8)]
	free := base + "_"
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s%d_", base, n)
	}
	return free
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
	return Free(apiID, func(n string) bool { return slices.Contains(field.Reserved, n) || used(n) })
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
