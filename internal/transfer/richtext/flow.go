package richtext

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// flow gathers inline content into blocks. White space is collapsed as browsers do.
type flow struct {
	*Converter
	depth  int
	wrap   func([]*Node) *Node // makes a block of inline content
	blocks []*Node
	inline []*Node

	run    strings.Builder // text that is not yet in inline
	marks  []Mark          // of run
	space  bool            // white space since the last word
	gap    []Mark          // the marks of that white space
	breaks int             // line breaks since the last word
	broken bool            // the last of them was a br: a newline behind it counts for nothing
}

const white = " \t\n\r\f"

func (f *flow) children(n *html.Node, marks []Mark) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		f.node(child, marks)
	}
}

func (f *flow) node(n *html.Node, marks []Mark) {
	switch n.Type {
	case html.TextNode:
		f.text(n.Data, marks)
	case html.CommentNode:
		if f.Comment != nil {
			f.add(f.Comment(n.Data)...)
		}
	case html.ElementNode:
		f.element(n, marks)
	}
}

// add puts blocks between the inline content before and behind them.
func (f *flow) add(blocks ...*Node) {
	if len(blocks) > 0 {
		f.flush()
		f.blocks = append(f.blocks, blocks...)
	}
}

// flush ends a block.
func (f *flow) flush() {
	f.endRun()
	if slices.ContainsFunc(f.inline, func(n *Node) bool { return strings.TrimSpace(n.Text) != "" }) {
		f.blocks = append(f.blocks, f.wrap(f.inline))
	}
	f.inline, f.space, f.breaks, f.broken = nil, false, 0, false
}

func (f *flow) endRun() {
	if f.run.Len() > 0 {
		f.inline = append(f.inline, Text(f.run.String(), f.marks...))
		f.run.Reset()
	}
}

// text adds text, word by word.
func (f *flow) text(s string, marks []Mark) {
	for s != "" {
		word := len(s) - len(strings.TrimLeft(s, white))
		f.blank(s[:word], marks)
		s = s[word:]
		if word = strings.IndexAny(s, white); word < 0 {
			word = len(s)
		}
		f.word(s[:word], marks)
		s = s[word:]
	}
}

// blank adds white space.
func (f *flow) blank(s string, marks []Mark) {
	if s != "" && !f.space {
		f.space, f.gap = true, marks
	}
	if !f.Lines {
		return
	}
	lines := strings.Count(s, "\n")
	if lines > 0 && f.broken {
		lines--
	}
	f.broken = f.broken && lines == 0
	f.breaks += lines
}

// lineBreak adds a br.
func (f *flow) lineBreak() {
	f.breaks++
	f.broken = true
}

// word adds a word, and what the white space before it stands for.
func (f *flow) word(w string, marks []Mark) {
	if w == "" {
		return
	}
	switch started := f.run.Len() > 0 || len(f.inline) > 0; {
	case !started:
	case f.Lines && f.breaks > 1:
		f.flush()
	case f.breaks > 0:
		f.endRun()
		for range f.breaks {
			f.inline = append(f.inline, &Node{Type: "hardBreak"})
		}
	case f.space && sameMarks(f.gap, f.marks):
		f.run.WriteByte(' ')
	case f.space:
		w = " " + w
	}
	f.space, f.breaks, f.broken = false, 0, false
	if !sameMarks(f.marks, marks) {
		f.endRun()
	}
	f.marks = marks
	f.run.WriteString(w)
}

func sameMarks(a, b []Mark) bool {
	return slices.EqualFunc(a, b, func(x, y Mark) bool { return x.Type == y.Type && x.Attrs == y.Attrs })
}

// inlineMarks are the elements that mark text.
var inlineMarks = map[atom.Atom]string{
	atom.B: "bold", atom.Strong: "bold", atom.I: "italic", atom.Em: "italic", atom.Cite: "italic", atom.Dfn: "italic",
	atom.U: "underline", atom.Ins: "underline", atom.S: "strike", atom.Del: "strike", atom.Strike: "strike",
	atom.Code: "code", atom.Kbd: "code", atom.Samp: "code", atom.Var: "code", atom.Tt: "code",
	atom.Sub: "subscript", atom.Sup: "superscript", atom.Mark: "highlight",
}

