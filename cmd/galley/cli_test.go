package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// shell runs commands on one data folder.
type shell struct {
	*testing.T
	data string
}

func newShell(t *testing.T) *shell { return &shell{t, filepath.Join(t.TempDir(), "data")} }

// result is what a command did.
type result struct {
	code     int
	out, err string
}

// try runs a command with --data, whatever comes of it.
func (s *shell) try(stdin string, args ...string) result {
	return s.plain(stdin, append(args, "--data", s.data)...)
}

// plain runs a command line as it is.
func (s *shell) plain(stdin string, args ...string) result {
	var out, err bytes.Buffer
	code := run(context.Background(), args, console{in: strings.NewReader(stdin), out: &out, err: &err})
	return result{code, out.String(), err.String()}
}

// do runs a command that must succeed and gives what it prints.
func (s *shell) do(args ...string) string {
	s.Helper()
	r := s.try("", args...)
	if r.code != exitDone {
		s.Fatalf("galley %s: %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// fails runs a command that must fail with a status and a sentence that holds some words.
func (s *shell) fails(code int, words string, args ...string) {
	s.Helper()
	r := s.try("", args...)
	if r.code != code || !strings.Contains(r.err, words) || r.out != "" {
		s.Errorf("galley %s: got %d %q %q, want %d with %q", strings.Join(args, " "), r.code, r.out, r.err, code, words)
	}
}

func (s *shell) holds(text string, words ...string) {
	s.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			s.Errorf("%q does not hold %q", text, w)
		}
	}
}

// write makes a file beside the data folder.
func (s *shell) write(name, text string) string {
	s.Helper()
	path := filepath.Join(filepath.Dir(s.data), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

// lines hands on each line that a command prints while it runs.
type lines struct {
	mu   sync.Mutex
	rest []byte
	all  chan string
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, b...)
	for {
		line, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found {
			return len(b), nil
		}
		l.all <- string(line)
		l.rest = rest
	}
}

// liveServer is a server on the data folder, running in this process.
type liveServer struct {
	url  string
	said *lines // on stderr
	stop func() int
}

func (s *shell) start(args ...string) *liveServer {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, said := &lines{all: make(chan string, 100)}, &lines{all: make(chan string, 1000)}
	ended := make(chan int, 1)
	args = append(args, "--data", s.data, "--addr", "127.0.0.1:0")
	go func() { ended <- run(ctx, args, console{in: strings.NewReader(""), out: out, err: said}) }()
	stop := sync.OnceValue(func() int {
		cancel()
		return <-ended
	})
	s.Cleanup(func() { stop() })
	select {
	case line := <-out.all:
		url, ok := strings.CutPrefix(line, "Galley answers at ")
		if !ok {
			s.Fatalf("the first line is %q", line)
		}
		return &liveServer{url, said, stop}
	case code := <-ended:
		ended <- code
		s.Fatalf("the server ended with %d: %s", code, <-said.all)
	}
	return nil
}

// hears waits for a line on stderr that holds some words.
func (l *liveServer) hears(words string) string {
	for line := range l.said.all {
		if strings.Contains(line, words) {
			return line
		}
	}
	return ""
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s %v", url, resp.StatusCode, b, err)
	}
	return string(b)
}

const articleModel = `{"apiId": "article", "pluralApiId": "articles", "fields": [{"apiId": "title", "kind": "TEXT"}]}`

func TestWrongUsage(t *testing.T) {
	s := newShell(t)
	for _, args := range [][]string{
		{}, {"bogus"}, {"key"}, {"key", "create"}, {"key", "create", "--name", "x", "--scope", "all"}, {"user", "create", "--email", "a@b.c", "--role", "owner"},
		{"models", "plan"}, {"version", "--nothing"}, {"serve", "--log-level", "loud"}, {"serve", "--list-rows", "0", "--addr", "127.0.0.1:0"},
	} {
		if r := s.plain("", args...); r.code != exitUsage || r.out != "" || !strings.HasPrefix(r.err, "galley: ") {
			t.Errorf("galley %v: %d %q %q", args, r.code, r.out, r.err)
		}
	}
	r := s.plain("", "key", "create", "--help")
	if r.code != exitDone || !strings.Contains(r.out, "--scope") {
		t.Errorf("--help: %d %q", r.code, r.out)
	}
	if r := s.plain("", "version"); r.code != exitDone || r.out != "galley "+version+"\n" {
		t.Errorf("version: %d %q", r.code, r.out)
	}
}

// A server reads the flags of the servers alone: they are the same ones.
func TestServersHaveTheirFlags(t *testing.T) {
	for _, name := range []string{"dev", "serve"} {
		var said [2]string
		for i, g := range []any{&commands{}, grammar([]string{name})} {
			var out bytes.Buffer
			parser, err := newParser(g, console{out: &out, err: &out}, func(int) {})
			if err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{name, "--help"}, {name, "other"}, {name, "--bogus"}, {name, "--addr"}, {name, "--list-rows=x"}} {
				_, err := parser.Parse(args)
				fmt.Fprintf(&out, "%v\n", err)
			}
			said[i] = out.String()
		}
		if _, all := grammar([]string{name}).(*commands); all || said[0] != said[1] || !strings.Contains(said[0], "--trusted-proxy") {
			t.Errorf("%s: got\n%s\nwant\n%s", name, said[1], said[0])
		}
	}
}

