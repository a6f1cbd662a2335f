package field

import (
	"encoding/json"
	"fmt"

	"github.com/galley-cms/galley/internal/errs"
)

// Validate checks everything that publishing needs of a stored value of f: required, lengths, patterns, ranges, items,
// enum membership, through components and blocks. Whether references lead anywhere, and what assets hold, is for its
// callers. A nil value is no value.
func Validate(c Catalog, f *Field, path string, stored json.RawMessage) []errs.Problem {
	k := &checker{catalog: catalog{c}}
	var v value
	if len(stored) > 0 {
		var err error
		if v, err = parse(stored); err != nil {
			k.refuse(path, "json", "%v", err)
			return k.problems
		}
	}
	k.field(f, path, v)
	return k.problems
}

// checker gathers problems while stored values are validated.
type checker struct {
	problemList
	catalog catalog
}

func (c *checker) field(f *Field, at string, v value) {
	spec, ok := specs[f.Kind]
	if !ok {
		c.refuse(at, "kind", "is of the unknown kind %q", f.Kind)
		return
	}
	if isEmpty(f, v) {
		if f.Required {
			c.misses(f, at, "required", "is required")
		}
		if v.shape == null {
			return
		}
	}
	if f.IsList() {
		c.count(f, at, len(v.items))
	}
	if !f.List {
		spec.codec.validate(c, f, at, v)
		return
	}
	for i, item := range v.items {
		spec.codec.validate(c, f, indexed(at, i), item)
	}
}

// isEmpty tells whether a value counts as missing: null, an empty list, rich text that shows nothing. An empty string
// is a value.
func isEmpty(f *Field, v value) bool {
	switch {
	case v.shape == null:
		return true
	case f.IsList():
		return len(v.items) == 0
	}
	return f.Kind == RichText && showsNothing(v)
}

func (c *checker) count(f *Field, at string, n int) {
	r := f.Validation
	if r == nil {
		return
	}
	if r.MinItems != nil && n < *r.MinItems {
		c.breaks(f, at, "minItems", "needs at least %s, and has %d", counted(*r.MinItems, "item"), n)
	}
	if r.MaxItems != nil && n > *r.MaxItems {
		c.breaks(f, at, "maxItems", "takes at most %s, and has %d", counted(*r.MaxItems, "item"), n)
	}
}

// counted is a number of things, like 1 item or 2 items.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
