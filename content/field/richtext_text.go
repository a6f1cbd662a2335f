package field

import (
	"encoding/json"
	"strings"
)

// RichPlainText gives the words of a stored rich text value as plain text: a line a block, tabs between the cells of a row,
// alternative texts and captions of embeds included. It is empty for what is no rich text.
func RichPlainText(stored json.RawMessage) string {
	v, err := parse(stored)
	if err != nil {
		return ""
	}
	return plainText(v)
}

func plainText(v value) string {
	var b strings.Builder
	writeText(&b, v)
	return strings.TrimRight(b.String(), "\n\t")
}

func writeText(b *strings.Builder, v value) {
	switch name := v.get("type").text; name {
	case "text":
		b.WriteString(v.get("text").text)
	case "hardBreak":
		b.WriteByte('\n')
	case "image", "embedAsset", "embed":
		for _, attr := range []string{"alt", "caption", "title"} {
			writeLine(b, v.get("attrs").get(attr).text)
		}
	case "tableRow":
		writeRow(b, v)
	default:
		writeChildren(b, v)
		if richNodes[name].block {
			endLine(b)
		}
	}
}

func writeChildren(b *strings.Builder, v value) {
	for _, child := range v.get("content").items {
		writeText(b, child)
	}
}

func writeRow(b *strings.Builder, row value) {
	for i, cell := range row.get("content").items {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(plainText(cell))
	}
	endLine(b)
}

func writeLine(b *strings.Builder, s string) {
	if s != "" {
		b.WriteString(s)
		b.WriteByte('\n')
	}
}

// endLine breaks the line unless it is broken already.
func endLine(b *strings.Builder) {
	if s := b.String(); s != "" && s[len(s)-1] != '\n' {
		b.WriteByte('\n')
	}
}

// showsNothing tells whether a document has neither words nor anything to look at.
func showsNothing(v value) bool {
	switch v.get("type").text {
	case "text":
		return strings.TrimSpace(v.get("text").text) == ""
	case "image", "embedEntry", "embedAsset", "embed", "horizontalRule", "table":
		return false
	}
	for _, child := range v.get("content").items {
		if !showsNothing(child) {
			return false
		}
	}
	return true
}
