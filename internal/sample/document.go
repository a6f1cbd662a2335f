package sample

import (
	"fmt"
	"strings"
)

// document is a text file of the sample: lines "name: value" up to an empty line, the body in Markdown, then parts that
// each begin with a line "=== kind". The part "de" is the German body; others are blocks, whose lines "name: value" are
// their fields. A name like "title.de" is the value for a locale, "draft.title" one that is not published yet.
type document struct {
	fields map[string]string
	body   string
	german string
	blocks []block
}

type block struct {
	kind   string // apiId of the component
	fields map[string]string
}

func parseDocument(text string) (document, error) {
	parts := strings.Split("\n"+strings.ReplaceAll(text, "\r", ""), "\n=== ")
	head, body, _ := strings.Cut(strings.TrimPrefix(parts[0], "\n"), "\n\n")
	d := document{body: strings.TrimSpace(body)}
	var err error
	if d.fields, err = parseFields(head); err != nil {
		return d, err
	}
	for _, part := range parts[1:] {
		kind, rest, _ := strings.Cut(part, "\n")
		if kind == "de" {
			d.german = strings.TrimSpace(rest)
			continue
		}
		fields, err := parseFields(rest)
		if err != nil {
			return d, err
		}
		d.blocks = append(d.blocks, block{kind, fields})
	}
	return d, nil
}

func parseFields(text string) (map[string]string, error) {
	out := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			return nil, fmt.Errorf("the line %q is not of the form \"name: value\"", line)
		}
		out[name] = value
	}
	return out, nil
}

// list splits a value at its commas.
func list(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, ", ")
}
