// Package search is the port to a full-text index of entries: bleve, in the binary on its disk, in AWS in a function of
// its own. The index is derived from the content table and can be built anew at any time; it knows neither models nor
// permissions, only texts under the ids of their fields.
//
// Draft and live copies lie apart: no query in one stage is answered, ranked or counted by a text of the other.
//
// What a query finds. All its words must be in one document, each in any field. A word is found in its exact form
// (folded: case, marks and widths do not count), in another form of its language, as the beginning of a word if it is
// the last one, and with an edit if it has 4 letters or more, two if it has 8. Words in "quotes" are a phrase: the exact
// forms, side by side. Nothing in a text is an operator beyond that, and no text is an error.
//
// Hits are ordered by score, falling, then by entry. Of two documents that differ only in how one word is found, the
// title ranks above the body, and the exact form above another form, above a beginning, above an edit, above two.
package search

import (
	"context"
	"fmt"
	"unicode/utf8"
)

// Limits of the port.
const (
	MaxText      = 10_000 // bytes of a query that are read; the rest is ignored
	MaxWords     = 32     // words of a query that are looked up; the rest is ignored
	MaxHits      = 1000   // hits of a page
	MaxFragments = 2      // fragments of a hit
	MaxChanges   = 1000   // changes of one Apply
)

// Index is a full-text index of one space. Safe for concurrent use; must pass searchtest.Run.
type Index interface {
	// Apply makes the documents of copies what the changes say, durable when it returns. A change whose Seq is below
	// that of what is there, or was removed there, does nothing; of changes with one Seq the last one counts. In the
	// binary what was applied is found at once, in AWS after some seconds.
	Apply(ctx context.Context, changes ...Change) error
	// Search returns a page of hits.
	Search(ctx context.Context, q Query) (*Result, error)
	// Copies lists what is indexed, in the order of Copy keys, after one: for checks. What was removed is not listed. A key
	// without a stage comes before those of its entry.
	Copies(ctx context.Context, after CopyKey, limit int) ([]Copy, error)
	// Referring lists copies that have an entry among the Refers of a document, in the order of Copy keys, the first ones
	// up to limit.
	Referring(ctx context.Context, entry string, limit int) ([]CopyKey, error)
	Status(ctx context.Context) (Status, error)
}

// Stage is what a copy is: a draft, or what is published.
type Stage string

// The stages, in the order of Copy keys.
const (
	Draft Stage = "draft"
	Live  Stage = "live"
)

// Change says what the documents of one copy of an entry are from now on.
type Change struct {
	Entry     string
	Stage     Stage
	Seq       int64      // of the commit that wrote the copy, or took it away
	Documents []Document // none: it is removed; at most one a locale
	// Always lets the change count whatever Seq is there. For repairs after a restore, when the index is ahead of the
	// content; nothing else may use it, for it can bring back what is old.
	Always bool
}

// Document is one text that is found as a whole: an entry in one locale, or, if it has no locales, the entry.
type Document struct {
	Model    string
	Locale   string // "": of all locales
	Language string // BCP 47; picks the analysis. "" or one that is not known: words are taken as they are
	Fields   []Field
	Refers   []string // ids of entries, each once: what the texts, and what lies between them, refer to
}

// Field is the text of one field; an id may occur several times.
type Field struct {
	ID    string
	Title bool // titles weigh more
	Text  string
}

// Query asks for the best documents.
type Query struct {
	Text    string
	Stage   Stage
	Models  []string  // nil: all
	Locales []string  // nil: all; else documents of all locales belong to them only if "" is among them
	Entries []string  // nil: all
	Fields  []string  // nil: all; else nothing in other fields is found, ranked or shown
	After   *Position // nil: from the best on
	Limit   int       // 1 to MaxHits
}

// Position is the place of a hit in the order: a cursor.
type Position struct {
	Score float64
	Entry string
}

// Hit is an entry that was found, with the best of its documents.
type Hit struct {
	Entry, Model, Locale string
	Seq                  int64 // of the copy that was indexed
	Score                float64
	Fragments            []Fragment // at most MaxFragments, titles first
}

// Position is where the hit stands, for the next page.
func (h Hit) Position() *Position { return &Position{Score: h.Score, Entry: h.Entry} }

// Fragment is a piece of a field's text around what was found, about 160 characters of it.
type Fragment struct {
	Field string
	Runs  []Run
}

// Run is a piece of plain text, found or between what was found.
type Run struct {
	Text  string
	Found bool
}

// Result is one page.
type Result struct {
	Hits []Hit
	More bool // whether a next page has hits
	// Total counts the documents that match, on all pages: an entry counts once for each of its documents. With phrases it
	// can be more than that: not all texts that have the words are read.
	Total int
}

// CopyKey names a copy. Keys are ordered by entry, then by stage.
type CopyKey struct {
	Entry string
	Stage Stage
}

// Copy is what is indexed of a copy.
type Copy struct {
	CopyKey
	Seq       int64
	Documents int
}

// Status tells how an index is.
type Status struct {
	// ID is made with an empty index: a new one, or one that takes the place of what is damaged or has the format of
	// another release. Who builds the index keeps the ID under which that was finished, and builds again under another.
	ID        string
	Documents int
}

// Check returns an error if the change breaks a promise of the port's callers. Every adapter asks it first.
func (c Change) Check() error {
	if err := checkKey(c.Entry, c.Stage); err != nil {
		return fmt.Errorf("search change: %w", err)
	}
	seen := map[string]bool{}
	for _, d := range c.Documents {
		if seen[d.Locale] {
			return fmt.Errorf("search change of %s: two documents of the locale %q", c.Entry, d.Locale)
		}
		seen[d.Locale] = true
		if d.Model == "" || !utf8.ValidString(d.Model+d.Locale+d.Language) {
			return fmt.Errorf("search change of %s: a document has no model, or names that are not UTF-8", c.Entry)
		}
		for _, id := range d.Refers {
			if err := checkEntry(id); err != nil {
				return fmt.Errorf("search change of %s: %w", c.Entry, err)
			}
		}
	}
	return nil
}

// Check returns an error if the query breaks a promise of the port's callers; no text does.
func (q Query) Check() error {
	if q.Stage != Draft && q.Stage != Live {
		return fmt.Errorf("search: there is no stage %q", q.Stage)
	}
	if q.Limit < 1 || q.Limit > MaxHits {
		return fmt.Errorf("search: the limit %d is not between 1 and %d", q.Limit, MaxHits)
	}
	return nil
}

func checkKey(entry string, stage Stage) error {
	if stage != Draft && stage != Live {
		return fmt.Errorf("there is no stage %q", stage)
	}
	return checkEntry(entry)
}

func checkEntry(entry string) error {
	if entry == "" || len(entry) > 64 {
		return fmt.Errorf("the entry's id %.70q does not have 1 to 64 bytes", entry)
	}
	for _, b := range []byte(entry) {
		if b <= ' ' || b > '~' {
			return fmt.Errorf("the entry's id %q is not made of visible ASCII characters", entry)
		}
	}
	return nil
}
