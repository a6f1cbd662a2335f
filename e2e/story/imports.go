package story

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Import is a file from another system.
type Import struct{ Kind, Path string }

// Imports are the fixtures of the repository, from a blog of WordPress and a space of Contentful.
func Imports(t testing.TB) []Import {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Dir(strings.TrimSpace(string(out)))
	return []Import{
		{"wordpress", filepath.Join(root, "internal/transfer/wordpress/testdata/blog.xml")},
		{"contentful", filepath.Join(root, "e2e/story/testdata/contentful.json")},
	}
}

// Report is what an import prints with --json.
type Report struct {
	DryRun                      bool
	Created, Updated, Unchanged int
	Changes                     []Object
}

// Import runs an import.
func (h *Home) Import(t testing.TB, i Import, flags ...string) Report {
	t.Helper()
	out := h.CLI(t, append([]string{"import", i.Kind, i.Path, "--json"}, flags...)...)
	var r Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("import --json prints %q: %v", out, err)
	}
	return r
}

// imports tries each import, runs it, and runs it again: nothing changes twice.
func (s *Story) imports(t testing.TB) {
	for _, i := range Imports(t) {
		tried := s.home.Import(t, i, "--dry-run")
		Want(t, "dry run", tried.DryRun, true)
		Want(t, "the file holds something", tried.Created+tried.Unchanged > 0, true)
		if s.home.Inhabited {
			t.Logf("NOT TOLD: the import from %s was only tried, for others work here.", i.Kind)
			continue
		}
		once := s.home.Import(t, i)
		Want(t, "created, as the dry run said", once.Created, tried.Created)
		again := s.home.Import(t, i)
		Want(t, "created again", again.Created, 0)
		Want(t, "updated again", again.Updated, 0)
		Want(t, "changes of models again", len(again.Changes), 0)
		Want(t, "unchanged", again.Unchanged, once.Created+once.Unchanged)
	}
	if !s.home.Inhabited {
		s.readBlog(t)
	}
}

// readBlog reads what came from WordPress.
func (s *Story) readBlog(t testing.TB) {
	public := s.home.Client(t, "")
	d := public.Ask("/graphql", `{
		posts(first: 50, orderBy: [{date: DESC}]) { totalCount nodes { title slug body { text } author { name } categories { name } tags { name } } }
	}`, nil)
	posts := List(d, "posts", "nodes")
	Want(t, "posts are listed", len(posts) > 0, true)
	for _, p := range posts {
		if Text(p, "slug") == "" {
			t.Errorf("a post without a slug: %v", p)
		}
	}
	Want(t, "comments are not public", public.Try("/graphql", `{ comments { nodes { id } } }`, nil).Code() != "", true)
}
