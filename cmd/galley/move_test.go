package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/transfer"
)

// beside is another data folder of the same test, and folder a path for an export.
func (s *shell) beside(name string) *shell {
	return &shell{s.T, filepath.Join(filepath.Dir(s.data), name)}
}

func (s *shell) folder(name string) string { return filepath.Join(filepath.Dir(s.data), name) }

// tree is the content of a folder, by path.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sameTrees compares two folders byte by byte.
func sameTrees(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name, text := range want {
		switch other, there := got[name]; {
		case !there:
			t.Errorf("%s is missing", name)
		case other != text:
			t.Errorf("%s is\n%.1500s\nnot\n%.1500s", name, other, text)
		}
	}
	for name := range got {
		if _, wanted := want[name]; !wanted {
			t.Errorf("%s is there and should not be", name)
		}
	}
}

// answers are what the management API says of all content, without what is of one installation only.
func (s *shell) answers() (out []string) {
	s.Helper()
	ctx, c := context.Background(), console{in: strings.NewReader(""), out: os.Stderr, err: os.Stderr}
	err := where{Data: s.data}.with(ctx, c, func(to *client.Client) error {
		types, err := (&space{to}).Types(ctx)
		if err != nil {
			return err
		}
		for _, m := range types {
			if m.Component {
				continue
			}
			var page struct {
				Entries struct {
					Nodes []map[string]any
				}
			}
			err := to.Do(ctx, `query($model: String!) { entries(model: $model, first: 100, orderBy: [{updatedAt: "ASC"}]) { nodes {
				id model version status createdAt updatedAt publishedAt firstPublishedAt createdBy { kind id name } updatedBy { kind id name }
				title values liveValues publishedLocales problems { path rule } references { id title status } asset { fileName size state url } } } }`,
				map[string]any{"model": m.APIID}, &page)
			if err != nil {
				return err
			}
			for _, e := range page.Entries.Nodes {
				for _, v := range []string{"values", "liveValues"} {
					if values, ok := e[v].(map[string]any); ok && m.APIID == "asset" {
						delete(values, "key")
					}
				}
				var history struct{ Revisions any }
				if err := to.Do(ctx, `query($id: ID!) { revisions(id: $id, first: 100) { version createdAt published createdBy { id } values } }`,
					map[string]any{"id": e["id"]}, &history); err != nil {
					return err
				}
				text, err := json.Marshal([]any{e, history})
				if err != nil {
					return err
				}
				out = append(out, withoutKeys(string(text)))
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

// withoutKeys leaves out where files lie in their bucket.
func withoutKeys(text string) string {
	for {
		at := strings.Index(text, `"key":"files/`)
		if at < 0 {
			at = strings.Index(text, `"key":"uploads/`)
		}
		if at < 0 {
			return text
		}
		end := strings.Index(text[at+8:], `"`)
		text = text[:at] + text[at+8+end+1:]
	}
}

// moved exports, imports into a new place, and compares exports and answers.
func (s *shell) moved() {
	s.Helper()
	s.do("export", s.folder("one"))
	s.do("export", s.folder("again"))
	first := tree(s.T, s.folder("one"))
	sameTrees(s.T, tree(s.T, s.folder("again")), first)
	to := s.beside("elsewhere")
	dry := to.do("import", "galley", s.folder("one"), "--dry-run")
	said := to.do("import", "galley", s.folder("one"))
	if strings.Contains(dry, "Skipped") || strings.Contains(said, "Skipped") {
		s.Fatalf("%s\n%s", dry, said)
	}
	to.do("export", s.folder("two"))
	sameTrees(s.T, tree(s.T, s.folder("two")), first)
	if got, want := to.answers(), s.answers(); !slices.Equal(got, want) {
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				s.Fatalf("the answers differ: got\n%s\nnot\n%s", got[i], want[i])
			}
		}
		s.Fatalf("%d entries, not %d", len(got), len(want))
	}
	var report transfer.Report
	if err := json.Unmarshal([]byte(to.do("import", "galley", s.folder("one"), "--json")), &report); err != nil {
		s.Fatal(err)
	}
	if report.Created+report.Updated+len(report.Changes)+len(report.Notes) > 0 || report.Unchanged == 0 { // I5
		s.Errorf("a repeat: %+v", report)
	}
	to.do("check")
}

func TestSampleMoves(t *testing.T) {
	s := newShell(t)
	server := s.start("dev")
	server.hears("/setup")
	server.stop()
	s.moved()
}

func TestImportsMove(t *testing.T) {
	for kind, file := range map[string]string{
		"wordpress":  "../../internal/transfer/wordpress/testdata/blog.xml",
		"contentful": "../../internal/transfer/contentful/testdata/space.json",
	} {
		t.Run(kind, func(t *testing.T) {
			s := newShell(t)
			s.do("import", kind, file)
			s.moved()
		})
	}
}

// An export is brought up to date in its folder: files of what is gone go, others stay as they are.
func TestExportsAreBroughtUpToDate(t *testing.T) {
	s := newShell(t)
	s.do("import", "contentful", "../../internal/transfer/contentful/testdata/space.json")
	dir := s.folder("one")
	s.write("one/.git/config", "mine")
	s.do("export", dir)
	before := tree(t, dir)
	s.write("one/models/gone.json", "{}")
	s.write("one/entries/gone/first.ndjson", "{}")
	s.write("one/entries/gone/.galley-1", "half")
	s.write("one/notes/mine.txt", "mine")
	if err := os.Remove(filepath.Join(dir, "galley.json")); err != nil { // as if it had been killed
		t.Fatal(err)
	}
	s.write("one/galley.part", before["galley.json"])
	s.fails(exitFailed, "broken off", "import", "galley", dir)
	s.do("export", dir)
	before["notes/mine.txt"] = "mine"
	sameTrees(t, tree(t, dir), before)
}

// A folder that holds something else is left alone, and what is no export is not read.
func TestOtherFoldersAreLeftAlone(t *testing.T) {
	s := newShell(t)
	s.do("models", "apply", filepath.Dir(s.write("models/a.json", articleModel)))
	s.write("other/mine.txt", "mine")
	s.fails(exitFailed, "something else", "export", s.folder("other"))
	sameTrees(t, tree(t, s.folder("other")), map[string]string{"mine.txt": "mine"})
	s.fails(exitFailed, "no folder that galley export has written", "import", "galley", s.folder("other"))
	s.fails(exitFailed, "cannot be read", "import", "galley", s.folder("nothing"))
	s.fails(exitFailed, `no model "nothing"`, "export", s.folder("new"), "--models", "nothing")
	s.write("later/galley.json", `{"format":"galley-export","version":2}`)
	s.fails(exitFailed, "version 2", "import", "galley", s.folder("later"))
}

// An export of some models holds the entries of these, and all models.
func TestExportsOfSomeModels(t *testing.T) {
	s := newShell(t)
	s.do("import", "contentful", "../../internal/transfer/contentful/testdata/space.json")
	s.do("export", s.folder("all"))
	var one string
	for name := range tree(t, s.folder("all")) {
		if parts := strings.Split(name, "/"); parts[0] == "entries" && parts[1] != "asset" {
			one = parts[1]
		}
	}
	s.do("export", s.folder("some"), "--models", one)
	for name := range tree(t, s.folder("some")) {
		if strings.HasPrefix(name, "entries/") && !strings.HasPrefix(name, "entries/"+one+"/") || strings.HasPrefix(name, "files/") {
			t.Errorf("%s is there", name)
		}
	}
}

// report runs an import and gives its report.
func (s *shell) report(dir string) (r transfer.Report) {
	s.Helper()
	if err := json.Unmarshal([]byte(s.do("import", "galley", dir, "--json")), &r); err != nil {
		s.Fatal(err)
	}
	return r
}

// Somebody has had their hands on an export. Each line that is none is told, with its place and the reason, and everything
// else comes in. // I3, I4, I7, I8
func TestHostileFolders(t *testing.T) {
	s := newShell(t)
	const values = `"draft":{"version":1,"values":{"title":"T"}}`
	good := `{"id":"good","model":"article","status":"DRAFT","version":1,"createdBy":{"kind":"user","id":"u1","name":"Root"},` + values + `}`
	lines := []string{
		good,
		`{"id":"twice","id":"twice","model":"article","status":"DRAFT","version":1,` + values + `}`,
		`{"id":"more","model":"article","status":"DRAFT","version":1,"role":"admin",` + values + `}`,
		`{"id":"../up","model":"article","status":"DRAFT","version":1,` + values + `}`,
		`{"id":"half","model":"article","status":"DRAFT","version":1,` + values,
		`{"id":"nobody","model":"nothing","status":"DRAFT","version":1,` + values + `}`,
		`{"id":"field","model":"article","status":"DRAFT","version":1,"draft":{"version":1,"values":{"createdBy":"me"}}}`,
		`{"id":"type","model":"article","status":"DRAFT","version":1,"draft":{"version":1,"values":{"title":7}}}`,
		`{"id":"live","model":"article","status":"PUBLISHED","version":1,` + values + `}`,
		`{"id":"late","model":"article","status":"DRAFT","version":1,"createdAt":"yesterday",` + values + `}`,
		`{"id":"minus","model":"article","status":"DRAFT","version":-1,` + values + `}`,
		`{"of":"unknown","version":1,"values":{}}`,
		`[]`, `"text"`, `not JSON`, "\x00", `{}`,
		`{"id":"refers","model":"article","status":"DRAFT","version":1,"draft":{"version":1,"values":{"other":{"id":"gone"}}}}`,
	}
	dir := s.folder("one")
	s.write("one/galley.json", `{"format":"galley-export","version":1,"locales":[{"code":"en","name":"English"}]}`)
	s.write("one/models/article.json", `{"apiId": "article", "fields": [{"apiId": "title", "kind": "TEXT"}, {"apiId": "other", "kind": "REFERENCE", "models": ["article"]}]}`)
	s.write("one/entries/article/first.ndjson", strings.Join(lines, "\n")+"\n")
	for _, name := range []string{"one/entries/article/..%2fother.ndjson", "one/entries/article/from-.x", "one/entries/..x/first.ndjson", "one/users.json", "secret.ndjson"} {
		s.write(name, strings.ReplaceAll(good, `"good"`, `"hidden"`))
	}
	for link, to := range map[string]string{"from-a.ndjson": "../../../secret.ndjson", "from-b.ndjson": "/etc/passwd"} {
		if err := os.Symlink(to, filepath.Join(dir, "entries/article", link)); err != nil {
			t.Fatal(err)
		}
	}
	r := s.report(dir)
	if r.Created != 2 || len(r.Skipped) != len(lines)-2 {
		t.Errorf("%d came in, and %d of %d did not: %+v", r.Created, len(r.Skipped), len(lines), r.Skipped)
	}
	for _, l := range r.Skipped {
		if !strings.Contains(l.Item, "first.ndjson:") || !strings.HasPrefix(l.Message, "was refused: ") {
			t.Errorf("%+v", l)
		}
	}
	s.holds(r.Notes[len(r.Notes)-1].Message, "refers to gone")
	if users := s.do("user", "list"); strings.Contains(users, "Root") {
		t.Errorf("there is a user: %s", users)
	}
	s.do("check")
}

// Files that are missing, or that are others, are told; their assets stay out, and come in when they are there.
func TestFilesThatAreMissing(t *testing.T) {
	s := newShell(t)
	server := s.start("dev")
	server.hears("/setup")
	server.stop()
	s.do("export", s.folder("one"))
	var files []string
	for name := range tree(t, s.folder("one")) {
		if strings.HasPrefix(name, "files/") {
			files = append(files, filepath.Join(s.folder("one"), name))
		}
	}
	slices.Sort(files)
	for i, change := range []func(string) error{
		os.Remove,
		func(name string) error { return os.Truncate(name, 1) },
		func(name string) error {
			text, err := os.ReadFile(name)
			if err == nil {
				text[len(text)/2]++
				err = os.WriteFile(name, text, 0o600)
			}
			return err
		},
	} {
		if err := change(files[i]); err != nil {
			t.Fatal(err)
		}
	}
	to := s.beside("elsewhere")
	if r := to.report(s.folder("one")); len(r.Skipped) != 3 {
		t.Errorf("%+v", r.Skipped)
	}
	if err := os.Remove(files[2]); err != nil { // its size is right
		t.Fatal(err)
	}
	s.do("export", s.folder("one"))
	if r := to.report(s.folder("one")); r.Created != 3 || len(r.Skipped) > 0 {
		t.Errorf("%d were created, skipped %+v", r.Created, r.Skipped)
	}
	to.do("export", s.folder("two"))
	sameTrees(t, tree(t, s.folder("two")), tree(t, s.folder("one")))
}

// Moving leaves a record among the jobs: what became of each entry, and of the work as a whole.
func TestMovesAreJobs(t *testing.T) {
	s := newShell(t)
	var other transfer.Report
	if err := json.Unmarshal([]byte(s.do("import", "contentful", "../../internal/transfer/contentful/testdata/space.json", "--json")), &other); err != nil {
		t.Fatal(err)
	}
	s.do("export", s.folder("one"))
	to := s.beside("elsewhere")
	to.do("import", "galley", s.folder("one"), "--dry-run")
	first := to.report(s.folder("one"))
	to.write("one/entries/"+first.Models[0].Model+"/from-zzz.ndjson", "{}\n")
	to.report(s.folder("one"))
	if err := os.Remove(filepath.Join(s.folder("one"), "galley.json")); err != nil {
		t.Fatal(err)
	}
	to.fails(exitFailed, "no folder", "import", "galley", s.folder("one"))

	all := first.Created + first.Updated + first.Unchanged
	equalJobs(t, s.jobs(), []jobSeen{{"EXPORT", "DONE", all, 0, 0, 0}, {"IMPORT", "DONE", all + len(other.Skipped), all, 0, len(other.Skipped)}})
	equalJobs(t, to.jobs(), []jobSeen{{"IMPORT", "FAILED", 0, 0, 0, 0}, {"IMPORT", "DONE", all + 1, 0, all, 1}, {"IMPORT", "DONE", all, all, 0, 0}})
}

// jobSeen is a job as far as it does not differ from run to run.
type jobSeen struct {
	Kind, State                        string
	Done, Succeeded, Unchanged, Failed int
}

func (s *shell) jobs() (out []jobSeen) {
	s.Helper()
	ctx, c := context.Background(), console{in: strings.NewReader(""), out: os.Stderr, err: os.Stderr}
	var data struct{ Jobs []jobSeen }
	if err := (where{Data: s.data}).do(ctx, c, `{ jobs { kind state done succeeded unchanged failed } }`, nil, &data); err != nil {
		s.Fatal(err)
	}
	return data.Jobs
}

func equalJobs(t *testing.T, got, want []jobSeen) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("the jobs are %+v, not %+v", got, want)
	}
}
