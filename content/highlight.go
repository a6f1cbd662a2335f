package content

import (
	"slices"

	"github.com/galley-cms/galley/internal/search"
)

// Highlight is a piece of a field's text in which words were found.
type Highlight struct {
	Field  string // apiId
	Locale string // "": the text is the same in all
	Runs   []HighlightRun
}

// HighlightRun is a piece of plain text, found or between what was found.
type HighlightRun struct {
	Text  string
	Found bool
}

// HighlightsOf are those of an entry of the page.
func (p *Page) HighlightsOf(id string) []Highlight {
	if i := slices.Index(p.IDs, id); i >= 0 && p.Highlights != nil {
		return p.Highlights[i]
	}
	return nil
}

// highlights are those of each entry of a page; nil unless words are searched for. An entry that was changed since it was
// indexed has none: what was found may not be there any more.
func (l *listing) highlights(page []hit) [][]Highlight {
	if l.p == nil || l.p.found == nil {
		return nil
	}
	out := make([][]Highlight, len(page))
	for i, h := range page {
		if f := l.p.found[h.copy.ID]; f != nil && f.Seq == h.copy.seq {
			out[i] = h.copy.Model.highlights(f)
		}
	}
	return out
}

// highlights are the pieces of text that the search shows of an entry, as callers know its fields.
func (m *Model) highlights(found *search.Hit) (out []Highlight) {
	for _, part := range found.Fragments {
		f := m.FieldByID(part.Field)
		if f == nil {
			continue
		}
		h := Highlight{Field: f.APIID, Locale: found.Locale}
		for _, run := range part.Runs {
			h.Runs = append(h.Runs, HighlightRun(run))
		}
		out = append(out, h)
	}
	return out
}
