package repotest

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/lambdatest"
)

var update = flag.Bool("update", false, "write the dependency lists of testdata again")

// functions gives the names of the functions in AWS.
func functions(t *testing.T) []string {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("there are no functions: %v", err)
	}
	names := make([]string, len(folders))
	for i, f := range folders {
		names[i] = filepath.Base(filepath.Dir(f))
	}
	return names
}

// A new module in the binary, or in a function, is a visible change: go test ./internal/repotest -update.
func TestDependencies(t *testing.T) {
	checkDependencies(t, "galley", goList(t, "-deps", "./cmd/galley"))
	for _, f := range functions(t) {
		checkDependencies(t, "function-"+f, dependencies(t, f))
	}
}

// dependencies are all packages of a function as it is built.
func dependencies(t *testing.T, function string) []pkg {
	t.Helper()
	return goList(t, "-deps", "-tags", "lambda.norpc", "./functions/"+function)
}

func checkDependencies(t *testing.T, name string, packages []pkg) {
	t.Helper()
	var lines []string
	for _, p := range packages {
		if p.Module != nil && p.Module.Path != module {
			lines = append(lines, p.Module.Path+" "+p.Module.Version)
		}
	}
	slices.Sort(lines)
	got := strings.Join(slices.Compact(lines), "\n") + "\n"
	file := filepath.Join("testdata", name+".deps")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the modules of %s have changed; if that is right, run go test ./internal/repotest -update\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

// What functions must not carry, because each start in AWS would pay for it: packages of ours relative to the module.
func TestWhatFunctionsDoNotCarry(t *testing.T) {
	all := []string{"net/rpc", "text/template", "html/template", "go.etcd.io/bbolt", "github.com/go-playground/validator/v10", "internal/app/embedded"}
	running := append([]string{"admin", "internal/setup", "github.com/aws/aws-sdk-go-v2/config", "github.com/aws/aws-sdk-go-v2/service/ssm"}, all...)
	silent := append([]string{"graph/manage", "graph/delivery", "internal/web", "github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2"}, running...)
	never := map[string][]string{
		"setup": all,
		"api":   append([]string{"media/raster", "github.com/disintegration/imaging"}, running...),
		"image": append([]string{"graph/manage", "graph/delivery"}, running...),
	}
	for _, f := range functions(t) {
		not, ok := never[f]
		if !ok {
			not = silent
		}
		if f == "search" { // its index notes its files in one
			not = slices.DeleteFunc(slices.Clone(not), func(n string) bool { return n == "go.etcd.io/bbolt" })
		}
		for _, p := range dependencies(t, f) {
			name, _ := local(p.ImportPath)
			if slices.ContainsFunc(not, func(n string) bool { return name == n || strings.HasPrefix(name, n+"/") }) {
				t.Errorf("the function %s carries %s", f, name)
			}
		}
	}
}

// Any function starts outside of AWS with the variables of infra/lambda-test.env, and answers an event with a clear word
// about what it cannot reach.
func TestFunctionsStart(t *testing.T) {
	var env []string
	for line := range strings.SplitSeq(read(t, "infra/lambda-test.env"), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			env = append(env, line)
		}
	}
	request := `{"version":"2.0","rawPath":"/graphql","headers":{},"requestContext":{"domainName":"api.test","http":{"method":"GET","sourceIp":"192.0.2.1"}}}`
	message := `{"Records":[{"messageId":"m","body":"{}","eventSource":"aws:sqs","attributes":{}}]}`
	events := map[string]struct{ event, says string }{
		"api": {request, `"statusCode":503`}, "image": {request, `"statusCode":503`},
		"stream": {`{"Records":[]}`, `"batchItemFailures":[]`}, "webhook": {message, `"itemIdentifier":"m"`}, "media": {message, `"itemIdentifier":"m"`},
		"schedule": {`{"task":"nothing"}`, "setup-link"}, "search": {message, `"itemIdentifier":"m"`}, "setup": {`{}`, ""},
	}
	bin := t.TempDir()
	run(t, "go", append([]string{"build", "-tags", "lambda.norpc", "-o", bin}, folders(functions(t))...)...)
	for _, name := range functions(t) {
		t.Run(name, func(t *testing.T) {
			e, known := events[name]
			if !known {
				t.Fatal("which event shows that this function starts?")
			}
			answer := invoke(t, filepath.Join(bin, name), env, e.event)
			if answer == "" || !strings.Contains(answer, e.says) {
				t.Errorf("it answered %s", answer)
			}
			cmd := exec.CommandContext(t.Context(), filepath.Join(bin, name))
			cmd.Env = []string{"AWS_LAMBDA_RUNTIME_API=127.0.0.1:9"}
			if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "AWS_REGION") {
				t.Errorf("without an environment it wrote %s, %v", out, err)
			}
		})
	}
}

func folders(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "./functions/" + n
	}
	return out
}

// invoke hands one event to a function, and gives its reply or its error.
func invoke(t *testing.T, binary string, env []string, event string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	f, err := lambdatest.Start(ctx, binary, env)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	reply, err := f.Invoke(ctx, []byte(event), 20*time.Second)
	if err != nil {
		return err.Error()
	}
	return string(reply)
}
