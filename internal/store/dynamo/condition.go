package dynamo

import (
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// An expired item may stay in the table for days: each condition treats it as absent itself.
const (
	isAbsent = "attribute_not_exists(pk) OR x <= :now"
	isLive   = "(attribute_not_exists(x) OR x > :now)"
)

// condition is a condition as an expression and its values; nil if it always holds.
func condition(c store.Condition, now time.Time) (*string, attributes) {
	at := attributes{":now": number(now.Unix())}
	with := func(expression string) (*string, attributes) { return &expression, at }
	switch c.Kind {
	case store.CondAbsent:
		return with(isAbsent)
	case store.CondExists:
		return with("attribute_exists(pk) AND " + isLive)
	case store.CondOpen:
		return with("attribute_exists(pk) AND attribute_not_exists(s) AND " + isLive)
	case store.CondVersion:
		if c.N == 0 {
			return with(isAbsent)
		}
		at[":n"] = number(c.N)
		return with("v = :n AND " + isLive)
	case store.CondTagBelow:
		at[":n"] = number(c.N)
		if c.N > 0 { // a tag of 0 is not stored, and is below
			return with("attribute_not_exists(t) OR t < :n OR x <= :now")
		}
		return with("t < :n OR " + isAbsent)
	}
	return nil, nil
}

// anything is the condition of a check that always holds: DynamoDB wants one.
const anything = "attribute_exists(pk) OR attribute_not_exists(pk)"