func TestWordsThatPeopleTry(t *testing.T) {
	s := newShell(t)
	for want, args := range map[string][]string{
		"models plan <dir>": {"help"}, "--password-stdin": {"help", "user", "create"}, "galley " + version: {"--version"},
	} {
		if r := s.plain("", args...); r.code != exitDone || !strings.Contains(r.out, want) {
			t.Errorf("galley %v: %d %q %q", args, r.code, r.out, r.err)
		}
	}
}

func TestAMistypedFolderIsToldNotMade(t *testing.T) {
	s := newShell(t)
	for _, args := range [][]string{
		{"user", "list"}, {"user", "reset", "a@b.c"}, {"key", "list"}, {"key", "revoke", "x"}, {"models", "pull", s.data + "-models"},
		{"webhook", "list"}, {"check"}, {"backup", s.data + ".tar"},
	} {
		s.fails(exitFailed, "There is no data of Galley in "+s.data, args...)
	}
	if r := s.try("", "doctor"); r.code != exitFailed || !strings.Contains(r.out, "BAD") {
		t.Errorf("doctor: %+v", r)
	}
	if _, err := os.Stat(s.data); err == nil {
		t.Error("the folder was made")
	}
}

func TestFoldersThatCannotBeOpened(t *testing.T) {
	s := newShell(t)
	file := s.write("file", "no folder")
	for words, data := range map[string]string{"cannot be made": file, "is damaged": filepath.Dir(s.write("torn/content.db", strings.Repeat("no table", 4096)))} {
		r := s.plain("", "serve", "--addr", "127.0.0.1:0", "--data", data)
		if r.code != exitFailed || !strings.Contains(r.err, words) || strings.Count(r.err, data) != 1 {
			t.Errorf("%+v", r)
		}
	}
}

func TestPeople(t *testing.T) {
	s := newShell(t)
	r := s.try("correct horse\n", "user", "create", "--password-stdin", "--email", "ada@example.org", "--role", "admin", "--name", "Ada")
	if id := strings.TrimSpace(r.out); r.code != exitDone || len(id) != 26 {
		t.Fatalf("%+v", r)
	}
	s.holds(s.do("user", "create", "--email", "bo@example.org", "--role", "editor"), "http://localhost:4400/admin/reset?token=")
	s.holds(s.do("user", "list"), "EMAIL", "ada@example.org  Ada   admin", "bo@example.org         editor")
	s.holds(s.do("user", "reset", "bo@example.org"), "/admin/reset?token=")
	s.do("user", "disable", "BO@example.org")
	var people []person
	if err := json.Unmarshal([]byte(s.do("user", "list", "--json")), &people); err != nil || len(people) != 2 || !people[1].Disabled {
		t.Errorf("%+v %v", people, err)
	}
	s.fails(exitFailed, "bo@example.org is locked out.", "user", "reset", "bo@example.org")
	s.do("user", "enable", "bo@example.org")
	s.do("user", "reset", "bo@example.org")
	s.fails(exitFailed, "last administrator", "user", "disable", "ada@example.org")
	s.fails(exitFailed, "There is no user", "user", "reset", "nobody@example.org")
	s.fails(exitUsage, "no password on standard input", "user", "create", "--email", "c@example.org", "--role", "viewer", "--password-stdin")
}

func TestKeys(t *testing.T) {
	s := newShell(t)
	secret := s.do("key", "create", "--scope", "read", "--name", "Site", "--scope", "preview")
	if !strings.HasPrefix(secret, "glk_") || strings.Count(secret, "\n") != 1 {
		t.Errorf("printed %q", secret)
	}
	var keys []apiKey
	if err := json.Unmarshal([]byte(s.do("key", "list", "--json")), &keys); err != nil || len(keys) != 1 {
		t.Fatalf("%+v %v", keys, err)
	}
	s.holds(s.do("key", "list"), keys[0].ID, "Site", "read, preview", "never")
	s.do("key", "revoke", keys[0].ID)
	s.fails(exitFailed, "There is no key", "key", "revoke", keys[0].ID)
	if out := s.do("key", "list"); out != "" {
		t.Errorf("printed %q", out)
	}
}

