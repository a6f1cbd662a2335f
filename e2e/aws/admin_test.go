//go:build aws

package aws

import (
	"net/url"
	"os"
	"os/exec"
	"testing"

	"github.com/galley-cms/galley/e2e/story"
)

// The admin works in a browser, from the address of CloudFront.
func (n *notes) browser(t *testing.T) {
	const email, password = "ada@example.com", "a password for a browser"
	n.manager(t).Ask("/manage/graphql", `mutation($e: String!, $p: String) { createUser(email: $e, name: "Ada", role: ADMIN, password: $p) { user { id } } }`,
		story.Object{"e": email, "p": password})
	n.home.Secrets.Keep("password", password)
	at, err := url.Parse(n.emulator.URL)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "--test", "admin.test.mjs")
	cmd.Env = append(os.Environ(), "GALLEY_URL="+n.home.URL, "GALLEY_EMAIL="+email, "GALLEY_PASSWORD="+password, "EMULATOR=127.0.0.1:"+at.Port())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
