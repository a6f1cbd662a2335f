package richtext_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// short writes a document as one line: p("a" b"bold").
func short(n *richtext.Node) string {
	if n.Type == "text" {
		out := ""
		for _, m := range n.Marks {
			out += m.Type
			if m.Attrs != nil {
				out += "<" + m.Attrs.Href + ">"
			}
			out += ":"
		}
		return out + fmt.Sprintf("%q", n.Text)
	}
	var parts []string
	if n.Attrs != nil {
		b, err := json.Marshal(n.Attrs)
		if err != nil {
			return err.Error()
		}
		parts = append(parts, string(b))
	}
	for _, child := range n.Content {
		parts = append(parts, short(child))
	}
	name := map[string]string{"paragraph": "p", "hardBreak": "br", "listItem": "li", "bulletList": "ul", "orderedList": "ol", "horizontalRule": "hr"}[n.Type]
	if name == "" {
		name = n.Type
	}
	if len(parts) == 0 {
		return name
	}
	return name + "(" + strings.Join(parts, " ") + ")"
}

func TestFromHTML(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", " \n ", `doc`},
		{"paragraphs", "<p>One\n two</p><p> </p><p>three &amp; four</p>", `doc(p("One two") p("three & four"))`},
		{"loose text", "one <b>two</b> three", `doc(p("one " bold:"two" " three"))`},
		{"spaces keep out of marks", "a <a href='/b'>b</a> c", `doc(p("a " link</b>:"b" " c"))`},
		{"nested marks", "<b><i>x</i></b><u>y</u><s>z</s>", `doc(p(bold:italic:"x" underline:"y" strike:"z"))`},
		{"small marks", "H<sub>2</sub>O<sup>3</sup><mark>m</mark><kbd>k</kbd>", `doc(p("H" subscript:"2" "O" superscript:"3" highlight:"m" code:"k"))`},
		{"breaks", "<p><br>a<br>b<br></p>", `doc(p("a" br "b"))`},
		{"no-break space", "<p>&nbsp;</p><p>a&nbsp;b</p>", `doc(p("a\u00a0b"))`},
		{"headings", "<h1>a</h1><h6>b <em>c</em></h6>", `doc(heading({"level":1} "a") heading({"level":6} "b " italic:"c"))`},
		{"picture in a heading", `<h2>a<img src="/i.png">b</h2>`, `doc(heading({"level":2} "a") image({"src":"https://blog.example/i.png"}) heading({"level":2} "b"))`},
		{"lists", "<ul>\n<li>a</li><li><p>b</p><ol start=3><li>c</ol></ul>", `doc(ul(li(p("a")) li(p("b") ol({"start":3} li(p("c"))))))`},
		{"list right in a list", "<ul><li>a</li><ul><li>b</li></ul></ul>", `doc(ul(li(p("a") ul(li(p("b"))))))`},
		{"empty item", "<ul><li></li></ul>", `doc(ul(li(p)))`},
		{"stray item", "<li>a</li>b", `doc(p("a") p("b"))`},
		{"quote", "<blockquote>a<p>b</p></blockquote>", `doc(blockquote(p("a") p("b")))`},
		{"code", "<pre class='language-go'>\n\tif a {\n\n\t}\n</pre>", `doc(codeBlock({"language":"go"} "\tif a {\n\n\t}"))`},
		{"rule", "a<hr>b", `doc(p("a") hr p("b"))`},
		{"table", "<table><caption>t</caption><tr><th>a<th>b<tr><td colspan=2 rowspan=1>c</table>",
			`doc(p("t") table(tableRow(tableHeader(p("a")) tableHeader(p("b"))) tableRow(tableCell({"colspan":2} p("c")))))`},
		{"definitions", "<dl><dt>a<dd>b</dl>", `doc(p(bold:"a") p("b"))`},
		{"quoted", "<q>a</q>", `doc(p("“a”"))`},
		{"picture", `a<img src="https://x.example/i.png" alt="A" title="T">b`, `doc(p("a") image({"src":"https://x.example/i.png","alt":"A","title":"T"}) p("b"))`},
		{"lazy picture", `<img src="data:image/gif;base64,R0" data-src="/l.png">`, `doc(image({"src":"https://blog.example/l.png"}))`},
		{"asset", `<img src="/known.png" alt="K">`, `doc(embedAsset({"id":"a1","alt":"K"}))`},
		{"figure", `<figure><a href="/known.png"><img src="/known.png"></a><figcaption>The <b>caption</b></figcaption></figure>`, `doc(embedAsset({"id":"a1","caption":"The caption"}))`},
		{"caption with a link", `<figure><img src="/known.png"><figcaption>by <a href="/me">me</a></figcaption></figure>`, `doc(embedAsset({"id":"a1"}) p("by " link</me>:"me"))`},
		{"figure of several", `<figure><img src="/a.png"><img src="/b.png"><figcaption>c</figcaption></figure>`,
			`doc(image({"src":"https://blog.example/a.png"}) image({"src":"https://blog.example/b.png"}) p("c"))`},
		{"frame", `<iframe src="//video.example/1" title="Film"></iframe>`, `doc(embed({"url":"https://video.example/1","title":"Film"}))`},
		{"film", `<video><source src="/f.mp4">No film.</video>`, `doc(embed({"url":"https://blog.example/f.mp4","title":"https://blog.example/f.mp4"}))`},
		{"unknown elements", "<x-card>a <y>b</y></x-card><section>c</section>", `doc(p("a b") p("c"))`},
		{"forms", "<form><label>a</label><input value=b><select><option>c</option></select></form>", `doc(p("a") p("c"))`},
		{"scripts", "<script>x</script><style>y</style>a<!-- z -->", `doc(p("a"))`},
		{"dangerous links", `<a href="javascript:x">a</a> <a href="JaVa&#9;Script:x">b</a> <a href="data:text/html,x">c</a> <a href="vbscript:x">d</a>`, `doc(p("a b c d"))`},
		{"handlers", `<p onclick="x" style="y">a</p>`, `doc(p("a"))`},
	}
	base, err := url.Parse("https://blog.example/2020/")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, _ := richtext.FromHTML(tt.in, richtext.Options{Base: base, Asset: func(_ *html.Node, src string) string {
				return map[string]string{"https://blog.example/known.png": "a1"}[src]
			}})
			if got := short(doc); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			accepted(t, doc)
		})
	}
}

