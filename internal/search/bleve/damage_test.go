package bleve_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/search/bleve"
)

func change(entry string, seq int64, text string) search.Change {
	c := search.Change{Entry: entry, Stage: search.Live, Seq: seq}
	if text != "" {
		c.Documents = []search.Document{{Model: "m", Language: "en", Fields: []search.Field{{ID: "f", Text: text}}}}
	}
	return c
}

func apply(t *testing.T, x *bleve.Index, changes ...search.Change) {
	t.Helper()
	if err := x.Apply(t.Context(), changes...); err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, x *bleve.Index, text string) int {
	t.Helper()
	r, err := x.Search(t.Context(), search.Query{Text: text, Stage: search.Live, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

func status(t *testing.T, x *bleve.Index) search.Status {
	t.Helper()
	s, err := x.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func reopen(t *testing.T, x *bleve.Index, dir string) *bleve.Index {
	t.Helper()
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func TestReopened(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	apply(t, x, change("a", 5, "lamp"), change("b", 7, ""))
	before := status(t, x)
	x = reopen(t, x, dir)
	if status(t, x) != before || found(t, x, "lamp") != 1 {
		t.Errorf("the status is %+v, and was %+v", status(t, x), before)
	}
	apply(t, x, change("a", 4, "old"), change("b", 6, "old"))
	if found(t, x, "old") != 0 {
		t.Error("what is older counts after a restart")
	}
	if _, err := bleve.Open(dir); err == nil || !strings.Contains(err.Error(), "has it open") {
		t.Errorf("two have one index open: %v", err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := x.Apply(t.Context(), change("a", 9, "late")); err == nil {
		t.Error("a closed index takes changes")
	}
	if _, err := x.Search(t.Context(), search.Query{Text: "a", Stage: search.Live, Limit: 1}); err == nil {
		t.Error("a closed index searches")
	}
}

// filled is a folder with an index of several segments.
func filled(t *testing.T) (dir, id string) {
	t.Helper()
	dir = t.TempDir()
	x := open(t, dir)
	for i := range 8 {
		apply(t, x, change(fmt.Sprint("e", i), 1, strings.Repeat(fmt.Sprintf("lamp%d table ", i), 50)))
	}
	id = status(t, x).ID
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, id
}

// F12
func TestDamaged(t *testing.T) {
	for _, closed := range []bool{true, false} {
		for _, files := range []string{"*.bolt", "*.zap"} {
			for part := range int64(4) {
				t.Run(fmt.Sprintf("%s cut to %d of 4, closed: %v", files, part, closed), func(t *testing.T) {
					damage(t, files, part, closed)
				})
			}
		}
	}
}

// damage cuts files, and expects an empty index under another ID, or one that has all.
func damage(t *testing.T, files string, part int64, closed bool) {
	dir, id := filled(t)
	for _, path := range glob(t, filepath.Join(dir, "index", files)) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, info.Size()*part/4); err != nil {
			t.Fatal(err)
		}
	}
	if !closed {
		if err := os.Remove(filepath.Join(dir, "closed")); err != nil {
			t.Fatal(err)
		}
	}
	x := open(t, dir)
	s := status(t, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if s.ID != id {
		if s.Documents > 0 {
			t.Errorf("an index made anew has %d documents", s.Documents)
		}
		return
	}
	if x = open(t, dir); s.Documents != 8 || found(t, x, "table") != 8 {
		t.Errorf("of 8 documents %d are left, and nothing says so", s.Documents)
	}
}

func madeAnew(t *testing.T, dir, id string) {
	t.Helper()
	x := open(t, dir)
	if s := status(t, x); s.ID == id || s.ID == "" || s.Documents != 0 {
		t.Fatalf("a damaged index gives %+v; it was %s", s, id)
	}
	apply(t, x, change("a", 1, "lamp"))
	if found(t, x, "lamp") != 1 {
		t.Error("an index made anew finds nothing")
	}
	after := status(t, x)
	if x = reopen(t, x, dir); status(t, x) != after {
		t.Errorf("an index made anew is %+v when it is opened again, and was %+v", status(t, x), after)
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	all, err := filepath.Glob(pattern)
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %q, %v", pattern, all, err)
	}
	return all
}

func TestMadeAnew(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"another format":  func(dir string) error { return os.WriteFile(filepath.Join(dir, "format"), []byte("other 1\n"), 0o600) },
		"no format":       func(dir string) error { return os.Remove(filepath.Join(dir, "format")) },
		"an empty format": func(dir string) error { return os.Truncate(filepath.Join(dir, "format"), 0) },
		"another's files": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "format"), []byte("galley-search-1 X\n"), 0o600)
		},
		"no files":            func(dir string) error { return os.RemoveAll(filepath.Join(dir, "index")) },
		"no list of segments": func(dir string) error { return os.Remove(filepath.Join(dir, "index", "root.bolt")) },
		"missing segments": func(dir string) error {
			all, err := filepath.Glob(filepath.Join(dir, "index", "*.zap"))
			if err != nil {
				return err
			}
			for _, path := range all {
				err = errors.Join(err, os.Remove(path))
			}
			return err
		},
	} {
		for _, closed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, closed: %v", name, closed), func(t *testing.T) {
				dir, id := filled(t)
				if err := spoil(dir); err != nil {
					t.Fatal(err)
				}
				if !closed {
					if err := os.Remove(filepath.Join(dir, "closed")); err != nil {
						t.Fatal(err)
					}
				}
				madeAnew(t, dir, id)
			})
		}
	}
}

// TestWriter is the process that TestKilled kills; alone it does nothing.
func TestWriter(t *testing.T) {
	dir := os.Getenv("GALLEY_TEST_SEARCH")
	if dir == "" {
		return
	}
	x, err := bleve.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("id", status(t, x).ID)
	for i := status(t, x).Documents; ; i++ {
		apply(t, x, change(fmt.Sprint("e", i), 1, "lamp "+strings.Repeat("words ", i%100)))
		fmt.Println("applied", i)
	}
}

// F11
func TestKilled(t *testing.T) {
	dir, id, last := t.TempDir(), "", -1
	for round := range 5 {
		id, last = killed(t, dir, id, last+20+round*7)
		x := open(t, dir)
		if s := status(t, x); s.ID != id || s.Documents <= last || found(t, x, "lamp") != s.Documents {
			t.Fatalf("after a kill: %+v, of %s, with %d applied", s, id, last+1)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killed runs a writer until it has applied so much, and kills it.
func killed(t *testing.T, dir, id string, until int) (string, int) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriter$")
	c.Env = append(os.Environ(), "GALLEY_TEST_SEARCH="+dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	last := -1
	for last < until {
		var what, value string
		if _, err := fmt.Fscan(out, &what, &value); err != nil {
			t.Fatalf("the writer ended: %v", err)
		}
		if what == "applied" {
			_, err = fmt.Sscan(value, &last)
		} else if id != "" && id != value {
			err = fmt.Errorf("the index was made anew")
		} else {
			id = value
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	return id, last
}
