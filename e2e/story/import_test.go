package story

import (
	"os"
	"path/filepath"
	"testing"
)

// Larger files import as the fixtures of the main story do, where GALLEY_SHARED_DATA has a folder of them.
func TestImports(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("GALLEY_SHARED_DATA")
	cases := Imports(t)
	if dir != "" {
		cases = append(cases,
			Import{"wordpress", filepath.Join(dir, "themeunittestdata.wordpress.xml")},
			Import{"contentful", filepath.Join(dir, "contentful-blog.json")},
			Import{"contentful", filepath.Join(dir, "contentful-locales.json")})
	}
	for _, c := range cases {
		t.Run(filepath.Base(c.Path), func(t *testing.T) {
			b := Start(t, "--no-sample")
			tried := b.Import(t, c, "--dry-run")
			Want(t, "models after a dry run", len(List(manager(t, b).Ask("/manage/graphql", "{ models { apiId } }", nil), "models")), 1) // the built-in one
			once := b.Import(t, c)
			Want(t, "created, as the dry run said", once.Created, tried.Created)
			Want(t, "something came in", once.Created > 0, true)
			again := b.Import(t, c)
			Want(t, "created again", again.Created, 0)
			Want(t, "updated again", again.Updated, 0)
			Want(t, "changes of models again", len(again.Changes), 0)
			Want(t, "unchanged", again.Unchanged, once.Created)
		})
	}
}

// A broken file is refused with its line, and nothing of it comes in.
func TestBrokenImports(t *testing.T) {
	t.Parallel()
	b := Start(t, "--no-sample")
	dir := t.TempDir()
	for kind, body := range map[string]string{
		"wordpress":  "<?xml version=\"1.0\"?>\n<rss><channel>\n<item><title>Broken</titel></item></channel></rss>",
		"contentful": "{\n  \"contentTypes\": [{]\n}",
	} {
		path := filepath.Join(dir, kind)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		_, status := b.Run(t, "import", kind, path)
		Want(t, kind+": status", status, 1)
	}
	Want(t, "models", len(List(manager(t, b).Ask("/manage/graphql", "{ models { apiId } }", nil), "models")), 1)
}
