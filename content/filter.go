package content

import (
	"bytes"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
)

// filter is a tree of conditions on one copy. Logic is two-valued: not is the complement.
type filter struct {
	kind filterKind
	kids []*filter
	test *test // of a leaf
}

type filterKind uint8

const (
	allOf  filterKind = iota // holds if all kids do; without kids it holds
	anyOf                    // holds if one kid does; without kids it does not
	noneOf                   // holds if no kid does
	leaf
)

func (f *filter) holds(c *Copy, chain []string) bool {
	switch f.kind {
	case leaf:
		return f.test.holds(c, chain)
	case allOf:
		return !slices.ContainsFunc(f.kids, func(k *filter) bool { return !k.holds(c, chain) })
	}
	return slices.ContainsFunc(f.kids, func(k *filter) bool { return k.holds(c, chain) }) == (f.kind == anyOf)
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
	slot  int // -1: status; -2: id
	index *indexDef
	list  bool
}

const (
	slotStatus = -1
	slotID     = -2
)

// of is the stored value of a copy, as a reader of the chain's locale sees it.
func (v *valueRef) of(c *Copy, chain []string) []byte {
	switch v.slot {
	case slotStatus:
		return []byte(`"` + c.Status + `"`)
	case slotID:
		return []byte(`"` + c.ID + `"`)
	}
	return c.Value(v.slot, chain)
}

func (t *test) holds(c *Copy, chain []string) bool {
	v := t.value.of(c, chain)
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
