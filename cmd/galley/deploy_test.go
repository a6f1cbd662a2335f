package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// recorded plays back what the tools of a deploy print; the folder testdata/deploy holds real output of the CDK's.
type recorded struct {
	*testing.T
	dir     string
	missing []string          // programs that this machine does not have
	prints  map[string]string // by the beginning of the command line
	fails   map[string]bool   // likewise
	url     string            // the output Url; none if empty
	ran     []string
}

func (r *recorded) Has(name string) bool { return !slices.Contains(r.missing, name) }

func (r *recorded) Run(_ context.Context, dir string, said func(string), name string, args ...string) (string, error) {
	command := strings.TrimPrefix(strings.Join(append([]string{name}, args...), " "), "npx --no-install ")
	r.ran = append(r.ran, command)
	if rel, _ := filepath.Rel(r.dir, dir); name == "make" && rel != "." || name != "make" && rel != "infra" {
		r.Errorf("%s runs in %s", command, dir)
	}
	var out string
	for begin, text := range r.prints {
		if strings.HasPrefix(command, begin) {
			out = text
		}
	}
	for line := range strings.Lines(out) {
		said(strings.TrimRight(line, "\n"))
	}
	for begin := range r.fails {
		if strings.HasPrefix(command, begin) {
			return "", errors.New("exit status 1")
		}
	}
	if strings.HasPrefix(command, "cdk deploy ") {
		r.outputs()
	}
	return out, nil
}

// outputs writes the file that the CDK writes at the end of a deploy.
func (r *recorded) outputs() {
	text := `{"galley-dev-data": {"ContentTable": "t"}, "galley-dev-edge": {}}`
	if r.url != "" {
		text = fmt.Sprintf(`{"galley-dev-data": {"ContentTable": "t"}, "galley-dev-edge": {"Url": %q}}`, r.url)
	}
	r.write("infra/cdk.out/outputs.json", text)
}

func (r *recorded) write(path, text string) {
	path = filepath.Join(r.dir, path)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		r.Fatal(err)
	}
}