func TestModelsAsFiles(t *testing.T) {
	s := newShell(t)
	s.write("models/article.json", articleModel)
	s.write("models/any-name.yaml", "apiId: seo\ncomponent: true\nfields:\n  - {apiId: title, kind: TEXT}\n")
	s.write("models/README.md", "not a model")
	dir := filepath.Dir(s.write("models/z", ""))
	s.holds(s.do("models", "plan", dir), "+ create component seo", "+ create model article")
	s.holds(s.do("models", "apply", dir), "+ create component seo", "+ create model article")
	if out := s.do("models", "plan", dir); out != "" {
		t.Errorf("after applying: %q", out)
	}
	pulled := filepath.Join(filepath.Dir(s.data), "pulled")
	s.holds(s.do("models", "pull", pulled), "article.json", "seo.json")
	if out := s.do("models", "plan", "--remove", pulled); out != "" {
		t.Errorf("what was pulled differs: %q", out)
	}
	s.write("models/article.json", strings.Replace(articleModel, `"title"`, `"name"`, 1))
	s.holds(s.do("models", "apply", "--remove", dir, "--allow-destructive"), "(destructive)")
	s.write("models/article.json", "{")
	s.fails(exitFailed, "article.json holds no model", "models", "plan", dir)
	s.fails(exitFailed, "cannot be read", "models", "plan", filepath.Join(dir, "nowhere"))
}

func TestImportsReportAndRepeat(t *testing.T) {
	s := newShell(t)
	file := s.write("blog.json", `{"contentTypes": [{"sys": {"id": "post", "type": "ContentType"}, "name": "Post", "displayField": "title",
		"fields": [{"id": "title", "name": "Title", "type": "Symbol", "localized": false, "required": true}]}],
		"entries": [{"sys": {"id": "e1", "type": "Entry", "contentType": {"sys": {"id": "post"}}, "createdAt": "2020-01-02T03:04:05Z",
			"updatedAt": "2020-01-02T03:04:05Z", "publishedAt": "2020-01-02T03:04:05Z", "publishedVersion": 1, "version": 2},
			"fields": {"title": {"en-US": "Hello"}}}],
		"locales": [{"code": "en-US", "name": "English", "default": true}]}`)
	var report struct{ Created, Unchanged int }
	for i, args := range [][]string{{"--dry-run"}, {}, {}} {
		if err := json.Unmarshal([]byte(s.do(append([]string{"import", "contentful", file, "--json"}, args...)...)), &report); err != nil {
			t.Fatal(err)
		}
		if want := [][2]int{{1, 0}, {1, 0}, {0, 1}}[i]; report.Created != want[0] || report.Unchanged != want[1] {
			t.Errorf("run %d: %+v", i, report)
		}
	}
	s.fails(exitFailed, "nothing.xml", "import", "wordpress", "nothing.xml")
	s.fails(exitFailed, "line", "import", "wordpress", s.write("bad.xml", "<rss><channel>"))
}

func TestAStoppedImportSaysHowToGoOn(t *testing.T) {
	s := newShell(t)
	file := s.write("blog.json", `{"entries": []}`)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var out, err bytes.Buffer
	code := run(ctx, []string{"import", "contentful", file, "--data", s.data}, console{in: strings.NewReader(""), out: &out, err: &err})
	if code != exitFailed || !strings.Contains(err.String(), "Run it again") || strings.Contains(err.String(), "went wrong") {
		t.Errorf("%d %q", code, err.String())
	}
}

func TestWebhooks(t *testing.T) {
	s := newShell(t)
	s.fails(exitFailed, "GALLEY_ALLOW_LOOPBACK_WEBHOOKS", "webhook", "add", "http://127.0.0.1:9/x", "--event", "entry.published")
	t.Setenv("GALLEY_ALLOW_LOOPBACK_WEBHOOKS", "true")
	secret := s.do("webhook", "add", "--event", "entry.published", "http://127.0.0.1:9/x", "--event", "asset.ready")
	if !strings.HasPrefix(secret, "whsec_") || strings.Count(secret, "\n") != 1 {
		t.Errorf("printed %q", secret)
	}
	var hooks []hook
	if err := json.Unmarshal([]byte(s.do("webhook", "list", "--json")), &hooks); err != nil || len(hooks) != 1 || len(hooks[0].Events) != 2 {
		t.Fatalf("%+v %v", hooks, err)
	}
	s.do("webhook", "deliveries", hooks[0].ID)
	s.fails(exitFailed, "no delivery", "webhook", "redeliver", hooks[0].ID, "msg_1_2")
	s.do("webhook", "remove", hooks[0].ID)
	s.fails(exitFailed, "no webhook", "webhook", "deliveries", hooks[0].ID)
}

