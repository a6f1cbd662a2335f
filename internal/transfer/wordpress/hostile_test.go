package wordpress

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/transfertest"
)

// TestHostileBodies gives texts that are made to cost much, or to break the converter. All of them come in, as documents
// that Galley takes.
func TestHostileBodies(t *testing.T) {
	tests := map[string]string{
		"nested quotes":      strings.Repeat("<blockquote>", 5_000) + "deep",
		"nested lists":       strings.Repeat("<ul><li>", 200) + "deep",
		"nested tables":      strings.Repeat("<table><tr><td>", 100) + "deep",
		"nested figures":     strings.Repeat("<figure>", 400) + "deep",
		"open code":          strings.Repeat("<pre>", 20_000) + "deep",
		"open comments":      "deep" + strings.Repeat("<!--", 20_000),
		"open captions":      strings.Repeat("[caption]", 20_000) + "deep",
		"open brackets":      strings.Repeat("[[a ", 20_000) + "deep",
		"open tags":          "deep" + strings.Repeat("<a ", 20_000),
		"many paragraphs":    strings.Repeat("word\n\n", 25_000) + "deep",
		"a shortcode's bomb": strings.Repeat(`[gallery ids="1,2,3,4,5,6,7,8,9"]`, 2_000) + "deep",
		"dotted capital I":   strings.Repeat("İ", 1_000) + `[caption]<img src="a.jpg"> İ[/caption] deep`,
		"own elements":       `<galley-asset id="no id"></galley-asset><galley-embed url="javascript:alert(1)"></galley-embed><galley-code></galley-code> deep`,
		"addresses":          `<img src="data:image/png;base64,AAAA"><iframe src="javascript:alert(1)"></iframe><a href=" jav&#x0A;ascript:alert(1)">deep</a>`,
		"NUL and marks":      "&#0; \u202e deep",
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			s := &survey{posts: map[string]*known{}, files: map[string]*known{}}
			doc, _ := s.rich(body, &known{})
			raw, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			stored, problems := field.Decode(nil, &field.Field{APIID: "body", Kind: field.RichText}, "body", raw)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if text := field.RichPlainText(stored); !strings.Contains(text, "deep") {
				t.Errorf("the last word is lost: %.100s", text)
			}
			if strings.Contains(string(raw), "alert(1)") {
				t.Errorf("code came through: %s", raw)
			}
		})
	}
}

// TestLargeEntry has a post that is larger than a call: it is left out and reported, and the others come in.
func TestLargeEntry(t *testing.T) {
	const item = `<item><title>T</title><content:encoded>BODY</content:encoded><wp:post_id>ID</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>`
	file := `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>` +
		strings.NewReplacer("ID", "1", "BODY", strings.Repeat("words ", 200_000)).Replace(item) +
		strings.NewReplacer("ID", "2", "BODY", "words").Replace(item) + `</channel></rss>`
	space := transfertest.New()
	report, err := Import(context.Background(), strings.NewReader(file), space, transfer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(space.Entries) != 1 || len(report.Skipped) != 1 || !strings.Contains(report.Skipped[0].Message, "too large") {
		t.Errorf("%d entries, left out: %v", len(space.Entries), report.Skipped)
	}
}

// TestClashingNames has custom types and taxonomies that are called as what Galley, or this import, has already.
func TestClashingNames(t *testing.T) {
	var file strings.Builder
	file.WriteString(`<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>`)
	for i, name := range []string{"author", "tag", "asset", "my_type", "my-type", "entry", "postConnection", "日本", "post", "sticky"} {
		fmt.Fprintf(&file, `<item><title>T</title><wp:post_id>%d</wp:post_id><wp:status>publish</wp:status><wp:post_type>%s</wp:post_type>`+
			`<category domain="%s" nicename="x">X</category></item>`, i+1, name, []string{"tag", "tags", "category_", "genre", "genres", "id"}[i%6])
	}
	file.WriteString(`</channel></rss>`)
	space := transfertest.New(`{"apiId":"asset","pluralApiId":"assets","builtin":true,"fields":[]}`)
	report, err := Import(context.Background(), strings.NewReader(file.String()), space, transfer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	posts := 0
	for _, e := range space.Entries {
		if e.Entry.Values["title"] == "T" && e.Entry.Publish {
			posts++
		}
	}
	if posts != 10 || len(report.Skipped) > 0 {
		t.Errorf("%d of 10 posts came in, left out: %v", posts, report.Skipped)
	}
}
