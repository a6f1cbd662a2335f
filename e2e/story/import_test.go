package story

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// importCase is a file from another system.
type importCase struct{ kind, path string }

// importCases are the fixtures of the repository, and larger files where GALLEY_SHARED_DATA has a folder of them.
func importCases(t *testing.T) []importCase {
	t.Helper()
	cases := []importCase{
		{"wordpress", "../../internal/transfer/wordpress/testdata/blog.xml"},
		{"contentful", "testdata/contentful.json"},
	}
	if dir := os.Getenv("GALLEY_SHARED_DATA"); dir != "" {
		cases = append(cases,
			importCase{"wordpress", filepath.Join(dir, "themeunittestdata.wordpress.xml")},
			importCase{"contentful", filepath.Join(dir, "contentful-blog.json")},
			importCase{"contentful", filepath.Join(dir, "contentful-locales.json")})
	}
	return cases
}

// importReport is what an import prints with --json.
type importReport struct {
	DryRun                      bool
	Created, Updated, Unchanged int
	Changes                     []object
}

func (h *home) imports(c importCase, flags ...string) importReport {
	h.t.Helper()
	out := h.cli(append([]string{"import", c.kind, c.path, "--json"}, flags...)...)
	var r importReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		h.t.Fatalf("import --json prints %q: %v", out, err)
	}
	return r
}

// An import can be tried, run, and run again: nothing changes twice.
func TestImports(t *testing.T) {
	t.Parallel()
	for _, c := range importCases(t) {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			h := start(t, "--no-sample")
			tried := h.imports(c, "--dry-run")
			want(t, "dry run", tried.DryRun, true)
			want(t, "models after a dry run", len(list(h.manage("{ models { apiId } }"), "models")), 1) // the built-in one

			once := h.imports(c)
			want(t, "created, as the dry run said", once.Created, tried.Created)
			want(t, "something came in", once.Created > 0, true)
			again := h.imports(c)
			want(t, "created again", again.Created, 0)
			want(t, "updated again", again.Updated, 0)
			want(t, "changes of models again", len(again.Changes), 0)
			want(t, "unchanged", again.Unchanged, once.Created)
		})
	}
}

// manage asks the management API with a key of the scope manage.
func (h *home) manage(query string) object {
	h.t.Helper()
	return h.manager().ask("/manage/graphql", query, nil)
}

func TestWordPressBlogIsReadable(t *testing.T) {
	t.Parallel()
	h := start(t, "--no-sample")
	h.imports(importCases(t)[0])
	d := h.client("").ask("/graphql", `{
		posts(first: 50, orderBy: [{date: DESC}]) { totalCount nodes { title slug body { text } author { name } categories { name } tags { name } } }
	}`, nil)
	posts := list(d, "posts", "nodes")
	want(t, "posts are listed", len(posts) > 0, true)
	for _, p := range posts {
		if text(p, "slug") == "" {
			t.Errorf("a post without a slug: %v", p)
		}
	}
	want(t, "comments are not public", h.client("").try("/graphql", `{ comments { nodes { id } } }`, nil).code() != "", true)
}

// A broken file is refused with its line, and nothing of it comes in.
func TestBrokenImports(t *testing.T) {
	t.Parallel()
	h := start(t, "--no-sample")
	dir := t.TempDir()
	for kind, body := range map[string]string{
		"wordpress":  "<?xml version=\"1.0\"?>\n<rss><channel>\n<item><title>Broken</titel></item></channel></rss>",
		"contentful": "{\n  \"contentTypes\": [{]\n}",
	} {
		path := filepath.Join(dir, kind)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		_, status := h.run("import", kind, path)
		want(t, kind+": status", status, 1)
	}
	want(t, "models", len(list(h.manage("{ models { apiId } }"), "models")), 1)
}