func TestCommandsSpeakToARunningServer(t *testing.T) {
	s := newShell(t)
	s.write("models/article.json", articleModel)
	server := s.start("serve")
	s.holds(server.hears("there are no users yet"), server.url+"/admin/setup?token=")
	if got := get(t, server.url+"/readyz"); got != "ready\n" {
		t.Errorf("readyz: %q", got)
	}
	s.do("models", "apply", filepath.Dir(s.write("models/z", "")))
	s.holds(get(t, server.url+"/graphql?query=%7Barticles%7BtotalCount%7D%7D"), `"totalCount":0`)

	t.Setenv("GALLEY_KEY", strings.TrimSpace(s.do("key", "create", "--name", "CI", "--scope", "manage")))
	r := s.plain("", "models", "plan", "--url", server.url, filepath.Dir(s.write("models/z", "")))
	if r.code != exitDone || r.out != "" || !strings.Contains(r.err, "Nothing changes") {
		t.Errorf("by URL: %+v", r)
	}
	if r := s.plain("", "backup", "x.tar", "--url", server.url); r.code != exitUsage {
		t.Errorf("backup by URL: %+v", r)
	}
	if code := server.stop(); code != exitDone {
		t.Errorf("the server ended with %d", code)
	}
	if r := s.plain("", "key", "list", "--url", server.url); r.code != exitFailed || !strings.Contains(r.err, "no answer") {
		t.Errorf("without a server: %+v", r)
	}
	s.holds(s.do("key", "list"), "CI")
}

func TestBackupOfALiveStore(t *testing.T) {
	s := newShell(t)
	s.start("serve")
	s.do("key", "create", "--name", "Kept", "--scope", "read")
	file := filepath.Join(filepath.Dir(s.data), "backup.tar")
	s.do("backup", file)
	s.fails(exitFailed, "nowhere/x.tar cannot be written: no such file or directory.", "backup", filepath.Join(filepath.Dir(file), "nowhere", "x.tar"))
	if r := s.try("", "check"); r.code != exitDone || !strings.Contains(r.err, "Everything is as it should be.") {
		t.Errorf("check: %+v", r)
	}
	copied := &shell{t, filepath.Join(t.TempDir(), "restored")}
	untar(t, file, copied.data)
	s.holds(copied.do("key", "list"), "Kept")
	copied.do("check")
}

func TestOneServerAFolder(t *testing.T) {
	s := newShell(t)
	s.start("serve")
	r := s.try("", "serve", "--addr", "127.0.0.1:0")
	if r.code != exitFailed || !strings.Contains(r.err, "Another process holds") {
		t.Errorf("%+v", r)
	}
}

func TestDevShowsTheWayIn(t *testing.T) {
	s := newShell(t)
	server := s.start("dev", "--no-sample")
	s.holds(server.hears("setup?token="), server.url+"/admin/setup?token=")
	if r := s.try("correct horse\n", "user", "create", "--password-stdin", "--email", "ada@example.org", "--role", "admin"); r.code != exitDone {
		t.Fatalf("%+v", r)
	}
	s.holds(s.try("", "doctor", "--json").out, "a server holds the data folder", "somebody can sign in (1 users)")
	if code := server.stop(); code != exitDone {
		t.Errorf("ended with %d", code)
	}
	again := s.start("dev", "--no-sample")
	again.stop()
	for len(again.said.all) > 0 {
		if line := <-again.said.all; strings.Contains(line, "setup?token=") {
			t.Errorf("with a user there is a link: %s", line)
		}
	}
}

func TestServersSaySoWhenTheyCannotStart(t *testing.T) {
	s := newShell(t)
	s.fails(exitFailed, "cannot listen", "serve", "--addr", "256.0.0.1:1")
	s.fails(exitUsage, "--public-url", "serve", "--addr", "127.0.0.1:0", "--public-url", "cms.example.com")
	s.fails(exitUsage, "--trusted-proxy", "serve", "--addr", "127.0.0.1:0", "--trusted-proxy", "proxy")
}
