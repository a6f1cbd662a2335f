// Package pattern has regular expressions that are compiled when they are first used. Those of imports and deployments took
// half a millisecond of each start of a server.
package pattern

import (
	"regexp"
	"sync"
)

// Late gives the function that compiles an expression at its first call. A wrong one panics there: tests have to use it.
func Late(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
