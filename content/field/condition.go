package field

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/galley-cms/galley/internal/errs"
)

// maxConditionLength bounds the text of a condition, in bytes.
const maxConditionLength = 1000

// condition is a parsed visibleWhen: a small part of the language of expr-lang/expr, since the admin evaluates it too,
// at each key. The file testdata/conditions.json holds both to the same answers.
//
//	kind == "VIDEO" and not (length < 10 || "intro" in tags) and cover != nil
//
// Names are the apiIds of fields that stand beside the field. A field alone is true when it is a BOOLEAN that is true.
type condition struct {
	op    string // or and not == != < <= > >= in · name, value, list
	left  *condition
	right *condition
	name  string
	value value        // of op value
	items []*condition // of op list
}

// siblings gives the stored value of the field beside with an apiId; a null value when there is none.
type siblings func(apiID string) value

// holds tells whether a condition is true.
func (c *condition) holds(of siblings) bool {
	switch c.op {
	case "or":
		return c.left.holds(of) || c.right.holds(of)
	case "and":
		return c.left.holds(of) && c.right.holds(of)
	case "not":
		return !c.left.holds(of)
	case "==":
		return equal(c.left.of(of), c.right.of(of))
	case "!=":
		return !equal(c.left.of(of), c.right.of(of))
	case "in":
		in := c.right.of(of)
		return slices.ContainsFunc(in.items, func(item value) bool { return equal(c.left.of(of), item) })
	case "<", "<=", ">", ">=":
		return c.ordered(c.left.of(of), c.right.of(of))
	}
	v := c.of(of)
	return v.shape == boolean && v.text == "true"
}

// of is the value of an operand.
func (c *condition) of(of siblings) value {
	switch c.op {
	case "name":
		return of(c.name)
	case "list":
		v := value{shape: array}
		for _, item := range c.items {
			v.items = append(v.items, item.value)
		}
		return v
	case "value":
		return c.value
	}
	return value{shape: boolean, text: strconv.FormatBool(c.holds(of))}
}

// equal compares single values; an empty list is no value, and lists are equal to nothing else.
func equal(a, b value) bool {
	if isNothing(a) || isNothing(b) {
		return isNothing(a) && isNothing(b)
	}
	if a.shape == number && b.shape == number {
		return parseDecimal(a.text) == parseDecimal(b.text)
	}
	return a.shape == b.shape && a.shape <= text && a.text == b.text
}

func isNothing(v value) bool { return v.shape == null || v.shape == array && len(v.items) == 0 }

// ordered compares numbers; nothing else has an order here.
func (c *condition) ordered(a, b value) bool {
	if a.shape != number || b.shape != number {
		return false
	}
	n := parseDecimal(a.text).compare(parseDecimal(b.text))
	switch c.op {
	case "<":
		return n < 0
	case "<=":
		return n <= 0
	case ">":
		return n > 0
	}
	return n >= 0
}

// names lists the fields that a condition reads.
func (c *condition) names() (out []string) {
	if c.op == "name" {
		return []string{c.name}
	}
	for _, part := range []*condition{c.left, c.right} {
		if part != nil {
			out = append(out, part.names()...)
		}
	}
	return out
}

// Hidden tells whether f's condition says that it is not shown, given the stored values of the fields beside it. A
// condition that cannot be read hides nothing.
func Hidden(f *Field, stored func(apiID string) json.RawMessage) bool {
	if f.VisibleWhen == "" {
		return false
	}
	return hidden(f, func(apiID string) value {
		v, err := parse(stored(apiID))
		if err != nil {
			return value{}
		}
		return v
	})
}

func hidden(f *Field, of siblings) bool {
	if f.VisibleWhen == "" {
		return false
	}
	c, err := parseCondition(f.VisibleWhen)
	return err == nil && !c.holds(of)
}

// Waived is f as a hidden field is checked: it may stay empty, but what it holds must be valid.
func Waived(f *Field, stored json.RawMessage) *Field {
	v, err := parse(stored)
	if len(stored) > 0 && (err != nil || !isEmpty(f, v)) {
		return f
	}
	return waived(f)
}

