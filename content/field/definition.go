package field

import (
	"slices"

	"github.com/galley-cms/galley/internal/errs"
)

// The bounds of definitions.
const (
	maxEnumValues    = 500
	maxTargets       = 50
	maxPatternLength = 1000
)

// Reserved are the names that no field may have: those that every entry has, and those of the API around fields.
var Reserved = []string{
	"id", "createdAt", "updatedAt", "publishedAt", "firstPublishedAt", "version", "status", "locale",
	"createdBy", "updatedBy", "and", "or", "not", "linkedFrom",
}

// IsName tells whether a text is a name of GraphQL, of at most 64 characters: ASCII letters, digits and _, no digit first.
// A regular expression of that length would take a quarter of a millisecond of each start.
func IsName(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// CheckDefinition checks the definition of f alone: names, kind, and whether its other members fit the kind. Whether the
// models and components that it names exist is for its callers.
func CheckDefinition(f *Field, path string) []errs.Problem {
	c := &definition{Field: f, at: path}
	c.name()
	spec, ok := specs[f.Kind]
	if !ok {
		c.refuse(path+".kind", "kind", "must be one of %s", joined(kindNames()))
		return c.problems
	}
	c.enum()
	c.targets()
	c.unique()
	c.filterable()
	c.validation(spec)
	c.defaultValue()
	return c.problems
}

// definition gathers what is wrong with the definition of a field.
type definition struct {
	*Field
	problemList
	at string
}

func kindNames() []string {
	var names []string
	for _, s := range Kinds {
		names = append(names, string(s.Kind))
	}
	return names
}

func (c *definition) name() {
	switch {
	case !IsName(c.APIID) || c.APIID[0] < 'a':
		c.refuse(c.at+".apiId", "name", "must begin with a small letter and go on with at most 63 letters, digits or _")
	case slices.Contains(Reserved, c.APIID):
		c.refuse(c.at+".apiId", "reserved", "must not be %q, which is reserved; add _ to it", c.APIID)
	}
}

func (c *definition) enum() {
	at := c.at + ".enum"
	switch {
	case c.Kind != Enum && len(c.Enum) > 0:
		c.refuse(at, "enum", "fits ENUM fields only")
	case c.Kind == Enum && (len(c.Enum) == 0 || len(c.Enum) > maxEnumValues):
		c.refuse(at, "enum", "needs between 1 and %d values", maxEnumValues)
	}
	seen := map[string]bool{}
	for i, e := range c.Enum {
		c.enumValue(indexed(at, i)+".value", e.Value, seen[e.Value])
		seen[e.Value] = true
	}
}

func (c *definition) enumValue(at, v string, again bool) {
	switch {
	case !IsName(v) || isDunder(v):
		c.refuse(at, "name", "must be letters, digits and _, without a digit or __ in front")
	case v == "true" || v == "false" || v == "null":
		c.refuse(at, "reserved", "must not be %s, which GraphQL reserves", v)
	case again:
		c.refuse(at, "unique", "is there twice: %s", v)
	}
}

func isDunder(s string) bool { return len(s) > 1 && s[:2] == "__" }

// targets checks models, components and onDelete.
func (c *definition) targets() {
	c.names("models", c.Models, c.Kind == Reference, maxTargets)
	most := maxTargets
	if c.Kind == Component {
		most = 1
	}
	c.names("components", c.Components, c.Kind == Component || c.Kind == Blocks, most)
	switch {
	case c.OnDelete == "":
	case !c.Kind.IsReference():
		c.refuse(c.at+".onDelete", "onDelete", "fits REFERENCE and ASSET fields only")
	case c.OnDelete != SetNull && c.OnDelete != Restrict:
		c.refuse(c.at+".onDelete", "onDelete", "must be %s or %s", SetNull, Restrict)
	}
}

// names checks a list of names that a kind either needs or does not take.
func (c *definition) names(member string, names []string, wanted bool, most int) {
	at := c.at + "." + member
	switch {
	case !wanted && len(names) > 0:
		c.refuse(at, member, "does not fit the kind %s", c.Kind)
	case wanted && (len(names) == 0 || len(names) > most):
		c.refuse(at, member, "needs between 1 and %d names", most)
	}
	seen := map[string]bool{}
	for i, name := range names {
		if name == "" || seen[name] {
			c.refuse(indexed(at, i), "unique", "must be a name that is there once")
		}
		seen[name] = true
	}
}

func (c *definition) unique() {
	if c.Kind == Blocks && c.List {
		c.refuse(c.at+".list", "list", "does not fit BLOCKS, which are a list already")
	}
	if !c.Unique {
		return
	}
	switch {
	case c.List:
		c.refuse(c.at+".unique", "unique", "does not fit a list")
	case !c.Kind.canBeUnique():
		c.refuse(c.at+".unique", "unique", "does not fit the kind %s", c.Kind)
	case len(c.Default) > 0:
		c.refuse(c.at+".default", "unique", "does not fit a unique field: only one entry could have it")
	}
}

// canBeUnique tells whether values of k identify entries.
func (k Kind) canBeUnique() bool {
	switch k {
	case Boolean, LongText, Color, Enum:
		return false
	}
	return k.Scalar()
}

func (c *definition) filterable() {
	if c.Filterable != nil && *c.Filterable && !c.Kind.Indexable() {
		c.refuse(c.at+".filterable", "filterable", "does not fit the kind %s", c.Kind)
	}
}

// defaultValue checks that the default is a valid value of the field.
func (c *definition) defaultValue() {
	if len(c.Default) == 0 {
		return
	}
	at := c.at + ".default"
	if c.Kind == Component || c.Kind == Blocks {
		c.refuse(at, "default", "does not fit the kind %s", c.Kind)
		return
	}
	stored, problems := Decode(nil, c.Field, at, c.Default)
	if len(problems) == 0 && stored != nil {
		problems = Validate(nil, c.Field, at, stored)
	}
	c.problems = append(c.problems, problems...)
}
