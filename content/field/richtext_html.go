package field

import (
	"encoding/json"
	"html"
	"strconv"
	"strings"
)

// Embeds resolves what rich text embeds while it is rendered. What it does not find is left out.
type Embeds interface {
	Entry(id string) (EmbeddedEntry, bool)
	Asset(id string) (EmbeddedAsset, bool)
}

// EmbeddedEntry is an entry as rich text shows it: a card with its title, linked if URL is set.
type EmbeddedEntry struct{ Model, Title, URL string }

// EmbeddedAsset is a file as rich text shows it. Images have their size in pixels, where it is known.
type EmbeddedAsset struct {
	URL, MimeType, FileName, Alt string
	Width, Height                int
}

// RichHTML renders a stored rich text value as HTML. All text and attributes are escaped, and only addresses whose
// scheme runs nothing are written, so it can stand in a page as it is. Embeds may be nil.
func RichHTML(stored json.RawMessage, embeds Embeds) string {
	v, err := parse(stored)
	if err != nil {
		return ""
	}
	h := &htmlWriter{embeds: embeds}
	h.children(v)
	return h.String()
}

// htmlWriter writes the nodes of one document.
type htmlWriter struct {
	strings.Builder
	embeds Embeds
}

// htmlBlocks are the elements of the nodes that have no attributes.
var htmlBlocks = map[string]string{
	"paragraph": "p", "bulletList": "ul", "listItem": "li", "blockquote": "blockquote", "tableRow": "tr",
}

// htmlMarks are the elements of the marks that have no attributes.
var htmlMarks = map[string]string{
	"bold": "strong", "italic": "em", "underline": "u", "strike": "s", "code": "code",
	"subscript": "sub", "superscript": "sup", "highlight": "mark",
}

func (h *htmlWriter) node(v value) {
	name, attrs := v.get("type").text, v.get("attrs")
	if tag, ok := htmlBlocks[name]; ok {
		h.element(tag, v)
		return
	}
	switch name {
	case "text":
		h.text(v)
	case "heading":
		h.element("h"+strconv.FormatInt(min(max(whole(attrs, "level"), 1), 6), 10), v)
	case "orderedList":
		h.element("ol", v, numbers(attrs, "start")...)
	case "tableCell":
		h.element("td", v, numbers(attrs, "colspan", "rowspan")...)
	case "tableHeader":
		h.element("th", v, numbers(attrs, "colspan", "rowspan")...)
	case "codeBlock":
		h.code(v, attrs.get("language").text)
	case "table":
		h.WriteString("<table><tbody>")
		h.children(v)
		h.WriteString("</tbody></table>")
	case "hardBreak":
		h.WriteString("<br>")
	case "horizontalRule":
		h.WriteString("<hr>")
	default:
		h.embed(name, attrs)
	}
}

func (h *htmlWriter) children(v value) {
	for _, child := range v.get("content").items {
		h.node(child)
	}
}

// attribute is an attribute of an HTML element; its value is escaped when written. Empty ones are left out, but for alt:
// without it, screen readers read out the address.
type attribute struct{ name, value string }

func (h *htmlWriter) open(tag string, attrs ...attribute) {
	h.WriteByte('<')
	h.WriteString(tag)
	for _, a := range attrs {
		if a.value != "" || a.name == "alt" {
			h.WriteString(" " + a.name + `="` + html.EscapeString(a.value) + `"`)
		}
	}
	h.WriteByte('>')
}

func (h *htmlWriter) close(tag string) { h.WriteString("</" + tag + ">") }

func (h *htmlWriter) element(tag string, v value, attrs ...attribute) {
	h.open(tag, attrs...)
	h.children(v)
	h.close(tag)
}

func (h *htmlWriter) code(v value, language string) {
	class := ""
	if language != "" {
		class = "language-" + language
	}
	h.WriteString("<pre>")
	h.element("code", v, attribute{"class", class})
	h.WriteString("</pre>")
}

// text writes a text inside its marks, the first outermost.
func (h *htmlWriter) text(v value) {
	marks := v.get("marks").items
	var closing []string
	for _, m := range marks {
		if tag := h.mark(m); tag != "" {
			closing = append(closing, tag)
		}
	}
	h.WriteString(html.EscapeString(v.get("text").text))
	for i := len(closing) - 1; i >= 0; i-- {
		h.close(closing[i])
	}
}

// mark opens the element of a mark and gives its tag.
func (h *htmlWriter) mark(m value) string {
	name := m.get("type").text
	if tag, ok := htmlMarks[name]; ok {
		h.open(tag)
		return tag
	}
	if name != "link" {
		return ""
	}
	attrs := m.get("attrs")
	target, rel := attrs.get("target").text, ""
	if target == "_blank" {
		rel = "noopener noreferrer"
	}
	h.open("a", attribute{"href", safeLink(attrs.get("href").text)}, attribute{"title", attrs.get("title").text},
		attribute{"target", target}, attribute{"rel", rel})
	return "a"
}

// safeLink gives an address back, or nothing if its scheme could run something.
func safeLink(s string) string {
	if !isSafeLink(s) {
		return ""
	}
	return s
}

func whole(attrs value, name string) int64 {
	n, _ := parseDecimal(attrs.get(name).text).int64()
	return n
}

// numbers gives the attributes of these names that are set and not 1, which is their default.
func numbers(attrs value, names ...string) []attribute {
	var out []attribute
	for _, name := range names {
		if v := attrs.get(name); v.shape == number && v.text != "1" {
			out = append(out, attribute{name, strconv.FormatInt(whole(attrs, name), 10)})
		}
	}
	return out
}
