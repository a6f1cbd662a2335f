package richtext

import (
	"io"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The bounds of a document, below those of package content/field.
const (
	maxDepth = 40     // nodes in nodes; what lies deeper is unwrapped
	maxNodes = 45_000 // in one document
)

// Options say how HTML is read.
type Options struct {
	// Lines makes blank lines part paragraphs and single ones break them, as classic WordPress does.
	Lines bool
	// Base completes relative addresses of pictures and embeds; nil leaves them.
	Base *url.URL
	// Asset finds the asset behind an element that shows a file at src; "" if there is none.
	Asset func(n *html.Node, src string) (id string)
	// Element converts an element in a way of its own; handled is false for the usual one.
	Element func(c *Converter, n *html.Node) (blocks []*Node, handled bool)
	// Comment gives the blocks that an HTML comment stands for.
	Comment func(text string) []*Node
}

// Converter converts one piece of HTML. Only what it knows gets into the document: elements that it does not know give
// way to their content, and scripts, styles and dangerous addresses are dropped.
type Converter struct {
	Options
	losses []string
}

// FromHTML converts a fragment of HTML. Losses name what had no place in the document, each once, as the end of a
// sentence like "Lost: …".
func FromHTML(source string, o Options) (doc *Node, losses []string) {
	c := &Converter{Options: o}
	body := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(source), body, html.ParseOptionEnableScripting(false))
	if err != nil {
		return plainDoc(source), []string{"the structure, which is nested too deep"}
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	doc = Doc(c.Blocks(body, 1)...)
	if count(doc) > maxNodes {
		return plainDoc(source), []string{"the structure, which has too many parts"}
	}
	return doc, c.losses
}

// lose notes a loss once.
func (c *Converter) lose(what string) {
	if !slices.Contains(c.losses, what) {
		c.losses = append(c.losses, what)
	}
}

// Blocks converts what is inside n to blocks that stand depth deep.
func (c *Converter) Blocks(n *html.Node, depth int) []*Node {
	return c.flow(n, depth, nil, paragraph)
}

func (c *Converter) flow(n *html.Node, depth int, marks []Mark, wrap func([]*Node) *Node) []*Node {
	f := &flow{Converter: c, depth: depth, wrap: wrap}
	f.children(n, marks)
	f.flush()
	return f.blocks
}

func paragraph(inline []*Node) *Node { return Block("paragraph", inline...) }

func count(n *Node) int {
	total := 1
	for _, child := range n.Content {
		total += count(child)
	}
	return total
}

// plainDoc keeps the words of HTML that cannot be converted: a paragraph a block of lines, or one in all if those are too
// many.
func plainDoc(source string) *Node {
	f := &flow{Converter: &Converter{Options: Options{Lines: true}}, wrap: paragraph}
	z := html.NewTokenizer(strings.NewReader(source))
	for t := z.Next(); t != html.ErrorToken; t = z.Next() {
		if t == html.TextToken {
			f.text(string(z.Text()), nil)
			f.blank(" ", nil)
		}
	}
	f.flush()
	doc := Doc(f.blocks...)
	if count(doc) > maxNodes {
		words := strings.Join(strings.Fields(doc.Plain()), " ")
		doc = Doc(paragraph([]*Node{Text(words)}))
	}
	return doc
}

// TextOf gives the text inside an element as it stands, with line breaks for br.
func TextOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n)
	return b.String()
}

func writeText(w io.StringWriter, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		w.WriteString(n.Data) //nolint:errcheck // a Builder takes everything
	case n.DataAtom == atom.Br:
		w.WriteString("\n") //nolint:errcheck
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		writeText(w, child)
	}
}

// Attr gives an attribute of an element, or "".
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// HasClass tells whether an element has one of some classes.
func HasClass(n *html.Node, classes ...string) bool {
	return slices.ContainsFunc(strings.Fields(Attr(n, "class")), func(c string) bool { return slices.Contains(classes, c) })
}

// Find lists the elements inside n that match, from the first to the last; it does not look into those.
func Find(n *html.Node, match func(*html.Node) bool) (out []*html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type == html.ElementNode && match(child) {
			out = append(out, child)
			continue
		}
		out = append(out, Find(child, match)...)
	}
	return out
}