func recording(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// newRecorded is a checkout with the environments dev and prod, and an account in which all goes well.
func newRecorded(t *testing.T, diff string) *recorded {
	r := &recorded{T: t, dir: t.TempDir(), fails: map[string]bool{}}
	r.write("infra/env/dev.yaml", "region: eu-central-1\n")
	r.write("infra/env/prod.yaml", "region: eu-central-1\n")
	r.write("infra/package-lock.json", "{}")
	r.prints = map[string]string{
		"go run ./call -env dev account": `{"account":"123456789012","region":"eu-central-1"}`,
		"cdk diff":                       recording(t, diff),
	}
	return r
}

// site answers as a deployed Galley does, after a number of failures.
func site(t *testing.T, failures int32) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if atomic.AddInt32(&failures, -1) >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("POST /graphql", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"data":{"__typename":"Query"}}`))
	})
	mux.HandleFunc("GET /admin/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<!doctype html><html></html>"))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// deploy runs the command with recorded tools; stdin is the terminal of a person who answers, if it is not empty.
func (r *recorded) deploy(stdin string, d deployCommand) result {
	r.Helper()
	var out, said bytes.Buffer
	d.Dir = r.dir
	if d.Environment == "" {
		d.Environment = "dev"
	}
	c := console{in: strings.NewReader(stdin), out: &out, err: &said}
	err := (&deployment{deployCommand: &d, console: c, tools: r, asks: stdin != "", http: http.DefaultClient,
		between: time.Millisecond, patience: 200 * time.Millisecond}).run(context.Background())
	return result{c.end(err), out.String(), said.String()}
}

// want compares the status, and words of what was printed.
func (r *recorded) want(got result, code int, words ...string) {
	r.Helper()
	if got.code != code {
		r.Errorf("the status is %d, want %d:\n%s%s", got.code, code, got.out, got.err)
	}
	for _, w := range words {
		if !strings.Contains(got.out+got.err, w) {
			r.Errorf("%q is missing in\n%s%s", w, got.out, got.err)
		}
	}
}

// hasRun tells whether a command was run.
func (r *recorded) hasRun(begin string) bool {
	return slices.ContainsFunc(r.ran, func(c string) bool { return strings.HasPrefix(c, begin) })
}

func TestFirstDeploy(t *testing.T) {
	r := newRecorded(t, "diff-first.txt")
	r.url = site(t, 3).URL
	r.prints["go run ./call -env dev unprepared"] = "eu-central-1\n"
	r.prints["go run ./call -env dev setup-link"] = r.url + "/admin/setup?token=abc\n"
	got := r.deploy("yes\n", deployCommand{Context: []string{"lambdas=here"}})
	r.want(got, exitDone, "Deploy this to the account 123456789012, eu-central-1? [y/N]", "Preparing aws://000000000000/eu-central-1",
		"There are no users yet", "/admin/setup?token=abc")
	if got.out != "Galley answers at "+r.url+"\n" {
		t.Errorf("on standard output: %q", got.out)
	}
	want := []string{"go run ./call -env dev account", "make lambdas ARCH=arm64", "npm ci", "cdk synth --quiet --output cdk.out -c env=dev -c lambdas=here",
		"cdk diff --app cdk.out", "go run ./call -env dev unprepared eu-central-1", "cdk bootstrap --app cdk.out aws://000000000000/eu-central-1",
		"cdk deploy --all --app cdk.out", "go run ./call -env dev setup-link"}
	if len(r.ran) != len(want) {
		t.Fatalf("ran %q", r.ran)
	}
	for i, w := range want {
		if !strings.HasPrefix(r.ran[i], w) {
			t.Errorf("step %d is %q, want %q", i, r.ran[i], w)
		}
	}
}

func TestDeployAsksBeforeItChangesAnything(t *testing.T) {
	for _, c := range []struct {
		stdin string
		d     deployCommand
		code  int
		words string
	}{
		{"no\n", deployCommand{}, exitFailed, "Nothing was deployed."},
		{"\n", deployCommand{}, exitFailed, "Nothing was deployed."},
		{"", deployCommand{}, exitUsage, "Nobody can be asked here. Look at the difference by --diff, then deploy it by --yes."},
		{"", deployCommand{Diff: true}, exitDone, ""},
	} {
		r := newRecorded(t, "diff-first.txt")
		r.want(r.deploy(c.stdin, c.d), c.code, c.words)
		if r.hasRun("cdk deploy") || r.hasRun("cdk bootstrap") {
			t.Errorf("%+v: %q", c, r.ran)
		}
	}
}

func TestDeployOfNothing(t *testing.T) {
	r := newRecorded(t, "diff-nothing.txt")
	r.url = site(t, 0).URL
	r.want(r.deploy("no answer is needed\n", deployCommand{}), exitDone, "Nothing changes.", "Galley answers at "+r.url)
	if got := r.deploy("", deployCommand{Diff: true}); got.out != "Nothing changes.\n" {
		t.Errorf("--diff: %q", got.out)
	}
}

func TestDeployThatLosesDataIsRefused(t *testing.T) {
	r := newRecorded(t, "diff-loss.txt")
	r.url = site(t, 0).URL
	got := r.deploy("yes\n", deployCommand{Yes: true})
	r.want(got, exitFailed, "THIS LOSES DATA: the bucket galley-dev-data/Files may be replaced by an empty one.", "say --allow-data-loss")
	if r.hasRun("cdk deploy") {
		t.Error("it was deployed")
	}
	r.want(r.deploy("", deployCommand{Yes: true, AllowDataLoss: true}), exitDone)
}

func TestDifferenceInWords(t *testing.T) {
	for name, want := range map[string]string{
		"diff-first.txt": `galley-dev-data
  + 2 buckets, 2 bucket policies, 2 emptyings, 2 queues, 2 queue policies, 2 tables, 1 function, 1 log group, 1 role
galley-dev-app
  + 7 log groups, 7 roles, 6 functions, 6 queues, 6 queue policies, 4 event source mappings, 2 call permissions, 2 integrations, 2 routes, 2 schedules, 1 HTTP API, 1 dashboard, 1 event invoke config, 1 stage
galley-dev-edge
  + 3 cache policies, 2 edge functions, 2 response headers policies, 1 bucket, 1 bucket policy, 1 distribution, 1 emptying, 1 function, 1 log group, 1 note of addresses, 1 origin access, 1 permissions, 1 role, 1 secret, 1 upload
82 added, 0 changed, 0 removed.
`,
		"diff-loss.txt": `galley-dev-data
  - queue Old
  ~ bucket Files changes, and may be replaced for it: BucketName files-one → files-two
  ~ table Content: PointInTimeRecoverySpecification
galley-dev-app
  ~ permissions Api/Role/DefaultPolicy changes, and may be replaced for it: PolicyDocument
  ~ parameter Param: Value 2 → 3
0 added, 4 changed, 1 removed.
THIS LOSES DATA: the bucket galley-dev-data/Files may be replaced by an empty one.
`,
		"diff-replace.txt": `galley-dev-data
  - queue Old
  ! bucket Files is replaced: BucketName files-one → files-two
  ~ table Content: PointInTimeRecoverySpecification
galley-dev-app
  ~ permissions Api/Role/DefaultPolicy: PolicyDocument
  ~ parameter Param: Value 2 → 3
0 added, 3 changed, 1 removed, 1 REPLACED.
THIS LOSES DATA: the bucket galley-dev-data/Files is replaced by an empty one.
`,
	} {
		r := newRecorded(t, name)
		if got := r.deploy("", deployCommand{Diff: true}); got.code != exitDone || got.out != want {
			t.Errorf("%s: %d\n%s", name, got.code, got.out)
		}
	}
}

// New code or memory of a function makes a new version of it and leaves the old one behind; that is no news.
func TestVersionsOfFunctionsAreNoNews(t *testing.T) {
	r := newRecorded(t, "diff-settings.txt")
	got := r.deploy("", deployCommand{Diff: true})
	r.want(got, exitDone, "  ~ function Api: LoggingConfig, MemorySize 1024 → 1536, Role\n", "0 added, 10 changed, 0 removed.")
	if strings.Contains(got.out, "CurrentVersion") {
		t.Error(got.out)
	}
}

func TestDifferenceAsJSON(t *testing.T) {
	r := newRecorded(t, "diff-left.txt")
	got := r.deploy("", deployCommand{Diff: true, output: output{JSON: true}})
	var stacks []stackChanges
	if err := json.Unmarshal([]byte(got.out), &stacks); err != nil {
		t.Fatal(err)
	}
	first := stacks[0]
	if first.Stack != "galley-dev-data" || first.Region != "eu-central-1" || first.Changes[0].Name != "Content" || first.Changes[0].Action != left || first.Changes[0].LosesData {
		t.Errorf("%+v", first)
	}
}

func TestDeployThatFailsNamesTheResource(t *testing.T) {
	r := newRecorded(t, "diff-first.txt")
	r.prints["cdk deploy"] = recording(t, "deploy-failed.txt")
	r.fails["cdk deploy"] = true
	got := r.deploy("", deployCommand{Yes: true})
	r.want(got, exitFailed, "galley-dev-app, x Bad3ABCDEF12: Custom resource ServiceToken", "CloudFormation has put that stack back")
	if strings.Contains(got.err, "CloudTrail") || strings.Count(got.err, "ServiceToken") != 1 {
		t.Errorf("a wall of text: %s", got.err)
	}
}

func TestToolsThatFailAreQuoted(t *testing.T) {
	for begin, words := range map[string]string{
		"make": "Building failed:\n  the disk is full\n", "cdk diff": "The comparison failed:", "cdk deploy": "The deploy failed:", "go run ./call -env dev account": "Signing in to AWS failed:",
	} {
		r := newRecorded(t, "diff-first.txt")
		r.prints[begin] = "!!  Node 20 is old  !!\nthe disk is full\n\n../bin/infra: Subprocess exited with error 1\nexit status 1\n"
		r.fails[begin] = true
		r.want(r.deploy("", deployCommand{Yes: true}), exitFailed, words, "the disk is full")
	}
}

func TestWhatADeployNeeds(t *testing.T) {
	r := newRecorded(t, "diff-first.txt")
	r.missing = []string{"go", "npx"}
	got := r.deploy("", deployCommand{Diff: true})
	r.want(got, exitFailed, "Go is missing: install", "npx is missing: it comes with Node.js")
	r.missing = nil
	r.want(r.deploy("", deployCommand{Diff: true, Environment: "qa"}), exitUsage, "There is no environment qa in infra/env, only dev, prod.")
	if len(r.ran) > 0 {
		t.Errorf("ran %q", r.ran)
	}
	s := newShell(t)
	if got := s.plain("", "deploy", "dev", "--diff", "--dir", t.TempDir()); got.code != exitUsage || !strings.Contains(got.err, "is no checkout of Galley") {
		t.Errorf("%+v", got)
	}
}

func TestDeployIsTriedOut(t *testing.T) {
	for words, r := range map[string]*recorded{
		"no stack tells an address":    {},
		"does not answer as it should": {url: site(t, 1<<30).URL},
	} {
		whole := newRecorded(t, "diff-nothing.txt")
		whole.url = r.url
		whole.want(whole.deploy("", deployCommand{Yes: true}), exitFailed, words)
	}
}

func TestProgramsOfThisMachine(t *testing.T) {
	var said []string
	out, err := installed{}.Run(context.Background(), t.TempDir(), func(line string) { said = append(said, line) }, "sh", "-c", "echo one; echo two >&2; printf three")
	slices.Sort(said)
	if err != nil || out != "one\nthree" || !slices.Equal(said, []string{"one", "three", "two"}) {
		t.Errorf("%q %q %v", out, said, err)
	}
	if (installed{}).Has("a-program-that-nobody-has") || !(installed{}).Has("sh") {
		t.Error("sh is there, the other one is not")
	}
}
