package wordpress

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/pattern"
	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// rich converts the text of an item or comment. Texts of the block editor are HTML with the blocks in comments; older
// ones are HTML in which lines count.
func (s *survey) rich(source string, k *known) (*richtext.Node, []string) {
	if strings.TrimSpace(source) == "" {
		return richtext.Doc(), nil
	}
	b := &bodyReader{survey: s, of: k}
	blocks := strings.Contains(source, "<!-- wp:")
	doc, losses := richtext.FromHTML(b.shortcodes(source, !blocks), richtext.Options{
		Lines: !blocks, Base: s.base, Asset: b.asset, Element: b.element, Comment: b.comment,
	})
	if len(b.dynamic) > 0 {
		losses = append(losses, "what its dynamic blocks show ("+strings.Join(b.dynamic, ", ")+")")
	}
	return doc, append(losses, b.losses...)
}

// bodyReader reads one text.
type bodyReader struct {
	*survey
	of      *known
	losses  []string
	dynamic []string // blocks that WordPress fills when it shows them
}

// once adds what a list does not have yet.
func once(list *[]string, what string) {
	if !slices.Contains(*list, what) {
		*list = append(*list, what)
	}
}

var imageClass = pattern.Late(`(?:^|\s)wp-image-(\d+)(?:\s|$)`)

// asset finds the attachment that an element shows: by its address, or by the number in its class when the file name
// fits too, since numbers of pictures that were copied from elsewhere mean something else.
func (b *bodyReader) asset(n *html.Node, src string) string {
	if k := b.attachmentOf(src); k != nil {
		return k.id
	}
	m := imageClass().FindStringSubmatch(richtext.Attr(n, "class"))
	if m == nil {
		return ""
	}
	k := b.posts[m[1]]
	if k == nil || k.file == nil || path.Base(unsized(fileKey(k.file.url))) != path.Base(unsized(fileKey(src))) {
		return ""
	}
	return k.id
}

// The elements that stand for shortcodes; see shortcodes.
const (
	elementAsset = "galley-asset"
	elementEmbed = "galley-embed"
	elementCode  = "galley-code"
)

var background = pattern.Late(`background(?:-image)?\s*:\s*url\(\s*["']?([^"')]+)["']?\s*\)`)

// element converts what WordPress alone writes.
func (b *bodyReader) element(c *richtext.Converter, n *html.Node) ([]*richtext.Node, bool) {
	switch {
	case n.Data == elementAsset && field.IsID(richtext.Attr(n, "id")):
		return []*richtext.Node{richtext.EmbedAsset(richtext.Attr(n, "id"), richtext.Attr(n, "alt"), richtext.Attr(n, "caption"))}, true
	case n.Data == elementEmbed:
		return b.embed(richtext.Attr(n, "url"), richtext.Attr(n, "title")), true
	case n.Data == elementCode:
		return code(n), true
	case n.DataAtom == atom.A && richtext.HasClass(n, "wp-block-file__button"):
		return button(n), true
	case richtext.HasClass(n, "wp-block-embed"):
		return b.embedBlock(c, n)
	case n.DataAtom == atom.Pre && richtext.HasClass(n, "wp-block-verse"):
		return verse(c, n), true
	case n.DataAtom == atom.Ul && richtext.HasClass(n, "blocks-gallery-grid", "wp-block-gallery"):
		return c.Blocks(n, 1), true
	case n.DataAtom == atom.Div:
		return b.cover(c, n)
	}
	return nil, false
}

// code keeps the line ends and signs of a shortcode of code.
func code(n *html.Node) []*richtext.Node {
	if text := strings.Trim(richtext.TextOf(n), "\r\n"); text != "" {
		return []*richtext.Node{richtext.Code(richtext.Attr(n, "language"), text)}
	}
	return nil
}

