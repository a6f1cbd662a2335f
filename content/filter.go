package content

import (
	"bytes"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
)

// filter is a tree of conditions on one copy, on what is stored in it, and on what it refers to. Logic is two-valued: not
// is the complement.
type filter struct {
	kind   filterKind
	kids   []*filter
	test   *test     // of a leaf
	value  *valueRef // of someOf, through and linked: the list, or the reference
	typ    string    // of ofType: the id of a model or component
	source *Model    // of linked: whose entries refer
}

type filterKind uint8

const (
	allOf  filterKind = iota // holds if all kids do; without kids it holds
	anyOf                    // holds if one kid does; without kids it does not
	noneOf                   // holds if no kid does
	leaf
	someOf  // holds if the kid does for one element of a list of components or blocks
	through // holds if the kid does for an entry that a reference, or one element of a list of them, names
	linked  // holds if the kid does for an entry that refers to this one
	ofType  // holds for a block or entry of a type, if the kid does
)

// subject is what a filter is held against: a copy, or a component or block that is stored in it.
type subject struct {
	copy  *Copy
	part  []byte   // the component or block; nil: the copy itself
	chain []string // of the locales that are read
	seen  *horizon // what is known of other entries
}

func (f *filter) holds(s subject) bool {
	switch f.kind {
	case leaf:
		return f.test.holds(s)
	case allOf:
		return !slices.ContainsFunc(f.kids, func(k *filter) bool { return !k.holds(s) })
	case someOf:
		return slices.ContainsFunc(f.inner(s), f.kids[0].holds)
	case through, linked:
		return slices.ContainsFunc(f.inner(s), f.holdsBeyond)
	case ofType:
		return s.typ() == f.typ && f.kids[0].holds(s)
	}
	return slices.ContainsFunc(f.kids, func(k *filter) bool { return k.holds(s) }) == (f.kind == anyOf)
}

// conjuncts are the tests that must all hold for the filter to hold.
func (f *filter) conjuncts() (out []*test) {
	switch f.kind {
	case leaf:
		return []*test{f.test}
	case allOf:
		for _, k := range f.kids {
			out = append(out, k.conjuncts()...)
		}
	}
	return out
}

// test is one operator on one value of a copy.
type test struct {
	path     string // for errors: where.views.gt
	op       Op
	value    *valueRef
	operands [][]byte // canonical stored values
	keys     [][]byte // the same, encoded for the index
	folded   string   // of startsWith and contains
	want     bool     // of isNull
}

// valueRef says which value of a copy is meant, and which index has its rows.
type valueRef struct {
	name  string // as callers know it
	kind  field.Kind
	slot  int      // -1: status; -2: id; -3: a component or block
	path  []string // field ids that lead on from there, through components
	index *indexDef
	list  bool
}

const (
	slotStatus = -1
	slotID     = -2
	slotPart   = -3
	slotScore  = -4 // how well an entry answers a search: no value of it
)

// of is the stored value of a copy, as a reader of the chain's locale sees it.
func (v *valueRef) of(c *Copy, chain []string) []byte {
	return v.in(subject{copy: c, chain: chain})
}

// in is the stored value of a subject.
func (v *valueRef) in(s subject) (out []byte) {
	switch v.slot {
	case slotStatus:
		return []byte(`"` + s.copy.Status + `"`)
	case slotID:
		return []byte(`"` + s.copy.ID + `"`)
	case slotPart:
		out = s.part
	default:
		out = s.copy.Value(v.slot, s.chain)
	}
	for _, member := range v.path {
		out = Member(out, member)
	}
	return out
}

func (t *test) holds(s subject) bool {
	v := t.value.in(s)
	if t.value.list {
		return t.holdsList(v)
	}
	switch t.op {
	case OpIsNull:
		return isNull(v) == t.want
	case OpEq, OpIn:
		return t.equalsAny(v)
	case OpNe, OpNotIn:
		return !t.equalsAny(v)
	}
	if isNull(v) {
		return false
	}
	switch t.op {
	case OpStartsWith:
		return strings.HasPrefix(foldStored(v), t.folded)
	case OpContains:
		return strings.Contains(foldStored(v), t.folded)
	case opSame:
		return sameClaim(t.value.kind, v, t.operands[0])
	}
	return t.compares(v)
}

func (t *test) equalsAny(v []byte) bool {
	return !isNull(v) && slices.ContainsFunc(t.operands, func(o []byte) bool { return bytes.Equal(o, v) })
}

// compares orders by the encoding of the index, so that lists and filters agree.
func (t *test) compares(v []byte) bool {
	n := bytes.Compare(index.Encode(make([]byte, 0, 64), t.value.kind, v), t.keys[0])
	switch t.op {
	case OpLt:
		return n < 0
	case OpLte:
		return n <= 0
	case OpGt:
		return n > 0
	}
	return n >= 0
}

func (t *test) holdsList(v []byte) bool {
	if t.op == OpIsNull {
		empty := isNull(v) || string(v) == "[]"
		return empty == t.want
	}
	found := 0
	for _, o := range t.operands {
		if containsElement(v, o) {
			found++
		}
	}
	if t.op == OpContainsAll {
		return found == len(t.operands)
	}
	return found > 0
}

func containsElement(list, want []byte) (found bool) {
	Elements(list, func(e []byte) bool {
		found = bytes.Equal(e, want)
		return !found
	})
	return found
}

func sameClaim(k field.Kind, a, b []byte) bool {
	return bytes.Equal(index.ClaimForm(k, a), index.ClaimForm(k, b))
}

func foldStored(v []byte) string { return index.Fold(textOf(v)) }
