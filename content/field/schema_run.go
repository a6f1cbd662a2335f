package field

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// schemaRun checks one document.
type schemaRun struct {
	left   int // steps; below 0 nothing is looked at any more, and what was found says nothing
	broken []broken
}

// spend takes n steps, and tells whether they were there.
func (r *schemaRun) spend(n int) bool {
	r.left -= 1 + n
	return r.left >= 0
}

// holds tells whether a value fits a rule, and says what does not if told to.
func (r *schemaRun) holds(s *rule, at string, v value, tell bool) bool {
	if !r.spend(len(v.text)/64 + len(v.members)/4 + len(v.items)/8) {
		return false
	}
	no := func(ok bool, format string, args ...any) bool {
		if !ok && tell && len(r.broken) < maxSchemaBreaks {
			r.broken = append(r.broken, broken{at, fmt.Sprintf(format, args...)})
		}
		return ok
	}
	if s.never {
		return no(false, "is not allowed by the schema")
	}
	if s.types != nil && !slices.ContainsFunc(s.types, v.isOf) {
		return no(false, "must be of the type %s", strings.Join(s.types, " or "))
	}
	ok := s.enum == nil || no(r.listed(s, v), "must be one of %s", s.enumText)
	switch v.shape {
	case text:
		ok = r.textHolds(&s.text, v.text, no) && ok
	case number:
		ok = numberHolds(&s.number, v.text, no) && ok
	case object:
		ok = r.objectHolds(&s.object, at, v, tell, no) && ok
	case array:
		ok = r.arrayHolds(&s.array, at, v, tell, no) && ok
	}
	return r.combined(s, at, v, tell, no) && ok
}

// refusal notes what is wrong unless ok, and gives ok back.
type refusal func(ok bool, format string, args ...any) bool

// combined checks the keywords that hold other rules against the same value.
func (r *schemaRun) combined(s *rule, at string, v value, tell bool, no refusal) bool {
	ok := true
	if s.ref != nil {
		ok = r.holds(s.ref, at, v, tell)
	}
	for _, each := range s.all {
		ok = r.holds(each, at, v, tell) && ok
	}
	quietly := func(each *rule) bool { return r.holds(each, at, v, false) }
	if s.any != nil {
		ok = no(slices.ContainsFunc(s.any, quietly), "must fit one of %d schemas", len(s.any)) && ok
	}
	if s.one != nil {
		fits := 0
		for _, each := range s.one {
			if quietly(each) {
				fits++
			}
		}
		ok = no(fits == 1, "must fit exactly one of %d schemas, and fits %d", len(s.one), fits) && ok
	}
	if s.not != nil {
		ok = no(!quietly(s.not), "must not fit the schema of not") && ok
	}
	if s.when == nil {
		return ok
	}
	next := s.orElse
	if quietly(s.when) {
		next = s.then
	}
	return (next == nil || r.holds(next, at, v, tell)) && ok
}

func (r *schemaRun) listed(s *rule, v value) bool {
	c := v.canonical(nil)
	return r.spend(len(c)/64) && s.enum[string(c)]
}

// isOf tells whether v is of a type of JSON Schema.
func (v value) isOf(name string) bool {
	switch v.shape {
	case boolean:
		return name == "boolean"
	case number:
		return name == "number" || name == "integer" && parseDecimal(v.text).exponent >= 0
	case text:
		return name == "string"
	case array:
		return name == "array"
	case object:
		return name == "object"
	}
	return name == "null"
}

func (r *schemaRun) textHolds(t *textRules, s string, no refusal) bool {
	n := utf8.RuneCountInString(s)
	ok := t.min == nil || no(n >= *t.min, "needs at least %s", counted(*t.min, "character"))
	ok = (t.max == nil || no(n <= *t.max, "takes at most %s", counted(*t.max, "character"))) && ok
	if t.pattern != nil {
		ok = r.spend(len(s)/16) && no(t.pattern.MatchString(s), "must match the pattern %s", shortened(t.pattern.String())) && ok
	}
	return (t.format == nil || no(t.format(s), "must be of the format %s", t.form)) && ok
}

func numberHolds(n *numberRules, s string, no refusal) bool {
	d, ok := parseDecimal(s), true
	if n.min != nil {
		ok = no(d.compare(*n.min) >= 0, "must be at least %s", n.min) && ok
	}
	if n.max != nil {
		ok = no(d.compare(*n.max) <= 0, "must be at most %s", n.max) && ok
	}
	if n.above != nil {
		ok = no(d.compare(*n.above) > 0, "must be above %s", n.above) && ok
	}
	if n.below != nil {
		ok = no(d.compare(*n.below) < 0, "must be below %s", n.below) && ok
	}
	if n.multiple != nil {
		rat := d.rat()
		ok = no(rat != nil && rat.Quo(rat, n.multiple).IsInt(), "must be a multiple of %s", n.multiple.RatString()) && ok
	}
	return ok
}

