package main

import (
	"archive/zip"
	"debug/elf"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// scratch holds what all tests share: made functions, and the templates.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "galley-infra-"); err != nil {
		panic(err)
	}
	code := m.Run()
	jsii.Close()
	_ = os.RemoveAll(scratch) // it lies in the folder for temporary files
	os.Exit(code)
}

// makeBundles makes zips of programs that are no more than the head of one.
func makeBundles(t *testing.T, dir string, machine elf.Machine) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range bundleNames {
		head := make([]byte, 20)
		copy(head, elf.ELFMAG)
		binary.LittleEndian.PutUint16(head[18:], uint16(machine))
		makeZip(t, filepath.Join(dir, name+".zip"), "bootstrap", append(head, name...))
	}
	return dir
}

func makeZip(t *testing.T, path, name string, content []byte) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	w, err := archive.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// stacks are the templates of an environment, by the name of the stack.
type stacks map[string]*template

// template is what CloudFormation gets, as far as tests look at it.
type template struct {
	Resources map[string]resource
	Outputs   map[string]any
}

type resource struct {
	Type           string
	Properties     map[string]any
	DeletionPolicy string
	UpdatePolicy   map[string]any
	DependsOn      any
}

var described struct {
	sync.Mutex
	stacks map[string]stacks
}

// prod and dev are the environments as their files are; local is dev at an emulator.
func prod(t *testing.T) stacks { return templates(t, "prod", "") }

func dev(t *testing.T) stacks { return templates(t, "dev", "") }

func local(t *testing.T) stacks { return templates(t, "dev", "https://localhost:4566") }

// everywhere runs a test on the stacks of every environment that is not alike.
func everywhere(t *testing.T, test func(*testing.T, stacks)) {
	for name, of := range map[string]func(*testing.T) stacks{"prod": prod, "dev": dev, "local": local} {
		t.Run(name, func(t *testing.T) { test(t, of(t)) })
	}
}

// templates describes an environment once.
func templates(t *testing.T, env, local string) stacks {
	t.Helper()
	described.Lock()
	defer described.Unlock()
	key := env + local
	if s := described.stacks[key]; s != nil {
		return s
	}
	machine := elf.EM_AARCH64
	if local != "" {
		machine = elf.EM_X86_64
	}
	lambdas := makeBundles(t, filepath.Join(scratch, "lambdas-"+machine.String()), machine)
	out := filepath.Join(scratch, fmt.Sprint("out", len(described.stacks)))
	app := newTestApp(out, map[string]any{"env": env, "local": local, "lambdas": lambdas})
	if err := describe(app, "env"); err != nil {
		t.Fatal(err)
	}
	app.Synth(nil)
	if described.stacks == nil {
		described.stacks = map[string]stacks{}
	}
	described.stacks[key] = readStacks(t, out)
	return described.stacks[key]
}

func newTestApp(out string, context map[string]any) awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{Context: &context, Outdir: &out, AnalyticsReporting: jsii.Bool(false)})
}

func readStacks(t *testing.T, dir string) stacks {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.template.json"))
	if err != nil || len(paths) == 0 {
		t.Fatal("nothing was described: ", err)
	}
	out := stacks{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var of template
		if err := json.Unmarshal(text, &of); err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(path), ".template.json")] = &of
	}
	if broken := brokenRules(t, dir); len(broken) > 0 {
		t.Errorf("AWS's own rules are broken:\n%s", strings.Join(broken, "\n"))
	}
	return out
}

// brokenRules are lines of the reports of cdk-nag about what is neither right nor excused.
func brokenRules(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*NagReport.csv"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no rules were checked: ", err)
	}
	var broken []string
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, `"Non-Compliant"`) {
				broken = append(broken, strings.TrimSpace(line))
			}
		}
	}
	return broken
}

// each calls fn with the resources of a type in all stacks; there must be at least so many.
func (s stacks) each(t *testing.T, kind string, least int, fn func(t *testing.T, id string, r resource)) {
	t.Helper()
	count := 0
	for _, of := range s {
		for id, r := range of.Resources {
			if r.Type == kind {
				count++
				fn(t, id, r)
			}
		}
	}
	if count < least {
		t.Errorf("there are only %d of %s", count, kind)
	}
}

// one is the only resource of a type.
func (s stacks) one(t *testing.T, kind string) resource {
	t.Helper()
	var found []resource
	s.each(t, kind, 1, func(_ *testing.T, _ string, r resource) { found = append(found, r) })
	if len(found) != 1 {
		t.Fatalf("there are %d of %s", len(found), kind)
	}
	return found[0]
}

// count is how many resources of a type there are.
func (s stacks) count(kind string) (n int) {
	for _, of := range s {
		for _, r := range of.Resources {
			if r.Type == kind {
				n++
			}
		}
	}
	return n
}

// at gives what lies at a path of names in a resource's properties; nil if there is nothing.
func (r resource) at(path ...string) any {
	var v any = r.Properties
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// text is a value as JSON: names in it can be looked for.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came from JSON
	}
	return string(b)
}

// list is a value that may be one or several.
func list(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	if v == nil {
		return nil
	}
	return []any{v}
}
