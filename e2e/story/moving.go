package story

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// moving takes all content out of the home, brings it into a binary that is new, and takes it out there: not a byte
// differs.
func (s *Story) moving(t testing.TB) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	s.home.CLI(t, "export", first)
	elsewhere := Start(t, "--no-sample")
	elsewhere.CLI(t, "import", "galley", first)
	elsewhere.CLI(t, "export", second)
	want, got := tree(t, first), tree(t, second)
	Want(t, "files of the export", namesOf(got), namesOf(want))
	for name, text := range want {
		if !bytes.Equal(got[name], text) {
			t.Errorf("%s is\n%.800s\nnot\n%.800s", name, got[name], text)
		}
	}
	elsewhere.CLI(t, "check")
}

// namesOf are the paths of a tree, one a line.
func namesOf(tree map[string][]byte) string {
	return strings.Join(slices.Sorted(maps.Keys(tree)), "\n")
}

// tree is the content of a folder, by path.
func tree(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		out[name], err = fs.ReadFile(root, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