// blockNames are the elements that stand on lines of their own but leave nothing else behind.
var blockNames = []atom.Atom{
	atom.P, atom.Div, atom.Section, atom.Article, atom.Aside, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Address,
	atom.Center, atom.Details, atom.Dl, atom.Dd, atom.Form, atom.Fieldset, atom.Legend, atom.Figcaption, atom.Hgroup,
	atom.Option, atom.Optgroup, atom.Li, atom.Tr, atom.Td, atom.Th, atom.Caption, atom.Noscript,
}

// dropped are the elements whose content is not for readers.
var dropped = []atom.Atom{atom.Script, atom.Style, atom.Head, atom.Template, atom.Link, atom.Meta, atom.Base}

// element converts an element.
func (f *flow) element(n *html.Node, marks []Mark) {
	if f.Element != nil {
		if blocks, ok := f.Element(f.Converter, n); ok {
			f.add(blocks...)
			return
		}
	}
	if n.DataAtom == atom.Code && f.Lines && strings.Contains(strings.TrimSpace(TextOf(n)), "\n") {
		f.add(pre(n)...) // its lines would not survive in a paragraph
		return
	}
	if kind, ok := inlineMarks[n.DataAtom]; ok {
		f.children(n, With(marks, Mark{Type: kind}))
		return
	}
	switch n.DataAtom {
	case atom.A:
		f.children(n, f.link(n, marks))
	case atom.Br:
		f.lineBreak()
	case atom.Q:
		f.quoted(n, marks)
	case atom.Dt, atom.Summary:
		f.unwrap(n, With(marks, Mark{Type: "bold"}))
	case atom.Img, atom.Iframe, atom.Video, atom.Audio, atom.Embed, atom.Object:
		f.linked(marks)
		f.add(f.media(n, "")...)
	default:
		f.structure(n, marks)
	}
}

// structure converts the elements that stand on lines of their own, and unwraps what is not known.
func (f *flow) structure(n *html.Node, marks []Mark) {
	switch {
	case slices.Contains(dropped, n.DataAtom):
		if n.DataAtom == atom.Script {
			f.lose("a script")
		}
	case n.DataAtom == atom.Hr:
		f.add(Block("horizontalRule"))
	case n.DataAtom == atom.Pre:
		f.add(pre(n)...)
	case n.DataAtom == atom.Figure:
		f.figure(n, marks)
	case headingLevel(n) > 0:
		level := headingLevel(n)
		f.add(f.flow(n, f.depth+1, marks, func(in []*Node) *Node { return Heading(level, in...) })...)
	case slices.Contains(containers, n.DataAtom):
		f.container(n, marks)
	case slices.Contains(blockNames, n.DataAtom):
		f.unwrap(n, marks)
	default:
		f.children(n, marks)
	}
}

// unwrap puts the content of n on lines of its own.
func (f *flow) unwrap(n *html.Node, marks []Mark) {
	f.flush()
	f.children(n, marks)
	f.flush()
}

func (f *flow) quoted(n *html.Node, marks []Mark) {
	f.word("“", marks)
	f.children(n, marks)
	f.space = false
	f.word("”", marks)
}

func (f *flow) link(n *html.Node, marks []Mark) []Mark {
	href := Attr(n, "href")
	if href == "" {
		return marks
	}
	m, ok := Link(href, Attr(n, "title"), Attr(n, "target"))
	if !ok {
		f.lose("a link whose address runs code")
		return marks
	}
	return With(marks, m)
}

// linked notes that a picture was a link to something else than a picture, which has no place.
func (f *flow) linked(marks []Mark) {
	for _, m := range marks {
		if m.Type == "link" && !isPicture(m.Attrs.Href) {
			f.lose("the link of a picture")
		}
	}
}

func headingLevel(n *html.Node) int {
	if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		return int(n.Data[1] - '0')
	}
	return 0
}
