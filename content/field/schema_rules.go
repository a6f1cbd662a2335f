package field

import (
	"math/big"
	"regexp"
	"strings"
)

// textRules are the keywords for strings.
type textRules struct {
	min, max *int
	pattern  *regexp.Regexp
	format   func(string) bool
	form     string // name of format
}

// numberRules are the keywords for numbers.
type numberRules struct {
	min, max, above, below *decimal
	multiple               *big.Rat
}

// objectRules are the keywords for objects.
type objectRules struct {
	properties map[string]*rule
	patterns   []patternRule
	others     *rule // additionalProperties
	names      *rule
	required   []string
	needs      []need
	min, max   *int
}

// need is what goes with a member that is given: dependentRequired has names, dependentSchemas a rule.
type need struct {
	given string
	names []string
	rule  *rule
}

// patternRule is one of patternProperties.
type patternRule struct {
	name *regexp.Regexp
	rule *rule
}

// arrayRules are the keywords for lists.
type arrayRules struct {
	first                    []*rule // prefixItems
	others                   *rule   // items
	contains                 *rule
	minContains, maxContains *int
	min, max                 *int
	unique                   bool
}

// schemaFormats are the formats that are checked; others are refused in definitions, rather than not checked.
var schemaFormats = map[string]func(string) bool{
	"date":      func(s string) bool { _, ok := parseDate(s); return ok },
	"date-time": func(s string) bool { _, ok := parseDateTime(s); return ok },
	"email":     isEmail,
	"uri":       func(s string) bool { return schemeOf(s) != "" && isWholeLink(s) },
	"uuid":      isUUID,
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range []byte(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hex := c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
		if dash != (c == '-') || !dash && !hex {
			return false
		}
	}
	return true
}

func (c *schemaCompiler) textKeyword(r *rule, at, name string, v value) bool {
	switch name {
	case "minLength":
		r.text.min = c.count(at, v)
	case "maxLength":
		r.text.max = c.count(at, v)
	case "pattern":
		r.text.pattern = c.pattern(at, c.text(at, v))
	case "format":
		r.text.form = c.text(at, v)
		if r.text.format = schemaFormats[r.text.form]; r.text.format == nil {
			c.fail(at, "must be date, date-time, email, uri or uuid")
		}
	default:
		return false
	}
	return true
}

func (c *schemaCompiler) numberKeyword(r *rule, at, name string, v value) bool {
	switch name {
	case "minimum":
		r.number.min = c.limit(at, v)
	case "maximum":
		r.number.max = c.limit(at, v)
	case "exclusiveMinimum":
		r.number.above = c.limit(at, v)
	case "exclusiveMaximum":
		r.number.below = c.limit(at, v)
	case "multipleOf":
		d := c.limit(at, v)
		if r.number.multiple = d.rat(); d.digits == "" || d.negative || r.number.multiple == nil {
			c.fail(at, "must be a number above 0, of less than 400 digits")
		}
	default:
		return false
	}
	return true
}

func (c *schemaCompiler) limit(at string, v value) *decimal {
	if v.shape != number {
		c.fail(at, "must be a number, not %s", v.what())
	}
	d := parseDecimal(v.text)
	return &d
}

func (c *schemaCompiler) objectKeyword(r *rule, at, name string, v value) bool {
	switch o := &r.object; name {
	case "properties":
		o.properties = c.named(at, v)
	case "patternProperties":
		rules := c.named(at, v)
		for _, m := range v.members {
			o.patterns = append(o.patterns, patternRule{c.pattern(at, m.name), rules[m.name]})
		}
	case "additionalProperties":
		o.others = c.rule(at, v)
	case "propertyNames":
		o.names = c.rule(at, v)
	case "required":
		o.required = c.strings(at, v)
	case "dependentRequired":
		for _, m := range v.members {
			o.needs = append(o.needs, need{given: m.name, names: c.strings(at, m.value)})
		}
	case "dependentSchemas":
		rules := c.named(at, v)
		for _, m := range v.members {
			o.needs = append(o.needs, need{given: m.name, rule: rules[m.name]})
		}
	case "minProperties":
		o.min = c.count(at, v)
	case "maxProperties":
		o.max = c.count(at, v)
	default:
		return false
	}
	return true
}

func (c *schemaCompiler) arrayKeyword(r *rule, at, name string, v value) bool {
	switch a := &r.array; name {
	case "prefixItems":
		a.first = c.several(at, v)
	case "items":
		a.others = c.rule(at, v)
	case "contains":
		a.contains = c.rule(at, v)
	case "minContains":
		a.minContains = c.count(at, v)
	case "maxContains":
		a.maxContains = c.count(at, v)
	case "minItems":
		a.min = c.count(at, v)
	case "maxItems":
		a.max = c.count(at, v)
	case "uniqueItems":
		a.unique = c.truth(at, v)
	default:
		return false
	}
	return true
}

// maxRatDigits bounds the numbers that multipleOf is worked out for.
const maxRatDigits = 400

// rat is the number as a fraction; nil if it is too long for that.
func (d decimal) rat() *big.Rat {
	if len(d.digits) > maxRatDigits || d.exponent > maxRatDigits || d.exponent < -maxRatDigits {
		return nil
	}
	digits, _ := new(big.Int).SetString("0"+d.digits, 10)
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(d.exponent, -d.exponent))), nil)
	out := new(big.Rat).SetInt(digits)
	if d.exponent < 0 {
		out.Quo(out, new(big.Rat).SetInt(power))
	} else {
		out.Mul(out, new(big.Rat).SetInt(power))
	}
	if d.negative {
		out.Neg(out)
	}
	return out
}

// compare orders two numbers exactly.
func (d decimal) compare(e decimal) int {
	if s := d.sign() - e.sign(); s != 0 || d.digits == "" {
		return s
	}
	c := len(d.digits) + d.exponent - len(e.digits) - e.exponent
	if c == 0 {
		c = strings.Compare(d.digits, e.digits) // 0.12 and 0.123: no zeros at the ends, so the shorter one is less
	}
	return c * d.sign()
}

func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	}
	return 1
}
