package galley

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// chunked writes entries in order, and gives the files by name.
func chunked(t *testing.T, ids []string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	to, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := newChunks(to, "article")
	for _, id := range ids {
		if err := c.add(id, []byte(`{"id":"`+id+`"}`)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "entries/article/*"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if rel, err := filepath.Rel(dir, name); err != nil || !ours(filepath.ToSlash(rel)) {
			t.Errorf("%s is not a name of ours", name)
		}
		out[filepath.Base(name)] = string(text)
	}
	return out
}

// A new entry changes one file, or parts one in two.
func TestNewEntriesChangeFewFiles(t *testing.T) {
	var ids []string
	for i := range 9000 {
		ids = append(ids, fmt.Sprintf("id-%06d", 10*i))
	}
	before := chunked(t, ids)
	if len(before) < 9 || len(before) > 40 {
		t.Errorf("%d files", len(before))
	}
	for i := range 20 {
		at := 37 + 440*i
		more := append(append(append([]string{}, ids[:at]...), ids[at-1]+"5"), ids[at:]...)
		changed := 0
		for name, text := range chunked(t, more) {
			if before[name] != text {
				changed++
			}
		}
		if changed > 2 {
			t.Errorf("a new entry at %d changes %d files", at, changed)
		}
	}
}

// Ids that differ by case alone share a file where they would begin two of one name.
func TestNamesOfFilesDifferWithoutCase(t *testing.T) {
	ids := []string{"A"}
	for i := 0; len(ids) < 2*chunkEntries; i++ {
		ids = append(ids, fmt.Sprintf("B%06d", i))
	}
	for _, id := range ids[1 : chunkEntries*2] {
		ids = append(ids, strings.ToLower(id))
	}
	seen := map[string]bool{}
	for name := range chunked(t, ids) {
		if seen[strings.ToLower(name)] {
			t.Errorf("two files are called %s", name)
		}
		seen[strings.ToLower(name)] = true
	}
}

// A line without an end is refused before it fills the memory. // I2
func TestEndlessLinesAreRefused(t *testing.T) {
	in := newLines(io.LimitReader(endless{}, 10<<30))
	if _, err := in.next(); err == nil || !strings.Contains(err.Error(), "64 MB") {
		t.Errorf("%v", err)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// Only names that an export makes are read, written and removed. // I7
func TestNamesThatAreOurs(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	for name, want := range map[string]bool{
		"models/article.json": true, "entries/article/first.ndjson": true, "entries/article/from-01HX.a_b-c.ndjson": true, "files/ab/" + hash: true,
		"galley.json": false, "models/../x.json": false, "models/a/b.json": false, "models/.json": false, "entries/../first.ndjson": false,
		"entries/article/../../x.ndjson": false, "entries/article/from-.ndjson": false, "entries/article/other.ndjson": false,
		"entries/a b/first.ndjson": false, "files/ac/" + hash: false, "files/ab/" + hash + ".png": false, "files/../" + hash: false,
	} {
		if ours(name) != want {
			t.Errorf("%s: %t", name, !want)
		}
	}
}
