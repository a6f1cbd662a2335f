package content

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
)

// maxFilterDepth bounds how deep and, or and not may be nested; maxFilterTests how many tests a filter may have.
const (
	maxFilterDepth = 10
	maxFilterTests = 100
)

// whereParser turns the argument where into a filter of one stage.
type whereParser struct {
	schema   *Schema
	stage    Stage
	readable func(*Model) bool // nil: the list will ask
	tests    int
	crossed  []crossing
}

func (p *whereParser) object(in scope, path string, where map[string]any, depth int) (*filter, error) {
	if depth > maxFilterDepth {
		return nil, errs.New(errs.LimitExceeded, "%s: a filter may be nested %d deep.", path, maxFilterDepth)
	}
	out := &filter{kind: allOf}
	for _, name := range sortedKeys(where) {
		v, at := where[name], path+"."+name
		if v == nil {
			continue
		}
		var kid *filter
		var err error
		switch name {
		case "and":
			kid, err = p.group(in, at, allOf, v, depth)
		case "or":
			kid, err = p.group(in, at, anyOf, v, depth)
		case "not":
			kid, err = p.group(in, at, noneOf, v, depth)
		default:
			kid, err = p.member(in, at, name, v, depth)
		}
		if err != nil {
			return nil, err
		}
		out.kids = append(out.kids, kid)
	}
	return out.plainFirst(), nil
}

func (p *whereParser) group(in scope, path string, kind filterKind, v any, depth int) (*filter, error) {
	out := &filter{kind: kind}
	for i, e := range listOf(v) {
		m, ok := e.(map[string]any)
		if !ok {
			return nil, errs.New(errs.Invalid, "%s: expected an object of conditions.", path)
		}
		kid, err := p.object(in, fmt.Sprintf("%s[%d]", path, i), m, depth+1)
		if err != nil {
			return nil, err
		}
		out.kids = append(out.kids, kid)
	}
	return out.plainFirst(), nil
}

// listOf makes a list of a value, as GraphQL coerces single values.
func listOf(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	return []any{v}
}

// conditions reads the operators on one value.
func (p *whereParser) conditions(path string, ref *valueRef, ops []Op, conditions map[string]any) (*filter, error) {
	out := &filter{kind: allOf}
	for _, op := range sortedKeys(conditions) {
		t, err := p.test(path+"."+op, ref, ops, Op(op), conditions[op])
		if err != nil {
			return nil, err
		}
		if t != nil {
			out.kids = append(out.kids, &filter{kind: leaf, test: t})
		}
	}
	return out, nil
}

// valueOf finds what a name in a filter or order means.
func valueOf(m *Model, stage Stage, path, name string) (*valueRef, []Op, error) {
	if name == "id" {
		return &valueRef{name: name, kind: field.Reference, slot: slotID}, idOps, nil
	}
	for _, r := range ReservedFields(stage) {
		if r.Name == name {
			return &valueRef{name: name, kind: r.Kind, slot: r.slot, index: m.indexNamed(r.index)}, r.Ops, nil
		}
	}
	f := m.Field(name)
	if f == nil {
		return nil, nil, errs.New(errs.Invalid, "%s: the model %s has no field %q that lists can be filtered or sorted by.", path, m.APIID, name)
	}
	ops := Operators(f)
	if len(ops) == 0 {
		return nil, nil, errs.New(errs.Invalid, "%s: the field %q is not filterable. Switch that on in its settings.", path, name)
	}
	return &valueRef{name: name, kind: f.Kind, slot: m.Slot(f.ID), index: m.indexNamed(f.ID), list: f.List}, ops, nil
}

func (p *whereParser) test(path string, ref *valueRef, ops []Op, op Op, v any) (*test, error) {
	if !slices.Contains(ops, op) {
		return nil, errs.New(errs.Invalid, "%s: there is no such operator here. Possible: %s.", path, join(ops))
	}
	if err := p.counted(); err != nil {
		return nil, err
	}
	t := &test{path: path, op: op, value: ref}
	switch {
	case op == OpIsNull:
		want, ok := v.(bool)
		if v == nil {
			return nil, nil
		}
		if !ok {
			return nil, errs.New(errs.Invalid, "%s: expected true or false.", path)
		}
		t.want = want
		return t, nil
	case v == nil:
		return nullTest(t)
	}
	return t, t.setOperands(v)
}

// nullTest is the meaning of an operator with null: eq and ne ask for null, others ask for nothing.
func nullTest(t *test) (*test, error) {
	switch t.op {
	case OpEq, OpNe:
		return &test{path: t.path, op: OpIsNull, value: t.value, want: t.op == OpEq}, nil
	}
	return nil, nil
}

// counted counts one condition.
func (p *whereParser) counted() error {
	if p.tests++; p.tests > maxFilterTests {
		return errs.New(errs.LimitExceeded, "A filter may have %d conditions.", maxFilterTests)
	}
	return nil
}

func (t *test) setOperands(v any) error {
	many := t.op == OpIn || t.op == OpNotIn || t.op == OpContainsAny || t.op == OpContainsAll
	in := []any{v}
	if many {
		in = listOf(v)
	}
	for _, e := range in {
		stored, err := canonical(t.path, t.value.kind, e)
		if err != nil {
			return err
		}
		t.operands = append(t.operands, stored)
		t.keys = append(t.keys, index.Encode(nil, t.value.kind, stored))
	}
	if !t.value.list && (t.op == OpStartsWith || t.op == OpContains) {
		t.folded = foldStored(t.operands[0])
	}
	return nil
}

// canonical gives the stored form of an operand. Any text is an operand of the kinds that hold text: one that no value
// can have simply finds nothing.
func canonical(path string, k field.Kind, v any) (json.RawMessage, error) {
	if k == field.Reference || k == field.Asset || k == field.Enum || (k.Scalar() && k.IsText()) || k == field.Color {
		k = field.Text
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, errs.New(errs.Invalid, "%s: the value cannot be read.", path)
	}
	stored, problems := field.Decode(nil, &field.Field{APIID: path, Kind: k}, path, raw)
	if len(problems) > 0 {
		return nil, errs.New(errs.Invalid, "%s", problems[0].Message)
	}
	if isNull(stored) {
		return nil, errs.New(errs.Invalid, "%s: null is not possible here.", path)
	}
	return stored, nil
}

func textOf(stored []byte) string {
	var s string
	if json.Unmarshal(stored, &s) != nil {
		return ""
	}
	return s
}

func join[S ~string](in []S) string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return strings.Join(out, " ")
}
