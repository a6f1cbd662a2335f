package transfer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Report says what an import did, or would do. It is deterministic: the same file and the same target give the same
// report.
type Report struct {
	Source    string    `json:"source"` // "wordpress", "contentful"
	DryRun    bool      `json:"dryRun"`
	Changes   []Change  `json:"changes"` // of models
	Models    []*Counts `json:"models"`  // ordered by model
	Created   int       `json:"created"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Skipped   []Line    `json:"skipped"` // what did not come in, with the reason
	Notes     []Line    `json:"notes"`   // what came in otherwise than it was
}

// Counts are the outcomes of one model's entries.
type Counts struct {
	Model     string `json:"model"`
	Created   int    `json:"created"`
	Updated   int    `json:"updated"`
	Unchanged int    `json:"unchanged"`
	Skipped   int    `json:"skipped"`
}

// Line is one sentence about one item.
type Line struct {
	Item    string `json:"item"`         // what it is about, as its owner knows it: post 12 “Hello”
	ID      string `json:"id,omitempty"` // of the entry that it is, or would be
	Message string `json:"message"`      // goes on after the item
}

// NewReport makes an empty report.
func NewReport(source string, dryRun bool) *Report {
	return &Report{Source: source, DryRun: dryRun, Changes: []Change{}, Models: []*Counts{}, Skipped: []Line{}, Notes: []Line{}}
}

// Note adds a note.
func (r *Report) Note(l Line) { r.Notes = append(r.Notes, l) }

// Skip adds an item of a model that did not come in.
func (r *Report) Skip(model string, l Line) {
	r.counts(model).Skipped++
	r.Skipped = append(r.Skipped, l)
}

// Count adds what became of an entry that came in.
func (r *Report) Count(model string, o Outcome) {
	c := r.counts(model)
	switch o {
	case Created:
		r.Created++
		c.Created++
	case Updated:
		r.Updated++
		c.Updated++
	case Unchanged:
		r.Unchanged++
		c.Unchanged++
	}
}

func (r *Report) counts(model string) *Counts {
	i, found := slices.BinarySearchFunc(r.Models, model, func(c *Counts, name string) int { return cmp.Compare(c.Model, name) })
	if !found {
		r.Models = slices.Insert(r.Models, i, &Counts{Model: model})
	}
	return r.Models[i]
}

// WriteJSON writes the report for machines.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// maxItems bounds the items that the text names for one message; the JSON has all.
const maxItems = 8

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	if r.DryRun {
		b.WriteString("Nothing was changed: this is what the import would do.\n")
	}
	for _, c := range r.Changes {
		fmt.Fprintf(&b, "model: %s\n", c.Message)
	}
	if len(r.Models) > 0 {
		fmt.Fprintf(&b, "%-24s %8s %8s %9s %8s\n", "", "created", "updated", "unchanged", "skipped")
	}
	for _, c := range r.Models {
		fmt.Fprintf(&b, "%-24s %8d %8d %9d %8d\n", c.Model, c.Created, c.Updated, c.Unchanged, c.Skipped)
	}
	fmt.Fprintf(&b, "%-24s %8d %8d %9d %8d\n", "all", r.Created, r.Updated, r.Unchanged, len(r.Skipped))
	writeLines(&b, "Skipped", r.Skipped)
	writeLines(&b, "Notes", r.Notes)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeLines groups lines by what they say, in the order in which it was said first.
func writeLines(b *strings.Builder, title string, lines []Line) {
	if len(lines) == 0 {
		return
	}
	items := map[string][]string{}
	var messages []string
	for _, l := range lines {
		if items[l.Message] == nil {
			messages = append(messages, l.Message)
		}
		items[l.Message] = append(items[l.Message], l.Item)
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, m := range messages {
		named := items[m]
		if len(named) == 1 {
			fmt.Fprintf(b, "- %s %s\n", named[0], m)
			continue
		}
		more := ""
		if n := len(named) - maxItems; n > 0 {
			named, more = named[:maxItems], fmt.Sprintf(", and %d more", n)
		}
		fmt.Fprintf(b, "- %d items: … %s: %s%s\n", len(items[m]), m, strings.Join(named, ", "), more)
	}
}
