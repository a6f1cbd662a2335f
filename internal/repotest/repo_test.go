package repotest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/galley-cms/galley"

// root is the folder of the repository, seen from this package.
const root = "../.."

// pkg is a package as `go list` tells of it. Paths of our own are relative to the module.
type pkg struct {
	ImportPath string
	Doc        string
	Imports    []string
	Deps       []string
	Module     *struct{ Path, Version string }
}

// run gives the output of a program run at the root.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = root
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &problem)
	}
	return string(out)
}

// goList gives what `go list -json` tells, in its order.
func goList(t *testing.T, args ...string) []pkg {
	t.Helper()
	in := json.NewDecoder(strings.NewReader(run(t, "go", append([]string{"list", "-json=ImportPath,Doc,Imports,Deps,Module"}, args...)...)))
	var out []pkg
	for {
		var p pkg
		err := in.Decode(&p)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
}

var own struct {
	sync.Once
	packages []pkg
}

// ours gives the packages of this module.
func ours(t *testing.T) []pkg {
	t.Helper()
	own.Do(func() { own.packages = goList(t, "./...") })
	return own.packages
}

// local is an import path relative to the module; ok tells whether it is of this module.
func local(path string) (string, bool) { return strings.CutPrefix(path, module+"/") }

// tracked gives the files that git knows, or would take, by their path; with suffixes, only those that end with one.
func tracked(t *testing.T, suffixes ...string) []string {
	t.Helper()
	var out []string
	for path := range strings.SplitSeq(run(t, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"), "\x00") {
		if _, err := os.Stat(filepath.Join(root, path)); path == "" || err != nil {
			continue // a file that is being removed
		}
		if len(suffixes) == 0 || hasSuffix(path, suffixes) {
			out = append(out, path)
		}
	}
	return out
}

func hasSuffix(path string, suffixes []string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(path, s) {
			return true
		}
	}
	return false
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
