package field

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// draft is the one dialect of JSON Schema.
const draft = "https://json-schema.org/draft/2020-12/schema"

// schemaCompiler prepares a schema. Rules are known by their place, as #/properties/name, so that $ref finds them.
type schemaCompiler struct {
	rules map[string]*rule
	refs  []ref
	err   error // the first
}

// ref is a $ref that a rule has.
type ref struct {
	from *rule
	to   string
}

func newSchema(raw []byte) (*schema, error) {
	if len(raw) > maxSchemaBytes {
		return nil, fmt.Errorf("takes at most %d KB", maxSchemaBytes>>10)
	}
	v, err := parse(raw)
	if err != nil {
		return nil, err
	}
	if v.deeper(maxJSONDepth) {
		return nil, fmt.Errorf("must not be nested more than %d deep", maxJSONDepth)
	}
	c := &schemaCompiler{rules: map[string]*rule{}}
	root := c.rule("#", v)
	c.link()
	if c.err == nil {
		c.ends()
	}
	return &schema{root}, c.err
}

func (c *schemaCompiler) fail(at, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("is no schema that Galley knows: %s %s", shownPath(at), fmt.Sprintf(format, args...))
	}
}

// rule prepares the schema v at a place.
func (c *schemaCompiler) rule(at string, v value) *rule {
	r := &rule{}
	c.rules[at] = r
	switch v.shape {
	case boolean:
		r.never = v.text == "false"
	case object:
		for _, m := range v.members {
			c.keyword(r, at+"/"+escapedPointer(m.name), m.name, m.value)
		}
	default:
		c.fail(at, "must be an object, true or false, not %s", v.what())
	}
	return r
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func escapedPointer(name string) string { return pointerEscapes.Replace(name) }

// keyword prepares one member of a schema.
func (c *schemaCompiler) keyword(r *rule, at, name string, v value) {
	switch name {
	case "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly":
	case "$schema":
		if strings.TrimSuffix(v.text, "#") != draft {
			c.fail(at, "must be %s", draft)
		}
	case "$defs", "definitions":
		c.named(at, v)
	case "$ref":
		c.refs = append(c.refs, ref{r, c.text(at, v)})
	case "type":
		r.types = c.types(at, v)
	case "enum", "const":
		c.enum(r, at, name, v)
	case "allOf":
		r.all = append(r.all, c.several(at, v)...)
	case "anyOf":
		r.any = c.several(at, v)
	case "oneOf":
		r.one = c.several(at, v)
	case "not":
		r.not = c.rule(at, v)
	case "if":
		r.when = c.rule(at, v)
	case "then":
		r.then = c.rule(at, v)
	case "else":
		r.orElse = c.rule(at, v)
	default:
		if !c.textKeyword(r, at, name, v) && !c.numberKeyword(r, at, name, v) && !c.objectKeyword(r, at, name, v) && !c.arrayKeyword(r, at, name, v) {
			c.fail(at, "is not a keyword that is known here")
		}
	}
}

var schemaTypes = []string{"null", "boolean", "integer", "number", "string", "array", "object"}

func (c *schemaCompiler) types(at string, v value) []string {
	names := c.strings(at, v)
	if v.shape == text {
		names = []string{v.text}
	}
	for _, name := range names {
		if !slices.Contains(schemaTypes, name) {
			c.fail(at, "must be of %s", strings.Join(schemaTypes, ", "))
		}
	}
	return names
}

// enum prepares enum, or const as an enum of one. With both, what either leaves out is refused.
func (c *schemaCompiler) enum(r *rule, at, name string, v value) {
	options := []value{v}
	if name == "enum" {
		options = v.items
		if v.shape != array || len(options) == 0 {
			c.fail(at, "must be a list of values")
		}
	}
	target := r
	if r.enum != nil {
		target = &rule{}
		r.all = append(r.all, target)
	}
	target.enum = map[string]bool{}
	var shown []string
	for _, o := range options {
		target.enum[string(o.canonical(nil))] = true
		shown = append(shown, shortened(string(o.append(nil))))
	}
	target.enumText = joined(shown)
}

func (c *schemaCompiler) several(at string, v value) (out []*rule) {
	if v.shape != array || len(v.items) == 0 {
		c.fail(at, "must be a list of schemas")
	}
	for i, item := range v.items {
		out = append(out, c.rule(fmt.Sprintf("%s/%d", at, i), item))
	}
	return out
}

func (c *schemaCompiler) named(at string, v value) map[string]*rule {
	if v.shape != object {
		c.fail(at, "must be an object of schemas")
	}
	out := make(map[string]*rule, len(v.members))
	for _, m := range v.members {
		out[m.name] = c.rule(at+"/"+escapedPointer(m.name), m.value)
	}
	return out
}

func (c *schemaCompiler) text(at string, v value) string {
	if v.shape != text {
		c.fail(at, "must be a string, not %s", v.what())
	}
	return v.text
}

func (c *schemaCompiler) strings(at string, v value) (out []string) {
	if v.shape != array && v.shape != text {
		c.fail(at, "must be a list of strings, not %s", v.what())
	}
	for i, item := range v.items {
		out = append(out, c.text(indexed(at, i), item))
	}
	return out
}

func (c *schemaCompiler) truth(at string, v value) bool {
	if v.shape != boolean {
		c.fail(at, "must be true or false, not %s", v.what())
	}
	return v.text == "true"
}

// count reads a whole number from 0 on.
func (c *schemaCompiler) count(at string, v value) *int {
	n, ok := parseDecimal(v.text).int64()
	if v.shape != number || !ok || n < 0 {
		c.fail(at, "must be a whole number from 0 on")
	}
	count := int(n)
	return &count
}

func (c *schemaCompiler) pattern(at, s string) *regexp.Regexp {
	if len(s) > maxPatternLength {
		c.fail(at, "takes at most %d characters", maxPatternLength)
		return nil
	}
	re, err := regexp.Compile(s)
	if err != nil {
		c.fail(at, "is not a pattern of RE2: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return re
}

// link finds what each $ref names.
func (c *schemaCompiler) link() {
	for _, r := range c.refs {
		if r.from.ref = c.rules[r.to]; r.from.ref == nil {
			c.fail("$ref", "must name a schema inside this one, like #/$defs/name, not %q", shortened(r.to))
		}
	}
}

// ends refuses schemas that refer to themselves at one place of a document, and so would never be done with it.
func (c *schemaCompiler) ends() {
	const open, done = 1, 2
	seen := map[*rule]int{}
	var visit func(r *rule) bool
	visit = func(r *rule) bool {
		if r == nil || seen[r] == done {
			return true
		}
		if seen[r] == open {
			return false
		}
		seen[r] = open
		if slices.ContainsFunc(r.inPlace(), func(next *rule) bool { return !visit(next) }) {
			return false
		}
		seen[r] = done
		return true
	}
	for _, r := range c.rules {
		if !visit(r) {
			c.err = errors.New("refers to itself without end")
		}
	}
}

// inPlace lists the rules that hold for the same value as r.
func (r *rule) inPlace() []*rule {
	out := slices.Concat(r.all, r.any, r.one, []*rule{r.ref, r.not, r.when, r.then, r.orElse})
	for _, n := range r.object.needs {
		out = append(out, n.rule)
	}
	return out
}