// waived is f without anything that an empty value could break.
func waived(f *Field) *Field {
	w := *f
	w.Required, w.Validation = false, nil
	return &w
}

// CheckSiblings checks what the definitions of fields say of the fields beside them: slugFrom and visibleWhen. Its
// problems stand below the paths that path gives.
func CheckSiblings(fields []*Field, path func(*Field) string) []errs.Problem {
	c := &siblingCheck{fields: fields}
	for _, f := range fields {
		c.slugFrom(f, path(f)+".slugFrom")
		c.visibleWhen(f, path(f)+".visibleWhen")
	}
	return c.problems
}

// siblingCheck gathers what is wrong between the fields of one model or component.
type siblingCheck struct {
	problemList
	fields []*Field
}

func (c *siblingCheck) field(apiID string) *Field {
	i := slices.IndexFunc(c.fields, func(f *Field) bool { return f.APIID == apiID })
	if i < 0 {
		return nil
	}
	return c.fields[i]
}

func (c *siblingCheck) slugFrom(f *Field, at string) {
	if f.SlugFrom == "" {
		return
	}
	switch from := c.field(f.SlugFrom); {
	case f.Kind != Slug || f.List:
		c.refuse(at, "slugFrom", "fits single SLUG fields only")
	case from == nil:
		c.refuse(at, "slugFrom", "names a field that does not exist: %q", shortened(f.SlugFrom))
	case from == f || !from.Kind.IsText() || from.List:
		c.refuse(at, "slugFrom", "must name another field, of one text")
	}
}

func (c *siblingCheck) visibleWhen(f *Field, at string) {
	if f.VisibleWhen == "" {
		return
	}
	parsed, err := parseCondition(f.VisibleWhen)
	if err != nil {
		c.refuse(at, "visibleWhen", "%v", err)
		return
	}
	for _, name := range parsed.names() {
		switch {
		case name == f.APIID:
			c.refuse(at, "visibleWhen", "must not ask about the field itself")
		case c.field(name) == nil:
			c.refuse(at, "visibleWhen", "names a field that does not exist: %q", shortened(name))
		}
	}
	c.comparisons(parsed, at)
}

// comparisons refuses what could never be true, so that a slip is seen when the model is saved.
func (c *siblingCheck) comparisons(p *condition, at string) {
	switch p.op {
	case "or", "and", "not":
		for _, part := range []*condition{p.left, p.right} {
			if part != nil {
				c.comparisons(part, at)
			}
		}
	case "name":
		if f := c.field(p.name); f != nil && (f.Kind != Boolean || f.List) {
			c.refuse(at, "visibleWhen", "must compare %s with something: only a single BOOLEAN stands alone", p.name)
		}
	case "<", "<=", ">", ">=":
		if !c.isNumber(p.left) || !c.isNumber(p.right) {
			c.refuse(at, "visibleWhen", "must compare numbers with %s", p.op)
		}
	case "in":
		if f := c.field(p.right.name); p.right.op != "list" && (f == nil || !f.List) {
			c.refuse(at, "visibleWhen", "must have a list after in")
		}
	case "==", "!=":
		for _, part := range []*condition{p.left, p.right} {
			c.single(part, p, at)
		}
	}
}

func (c *siblingCheck) isNumber(p *condition) bool {
	if f := c.field(p.name); p.op == "name" {
		return f == nil || !f.List && (f.Kind == Integer || f.Kind == Float)
	}
	return p.op == "value" && p.value.shape == number
}

// single refuses comparing lists and objects with anything but nil.
func (c *siblingCheck) single(p, all *condition, at string) {
	withNil := func(o *condition) bool { return o.op == "value" && o.value.shape == null }
	f := c.field(p.name)
	if p.op == "list" || p.op == "name" && f != nil && (f.IsList() || !f.Kind.Indexable()) && !withNil(all.left) && !withNil(all.right) {
		c.refuse(at, "visibleWhen", "can compare lists and objects only with nil")
	}
}

// errCondition makes the second half of a sentence.
func errCondition(format string, args ...any) error {
	return fmt.Errorf("is no condition: "+format, args...)
}
