package field

import "slices"

// richNode says what a node of rich text can hold.
type richNode struct {
	content []string // the nodes that can stand in it
	attrs   []richAttr
	marked  bool // takes marks
	block   bool // stands on lines of its own
}

func (n richNode) takes(name string) bool { return slices.Contains(n.content, name) }

// richAttr is the rule for one attribute of a node or mark.
type richAttr struct {
	name     string
	required bool
	want     string // completes "must be …"
	fits     func(value) bool
}

var (
	richBlocks = []string{
		"paragraph", "heading", "bulletList", "orderedList", "blockquote", "codeBlock", "horizontalRule", "table",
		"image", "embedEntry", "embedAsset", "embed",
	}
	richInline = []string{"text", "hardBreak"}
	richItems  = []string{"listItem"}
	richCells  = []string{"tableCell", "tableHeader"}
)

var cellAttrs = []richAttr{wholeAttr("colspan", 1, 1000), wholeAttr("rowspan", 1, 1000), {
	name: "colwidth", want: "a list of widths in pixels", fits: isWidths,
}}

// richNodes are the nodes of rich text.
var richNodes = map[string]richNode{
	"doc":            {content: richBlocks, block: true},
	"paragraph":      {content: richInline, block: true},
	"heading":        {content: richInline, attrs: []richAttr{needed(wholeAttr("level", 1, 6))}, block: true},
	"bulletList":     {content: richItems, block: true},
	"orderedList":    {content: richItems, attrs: []richAttr{wholeAttr("start", 0, 1_000_000)}, block: true},
	"listItem":       {content: richBlocks, block: true},
	"blockquote":     {content: richBlocks, block: true},
	"codeBlock":      {content: []string{"text"}, attrs: []richAttr{textAttr("language")}, block: true},
	"horizontalRule": {block: true},
	"table":          {content: []string{"tableRow"}, block: true},
	"tableRow":       {content: richCells, block: true},
	"tableCell":      {content: richBlocks, attrs: cellAttrs, block: true},
	"tableHeader":    {content: richBlocks, attrs: cellAttrs, block: true},
	"image":          {attrs: []richAttr{needed(linkAttr("src")), textAttr("alt"), textAttr("title")}, block: true},
	"embedEntry":     {attrs: []richAttr{needed(idAttr("id"))}, block: true},
	"embedAsset":     {attrs: []richAttr{needed(idAttr("id")), textAttr("alt"), textAttr("caption")}, block: true},
	"embed":          {attrs: []richAttr{needed(linkAttr("url")), textAttr("title"), textAttr("html")}, block: true},
	"hardBreak":      {marked: true},
	"text":           {marked: true},
}

// richMarks are the marks of text, with the rules of their attributes.
var richMarks = map[string][]richAttr{
	"bold": nil, "italic": nil, "underline": nil, "strike": nil, "code": nil,
	"subscript": nil, "superscript": nil, "highlight": nil,
	"link": {needed(linkAttr("href")), textAttr("title"), {
		name: "target", want: "_blank or _self",
		fits: func(v value) bool { return v.shape == text && (v.text == "_blank" || v.text == "_self") },
	}},
}

var richMarkNames = []string{"bold", "italic", "underline", "strike", "code", "link", "subscript", "superscript", "highlight"}

func needed(a richAttr) richAttr { a.required = true; return a }

func textAttr(name string) richAttr {
	return richAttr{name: name, want: "a string", fits: func(v value) bool { return v.shape == text }}
}

func linkAttr(name string) richAttr {
	return richAttr{
		name: name, want: "an address whose scheme runs nothing, like https://example.org/page or /page",
		fits: func(v value) bool { return v.shape == text && isSafeLink(v.text) },
	}
}

func idAttr(name string) richAttr {
	return richAttr{name: name, want: "the id of an entry", fits: func(v value) bool { return v.shape == text && IsID(v.text) }}
}

func wholeAttr(name string, low, high int64) richAttr {
	return richAttr{name: name, want: "a whole number within its bounds", fits: func(v value) bool {
		n, ok := parseDecimal(v.text).int64()
		return v.shape == number && ok && n >= low && n <= high
	}}
}

func isWidths(v value) bool {
	width := wholeAttr("", 0, 100_000)
	return v.shape == array && !slices.ContainsFunc(v.items, func(item value) bool { return !width.fits(item) })
}
