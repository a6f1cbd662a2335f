package field_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

// library knows the entry e1 and the asset a1.
type library struct{ asset field.EmbeddedAsset }

func (library) Entry(id string) (field.EmbeddedEntry, bool) {
	return field.EmbeddedEntry{Model: "article", Title: "An <entry>", URL: "/articles/e1"}, id == "e1"
}

func (l library) Asset(id string) (field.EmbeddedAsset, bool) { return l.asset, id == "a1" }

var picture = field.EmbeddedAsset{URL: "https://cdn.example/a.png", MimeType: "image/png", FileName: "a.png", Alt: "alt", Width: 640, Height: 480}

func TestRichHTML(t *testing.T) {
	want := []string{
		`<h2>Head &amp; more</h2>`,
		`<p><strong><em>bi</em></strong><br>`,
		`<a href="https://example.org/?a=1&amp;b=2" title="Ti&#34;tle" target="_blank" rel="noopener noreferrer">link</a>`,
		`<u>u</u><s>s</s><code>&lt;c&gt;</code><sub>sub</sub><sup>sup</sup><mark>mark</mark></p>`,
		`<ul><li><p>one</p></li><li><p>two</p></li></ul>`,
		`<ol start="3"><li><p>three</p></li></ol>`,
		`<blockquote><p>quoted</p></blockquote>`,
		"<pre><code class=\"language-go\">if a &lt; b {\n}</code></pre>",
		`<hr>`,
		`<table><tbody><tr><th colspan="2"><p>th</p></th></tr><tr><td rowspan="2"><p>left</p></td><td><p>right</p></td></tr></tbody></table>`,
		`<img src="/pic.png" alt="a pic" title="pt" loading="lazy">`,
		`<div data-entry="e1" data-model="article"><a href="/articles/e1">An &lt;entry&gt;</a></div>`,
		`<figure><img src="https://cdn.example/a.png" alt="other alt" width="640" height="480" loading="lazy"><figcaption>cap</figcaption></figure>`,
		`<div data-embed="https://video.example/1"><a href="https://video.example/1">A film</a></div>`,
	}
	got := field.RichHTML(json.RawMessage(fieldtest.EveryNode), library{picture})
	if diff := cmp.Diff(strings.Join(want, ""), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRichHTMLOfFiles(t *testing.T) {
	doc := json.RawMessage(`{"type":"doc","content":[{"type":"embedAsset","attrs":{"id":"a1"}}]}`)
	for _, c := range []struct {
		asset field.EmbeddedAsset
		want  string
	}{
		{field.EmbeddedAsset{URL: "/a.mp4", MimeType: "video/mp4"}, `<figure><video src="/a.mp4" controls="controls"></video></figure>`},
		{field.EmbeddedAsset{URL: "/a.mp3", MimeType: "audio/mpeg"}, `<figure><audio src="/a.mp3" controls="controls"></audio></figure>`},
		{field.EmbeddedAsset{URL: "/a.pdf", MimeType: "application/pdf", FileName: "a&b.pdf"}, `<figure><a href="/a.pdf">a&amp;b.pdf</a></figure>`},
		{field.EmbeddedAsset{URL: "/a.png", MimeType: "image/png"}, `<figure><img src="/a.png" alt="" loading="lazy"></figure>`},
	} {
		if got := field.RichHTML(doc, library{c.asset}); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	for _, missing := range []field.Embeds{nil, gone{}} {
		if got := field.RichHTML(doc, missing); got != "" {
			t.Errorf("what is gone is rendered as %s", got)
		}
	}
}

type gone struct{}

func (gone) Entry(string) (field.EmbeddedEntry, bool) { return field.EmbeddedEntry{}, false }

func (gone) Asset(string) (field.EmbeddedAsset, bool) { return field.EmbeddedAsset{}, false }

// Values that were written by other means than Decode are inert all the same. AD1, AD2
func TestRichHTMLRunsNothing(t *testing.T) {
	evil := `{"type":"doc","content":[
		{"type":"script","content":[{"type":"text","text":"alert(1)"}]},
		{"type":"heading","attrs":{"level":"1 onclick=x"},"content":[{"type":"text","text":"<script>alert(2)</script>"}]},
		{"type":"codeBlock","attrs":{"language":"\"><script>"}},
		{"type":"tableCell","attrs":{"colspan":"2\" onclick=\"x"}},
		{"type":"paragraph","content":[{"type":"text","text":"a","marks":[{"type":"link","attrs":{"href":"\tjava\nscript:alert(3)","title":"\" onmouseover=\"x"}}]}]},
		{"type":"image","attrs":{"src":"data:image/svg+xml,<svg onload=x>"}},
		{"type":"embedAsset","attrs":{"id":"a1","caption":"<img onerror=x>"}},
		{"type":"embed","attrs":{"url":"javascript:alert(4)","html":"<iframe src=x>"}}]}`
	got := field.RichHTML(json.RawMessage(evil), library{field.EmbeddedAsset{URL: "javascript:alert(5)", FileName: "<svg>"}})
	want := `<h1>&lt;script&gt;alert(2)&lt;/script&gt;</h1>` +
		`<pre><code class="language-&#34;&gt;&lt;script&gt;"></code></pre>` +
		`<td></td><p><a title="&#34; onmouseover=&#34;x">a</a></p>` +
		`<img alt="" loading="lazy"><figure>&lt;svg&gt;<figcaption>&lt;img onerror=x&gt;</figcaption></figure>` +
		`<div>javascript:alert(4)</div>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRichPlainText(t *testing.T) {
	want := strings.Join([]string{
		"Head & more", "bi", "linkus<c>subsupmark", "one", "two", "three", "quoted", "if a < b {", "}", "th", "left\tright",
		"a pic", "pt", "other alt", "cap", "A film",
	}, "\n")
	if diff := cmp.Diff(want, field.RichPlainText(json.RawMessage(fieldtest.EveryNode))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, none := range []string{"", "null", `{"type":"doc"}`, `{"type":`} {
		if got := field.RichPlainText(json.RawMessage(none)); got != "" {
			t.Errorf("%q has the words %q", none, got)
		}
	}
}
