package field

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// CanConvert tells whether values of from can become values of to; if not, why and what to do instead. Components and
// models are named in the same way in both.
func CanConvert(from, to *Field) error {
	r := conversionOf(from.Kind, to.Kind)
	if r == nil {
		return cannot(from, to, "")
	}
	if r.fits == nil {
		return nil
	}
	if why := r.fits(from, to); why != "" {
		return cannot(from, to, " "+why)
	}
	return nil
}

func cannot(from, to *Field, why string) error {
	return errs.New(errs.Invalid, "%s cannot become %s%s: add a new field, move the values and remove the old one.", describeForm(from), describeForm(to), why)
}

// describeForm names the kind of a field, and whether it is a list of them.
func describeForm(f *Field) string {
	if f.List {
		return "list of " + string(f.Kind)
	}
	return string(f.Kind)
}

// Convert makes a stored value of from, of one locale, into a stored value of to. The problem is one clause that tells
// what is lost, like "has 3 values, only the first stays"; out is then what stays, or nil. Without a problem, nothing is
// lost. Whether what comes out can be published is for Validate. Moments are read in UTC.
func Convert(cat Catalog, from, to *Field, stored json.RawMessage) (out json.RawMessage, problem string) {
	if len(stored) == 0 {
		return nil, ""
	}
	if CanConvert(from, to) != nil {
		return nil, "cannot become " + describeForm(to)
	}
	v, err := parse(stored)
	if err != nil {
		return nil, err.Error()
	}
	if v.shape == null {
		return nil, ""
	}
	c := &converter{catalog: catalog{cat}, from: from, to: to, item: conversionOf(from.Kind, to.Kind).item}
	return c.value(v)
}

// converter converts one value or list.
type converter struct {
	catalog  catalog
	from, to *Field
	item     itemConversion
	keys     map[string]bool // of the blocks made so far
}

// value converts the value of a whole field, which is not null.
func (c *converter) value(v value) (json.RawMessage, string) {
	switch {
	case c.to.Kind == JSON && !c.to.List && c.from.IsList():
		return c.document(v)
	case c.from.IsList() && v.shape != array:
		return nil, "is no list"
	case c.to.IsList():
		return c.list(c.items(v))
	}
	return c.first(c.items(v))
}

// document makes a whole list into one JSON value.
func (c *converter) document(v value) (json.RawMessage, string) {
	e := &encoder{catalog: c.catalog}
	return c.decoded(e.field(c.from, v, nil))
}

// items are the values to convert, one by one. A JSON field that becomes a list and holds one holds several.
func (c *converter) items(v value) []value {
	spread := c.from.Kind == JSON && c.to.List && v.shape == array
	if c.from.IsList() || spread {
		return v.items
	}
	return []value{v}
}

// list converts items to a list: those that cannot be converted are lost.
func (c *converter) list(items []value) (json.RawMessage, string) {
	out := []byte{'['}
	var problems []string
	for i, item := range items {
		converted, problem := c.item(c, item)
		if problem != "" {
			problems = append(problems, placed(problem, i, len(items)))
		}
		if converted == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, converted...)
	}
	out = append(out, ']')
	return out, told(problems)
}

// placed says which item of a list has a problem.
func placed(problem string, i, n int) string {
	if n == 1 {
		return problem
	}
	return fmt.Sprintf("item %d %s", i+1, problem)
}

// told makes one clause of several.
func told(problems []string) string {
	switch len(problems) {
	case 0:
		return ""
	case 1:
		return problems[0]
	}
	return fmt.Sprintf("%s (and %d more)", problems[0], len(problems)-1)
}

// first converts the first of several items; the others are lost.
func (c *converter) first(items []value) (json.RawMessage, string) {
	if len(items) == 0 {
		return nil, ""
	}
	out, problem := c.item(c, items[0])
	if problem == "" && len(items) > 1 {
		problem = fmt.Sprintf("has %d values, only the first stays", len(items))
	}
	return out, problem
}

// decoded gives the stored form of one external value of the new kind; a clause says why there is none.
func (c *converter) decoded(external []byte) (json.RawMessage, string) {
	v, err := parse(external)
	switch {
	case err != nil:
		return nil, err.Error()
	case v.shape == null:
		return nil, "is null"
	}
	d := &decoder{catalog: c.catalog}
	out := specs[c.to.Kind].codec.decode(d, c.to, "", v, nil)
	if len(d.problems) > 0 {
		return nil, clause(d.problems[0])
	}
	return out, ""
}

// clause is the message of a problem without its end, to stand in a sentence.
func clause(p errs.Problem) string {
	return strings.TrimSuffix(strings.TrimSpace(p.Message), ".")
}
