package field

import (
	"slices"
	"strings"
)

// wordsToRich makes a document of a text: blank lines end paragraphs, other ends of lines are hard breaks.
func wordsToRich(c *converter, v value) ([]byte, string) {
	var blocks []value
	for _, lines := range paragraphsOf(v.text) {
		blocks = append(blocks, richNodeOf("paragraph", inlineOf(lines)))
	}
	return c.decoded(richNodeOf("doc", blocks).append(nil))
}

// paragraphsOf gives the lines of a text, by paragraph.
func paragraphsOf(words string) (out [][]string) {
	var open []string
	for line := range strings.SplitSeq(strings.ReplaceAll(words, "\r\n", "\n"), "\n") {
		switch {
		case strings.TrimSpace(line) != "":
			open = append(open, line)
		case open != nil:
			out, open = append(out, open), nil
		}
	}
	if open != nil {
		out = append(out, open)
	}
	return out
}

// inlineOf gives the nodes of lines with hard breaks between them.
func inlineOf(lines []string) (out []value) {
	for i, line := range lines {
		if i > 0 {
			out = append(out, richNodeOf("hardBreak", nil))
		}
		out = append(out, value{shape: object, members: []member{
			{"type", value{shape: text, text: "text"}}, {"text", value{shape: text, text: line}},
		}})
	}
	return out
}

func richNodeOf(name string, content []value) value {
	members := []member{{"type", value{shape: text, text: name}}}
	if len(content) > 0 {
		members = append(members, member{"content", value{shape: array, items: content}})
	}
	return value{shape: object, members: members}
}

// richToWords gives the words of a document, with blank lines between its blocks.
func richToWords(c *converter, v value) ([]byte, string) {
	var blocks []string
	for _, block := range v.get("content").items {
		if words := plainText(block); strings.TrimSpace(words) != "" {
			blocks = append(blocks, words)
		}
	}
	out, problem := c.decoded(appendString(nil, strings.Join(blocks, "\n\n")))
	if lost := richNames(v, nil); problem == "" && len(lost) > 0 {
		problem = "loses all but its words: " + joined(lost)
	}
	return out, problem
}

// richNames adds the names of what a document has besides paragraphs and words, once each.
func richNames(v value, names []string) []string {
	add := func(name string) {
		if !slices.Contains([]string{"doc", "paragraph", "text", "hardBreak"}, name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(v.get("type").text)
	for _, mark := range v.get("marks").items {
		add(mark.get("type").text)
	}
	for _, child := range v.get("content").items {
		names = richNames(child, names)
	}
	return names
}
