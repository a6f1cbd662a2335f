// Package richtext builds rich text documents, of the nodes and marks that package content/field takes, from what other
// systems write. It knows HTML, and no system in particular.
package richtext

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
)

// Node is a node of a document. Only what its type knows of the members may be set.
type Node struct {
	Type    string  `json:"type"`
	Attrs   *Attrs  `json:"attrs,omitempty"`
	Content []*Node `json:"content,omitempty"`
	Marks   []Mark  `json:"marks,omitempty"`
	Text    string  `json:"text,omitempty"`
}

// Attrs are the attributes of nodes and marks; which of them exist depends on the type.
type Attrs struct {
	Level    int    `json:"level,omitempty"`    // heading: 1 to 6
	Start    *int   `json:"start,omitempty"`    // orderedList
	Language string `json:"language,omitempty"` // codeBlock
	Colspan  int    `json:"colspan,omitempty"`  // tableCell, tableHeader
	Rowspan  int    `json:"rowspan,omitempty"`
	ID       string `json:"id,omitempty"`  // embedAsset, embedEntry
	Src      string `json:"src,omitempty"` // image
	URL      string `json:"url,omitempty"` // embed
	Alt      string `json:"alt,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Title    string `json:"title,omitempty"`
	Href     string `json:"href,omitempty"` // link
	Target   string `json:"target,omitempty"`
}

// Mark is a mark of a text.
type Mark struct {
	Type  string `json:"type"`
	Attrs *Attrs `json:"attrs,omitempty"`
}

// Doc makes a document of blocks.
func Doc(blocks ...*Node) *Node { return &Node{Type: "doc", Content: blocks} }

// Block makes a node that holds others.
func Block(kind string, content ...*Node) *Node { return &Node{Type: kind, Content: content} }

// Heading makes a heading of a level between 1 and 6.
func Heading(level int, content ...*Node) *Node {
	return &Node{Type: "heading", Attrs: &Attrs{Level: min(max(level, 1), 6)}, Content: content}
}

// Text makes a text.
func Text(s string, marks ...Mark) *Node { return &Node{Type: "text", Text: s, Marks: marks} }

// Code makes a block of code.
func Code(language, text string) *Node {
	n := &Node{Type: "codeBlock", Content: []*Node{Text(text)}}
	if language != "" {
		n.Attrs = &Attrs{Language: language}
	}
	return n
}

// EmbedAsset shows an asset.
func EmbedAsset(id, alt, caption string) *Node {
	return &Node{Type: "embedAsset", Attrs: &Attrs{ID: id, Alt: alt, Caption: caption}}
}

// Embed is a card for what lies at an address; without a title it shows the address. It is nil where following the
// address could do harm.
func Embed(address, title string) *Node {
	if !SafeLink(address) {
		return nil
	}
	if title == "" {
		title = address
	}
	return &Node{Type: "embed", Attrs: &Attrs{URL: address, Title: title}}
}

// Image shows a picture that is not in the library.
func Image(src, alt, title string) *Node {
	return &Node{Type: "image", Attrs: &Attrs{Src: src, Alt: alt, Title: title}}
}

// Link makes the mark of a link; false if following it could do harm.
func Link(href, title, target string) (Mark, bool) {
	if strings.TrimSpace(href) == "" || !SafeLink(href) {
		return Mark{}, false
	}
	if target != "_blank" && target != "_self" {
		target = ""
	}
	return Mark{Type: "link", Attrs: &Attrs{Href: href, Title: title, Target: target}}, true
}

// With adds a mark to marks, which are not changed. A mark of the same type gives way.
func With(marks []Mark, m Mark) []Mark {
	out := slices.DeleteFunc(slices.Clone(marks), func(had Mark) bool { return had.Type == m.Type })
	return append(out, m)
}

// Empty tells whether a document, or a list of blocks, holds nothing.
func (n *Node) Empty() bool { return n == nil || len(n.Content) == 0 }

// Plain gives the words of a document: a line a block, captions included.
func (n *Node) Plain() string {
	b, err := json.Marshal(n)
	if err != nil {
		return ""
	}
	return field.RichPlainText(b)
}

// safeSchemes are those that run nothing, as package content/field takes them.
var safeSchemes = []string{"", "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "geo", "xmpp", "callto", "whatsapp"}

// SafeLink tells whether following an address can do no harm: addresses of scripts and of data are out.
func SafeLink(s string) bool {
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	end := strings.IndexAny(clean, ":/?#\\")
	if end < 0 || clean[end] != ':' {
		return true
	}
	return slices.Contains(safeSchemes, strings.ToLower(clean[:end]))
}
