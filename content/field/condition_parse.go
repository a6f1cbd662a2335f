package field

import (
	"strings"
	"unicode/utf8"
)

// conditionWords are the words of conditions, which no field can be named in one.
var conditionWords = map[string]bool{"and": true, "or": true, "not": true, "in": true, "nil": true, "null": true, "true": true, "false": true}

// maxConditionDepth bounds brackets in brackets.
const maxConditionDepth = 20

// parseCondition reads a condition. The error is the second half of a sentence.
func parseCondition(s string) (*condition, error) {
	if len(s) > maxConditionLength {
		return nil, errCondition("it takes at most %d characters", maxConditionLength)
	}
	words, err := conditionTokens(s)
	if err != nil {
		return nil, err
	}
	p := &conditionParser{tokens: words}
	c, err := p.or(0)
	if err == nil && p.at < len(p.tokens) {
		err = errCondition("%q is not expected there", p.tokens[p.at])
	}
	return c, err
}

// conditionTokens takes a condition apart; strings keep their opening quote.
func conditionTokens(s string) (out []string, err error) {
	for s = strings.TrimLeft(s, " \t\r\n"); s != ""; s = strings.TrimLeft(s, " \t\r\n") {
		n := tokenLength(s)
		if n == 0 {
			r, _ := utf8.DecodeRuneInString(s)
			return nil, errCondition("%q cannot be read", r)
		}
		out, s = append(out, s[:n]), s[n:]
	}
	return out, nil
}

func tokenLength(s string) int {
	for _, sign := range []string{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ","} {
		if strings.HasPrefix(s, sign) {
			return len(sign)
		}
	}
	if s[0] == '"' || s[0] == '\'' {
		return quotedLength(s)
	}
	n := 0
	for n < len(s) && (isNameByte(s[n]) || s[n] == '.' || n == 0 && s[n] == '-') {
		n++
	}
	return n
}

func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// quotedLength is the length of the string at the beginning of s; 0 if it has no end.
func quotedLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case s[0]:
			return i + 1
		case '\\':
			i++
		}
	}
	return 0
}

// conditionParser reads tokens, the weakest operator first.
type conditionParser struct {
	tokens []string
	at     int
}

// take skips the next token if it is one of these.
func (p *conditionParser) take(any ...string) string {
	if p.at < len(p.tokens) {
		for _, t := range any {
			if p.tokens[p.at] == t {
				p.at++
				return t
			}
		}
	}
	return ""
}

func (p *conditionParser) or(depth int) (*condition, error) {
	left, err := p.and(depth)
	for err == nil && p.take("or", "||") != "" {
		var right *condition
		right, err = p.and(depth)
		left = &condition{op: "or", left: left, right: right}
	}
	return left, err
}

func (p *conditionParser) and(depth int) (*condition, error) {
	left, err := p.not(depth)
	for err == nil && p.take("and", "&&") != "" {
		var right *condition
		right, err = p.not(depth)
		left = &condition{op: "and", left: left, right: right}
	}
	return left, err
}

// not takes what stands alone or in brackets. not a == b means different things in different languages, so it is refused.
func (p *conditionParser) not(depth int) (*condition, error) {
	if depth > maxConditionDepth {
		return nil, errCondition("it takes at most %d brackets in each other", maxConditionDepth)
	}
	if p.take("not", "!") == "" {
		return p.comparison(depth)
	}
	inner, err := p.operand(depth + 1)
	if err == nil {
		err = inner.alone()
	}
	if err == nil && p.take("==", "!=", "<=", ">=", "<", ">", "in") != "" {
		err = errCondition("what comes after not needs brackets")
	}
	return &condition{op: "not", left: inner}, err
}

func (p *conditionParser) comparison(depth int) (*condition, error) {
	left, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	op, negated := p.take("==", "!=", "<=", ">=", "<", ">", "in"), false
	if op == "" && p.take("not") != "" {
		if op, negated = p.take("in"), true; op == "" {
			return nil, errCondition("in is missing after not")
		}
	}
	if op == "" {
		return left, left.alone()
	}
	right, err := p.operand(depth)
	c := &condition{op: op, left: left, right: right}
	if negated {
		c = &condition{op: "not", left: c}
	}
	return c, err
}

// alone refuses values that say nothing by themselves.
func (c *condition) alone() error {
	if c.op == "list" || c.op == "value" && c.value.shape != boolean {
		return errCondition("a value needs something that it is compared with")
	}
	return nil
}

func (p *conditionParser) operand(depth int) (*condition, error) {
	switch {
	case p.take("(") != "":
		c, err := p.or(depth + 1)
		if err == nil && p.take(")") == "" {
			err = errCondition(") is missing")
		}
		return c, err
	case p.take("[") != "":
		return p.list()
	case p.at == len(p.tokens):
		return nil, errCondition("it ends too early")
	}
	t := p.tokens[p.at]
	p.at++
	return literalOrName(t)
}

func (p *conditionParser) list() (*condition, error) {
	c := &condition{op: "list"}
	for p.take("]") == "" {
		if len(c.items) > 0 && p.take(",") == "" || p.at == len(p.tokens) {
			return nil, errCondition("] is missing")
		}
		item, err := literalOrName(p.tokens[p.at])
		if err != nil || item.op != "value" {
			return nil, errCondition("a list holds strings, numbers, true or false")
		}
		p.at++
		c.items = append(c.items, item)
	}
	return c, nil
}

func literalOrName(t string) (*condition, error) {
	literal := func(v value) (*condition, error) { return &condition{op: "value", value: v}, nil }
	switch {
	case t == "nil" || t == "null":
		return literal(value{})
	case t == "true" || t == "false":
		return literal(value{shape: boolean, text: t})
	case t[0] == '"' || t[0] == '\'':
		s, err := unquotedCondition(t)
		if err != nil {
			return nil, err
		}
		return literal(value{shape: text, text: s})
	case t[0] == '-' || t[0] >= '0' && t[0] <= '9':
		p := &parser{in: t}
		if v, err := p.number(); err == nil && p.at == len(t) {
			return literal(v)
		}
	case IsName(t) && !conditionWords[t]:
		return &condition{op: "name", name: t}, nil
	}
	return nil, errCondition("%q is not expected there", t)
}

// unquotedCondition reads a string; a backslash may stand before a quote or another backslash.
func unquotedCondition(t string) (string, error) {
	var b strings.Builder
	for i := 1; i < len(t)-1; i++ {
		if t[i] == '\\' {
			if i++; t[i] != '\\' && t[i] != '"' && t[i] != '\'' {
				return "", errCondition("\\%c stands in a string", t[i])
			}
		}
		b.WriteByte(t[i])
	}
	return b.String(), nil
}
