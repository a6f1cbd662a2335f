package wordpress

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/netguard"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/transfertest"
)

var update = flag.Bool("update", false, "write the golden files")

func blog(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/blog.xml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func run(t *testing.T, file []byte, space *transfertest.Space, o transfer.Options) *transfer.Report {
	t.Helper()
	r, err := Import(context.Background(), bytes.NewReader(file), space, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile("testdata/"+name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// contents is everything that a space holds, in a form that reads well.
func contents(t *testing.T, s *transfertest.Space) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "\t")
	e.SetEscapeHTML(false)
	for _, id := range transfer.Sorted(s.Entries) {
		if err := e.Encode(s.Entries[id].Entry); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range transfer.Sorted(s.Assets) {
		a := s.Assets[id]
		if err := e.Encode(map[string]any{"asset": a.Asset, "state": a.State, "file": a.File}); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestImport has all features of exports in one file, lines I4 of the hostile inputs among them: circular and missing
// parents, missing pictures, terms and authors come in and are reported. // I4
func TestImport(t *testing.T) {
	space := transfertest.New()
	report := run(t, blog(t), space, transfer.Options{})
	var b strings.Builder
	if err := report.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "blog.report.txt", b.String())
	golden(t, "blog.entries.txt", contents(t, space))
}

func TestSecondRunChangesNothing(t *testing.T) {
	space := transfertest.New()
	first := run(t, blog(t), space, transfer.Options{})
	before := contents(t, space)
	second := run(t, blog(t), space, transfer.Options{})
	if second.Created+second.Updated != 0 || second.Unchanged != first.Created || len(second.Changes) > 0 {
		t.Errorf("the second run created %d, updated %d, left %d of %d and changed models: %v", second.Created, second.Updated, second.Unchanged, first.Created, second.Changes)
	}
	if diff := cmp.Diff(before, contents(t, space)); diff != "" {
		t.Errorf("the second run changed: %s", diff)
	}
}

func TestDryRunChangesNothing(t *testing.T) {
	space := transfertest.New()
	dry := run(t, blog(t), space, transfer.Options{DryRun: true})
	if len(space.Types)+len(space.Entries)+len(space.Assets) > 0 {
		t.Error("something was written")
	}
	wet := run(t, blog(t), space, transfer.Options{})
	if again := run(t, blog(t), space, transfer.Options{DryRun: true}); again.Unchanged != wet.Created || again.Created+again.Updated > 0 {
		t.Errorf("afterwards, %d of %d were foretold to stay", again.Unchanged, wet.Created)
	}
	if dry.Created != wet.Created || len(dry.Skipped) != len(wet.Skipped) || len(dry.Changes) != len(wet.Changes) {
		t.Errorf("foretold were %d created, %d skipped, %d changes; there were %d, %d, %d",
			dry.Created, len(dry.Skipped), len(dry.Changes), wet.Created, len(wet.Skipped), len(wet.Changes))
	}
}

// TestKilled kills a run at each of its calls, and runs it again: the result is that of one run. // I5
func TestKilled(t *testing.T) {
	whole := transfertest.New()
	run(t, blog(t), whole, transfer.Options{})
	want := contents(t, whole)
	for at := 1; at <= whole.Calls; at++ {
		space := transfertest.New()
		space.FailAt = at
		if _, err := Import(context.Background(), bytes.NewReader(blog(t)), space, transfer.Options{}); !errors.Is(err, transfertest.ErrKilled) {
			t.Fatalf("call %d: the run ended with %v", at, err)
		}
		run(t, blog(t), space, transfer.Options{})
		if diff := cmp.Diff(want, contents(t, space)); diff != "" {
			t.Fatalf("killed at call %d: %s", at, diff)
		}
	}
}

// TestNoAddresses looks for the addresses of people in everything that was imported.
func TestNoAddresses(t *testing.T) {
	space := transfertest.New()
	run(t, blog(t), space, transfer.Options{})
	all := contents(t, space)
	for _, secret := range []string{"secret.example", "192.0.2.77"} {
		if !bytes.Contains(blog(t), []byte(secret)) {
			t.Fatalf("the test is blind: %s is not in the file", secret)
		}
		if strings.Contains(all, secret) {
			t.Errorf("%s came in", secret)
		}
	}
	if space.Types["comment"].PublicRead {
		t.Error("the public may read comments")
	}
}

// TestPublicCommentModel has a model comment that the public may read: imported comments must not land there.
func TestPublicCommentModel(t *testing.T) {
	space := transfertest.New(`{"apiId":"comment","pluralApiId":"comments","fields":[{"apiId":"body","kind":"TEXT"}]}`)
	run(t, blog(t), space, transfer.Options{})
	for id, e := range space.Entries {
		if e.Entry.Model == "comment" {
			t.Errorf("%s came into the public model", id)
		}
	}
	if m := space.Types["comment_"]; m == nil || m.PublicRead {
		t.Errorf("comments came into %+v", m)
	}
}

// TestFilesGoThroughTheGuard lets attachments point at this machine and its network. // I6 W1 W2 W3
func TestFilesGoThroughTheGuard(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "localhost"} {
		file := bytes.ReplaceAll(blog(t), []byte("https://blog.example/files/"), []byte("http://"+host+"/"))
		space := transfertest.New()
		report := run(t, file, space, transfer.Options{Fetch: netguard.Client(netguard.Options{})})
		kept := 0
		for _, a := range space.Assets {
			if a.State != "EXTERNAL" {
				t.Errorf("%s: an asset is %s", host, a.State)
			}
			kept++
		}
		noted := slices.ContainsFunc(report.Notes, func(l transfer.Line) bool {
			return strings.HasPrefix(l.Message, "is kept as a record") && strings.Contains(l.Message, "address")
		})
		if kept != 2 || !noted {
			t.Errorf("%s: %d assets, reported: %v", host, kept, noted)
		}
	}
}

// TestMalformed gives files that are refused whole, with line and reason, before anything is written. // I1 I3
func TestMalformed(t *testing.T) {
	const head = `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>` + "\n"
	const good = `<item><title>A</title><wp:post_id>1</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>` + "\n"
	tests := []struct{ name, file, want string }{
		{"cut off", head + good + `<item><title>B`, "line 3: unexpected EOF"},
		{"wrong end", head + good + "<item>\n</title></item>", "line 4: element <item> closed by </title>"},
		{"unknown entity", head + good + `<item><title>&nbsp;</title></item></channel></rss>`, "line 3: invalid character entity &nbsp;"},
		{"internal entity", `<!DOCTYPE rss [<!ENTITY a "b">]>` + head + good + `</channel></rss>`, "line 1: it declares entities"},
		{"a billion laughs", "\n" + `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>` + head + `<item><title>&b;</title></item></channel></rss>`, "line 2: it declares entities"},
		{"external entity", `<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + head + `<item><title>&a;</title></item></channel></rss>`, "line 1: it declares entities"},
		{"external subset's entity", `<!DOCTYPE rss SYSTEM "http://127.0.0.1/a.dtd">` + head + `<item><title>&a;</title></item></channel></rss>`, "line 2: invalid character entity &a;"},
		{"control character", head + "<item><title>\x01</title></item></channel></rss>", "line 2: illegal character code U+0001"},
		{"not UTF-8", head + "<item><title>\xff</title></item></channel></rss>", "line 2: invalid UTF-8"},
		{"too deep", head + good + strings.Repeat("<a>", 200), "line 3: "},
		{"not XML", "Dear Sir or Madam", "no export of WordPress"},
		{"another feed", `<rss version="2.0"><channel><item><title>A</title></item></channel></rss>`, "no export of WordPress"},
		{"another document", "<html>\n</html>", "line 1: its outermost element is html"},
		{"empty", "", "no export of WordPress"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			space := transfertest.New()
			_, err := Import(context.Background(), strings.NewReader(tt.file), space, transfer.Options{})
			if errs.CodeOf(err) != errs.Invalid || !strings.Contains(fmt.Sprint(err), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if space.Calls > 0 {
				t.Errorf("the target was called %d times", space.Calls)
			}
		})
	}
}

// TestVersions reads the older forms of exports, and one in another encoding.
func TestVersions(t *testing.T) {
	item := `<item><title>Caf%s</title><dc:creator>ada</dc:creator><category>News</category><category domain="category" nicename="news">News</category>` +
		`<category domain="tag">Sea</category><category domain="tag" nicename="sea">Sea</category><content:encoded>Hello</content:encoded>` +
		`<wp:post_id>7</wp:post_id><wp:post_date>2008-01-02 03:04:05</wp:post_date><wp:post_date_gmt>2008-01-02 02:04:05</wp:post_date_gmt>` +
		`<wp:post_name>cafe</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>`
	file := `<?xml version="1.0" encoding="%s"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
		`xmlns:wp="http://wordpress.org/export/%s/"><channel><link>http://old.example</link>%s</channel></rss>`
	tests := []struct{ name, start, encoding, version, letter string }{
		{"1.0", "", "UTF-8", "1.0", "é"}, {"1.1", "", "UTF-8", "1.1", "é"}, {"1.2", "", "UTF-8", "1.2", "é"},
		{"Latin 1", "", "ISO-8859-1", "1.0", "\xe9"}, {"byte order mark", "\ufeff", "UTF-8", "1.2", "é"}, {"blank lines", "\n\n", "UTF-8", "1.2", "é"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			space := transfertest.New()
			run(t, []byte(tt.start+fmt.Sprintf(file, tt.encoding, tt.version, fmt.Sprintf(item, tt.letter))), space, transfer.Options{})
			e := space.Entries[string(siteOf("http://old.example"))+"-7"]
			if e == nil || e.Entry.Values["title"] != "Café" || e.Entry.CreatedAt.Format("2006-01-02T15:04:05Z") != "2008-01-02T02:04:05Z" {
				t.Fatalf("got %+v", e)
			}
			for _, list := range []string{"categories", "tags"} {
				if refs := e.Entry.Values[list].([]transfer.Ref); len(refs) != 1 {
					t.Errorf("%s: %v", list, refs)
				}
			}
		})
	}
}
