package richtext

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/galley-cms/galley/internal/pattern"
)

// containers are the elements that become blocks of blocks.
var containers = []atom.Atom{atom.Ul, atom.Ol, atom.Menu, atom.Dir, atom.Blockquote, atom.Table}

// container converts a list, quote or table; nested too deep, it gives way to its content.
func (f *flow) container(n *html.Node, marks []Mark) {
	if f.depth+4 > maxDepth {
		f.lose("the structure of what is nested too deep")
		f.unwrap(n, marks)
		return
	}
	switch n.DataAtom {
	case atom.Table:
		f.add(f.table(n, marks)...)
	case atom.Blockquote:
		if inner := f.flow(n, f.depth+1, marks, paragraph); len(inner) > 0 {
			f.add(Block("blockquote", inner...))
		}
	default:
		f.add(f.list(n, marks)...)
	}
}

// list converts ul and ol. Lists right inside a list belong to the item before them.
func (f *flow) list(n *html.Node, marks []Mark) []*Node {
	list := Block("bulletList")
	if n.DataAtom == atom.Ol {
		list.Type = "orderedList"
		if start, err := strconv.Atoi(Attr(n, "start")); err == nil && start >= 0 && start <= 1_000_000 && start != 1 {
			list.Attrs = &Attrs{Start: &start}
		}
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.DataAtom == atom.Li {
			list.Content = append(list.Content, item(f.flow(child, f.depth+2, marks, paragraph)))
			continue
		}
		stray := &flow{Converter: f.Converter, depth: f.depth + 2, wrap: paragraph}
		stray.node(child, marks)
		stray.flush()
		switch last := len(list.Content) - 1; {
		case len(stray.blocks) == 0:
		case last >= 0:
			list.Content[last].Content = append(list.Content[last].Content, stray.blocks...)
		default:
			list.Content = append(list.Content, item(stray.blocks))
		}
	}
	if list.Empty() {
		return nil
	}
	return []*Node{list}
}

func item(blocks []*Node) *Node { return Block("listItem", orEmpty(blocks)...) }

// orEmpty gives editors a place to write.
func orEmpty(blocks []*Node) []*Node {
	if len(blocks) == 0 {
		return []*Node{Block("paragraph")}
	}
	return blocks
}

// table converts a table. Its caption and whatever strays in it stand before it.
func (f *flow) table(n *html.Node, marks []Mark) (out []*Node) {
	table := Block("table")
	isRow := func(n *html.Node) bool { return n.DataAtom == atom.Tr }
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.DataAtom == atom.Caption {
			out = append(out, f.flow(child, f.depth, marks, paragraph)...)
		}
	}
	for _, row := range Find(n, isRow) {
		r := Block("tableRow")
		for _, cell := range Find(row, func(n *html.Node) bool { return n.DataAtom == atom.Td || n.DataAtom == atom.Th }) {
			r.Content = append(r.Content, f.cell(cell, marks))
		}
		if !r.Empty() {
			table.Content = append(table.Content, r)
		}
	}
	if table.Empty() {
		return out
	}
	return append(out, table)
}

func (f *flow) cell(n *html.Node, marks []Mark) *Node {
	cell := Block("tableCell", orEmpty(f.flow(n, f.depth+3, marks, paragraph))...)
	if n.DataAtom == atom.Th {
		cell.Type = "tableHeader"
	}
	if a := (Attrs{Colspan: span(n, "colspan"), Rowspan: span(n, "rowspan")}); a != (Attrs{}) {
		cell.Attrs = &a
	}
	return cell
}

// span is how many columns or rows a cell covers; 0 for one.
func span(n *html.Node, name string) int {
	if v, err := strconv.Atoi(Attr(n, name)); err == nil && v > 1 && v <= 1000 {
		return v
	}
	return 0
}

var languageClass = pattern.Late(`(?:^|\s)(?:language-|lang-|brush:\s*)([A-Za-z0-9+#_-]+)`)

// pre converts preformatted text: code, whose language a class may tell.
func pre(n *html.Node) []*Node {
	text := strings.Trim(strings.ReplaceAll(TextOf(n), "\r\n", "\n"), "\n")
	if strings.TrimSpace(text) == "" {
		return nil
	}
	classes := Attr(n, "class")
	for _, code := range Find(n, func(n *html.Node) bool { return n.DataAtom == atom.Code }) {
		classes += " " + Attr(code, "class")
	}
	language := ""
	if m := languageClass().FindStringSubmatch(classes); m != nil {
		language = m[1]
	}
	return []*Node{Code(language, text)}
}
