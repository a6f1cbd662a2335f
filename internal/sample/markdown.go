package sample

import (
	"regexp"
	"strings"
)

// node is a node of rich text, as ProseMirror writes it.
type node struct {
	Type    string         `json:"type"`
	Attrs   map[string]any `json:"attrs,omitempty"`
	Content []node         `json:"content,omitempty"`
	Text    string         `json:"text,omitempty"`
	Marks   []node         `json:"marks,omitempty"`
}

// richText reads the part of Markdown that the articles are written in: headings, paragraphs, lists, quotes, code, tables
// and pictures, which are "![picture id](caption)", each apart from the next by an empty line.
func richText(markdown string) node {
	doc := node{Type: "doc"}
	for _, part := range strings.Split(strings.TrimSpace(markdown), "\n\n") {
		doc.Content = append(doc.Content, blockNode(strings.TrimSpace(part)))
	}
	return doc
}

var picturePattern = regexp.MustCompile(`^!\[([^]]+)\]\(([^)]*)\)$`)

func blockNode(part string) node {
	lines := strings.Split(part, "\n")
	picture := picturePattern.FindStringSubmatch(part)
	switch {
	case picture != nil:
		return node{Type: "embedAsset", Attrs: map[string]any{"id": picture[1], "caption": picture[2]}}
	case strings.HasPrefix(part, "### "):
		return heading(3, part[4:])
	case strings.HasPrefix(part, "## "):
		return heading(2, part[3:])
	case strings.HasPrefix(part, "- "):
		return items("bulletList", lines, func(line string) string { return strings.TrimPrefix(line, "- ") })
	case strings.HasPrefix(part, "1. "):
		return items("orderedList", lines, func(line string) string { return line[strings.Index(line, ". ")+2:] })
	case strings.HasPrefix(part, "> "):
		return node{Type: "blockquote", Content: []node{paragraph(strings.ReplaceAll(part[2:], "\n> ", " "))}}
	case strings.HasPrefix(part, "```"):
		code := strings.Join(lines[1:len(lines)-1], "\n")
		return node{Type: "codeBlock", Attrs: map[string]any{"language": lines[0][3:]}, Content: []node{{Type: "text", Text: code}}}
	case strings.HasPrefix(part, "| "):
		return table(lines)
	case part == "* * *":
		return node{Type: "horizontalRule"}
	}
	return paragraph(strings.ReplaceAll(part, "\n", " "))
}

func heading(level int, text string) node {
	return node{Type: "heading", Attrs: map[string]any{"level": level}, Content: inline(text)}
}

func paragraph(text string) node { return node{Type: "paragraph", Content: inline(text)} }

func items(kind string, lines []string, text func(string) string) node {
	list := node{Type: kind}
	for _, line := range lines {
		list.Content = append(list.Content, node{Type: "listItem", Content: []node{paragraph(text(line))}})
	}
	return list
}

// table makes the first line its header.
func table(lines []string) node {
	t := node{Type: "table"}
	for i, line := range lines {
		kind := "tableCell"
		if i == 0 {
			kind = "tableHeader"
		}
		row := node{Type: "tableRow"}
		for _, cell := range strings.Split(strings.Trim(line, "| "), " | ") {
			row.Content = append(row.Content, node{Type: kind, Content: []node{paragraph(strings.TrimSpace(cell))}})
		}
		t.Content = append(t.Content, row)
	}
	return t
}

// marked finds the next piece of text that is bold, italic, code or a link.
var marked = regexp.MustCompile("\\*\\*(.+?)\\*\\*|\\*(.+?)\\*|`(.+?)`|\\[(.+?)\\]\\((.+?)\\)")

func inline(text string) (out []node) {
	plain := func(s string) {
		if s != "" {
			out = append(out, node{Type: "text", Text: s})
		}
	}
	for {
		m := marked.FindStringSubmatchIndex(text)
		if m == nil {
			plain(text)
			return out
		}
		plain(text[:m[0]])
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		out = append(out, markedText(group))
		text = text[m[1]:]
	}
}

// markedText makes the node of one match; group gives its parts.
func markedText(group func(int) string) node {
	for i, mark := range []string{"bold", "italic", "code"} {
		if s := group(i + 1); s != "" {
			return node{Type: "text", Text: s, Marks: []node{{Type: mark}}}
		}
	}
	link := node{Type: "link", Attrs: map[string]any{"href": group(5)}}
	return node{Type: "text", Text: group(4), Marks: []node{link}}
}

// words counts the words of a text.
func words(markdown string) int { return len(strings.Fields(markdown)) }
