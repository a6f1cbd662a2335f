package field

import (
	"maps"
	"slices"
	"unicode/utf8"
)

// maxMessage bounds a message of one's own, in characters.
const maxMessage = 500

// formRules are the rules that kinds have by themselves: what their text must look like.
var formRules = map[Kind]string{Slug: "slug", Email: "email", URL: "url", Color: "color", Enum: "enum"}

// MessageFor is what the field says, in its own words, of a value that breaks a rule; "" if it says nothing of it.
func (f *Field) MessageFor(rule string) string {
	if f.Validation == nil {
		return ""
	}
	return f.Validation.Messages[rule]
}

// RuleNames are the rules that values of the field can break, and so can have messages of their own.
func (f *Field) RuleNames() []string {
	spec := specs[f.Kind]
	if spec == nil {
		return nil
	}
	names := slices.Clone(spec.Rules)
	if form := formRules[f.Kind]; form != "" {
		names = append(names, form)
	}
	if f.IsList() {
		names = append(names, "minItems", "maxItems")
	}
	names = append(names, "required")
	if f.Kind.canBeUnique() && !f.List {
		names = append(names, "unique")
	}
	return names
}

// messages checks that messages are of rules that the field can have.
func (c *definition) messages(at string, messages map[string]string) {
	known := c.RuleNames()
	for _, name := range slices.Sorted(maps.Keys(messages)) {
		switch n := utf8.RuneCountInString(messages[name]); {
		case !slices.Contains(known, name):
			c.refuse(at+"."+shortened(name), "rule", "is no rule of this field of kind %s, which has %s", c.Kind, joined(known))
		case n == 0 || n > maxMessage:
			c.refuse(at+"."+name, "rule", "needs between 1 and %d characters", maxMessage)
		}
	}
}

// breaks adds the problem that a value breaks one of the rules that f was given. The field's message of this rule, or else
// its message of all, stands in for the rule's sentence.
func (c *checker) breaks(f *Field, at, rule, format string, args ...any) {
	own := f.MessageFor(rule)
	if own == "" && f.Validation != nil {
		own = f.Validation.Message
	}
	c.say(own, at, rule, format, args...)
}

// misses adds the problem that a value is missing, or not what its kind wants; the field's message of this rule stands in
// for the sentence.
func (c *checker) misses(f *Field, at, rule, format string, args ...any) {
	c.say(f.MessageFor(rule), at, rule, format, args...)
}

// say adds a problem in the field's own words, if it has any.
func (c *checker) say(own, at, rule, format string, args ...any) {
	before := len(c.problems)
	c.refuse(at, rule, format, args...)
	if own != "" && len(c.problems) > before {
		c.problems[before].Message = own
	}
}
