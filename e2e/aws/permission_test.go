//go:build aws

package aws

import (
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/galley-cms/galley/e2e/story"
)

// The story fails where a permission is missing, and goes on where it is back: so permissions are enforced, and the
// story notices. One that passed in any case would prove nothing.
func (d *deployment) permissions(t *testing.T, home *story.Home) {
	s := story.New(home)
	s.Step(t, "people")
	s.Step(t, "models as files")
	for _, missing := range []struct{ of, action, step string }{
		{"api", "dynamodb:PutItem", "write and publish"},
		{"image", "s3:GetObject", "upload"},
	} {
		said := d.without(t, missing.of, missing.action, func() string {
			return failed(t, func(tb testing.TB) { s.Step(tb, missing.step) })
		})
		t.Logf("without %s of the function %s the story says: %s", missing.action, missing.of, said)
	}
	s.Forget(t)
	for _, step := range []string{"write and publish", "upload", "taking it away"} {
		s.Step(t, step)
	}
}

// policy is what a role may do.
type policy struct {
	Version   string
	Statement []map[string]any
}

// without does something while the role of a function lacks an action.
func (d *deployment) without(t testing.TB, of, action string, do func() string) string {
	t.Helper()
	name, inline := function(of), "galley"
	f, err := d.lambda.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: &name})
	if err != nil {
		t.Fatal(err)
	}
	role := path.Base(*f.Role)
	was, err := d.iam.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: &role, PolicyName: &inline})
	if err != nil {
		t.Fatal(err)
	}
	text, err := url.QueryUnescape(*was.PolicyDocument)
	if err != nil {
		t.Fatal(err)
	}
	put := func(document string) {
		if _, err := d.iam.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: &role, PolicyName: &inline, PolicyDocument: &document}); err != nil {
			t.Fatal(err)
		}
	}
	put(forbid(t, text, action))
	defer put(text)
	return do()
}

// forbid gives a policy that does not allow an action.
func forbid(t testing.TB, text, action string) string {
	t.Helper()
	var p policy
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range p.Statement {
		var actions []any
		switch a := s["Action"].(type) {
		case string:
			actions = []any{a}
		case []any:
			actions = a
		}
		kept := slices.DeleteFunc(slices.Clone(actions), func(a any) bool { return a == action })
		if len(kept) < len(actions) {
			found = true
			if s["Action"] = kept; len(kept) == 0 {
				s["Action"] = "none:AtAll"
			}
		}
	}
	if !found {
		t.Fatalf("no statement allows %s: %s", action, text)
	}
	out, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// failed runs what must fail, and gives what it said.
func failed(t *testing.T, tell func(testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		tell(r)
	}()
	<-done
	if !r.failed {
		t.Fatal("what must fail has passed")
	}
	return strings.Join(r.said, "; ")
}
