package manage_test

import (
	"testing"

	"github.com/galley-cms/galley/internal/auth"
)

// Where nothing searches, that is said; who may not read drafts does not learn even that.
func TestWithoutASearch(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	for _, q := range []string{`{ search(text: "bread") { score } }`, `{ searchStatus { behind } }`, `{ entries(model: "article", search: "bread") { totalCount } }`} {
		s.want("BAD_USER_INPUT", q, nil)
	}
	s.want("BAD_USER_INPUT", `{ search(text: "bread", first: 101) { score } }`, nil)
	s.actor = auth.Actor{Kind: auth.KindKey, Scopes: []auth.Scope{auth.ScopeRead}}
	s.want("FORBIDDEN", `{ search(text: "bread") { score } }`, nil)
}
