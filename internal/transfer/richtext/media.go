package richtext

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var mediaNames = []atom.Atom{atom.Img, atom.Iframe, atom.Video, atom.Audio, atom.Embed, atom.Object}

func isMedia(n *html.Node) bool { return slices.Contains(mediaNames, n.DataAtom) }

// figure converts a figure: one file with a caption becomes one node, anything else its parts.
func (f *flow) figure(n *html.Node, marks []Mark) {
	media := Find(n, isMedia)
	captions := Find(n, func(n *html.Node) bool { return n.DataAtom == atom.Figcaption })
	if len(media) != 1 || len(captions) != 1 || strings.TrimSpace(textWithout(n, media[0], captions[0])) != "" {
		f.unwrap(n, marks)
		return
	}
	f.add(f.Captioned(media[0], captions[0])...)
	if a := media[0].Parent; a.DataAtom == atom.A {
		f.linked(f.link(a, marks))
	}
}

// textWithout is the text inside n but for that of some elements.
func textWithout(n *html.Node, skip ...*html.Node) string {
	var b strings.Builder
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case slices.Contains(skip, child):
		case child.Type == html.TextNode:
			b.WriteString(child.Data)
		default:
			b.WriteString(textWithout(child, skip...))
		}
	}
	return b.String()
}

// Captioned converts a media element with its caption, which is an element too: a plain one becomes part of the node, one
// with links a paragraph behind it.
func (c *Converter) Captioned(media, caption *html.Node) []*Node {
	links := Find(caption, func(n *html.Node) bool { return n.DataAtom == atom.A || isMedia(n) })
	words := strings.Join(strings.Fields(TextOf(caption)), " ")
	if len(links) == 0 {
		return c.media(media, words)
	}
	return append(c.media(media, ""), c.Blocks(caption, 2)...)
}

// media converts an element that shows a file or another page. What it cannot show leaves its words.
func (c *Converter) media(n *html.Node, caption string) []*Node {
	src := c.Resolve(source(n))
	alt := Attr(n, "alt")
	switch {
	case src == "" || !SafeLink(src):
		if src != "" {
			c.lose("a file whose address is not one of the web")
		}
		return c.words(n, alt, caption)
	case c.Asset != nil && c.Asset(n, src) != "":
		return []*Node{EmbedAsset(c.Asset(n, src), alt, caption)}
	case n.DataAtom == atom.Img:
		return []*Node{Image(src, alt, firstOf(caption, Attr(n, "title")))}
	}
	return []*Node{Embed(src, firstOf(caption, Attr(n, "title")))}
}

// words are what is left of media that cannot be shown.
func (c *Converter) words(n *html.Node, texts ...string) []*Node {
	var out []*Node
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			out = append(out, paragraph([]*Node{Text(t)}))
		}
	}
	if n.DataAtom == atom.Object || n.DataAtom == atom.Video || n.DataAtom == atom.Audio {
		out = append(out, c.Blocks(n, 2)...)
	}
	return out
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// source finds the address of a media element; lazily loaded pictures keep it elsewhere.
func source(n *html.Node) string {
	for _, name := range []string{"data-src", "data-lazy-src", "src", "data"} {
		if s := strings.TrimSpace(Attr(n, name)); s != "" && !strings.HasPrefix(s, "data:") {
			return s
		}
	}
	inner := Find(n, func(n *html.Node) bool { return n.DataAtom == atom.Source || n.DataAtom == atom.Embed })
	for _, child := range inner {
		if s := strings.TrimSpace(Attr(child, "src")); s != "" {
			return s
		}
	}
	return Attr(n, "src")
}

// Resolve completes an address: those without a scheme are taken to be of https.
func (c *Converter) Resolve(src string) string {
	if src == "" || !SafeLink(src) {
		return src
	}
	u, err := url.Parse(src)
	if err != nil {
		return src
	}
	if c.Base != nil {
		u = c.Base.ResolveReference(u)
	}
	if u.Scheme == "" && u.Host != "" {
		u.Scheme = "https"
	}
	return u.String()
}

// isPicture tells whether an address looks like that of a picture.
func isPicture(href string) bool {
	u, err := url.Parse(href)
	if err != nil {
		return false
	}
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".bmp"}, strings.ToLower(path.Ext(u.Path)))
}
