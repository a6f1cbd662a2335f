package content

import (
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
)

// shelf is where lists of drafts look: an entry stands on one.
type shelf uint8

const (
	inUse shelf = iota
	archived
	trashed
)

// shelfStatuses are the statuses of what stands on each shelf.
var shelfStatuses = [...][]Status{
	inUse:    {StatusDraft, StatusPublished, StatusChanged},
	archived: {StatusArchived},
	trashed:  {StatusTrashed},
}

// shelfOf is where an entry of a status stands.
func shelfOf(s Status) shelf {
	switch s {
	case StatusTrashed:
		return trashed
	case StatusArchived:
		return archived
	}
	return inUse
}

// shelfAsked is the one that a list asks for.
func shelfAsked(spec QuerySpec) (shelf, error) {
	switch {
	case spec.Archived && spec.Trashed:
		return inUse, errs.New(errs.Invalid, "A list is of the archive or of the trash, not of both.")
	case spec.Archived:
		return archived, nil
	case spec.Trashed:
		return trashed, nil
	}
	return inUse, nil
}

// spans are the ranges of the status index that hold the rows of the shelf.
func (sh shelf) spans() []span { return statusSpans(shelfStatuses[sh]...) }

// beside are the ranges of the rows of all other shelves.
func (sh shelf) beside() []span {
	var other []Status
	for _, of := range shelfStatuses {
		if !slices.Equal(of, shelfStatuses[sh]) {
			other = append(other, of...)
		}
	}
	return statusSpans(other...)
}

// statusSpans are the ranges of the status index that hold the rows of some statuses.
func statusSpans(of ...Status) []span {
	encoded := make([][]byte, len(of))
	for i, s := range of {
		encoded[i] = index.Encode(nil, field.Enum, []byte(`"`+s+`"`))
	}
	return pointSpans(encoded)
}
