package content

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

var apiIDForm = regexp.MustCompile(`^[a-z][A-Za-z0-9]*_?$`)

// takenTypes are the GraphQL types that Galley or the language defines; no model may make one of the same name.
var takenTypes = []string{
	"Query", "Mutation", "Subscription", "Node", "Entry", "PageInfo", "SortDirection", "EntryStatus", "Locale", "DateTime", "Date", "Time", "JSON",
	"RichText", "Location", "LocationInput", "EntryReferenceInput", "String", "Int", "Float", "Boolean", "ID", "MediaFit", "MediaFormat",
}

// madeSuffixes end the names of the types that Galley makes of a model, beside its own.
var madeSuffixes = []string{"Connection", "Edge", "Order", "Input", "LinkedFrom"}

// takenFields are root fields that always exist, besides those of the model asset.
var takenFields = []string{"node", "nodes"}

// checkNames looks at the names of all models and components together.
func checkNames(types []*Model) (out []errs.Problem) {
	seen := map[string]string{}
	add := func(m *Model, name, what string) {
		if other, ok := seen[name]; ok {
			out = append(out, problem(m, what, fmt.Sprintf("The name %q is taken by %s. Choose another one.", name, other)))
		}
		seen[name] = describeType(m)
	}
	for _, m := range types {
		bad := checkName(m, "apiId", m.APIID)
		out = append(out, bad...)
		add(m, m.APIID, "apiId")
		if !m.Component {
			out = append(out, checkName(m, "pluralApiId", m.PluralAPIID)...)
			add(m, m.PluralAPIID, "pluralApiId")
		}
		if len(bad) > 0 {
			continue
		}
		for _, suffix := range madeSuffixes { // as an apiId: both are compared with the first letter in lower case
			add(m, m.APIID+suffix, "apiId")
		}
	}
	return out
}

func checkName(m *Model, what, name string) []errs.Problem {
	bad := func(format string, args ...any) []errs.Problem {
		return []errs.Problem{problem(m, what, fmt.Sprintf(format, args...))}
	}
	if !apiIDForm.MatchString(name) || len(name) > 64 {
		return bad("The name %q is not possible: use camelCase, letters and digits, 64 at most.", name)
	}
	typeName := strings.ToUpper(name[:1]) + name[1:]
	if slices.Contains(takenTypes, typeName) || slices.Contains(takenFields, name) {
		return bad("The name %q is used by Galley itself. Choose another one.", name)
	}
	if m.Component && name == "key" {
		return bad("A component cannot be called key: blocks have a member of that name.")
	}
	if strings.HasSuffix(typeName, "Filter") {
		return bad("The name %q ends in \"Filter\", which Galley keeps for its own types. Choose another one.", name)
	}
	return nil
}

func problem(m *Model, path, message string) errs.Problem {
	return errs.Problem{Path: m.APIID + "." + path, Rule: "model", Message: describeType(m) + ": " + message}
}

func describeType(m *Model) string {
	if m.Component {
		return "component " + m.APIID
	}
	return "model " + m.APIID
}

// humanise makes a name for people of an apiId: heroImage becomes Hero image.
func humanise(apiID string) string {
	var b strings.Builder
	for i, r := range strings.TrimSuffix(apiID, "_") {
		switch {
		case i == 0:
			b.WriteString(strings.ToUpper(string(r)))
		case r >= 'A' && r <= 'Z':
			b.WriteString(" " + strings.ToLower(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plural makes a plural apiId where none was given.
func plural(apiID string) string {
	switch {
	case strings.HasSuffix(apiID, "s"):
		return apiID + "List"
	case strings.HasSuffix(apiID, "y") && !strings.ContainsAny(apiID[max(0, len(apiID)-2):len(apiID)-1], "aeiou"):
		return strings.TrimSuffix(apiID, "y") + "ies"
	}
	return apiID + "s"
}
