package contentful

import (
	"encoding/json"
	"strings"

	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// maxDepth bounds what is nested in a document; deeper nodes give way to their words.
const maxDepth = 40

// node is a node of Contentful's rich text.
type node struct {
	Type    string  `json:"nodeType"`
	Content []*node `json:"content"`
	Value   string  `json:"value"`
	Marks   []struct {
		Type string `json:"type"`
	} `json:"marks"`
	Data struct {
		URI     string `json:"uri"`
		Target  link   `json:"target"`
		Colspan int    `json:"colspan"`
		Rowspan int    `json:"rowspan"`
	} `json:"data"`
}

// document converts rich text; nil if it holds nothing. Losses name what had no place.
func (s *source) document(raw json.RawMessage) (doc *richtext.Node, losses []string, err error) {
	var n node
	if err := json.Unmarshal(raw, &n); err != nil {
		return nil, nil, err
	}
	d := &docReader{source: s}
	blocks := d.blocks(n.Content, 1)
	for len(blocks) > 0 && blocks[len(blocks)-1].Type == "paragraph" && blocks[len(blocks)-1].Empty() {
		blocks = blocks[:len(blocks)-1] // editors end every document with an empty line
	}
	if len(blocks) == 0 {
		return nil, d.losses, nil
	}
	return richtext.Doc(blocks...), d.losses, nil
}

// docReader converts one document.
type docReader struct {
	*source
	losses []string
}

func (d *docReader) lose(what string) {
	for _, had := range d.losses {
		if had == what {
			return
		}
	}
	d.losses = append(d.losses, what)
}

func (d *docReader) blocks(nodes []*node, depth int) (out []*richtext.Node) {
	var inline []*richtext.Node
	end := func() {
		if len(inline) > 0 {
			out = append(out, richtext.Block("paragraph", inline...))
			inline = nil
		}
	}
	for _, n := range nodes {
		if n == nil {
			continue
		}
		if isInline(n.Type) {
			inline = append(inline, d.inline(n, nil)...)
			continue
		}
		end()
		out = append(out, d.block(n, depth)...)
	}
	end()
	return out
}

func isInline(kind string) bool {
	return kind == "text" || strings.HasSuffix(kind, "hyperlink") || strings.HasSuffix(kind, "-inline")
}

// containers are the nodes that hold blocks.
var containers = map[string]string{
	"unordered-list": "bulletList", "ordered-list": "orderedList", "list-item": "listItem", "blockquote": "blockquote",
	"table": "table", "table-row": "tableRow", "table-cell": "tableCell", "table-header-cell": "tableHeader",
}

// parts are the containers that stand in others only.
const parts = "list-item table-row table-cell table-header-cell"

// children says what may stand in a container; "" stands for any block.
var children = map[string]string{
	"unordered-list": "list-item", "ordered-list": "list-item", "table": "table-row", "table-row": "table-cell table-header-cell",
}

func (d *docReader) block(n *node, depth int) []*richtext.Node {
	switch {
	case n.Type == "paragraph":
		return []*richtext.Node{richtext.Block("paragraph", d.inlines(n.Content, nil)...)}
	case strings.HasPrefix(n.Type, "heading-"):
		return []*richtext.Node{richtext.Heading(int(n.Type[len(n.Type)-1]-'0'), d.inlines(n.Content, nil)...)}
	case n.Type == "hr":
		return []*richtext.Node{richtext.Block("horizontalRule")}
	case n.Type == "embedded-asset-block", n.Type == "embedded-entry-block":
		return d.embedded(n)
	case containers[n.Type] != "" && !strings.Contains(parts, n.Type) && depth+3 < maxDepth:
		return d.container(n, depth)
	}
	d.lose("the structure of " + firstOf(n.Type, "a node without a type"))
	return d.blocks(n.Content, depth)
}

func (d *docReader) container(n *node, depth int) []*richtext.Node {
	out := richtext.Block(containers[n.Type])
	if allowed := children[n.Type]; allowed != "" {
		for _, child := range n.Content {
			if child == nil || !strings.Contains(" "+allowed+" ", " "+child.Type+" ") {
				d.lose("the structure of " + n.Type)
				continue
			}
			out.Content = append(out.Content, d.container(child, depth+1)...)
		}
	} else {
		out.Content = d.blocks(n.Content, depth+1)
	}
	if n.Data.Colspan > 1 || n.Data.Rowspan > 1 {
		out.Attrs = &richtext.Attrs{Colspan: max(n.Data.Colspan, 0), Rowspan: max(n.Data.Rowspan, 0)}
	}
	if out.Empty() && children[n.Type] == "" && n.Type != "blockquote" {
		out.Content = []*richtext.Node{richtext.Block("paragraph")}
	}
	if out.Empty() {
		return nil
	}
	return []*richtext.Node{out}
}

// embedded shows an entry or asset, if it is there.
func (d *docReader) embedded(n *node) []*richtext.Node {
	id := n.Data.Target.Sys.ID
	if n.Type == "embedded-asset-block" {
		if got := d.assetIDs[id]; got != "" {
			return []*richtext.Node{richtext.EmbedAsset(got, "", "")}
		}
		d.lose("the asset " + id + ", which is not there")
		return nil
	}
	if d.entries[id] == nil {
		d.lose("the entry " + id + ", which is not there")
		return nil
	}
	return []*richtext.Node{{Type: "embedEntry", Attrs: &richtext.Attrs{ID: d.entryID(id)}}}
}

func (d *docReader) inlines(nodes []*node, marks []richtext.Mark) (out []*richtext.Node) {
	for _, n := range nodes {
		if n != nil {
			out = append(out, d.inline(n, marks)...)
		}
	}
	return out
}

func (d *docReader) inline(n *node, marks []richtext.Mark) []*richtext.Node {
	switch n.Type {
	case "text":
		return d.text(n, marks)
	case "hyperlink":
		return d.linked(n, marks, n.Data.URI, "a link whose address runs code")
	case "asset-hyperlink":
		return d.linked(n, marks, d.fileURL(n.Data.Target.Sys.ID), "the link to the asset "+n.Data.Target.Sys.ID)
	case "entry-hyperlink", "resource-hyperlink":
		d.lose("the link to the entry " + firstOf(n.Data.Target.Sys.ID, n.Data.Target.Sys.URN) + ", whose words stay")
	case "embedded-entry-inline":
		id := n.Data.Target.Sys.ID
		d.lose("the entry " + id + " inside a line, whose title stays")
		if title := d.titleOf(id); title != "" {
			return []*richtext.Node{richtext.Text(title, marks...)}
		}
		return nil
	default:
		d.lose("the structure of " + firstOf(n.Type, "a node without a type"))
	}
	return d.inlines(n.Content, marks)
}

func (d *docReader) linked(n *node, marks []richtext.Mark, address, loss string) []*richtext.Node {
	if m, ok := richtext.Link(address, "", ""); ok {
		return d.inlines(n.Content, richtext.With(marks, m))
	}
	d.lose(loss)
	return d.inlines(n.Content, marks)
}

// markNames are the marks whose names differ.
var markNames = map[string]string{"strikethrough": "strike"}

var knownMarks = []string{"bold", "italic", "underline", "code", "superscript", "subscript", "strike"}

// text converts a text; its line ends become breaks.
func (d *docReader) text(n *node, marks []richtext.Mark) (out []*richtext.Node) {
	for _, m := range n.Marks {
		name := firstOf(markNames[m.Type], m.Type)
		if !contains(knownMarks, name) {
			d.lose("the mark " + m.Type)
			continue
		}
		marks = richtext.With(marks, richtext.Mark{Type: name})
	}
	for i, line := range strings.Split(n.Value, "\n") {
		if i > 0 {
			out = append(out, &richtext.Node{Type: "hardBreak"})
		}
		if line != "" {
			out = append(out, richtext.Text(line, marks...))
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