// TestLines has texts in which lines count.
func TestLines(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraphs", "a\nb\n\nc\r\n\r\n\r\nd", `doc(p("a" br "b") p("c") p("d"))`},
		{"marks go on", "<b>a\n\nb</b>", `doc(p(bold:"a") p(bold:"b"))`},
		{"br and its line end", "a<br />\nb", `doc(p("a" br "b"))`},
		{"two br", "a<br><br>b", `doc(p("a") p("b"))`},
		{"around blocks", "a\n<h2>b</h2>\nc\n<ul>\n<li>d</li>\n</ul>\n\ne", `doc(p("a") heading({"level":2} "b") p("c") ul(li(p("d"))) p("e"))`},
		{"code of several lines", "a\n<code>b\n  c</code>", `doc(p("a") codeBlock("b\n  c"))`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, _ := richtext.FromHTML(tt.in, richtext.Options{Lines: true})
			if got := short(doc); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			accepted(t, doc)
		})
	}
}

// TestLosses names what has no place, each thing once.
func TestLosses(t *testing.T) {
	in := `<script>a</script><script>b</script><a href="javascript:c">d</a><a href="/e"><img src="/f.png"></a><img src="data:x" alt="g">`
	doc, losses := richtext.FromHTML(in, richtext.Options{})
	want := []string{"a script", "a link whose address runs code", "the link of a picture", "a file whose address is not one of the web"}
	if !slices.Equal(losses, want) {
		t.Errorf("got %q", losses)
	}
	if got := doc.Plain(); got != "d\ng" {
		t.Errorf("the words are %q", got)
	}
}

// accepted checks that Galley takes a document as it is.
func accepted(t *testing.T, doc *richtext.Node) {
	t.Helper()
	raw, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := field.Decode(nil, &field.Field{APIID: "body", Kind: field.RichText}, "body", raw); len(problems) > 0 {
		t.Errorf("refused: %v", problems)
	}
}
