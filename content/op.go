package content

import (
	"slices"

	"github.com/galley-cms/galley/content/field"
)

// Op is an operator of filters; design section 5 defines what each means.
type Op string

// The operators.
const (
	OpEq          Op = "eq"
	OpNe          Op = "ne"
	OpIn          Op = "in"
	OpNotIn       Op = "notIn"
	OpIsNull      Op = "isNull"
	OpLt          Op = "lt"
	OpLte         Op = "lte"
	OpGt          Op = "gt"
	OpGte         Op = "gte"
	OpStartsWith  Op = "startsWith"
	OpContains    Op = "contains" // of text: a part; of lists: an element
	OpContainsAny Op = "containsAny"
	OpContainsAll Op = "containsAll"

	opSame Op = "same" // equal in the form in which unique values are equal: of look-ups
)

var (
	equalityOps = []Op{OpEq, OpNe, OpIn, OpNotIn, OpIsNull}
	orderOps    = []Op{OpLt, OpLte, OpGt, OpGte}
	textOps     = []Op{OpStartsWith, OpContains}
	listOps     = []Op{OpContains, OpContainsAny, OpContainsAll, OpIsNull}
	idOps       = []Op{OpEq, OpIn}
)

// Operators lists the filter operators that a field takes; none if it cannot be filtered by. References take theirs on
// the id of the target, {author: {id: {eq: "…"}}}, and isNull on themselves.
func Operators(f *field.Field) []Op {
	switch {
	case !f.IsFilterable():
		return nil
	case f.List:
		return listOps
	case f.Kind == field.Reference || f.Kind == field.Asset:
		return equalityOps
	}
	out := equalityOps
	if f.Kind.Ordered() {
		out = slices.Concat(out, orderOps)
	}
	if f.Kind.IsText() {
		out = slices.Concat(out, textOps)
	}
	return out
}

// Reserved is a system value that lists can be filtered and sorted by.
type Reserved struct {
	Name string
	Kind field.Kind
	Ops  []Op

	index string
	slot  int
}

var reserved = []Reserved{
	{Name: "createdAt", Kind: field.DateTime, Ops: slices.Concat(equalityOps, orderOps), index: indexCreated, slot: SlotCreatedAt},
	{Name: "updatedAt", Kind: field.DateTime, Ops: slices.Concat(equalityOps, orderOps), index: indexUpdated, slot: SlotUpdatedAt},
	{Name: "status", Kind: field.Enum, Ops: equalityOps, index: indexStatus, slot: -1},
	{Name: "publishedAt", Kind: field.DateTime, Ops: slices.Concat(equalityOps, orderOps), index: indexPublished, slot: SlotPublishedAt},
	{Name: "firstPublishedAt", Kind: field.DateTime, Ops: slices.Concat(equalityOps, orderOps), index: indexFirst, slot: SlotFirstPublishedAt},
}

// ReservedFields lists the system values that lists of a stage can be filtered and sorted by, besides id, which takes eq
// and in.
func ReservedFields(stage Stage) (out []Reserved) {
	for _, x := range systemIndexes {
		for _, r := range reserved {
			if r.index == x.name && x.in(stage) {
				out = append(out, r)
			}
		}
	}
	return out
}
