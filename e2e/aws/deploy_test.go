//go:build aws

package aws

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/e2e/story"
	"github.com/galley-cms/galley/internal/emulator"
)

// cdkTime is how long the CDK's command line may take. A custom resource that fails keeps the emulator waiting for ever.
const cdkTime = 4 * time.Minute

// stage is the environment that is deployed.
const stage = "dev"

// deployment is an environment of Galley's, deployed on an emulator of its own.
type deployment struct {
	emulator *emulator.Emulator
	proxy    *httptest.Server // by which other programs find CloudFront
	dir      string
	secrets  story.Secrets
	lambdas  string // the folder of the functions that are deployed
	clients
	outputs
}

// outputs are what the stacks tell of themselves.
type outputs struct {
	Data struct{ ContentTable, IndexTable, FilesBucket, VariantsBucket string }
	App  struct{ ApiUrl, ApiId, ScheduleFunction string }
	Edge struct{ Url, DistributionId, DistributionDomain string }
}

// deploy starts an emulator and deploys all stacks on it.
func deploy(t *testing.T) *deployment {
	t.Helper()
	dir := t.TempDir()
	e, err := emulator.Secure(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	d := &deployment{emulator: e, proxy: e.Proxy(), dir: dir, lambdas: setting(t, "GALLEY_LAMBDAS")}
	t.Cleanup(d.proxy.Close)
	if d.clients, err = newClients(e); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			d.tellLogs(t)
		}
	})
	d.cdk(t, "bootstrap", "aws://"+emulator.Account+"/"+emulator.Region)
	d.deploy(t)
	return d
}

// deploy brings all stacks to what they are to be.
func (d *deployment) deploy(t testing.TB) {
	t.Helper()
	file := filepath.Join(d.dir, "outputs.json")
	d.cdk(t, "deploy", "--all", "--concurrency", "3", "--require-approval", "never", "--progress", "events", "--outputs-file", file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for stack, into := range map[string]any{"data": &d.Data, "app": &d.App, "edge": &d.Edge} {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(all["galley-"+stage+"-"+stack], into); err != nil {
			t.Fatalf("the outputs of the stack %s: %v\n%s", stack, err, text)
		}
	}
}

// cdk runs the CDK's command line on the real app.
func (d *deployment) cdk(t testing.TB, args ...string) {
	t.Helper()
	root, err := emulator.Root()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), cdkTime)
	defer cancel()
	args = append(args, "--app", setting(t, "GALLEY_INFRA"), "--output", filepath.Join(d.dir, "cdk.out"), "-c", "env="+stage, "-c", "local="+d.emulator.URL, "-c", "lambdas="+d.lambdas)
	cmd := exec.CommandContext(ctx, filepath.Join(root, "infra", "node_modules", ".bin", "cdk"), args...)
	cmd.Dir = filepath.Join(root, "infra")
	cmd.Env = append(os.Environ(), d.environment()...)
	cmd.WaitDelay = 10 * time.Second
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	begun := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("cdk %s: %v (%v)\n%s", args[0], err, ctx.Err(), said.String())
	}
	t.Logf("cdk %s took %.1f s", args[0], time.Since(begun).Seconds())
}

// environment is that of programs which speak to the emulator as its owner.
func (d *deployment) environment() []string {
	return append(d.emulator.Trust(),
		"AWS_ENDPOINT_URL="+d.emulator.URL, "AWS_REGION="+emulator.Region, "AWS_DEFAULT_REGION="+emulator.Region,
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_PROFILE=", "AWS_EC2_METADATA_DISABLED=true",
		"CI=1", "CDK_DISABLE_VERSION_CHECK=1", "CDK_DISABLE_CLI_TELEMETRY=true",
		"JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1", "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1")
}

// setting is a variable that scripts/e2e-aws.sh sets.
func setting(t testing.TB, name string) string {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		t.Fatalf("%s is not set: run make e2e-aws", name)
	}
	return v
}

// tellLogs shows the last of what the functions and the emulator wrote.
func (d *deployment) tellLogs(t testing.TB) {
	const last = 15
	for group, lines := range d.logLines(t) {
		lines = slices.DeleteFunc(lines, func(l string) bool { return report.MatchString(l) })
		t.Logf("the last of %s:\n%s", group, strings.Join(lines[max(0, len(lines)-last):], "\n"))
	}
	text, err := os.ReadFile(d.emulator.Log)
	if err != nil {
		t.Log(err)
	}
	lines := strings.Split(string(text), "\n")
	t.Logf("the last of the emulator:\n%s", strings.Join(lines[max(0, len(lines)-last):], "\n"))
}

// report is what AWS itself writes about each call.
var report = regexp.MustCompile(`^(START|END|REPORT) RequestId`)

// function is the name of a deployed function.
func function(name string) string { return fmt.Sprintf("galley-%s-%s", stage, name) }