func (r *schemaRun) objectHolds(o *objectRules, at string, v value, tell bool, no refusal) bool {
	n := len(v.members)
	ok := o.min == nil || no(n >= *o.min, "needs at least %s", counted(*o.min, "member"))
	ok = (o.max == nil || no(n <= *o.max, "takes at most %s", counted(*o.max, "member"))) && ok
	names := make(map[string]bool, n)
	for _, m := range v.members {
		names[m.name] = true
		ok = r.memberHolds(o, at+"."+shortened(m.name), m, tell) && ok
	}
	for _, name := range o.required {
		ok = no(names[name], "needs the member %q", shortened(name)) && ok
	}
	for _, need := range o.needs {
		for _, name := range need.names {
			ok = no(!names[need.given] || names[name], "needs the member %q beside %q", shortened(name), shortened(need.given)) && ok
		}
		if need.rule != nil && names[need.given] {
			ok = r.holds(need.rule, at, v, tell) && ok
		}
	}
	return ok
}

func (r *schemaRun) memberHolds(o *objectRules, at string, m member, tell bool) bool {
	ok, matched := true, false
	if rule := o.properties[m.name]; rule != nil {
		ok, matched = r.holds(rule, at, m.value, tell), true
	}
	for _, p := range o.patterns {
		if r.spend(len(m.name)/16) && p.name.MatchString(m.name) {
			ok, matched = r.holds(p.rule, at, m.value, tell) && ok, true
		}
	}
	if !matched && o.others != nil {
		ok = r.holds(o.others, at, m.value, tell) && ok
	}
	if o.names != nil {
		ok = r.holds(o.names, at, value{shape: text, text: m.name}, tell) && ok
	}
	return ok
}

func (r *schemaRun) arrayHolds(a *arrayRules, at string, v value, tell bool, no refusal) bool {
	n := len(v.items)
	ok := a.min == nil || no(n >= *a.min, "needs at least %s", counted(*a.min, "item"))
	ok = (a.max == nil || no(n <= *a.max, "takes at most %s", counted(*a.max, "item"))) && ok
	for i, item := range v.items {
		rule := a.others
		if i < len(a.first) {
			rule = a.first[i]
		}
		if rule != nil {
			ok = r.holds(rule, indexed(at, i), item, tell) && ok
		}
	}
	if a.contains != nil {
		ok = r.containsHolds(a, v, no) && ok
	}
	return (!a.unique || no(r.distinct(v.items), "must not hold a value twice")) && ok
}

func (r *schemaRun) containsHolds(a *arrayRules, v value, no refusal) bool {
	found, least := 0, 1
	for _, item := range v.items {
		if r.holds(a.contains, "", item, false) {
			found++
		}
	}
	if a.minContains != nil {
		least = *a.minContains
	}
	ok := no(found >= least, "needs at least %s that the schema describes", counted(least, "item"))
	return (a.maxContains == nil || no(found <= *a.maxContains, "takes at most %s that the schema describes", counted(*a.maxContains, "item"))) && ok
}

func (r *schemaRun) distinct(items []value) bool {
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		c := item.canonical(nil)
		if !r.spend(len(c)/64) || seen[string(c)] {
			return false
		}
		seen[string(c)] = true
	}
	return true
}

// canonical appends a form of v that equal values share: numbers by value, members by name.
func (v value) canonical(dst []byte) []byte {
	switch v.shape {
	case number:
		return append(dst, parseDecimal(v.text).String()...)
	case array:
		dst = append(dst, '[')
		for _, item := range v.items {
			dst = append(item.canonical(dst), ',')
		}
		return append(dst, ']')
	case object:
		members := slices.SortedFunc(slices.Values(v.members), func(a, b member) int { return strings.Compare(a.name, b.name) })
		dst = append(dst, '{')
		for _, m := range members {
			dst = append(append(m.value.canonical(append(appendString(dst, m.name), ':')), ','), ' ')
		}
		return append(dst, '}')
	}
	return v.append(dst)
}

// String is the number in one form, as messages show it.
func (d decimal) String() string {
	sign := ""
	if d.negative {
		sign = "-"
	}
	switch {
	case d.digits == "":
		return "0"
	case d.exponent >= 0 && d.exponent <= 20:
		return sign + d.digits + strings.Repeat("0", d.exponent)
	case d.exponent < 0 && d.exponent > -20:
		digits := strings.Repeat("0", max(0, 1-d.exponent-len(d.digits))) + d.digits
		point := len(digits) + d.exponent
		return sign + digits[:point] + "." + digits[point:]
	}
	return sign + d.digits + "e" + strconv.Itoa(d.exponent)
}