// button keeps the words of a button apart from those of the link beside it.
func button(n *html.Node) []*richtext.Node {
	words := strings.TrimSpace(richtext.TextOf(n))
	if words == "" {
		return nil
	}
	text := richtext.Text(words)
	if link, ok := richtext.Link(richtext.Attr(n, "href"), "", ""); ok {
		text.Marks = []richtext.Mark{link}
	}
	return []*richtext.Node{richtext.Block("paragraph", text)}
}

// embed shows what lies at an address: an asset, if it is one of the blog's files.
func (b *bodyReader) embed(address, title string) []*richtext.Node {
	address = strings.TrimSpace(address)
	if k := b.attachmentOf(address); k != nil {
		return []*richtext.Node{richtext.EmbedAsset(k.id, "", title)}
	}
	if n := richtext.Embed(address, title); n != nil && address != "" {
		return []*richtext.Node{n}
	}
	return nil
}

// embedBlock converts a block whose text is the address of what it shows.
func (b *bodyReader) embedBlock(c *richtext.Converter, n *html.Node) ([]*richtext.Node, bool) {
	var caption *html.Node
	words := ""
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.DataAtom == atom.Figcaption {
			caption = child
		} else {
			words += richtext.TextOf(child)
		}
	}
	address := strings.TrimSpace(words)
	if !strings.HasPrefix(address, "http") || strings.ContainsAny(address, " \n<>") {
		return nil, false
	}
	out := b.embed(address, "")
	if caption != nil {
		out = append(out, c.Blocks(caption, 2)...)
	}
	return out, true
}

// verse keeps the lines of a poem.
func verse(c *richtext.Converter, n *html.Node) []*richtext.Node {
	lines := c.Lines
	c.Lines = true
	defer func() { c.Lines = lines }()
	return c.Blocks(n, 1)
}

// cover converts a box whose picture stands in its style.
func (b *bodyReader) cover(c *richtext.Converter, n *html.Node) ([]*richtext.Node, bool) {
	m := background().FindStringSubmatch(richtext.Attr(n, "style"))
	if m == nil {
		return nil, false
	}
	src := c.Resolve(m[1])
	if !richtext.SafeLink(src) {
		return nil, false
	}
	picture := richtext.Image(src, "", "")
	if k := b.attachmentOf(src); k != nil {
		picture = richtext.EmbedAsset(k.id, "", "")
	}
	return append([]*richtext.Node{picture}, c.Blocks(n, 1)...), true
}

var blockStart = pattern.Late(`(?s)^\s*wp:([a-z][a-z0-9/_-]*)\s*(\{.*\})?\s*/\s*$`)

// comment converts the comments that stand for something: page breaks, and blocks that consist of nothing else.
func (b *bodyReader) comment(text string) []*richtext.Node {
	if strings.TrimSpace(text) == "nextpage" {
		return []*richtext.Node{richtext.Block("horizontalRule")}
	}
	m := blockStart().FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	var attrs struct {
		URL     string      `json:"url"`
		Label   string      `json:"label"`
		Service string      `json:"service"`
		Ref     json.Number `json:"ref"`
	}
	if m[2] != "" {
		_ = json.Unmarshal([]byte(m[2]), &attrs) // attributes of other shapes say nothing that is used here
	}
	return b.selfClosed(m[1], attrs.URL, firstOf(attrs.Label, attrs.Service, attrs.URL), attrs.Ref.String())
}

// selfClosed converts a block that has attributes only.
func (b *bodyReader) selfClosed(name, address, label, ref string) []*richtext.Node {
	k := b.posts[number(ref)]
	switch name {
	case "embed":
		return b.embed(address, "")
	case "social-link", "navigation-link", "button":
		if link, ok := richtext.Link(address, "", ""); ok {
			return []*richtext.Node{richtext.Block("paragraph", richtext.Text(label, link))}
		}
	case "block":
		if k != nil && k.slug != "" {
			return []*richtext.Node{{Type: "embedEntry", Attrs: &richtext.Attrs{ID: k.id}}}
		}
	case "spacer", "separator", "more", "paragraph", "nextpage":
		return nil
	}
	once(&b.dynamic, name)
	return nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
