package story

import (
	"strings"
	"testing"
)

// explain asks how a list is answered, on the command line and by the management API.
func (s *Story) explain(t testing.TB) {
	out := s.home.CLI(t, "explain", s.model(), "--where", `{"minutes": {"gte": 30}}`, "--order-by", "minutes:DESC")
	for _, words := range []string{"along the index minutes, descending, where minutes gte 30", "Returns  1, and there are no more"} {
		if !strings.Contains(out, words) {
			t.Fatalf("explain does not say %q:\n%s", words, out)
		}
	}
	d := s.editor.With(t).Ask("/manage/graphql", `{ explain(model: "recipe", where: {slug: {eq: "soup"}}, stage: DRAFT) { returned refusal readUnits } }`, nil)
	Want(t, "on the page", At(d, "explain", "returned"), any(1.0))
	Want(t, "refused", At(d, "explain", "refusal"), nil)
	Want(t, "it costs something", At(d, "explain", "readUnits") != any(0.0), true)
}
