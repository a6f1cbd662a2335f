package field

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// validation checks that the rules fit the kind and make sense together.
func (c *definition) validation(spec *Spec) {
	r := c.Validation
	if r == nil {
		return
	}
	at := c.at + ".validation"
	for _, name := range r.given() {
		fits := slices.Contains(spec.Rules, name)
		if name == "minItems" || name == "maxItems" {
			fits = c.IsList()
		}
		if !fits {
			c.refuse(at+"."+name, "rule", "does not fit this field of kind %s", c.Kind)
		}
	}
	c.pattern(at, r.Pattern)
	c.ordered(at, "Length", r.MinLength, r.MaxLength)
	c.ordered(at, "Items", r.MinItems, r.MaxItems)
	c.bounds(at, r)
	if r.MaxBytes != nil && *r.MaxBytes < 1 {
		c.refuse(at+".maxBytes", "rule", "must be above 0")
	}
	c.mimeTypes(at+".mimeTypes", r.MimeTypes)
	c.listed(at+".in", r.In)
	c.schema(at+".schema", r.Schema)
	c.messages(at+".messages", r.Messages)
}

func (c *definition) schema(at string, raw []byte) {
	if len(raw) == 0 || c.Kind != JSON {
		return
	}
	if _, err := schemaOf(raw); err != nil {
		c.refuse(at, "schema", "%v", err)
	}
}

// given lists the rules that are set, by their JSON names.
func (r *Validation) given() []string {
	var names []string
	for _, rule := range []struct {
		name string
		set  bool
	}{
		{"minLength", r.MinLength != nil}, {"maxLength", r.MaxLength != nil}, {"pattern", r.Pattern != ""},
		{"min", r.Min != ""}, {"max", r.Max != ""}, {"in", len(r.In) > 0},
		{"minItems", r.MinItems != nil}, {"maxItems", r.MaxItems != nil},
		{"mimeTypes", len(r.MimeTypes) > 0}, {"maxBytes", r.MaxBytes != nil},
		{"schema", len(r.Schema) > 0},
	} {
		if rule.set {
			names = append(names, rule.name)
		}
	}
	return names
}

func (c *definition) pattern(at, pattern string) {
	if len(pattern) > maxPatternLength {
		c.refuse(at+".pattern", "pattern", "takes at most %d characters", maxPatternLength)
		return
	}
	if _, err := regexp.Compile(pattern); err != nil {
		c.refuse(at+".pattern", "pattern", "is not a pattern of RE2: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
}

// ordered checks a pair of counts, minX and maxX.
func (c *definition) ordered(at, what string, low, high *int) {
	switch {
	case low != nil && *low < 0:
		c.refuse(at+".min"+what, "rule", "must not be below 0")
	case high != nil && *high < 0:
		c.refuse(at+".max"+what, "rule", "must not be below 0")
	case low != nil && high != nil && *low > *high:
		c.refuse(at+".max"+what, "rule", "must not be below min%s", what)
	}
}

func (c *definition) mimeTypes(at string, types []string) {
	for i, t := range types {
		if main, sub, ok := strings.Cut(t, "/"); !ok || main == "" || sub == "" {
			c.refuse(indexed(at, i), "rule", "must be a type like image/png or image/*")
		}
	}
}

// listed checks that each value of in is a value of the kind: numbers in their stored form.
func (c *definition) listed(at string, values []string) {
	if c.Kind != Integer && c.Kind != Float {
		return
	}
	for i, v := range values {
		stored, problems := Decode(nil, &Field{APIID: c.APIID, Kind: c.Kind}, indexed(at, i), []byte(v))
		if len(problems) > 0 || string(stored) != v {
			c.refuse(indexed(at, i), "rule", "must be a number in its plain form%s", hint(stored))
		}
	}
}

func hint(stored []byte) string {
	if len(stored) == 0 {
		return ""
	}
	return fmt.Sprintf(", %s", stored)
}
