package content

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
)

// maxSearch bounds what a list is searched for, in characters.
const maxSearch = 500

// byRelevance is the order of a list that is searched and has no other one.
var byRelevance = []orderKey{{value: &valueRef{name: "relevance", kind: field.Float, slot: slotScore}, desc: true}}

// searchText is what is searched for: blank text is no search.
func searchText(text string) (string, error) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", errs.New(errs.Invalid, "search: the text is not valid UTF-8, or holds the character NUL.")
	case utf8.RuneCountInString(text) > maxSearch:
		return "", errs.New(errs.LimitExceeded, "search: the text has more than %d characters. A few words find more.", maxSearch).With("limit", maxSearch)
	}
	return strings.TrimSpace(text), nil
}

// searchFor takes over what a list is searched for.
func (q *Query) searchFor(spec QuerySpec) (err error) {
	if q.search, err = searchText(spec.Search); q.search != "" && len(spec.OrderBy) == 0 {
		q.order = byRelevance
	}
	return err
}

// Searches tells whether words are searched for.
func (q *Query) Searches() bool { return q.search != "" }

// Searches tells whether there is something that finds words in entries.
func (s *Service) Searches() bool { return s.search != nil }

// ranked tells whether the list is in the order of relevance.
func (q *Query) ranked() bool { return q.order[0].value.slot == slotScore }

// leads tells whether the list is sorted first by what an index is of.
func (q *Query) leads(x *indexDef) bool {
	first := q.order[0].value.index
	return first != nil && first.name == x.name
}

// encodeScore gives the place of a score in a position.
func encodeScore(score float64) string {
	return string(index.Encode(nil, field.Float, strconv.AppendFloat(nil, score, 'g', -1, 64)))
}

// decodeScore is the score of such a place. Scores are never negative, so the sign is the first bit.
func decodeScore(enc string) float64 {
	if len(enc) != 9 {
		return 0 // of a cursor that somebody made up
	}
	return math.Float64frombits(binary.BigEndian.Uint64([]byte(enc[1:])) &^ (1 << 63))
}

// manyFound refuses a search that finds too much, and says what would help.
func (q *Query) manyFound(b Budget, fields []string) error {
	const says = "The search finds more entries than the list may read: %d of the index, %d whole ones."
	if fields == nil {
		return errs.New(errs.TooExpensive, says+" Search for more words, or leave out orderBy: then the best come first.", b.Rows, b.Copies)
	}
	return errs.New(errs.TooExpensive, says+" Search for more words, narrow the filter, or give the %s an index on %s.", b.Rows, b.Copies, describeType(q.model), sentence(fields)).With("index", fields)
}
