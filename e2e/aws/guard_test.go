//go:build aws

package aws

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/galley-cms/galley/e2e/story"
)

// Where all goes well, no function logs an error, is called in vain, or leaves something for a person.
func (d *deployment) flawless(t *testing.T) {
	for group, lines := range d.logLines(t) {
		for _, line := range lines {
			if strings.Contains(line, `"level":"ERROR"`) || strings.Contains(line, "panic:") || strings.Contains(line, "timed out") {
				t.Errorf("%s: %s", group, line)
			}
		}
	}
	for of, variable := range map[string]string{"webhook": "GALLEY_WEBHOOK_QUEUE", "stream": "GALLEY_PARKED_QUEUE", "media": "GALLEY_UPLOADS_QUEUE", "schedule": "GALLEY_JOBS_QUEUE"} {
		q := d.queue(t, of, variable)
		q.idle(t)
		q.url = q.dead
		story.Want(t, "dead letters of "+of, q.attribute(t, types.QueueAttributeNameApproximateNumberOfMessages), "0")
	}
}

// What a client says of its own address does not help it: attempts to sign in are counted under the real one. // A9
func (d *deployment) spoofed(t *testing.T, home *story.Home) {
	client := home.Client(t, "")
	const tries = 80 // more than an address has, in less time than it takes to get many back
	limited := 0
	for i := range tries {
		body, err := json.Marshal(story.Object{"email": fmt.Sprintf("nobody%d@example.com", i), "password": "a guess at a password"})
		if err != nil {
			t.Fatal(err)
		}
		address := fmt.Sprintf("203.0.113.%d", i)
		a := client.Do(http.MethodPost, home.URL+"/auth/login", http.Header{
			"Content-Type": {"application/json"}, "X-Forwarded-For": {address}, "Forwarded": {"for=" + address},
			"X-Real-Ip": {address}, "Cloudfront-Viewer-Address": {address + ":4711"}, "X-Galley-Viewer": {address},
			"X-Galley-Origin": {"a guess at the secret"},
		}, body)
		if a.Status == http.StatusTooManyRequests {
			limited++
		} else if a.Status != http.StatusUnauthorized {
			t.Fatalf("attempt %d: %d %s", i, a.Status, a.Body)
		}
	}
	if limited == 0 {
		t.Errorf("%d attempts from one address, which named itself otherwise each time, were all let in", tries)
	}
	for _, line := range d.logLines(t)["/galley/"+stage+"/api"] {
		if strings.Contains(line, `"client":"203.0.113.`) {
			t.Fatalf("a spoofed address was believed: %s", line)
		}
	}
}

// Only who knows the secret of the origin, as CloudFront does, can say who asks. // A9
func (d *deployment) believed(t *testing.T, home *story.Home) {
	for secret, believed := range map[string]bool{d.originSecret(t): true, d.originSecret(t) + "x": false, "": false} {
		path := fmt.Sprintf("/believed-%t-%d", believed, len(secret))
		home.Client(t, "").Do(http.MethodGet, home.URL+path, http.Header{"X-Galley-Origin": {secret}, "X-Galley-Viewer": {"198.51.100.7"}}, nil)
		line := d.line(t, "api", path)
		story.Want(t, "the address with a secret of "+fmt.Sprint(len(secret))+" characters is believed", strings.Contains(line, `"client":"198.51.100.7"`), believed)
	}
}

// originSecret is what CloudFront shows to the API.
func (d *deployment) originSecret(t testing.TB) string {
	t.Helper()
	name := "/galley/" + stage + "/origin-secret"
	p, err := d.ssm.GetParameter(t.Context(), &ssm.GetParameterInput{Name: &name, WithDecryption: sdk.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	d.secrets.Keep("origin secret", *p.Parameter.Value)
	return *p.Parameter.Value
}

// line is the line of a function's log that holds some words.
func (d *deployment) line(t testing.TB, of, words string) string {
	t.Helper()
	for _, line := range d.logLines(t)["/galley/"+stage+"/"+of] {
		if strings.Contains(line, words) {
			return line
		}
	}
	t.Fatalf("the function %s did not log %q", of, words)
	return ""
}

// No secret stands in what functions and the API log, or in what the functions write otherwise. // N11
func (d *deployment) quietLogs(t *testing.T, home *story.Home) {
	d.provoke(t, home)
	d.originSecret(t)
	story.Want(t, "kinds of secrets", strings.Join(d.secrets.Kinds(), ", "),
		"API key, origin secret, password, presigned signature, session, setup token, webhook secret")

	logs := d.logLines(t)
	written, err := os.ReadFile(d.emulator.Log)
	if err != nil {
		t.Fatal(err)
	}
	logs["the emulator"] = strings.Split(string(written), "\n")
	lines := 0
	for group, all := range logs {
		lines += len(all)
		for _, line := range all {
			for secret, what := range d.secrets.All() {
				if strings.Contains(line, secret) {
					t.Errorf("%s holds a secret (%s): %s", group, what, line)
				}
			}
		}
	}
	d.line(t, "api", "(hidden: it holds an API key)") // so what was asked for above is among them
	t.Logf("%d secrets were looked for in %d lines of %d logs", len(d.secrets.All()), lines, len(logs))
}

// provoke makes requests that fail, with secrets where careless logs would show them.
func (d *deployment) provoke(t *testing.T, home *story.Home) {
	t.Helper()
	browser, key := home.Client(t, ""), home.Key
	for _, address := range []string{
		"/graphql?access_token=" + key, "/graphql/" + key, "/media/" + key + "/a.png", "/nothing?key=" + key,
		"/graphql?query=" + key, "/auth/session?token=" + key,
	} {
		if a := browser.Get(address); a.Status >= 500 {
			t.Errorf("%s answers %d", address, a.Status)
		}
	}
	for _, h := range []http.Header{
		{"Authorization": {"Basic " + key}}, {"Authorization": {"Bearer " + key + "x"}}, {"Cookie": {"galley_session=" + key}}, {"X-Api-Key": {key}},
	} {
		h.Set("Content-Type", "application/json")
		browser.Do(http.MethodPost, home.URL+"/manage/graphql", h, []byte(`{"query": "{ broken`))
		browser.Do(http.MethodPost, home.URL+"/auth/login", h.Clone(), []byte(`{"email": "a@example.com", "password": "`+key+`"}`))
	}
	manager := home.Client(t, key)
	manager.Try("/manage/graphql", `mutation($u: String!) { addWebhook(url: $u, events: ["entry.published"]) { secret } }`, story.Object{"u": "ftp://user:" + key + "@example.com/"})
	manager.Try("/manage/graphql", `mutation($p: String!) { createUser(email: "not an address", role: ADMIN, password: $p) { link } }`, story.Object{"p": key})
}
