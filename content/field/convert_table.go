package field

import "slices"

// conversion says how values of some kinds become values of others.
type conversion struct {
	from, to []Kind
	fits     func(from, to *Field) string // why these two fields do not fit each other, though their kinds do; optional
	item     itemConversion
}

// itemConversion makes one stored value into one of another kind: what stays, or nil, and a clause of what is lost.
type itemConversion func(c *converter, v value) (stored []byte, problem string)

var (
	textKinds   = []Kind{Text, LongText, Slug, Email, URL, Color, Enum}
	numberKinds = []Kind{Integer, Float}
	momentKinds = []Kind{Date, Time, DateTime}
	plainKinds  = slices.Concat(textKinds, numberKinds, momentKinds, []Kind{Boolean}) // every scalar kind
)

// conversions is the one table of what can become what, besides each kind itself; the first row that fits counts. Every
// pair of kinds that is not in it is refused.
var conversions = []conversion{
	{from: []Kind{Date}, to: []Kind{DateTime}, item: dayToMoment},
	{from: []Kind{DateTime}, to: []Kind{Date}, item: momentToDay},
	{from: []Kind{DateTime}, to: []Kind{Time}, item: momentToClock},
	{from: numberKinds, to: numberKinds, item: byWords},
	{from: plainKinds, to: textKinds, item: byWords},
	{from: textKinds, to: plainKinds, item: byWords},
	{from: []Kind{JSON}, to: plainKinds, item: byWords},
	{from: []Kind{Text, LongText}, to: []Kind{RichText}, item: wordsToRich},
	{from: []Kind{RichText}, to: []Kind{LongText}, item: richToWords},
	{from: slices.Concat(plainKinds, []Kind{RichText, Location, Asset, Reference, Component, Blocks}), to: []Kind{JSON}, item: toDocument},
	{from: []Kind{Component}, to: []Kind{Blocks}, fits: blocksTake, item: componentToBlock},
	{from: []Kind{Blocks}, to: []Kind{Component}, fits: blocksAreOf, item: blockToComponent},
}

// sameKind are the rows of kinds whose values have conditions to stay what they are. The others stay as they are.
var sameKind = map[Kind]*conversion{
	Component: {fits: sameComponent, item: asGiven},
	Blocks:    {item: blockIfTaken},
}

var unchanged = &conversion{item: asGiven}

// conversionOf finds how values of a kind become values of another; nil if they cannot.
func conversionOf(from, to Kind) *conversion {
	if from == to {
		if r := sameKind[from]; r != nil {
			return r
		}
		if _, known := specs[from]; known {
			return unchanged
		}
		return nil
	}
	for i := range conversions {
		if r := &conversions[i]; slices.Contains(r.from, from) && slices.Contains(r.to, to) {
			return r
		}
	}
	return nil
}

func sameComponent(from, to *Field) string {
	if !slices.Equal(from.Components, to.Components) {
		return "of another component"
	}
	return ""
}

func blocksTake(from, to *Field) string {
	if len(from.Components) != 1 || !slices.Contains(to.Components, from.Components[0]) {
		return "that do not take its component"
	}
	return ""
}

func blocksAreOf(from, to *Field) string {
	if len(to.Components) != 1 || !slices.Equal(from.Components, to.Components) {
		return "unless its component is the only one that the blocks take"
	}
	return ""
}

func asGiven(_ *converter, v value) ([]byte, string) { return v.append(nil), "" }
