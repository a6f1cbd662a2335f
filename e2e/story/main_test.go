package story

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// The main story is told to the binary twice: once with a command line that works on its folder, once with one that
// goes by its address, as it would to any home.
func TestMainStory(t *testing.T) {
	t.Parallel()
	for _, by := range []string{"folder", "address"} {
		t.Run(by, func(t *testing.T) {
			b := Start(t, "--no-sample")
			home := b.Home
			if by == "address" {
				home.Folder = ""
			}
			Tell(t, &home)
		})
	}
}

// The sample can be read by anybody.
func TestSample(t *testing.T) {
	t.Parallel()
	b := Start(t)
	public := b.Client(t, "")
	d := public.Ask("/graphql", `{ articles(first: 5, orderBy: [{publishedAt: DESC}]) { totalCount nodes { title slug author { name } cover { url(width: 320) } } pageInfo { hasNextPage endCursor } } }`, nil)
	if n, _ := At(d, "articles", "totalCount").(float64); n < 30 {
		t.Fatalf("the sample has %v articles", n)
	}
	Want(t, "page", len(List(d, "articles", "nodes")), 5)
	cover := Text(d, "articles", "nodes", 0, "cover", "url")
	res := public.Get(cover)
	Want(t, "picture "+cover, res.Status, http.StatusOK)

	// The next page goes on where this one ended.
	first := Text(d, "articles", "nodes", 4, "slug")
	d = public.Ask("/graphql", `query($c: String) { articles(first: 5, after: $c, orderBy: [{publishedAt: DESC}]) { nodes { slug } } }`,
		Object{"c": At(d, "articles", "pageInfo", "endCursor")})
	if s := Text(d, "articles", "nodes", 0, "slug"); s == "" || s == first {
		t.Fatalf("the second page begins with %q", s)
	}

	file := filepath.Join(t.TempDir(), "galley.backup")
	b.CLI(t, "backup", file)
	info, err := os.Stat(file)
	if err != nil || info.Size() == 0 {
		t.Fatalf("the backup is not there: %v", err)
	}
}
