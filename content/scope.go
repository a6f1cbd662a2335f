package content

import (
	"maps"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// scope is what the names in an object of conditions mean: fields of a model, of a component that is stored in an entry,
// or types of which one must be there.
type scope struct {
	model  *Model
	at     *valueRef // where the component lies; nil: model is of entries
	choice []*Model  // instead of model
	refers bool      // the choice is among models, not components
}

// value finds what a name in the scope means.
func (p *whereParser) value(in scope, path, name string) (*valueRef, []Op, error) {
	if in.at == nil {
		return valueOf(in.model, p.stage, path, name)
	}
	f := in.model.Field(name)
	if f == nil {
		return nil, nil, errs.New(errs.Invalid, "%s: the component %s has no field %q.", path, in.model.APIID, name)
	}
	ops := Operators(f)
	if len(ops) == 0 {
		return nil, nil, errs.New(errs.Invalid, "%s: the field %q is not filterable. Switch that on in its settings.", path, name)
	}
	return p.place(in, f), ops, nil
}

// place says where the value of a field lies; no index has it.
func (p *whereParser) place(in scope, f *field.Field) *valueRef {
	out := &valueRef{name: f.APIID, kind: f.Kind, list: f.IsList()}
	if in.at == nil {
		out.slot = in.model.Slot(f.ID)
		return out
	}
	out.name = in.at.name + "." + f.APIID
	out.slot, out.path = in.at.slot, append(slices.Clone(in.at.path), f.ID)
	return out
}

// member reads the conditions on what a name means.
func (p *whereParser) member(in scope, path, name string, v any, depth int) (*filter, error) {
	conditions, ok := v.(map[string]any)
	if !ok {
		return nil, errs.New(errs.Invalid, "%s: expected an object of conditions, like {\"eq\": …}.", path)
	}
	if in.model == nil {
		return p.typed(in, path, name, conditions, depth)
	}
	if name == linkedFrom && in.at == nil {
		return p.linkedFrom(in.model, path, conditions, depth)
	}
	switch f := in.model.Field(name); {
	case f != nil && f.Kind == field.Component:
		c := p.schema.kind(p.schema.byID[f.Components[0]], true)
		return p.inside(path, p.place(in, f), scope{model: c}, conditions, depth)
	case f != nil && f.Kind == field.Blocks:
		choice := p.types(f.Components)
		return p.inside(path, p.place(in, f), scope{choice: choice}, conditions, depth)
	case f != nil && f.Kind.IsReference():
		return p.reference(in, f, path, conditions, depth)
	}
	ref, ops, err := p.value(in, path, name)
	if err != nil {
		return nil, err
	}
	return p.conditions(path, ref, ops, conditions)
}

// types are the models or components with these ids.
func (p *whereParser) types(ids []string) (out []*Model) {
	for _, id := range ids {
		if m := p.schema.byID[id]; m != nil {
			out = append(out, m)
		}
	}
	return out
}

// typed reads the conditions on an element, or on the target of a reference, of one of several types.
func (p *whereParser) typed(in scope, path, name string, conditions map[string]any, depth int) (*filter, error) {
	i := slices.IndexFunc(in.choice, func(m *Model) bool { return m.APIID == name })
	if i < 0 {
		return nil, crossing{path: path}.refused()
	}
	inner := scope{model: in.choice[i]}
	if in.refers {
		if err := p.cross(crossing{model: inner.model, path: path}); err != nil {
			return nil, err
		}
	} else {
		inner.at = &valueRef{name: name, slot: slotPart}
	}
	kid, err := p.object(inner, path, conditions, depth+1)
	return &filter{kind: ofType, typ: inner.model.ID, kids: []*filter{kid}}, err
}

// cross notes that the filter goes to a model, which the caller must be able to read.
func (p *whereParser) cross(x crossing) error {
	if p.crossed = append(p.crossed, x); p.readable != nil && !p.readable(x.model) {
		return x.refused() // A20
	}
	return nil
}

// inside reads the conditions on a component, or by some on the elements of a list of components or blocks.
func (p *whereParser) inside(path string, ref *valueRef, inner scope, conditions map[string]any, depth int) (*filter, error) {
	own, rest := split(conditions, "isNull")
	out, err := p.conditions(path, ref, []Op{OpIsNull}, own)
	if err != nil {
		return nil, err
	}
	kid := &filter{}
	if ref.list {
		inner.at = &valueRef{name: ref.name, slot: slotPart}
		kid, err = p.some(path, inner, rest, depth)
	} else {
		inner.at = ref
		kid, err = p.object(inner, path, rest, depth+1)
	}
	if err != nil || kid.empty() {
		return out, err
	}
	if ref.list {
		kid = &filter{kind: someOf, value: ref, kids: []*filter{kid}}
	}
	out.kids = append(out.kids, kid)
	return out, nil
}

// some reads the conditions that one element of a list must meet.
func (p *whereParser) some(path string, inner scope, conditions map[string]any, depth int) (*filter, error) {
	if wrong := slices.DeleteFunc(sortedKeys(conditions), func(n string) bool { return n == "some" }); len(wrong) > 0 {
		return nil, errs.New(errs.Invalid, "%s.%s: there is no such operator here. Possible: some isNull.", path, wrong[0])
	}
	some, ok := conditions["some"].(map[string]any)
	if !ok && conditions["some"] != nil {
		return nil, errs.New(errs.Invalid, "%s.some: expected an object of conditions.", path)
	}
	return p.object(inner, path+".some", some, depth+1)
}

// split takes the named members out of an object.
func split(conditions map[string]any, names ...string) (own, rest map[string]any) {
	own, rest = map[string]any{}, maps.Clone(conditions)
	for _, name := range names {
		if v, ok := rest[name]; ok {
			own[name] = v
			delete(rest, name)
		}
	}
	return own, rest
}

// reference reads the conditions on a reference itself, and on the entry that it names.
func (p *whereParser) reference(in scope, f *field.Field, path string, conditions map[string]any, depth int) (*filter, error) {
	ref, ops, err := p.value(in, path, f.APIID)
	if err != nil {
		return nil, err
	}
	var own, beyond map[string]any
	if f.List {
		beyond, own = split(conditions, "some")
	} else {
		own, beyond = split(conditions, "id", "isNull")
		own, err = idConditions(path, own)
	}
	if err != nil {
		return nil, err
	}
	out, err := p.conditions(path, ref, ops, own)
	if err != nil {
		return nil, err
	}
	kid, err := p.target(f, path, beyond, depth)
	if err != nil || kid.empty() {
		return out, err
	}
	out.kids = append(out.kids, &filter{kind: through, value: ref, kids: []*filter{kid}})
	return out, nil
}

// target reads the conditions on the entry that a reference names: on its fields if it can be of one model only, else by
// the names of models. A list has them in its member some.
func (p *whereParser) target(f *field.Field, path string, conditions map[string]any, depth int) (*filter, error) {
	ids := f.Models
	if f.Kind == field.Asset {
		ids = []string{AssetModel}
	}
	inner := scope{choice: p.types(ids), refers: true}
	parse := p.object
	if f.List {
		parse = func(in scope, path string, conditions map[string]any, depth int) (*filter, error) {
			return p.some(path, in, conditions, depth-1)
		}
	}
	if len(conditions) == 0 {
		return &filter{}, nil
	}
	if len(inner.choice) != 1 {
		return parse(inner, path, conditions, depth+1)
	}
	m := inner.choice[0]
	if err := p.cross(crossing{model: m, path: path}); err != nil {
		return nil, err
	}
	kid, err := parse(scope{model: m}, path, conditions, depth+1)
	if err != nil || kid.empty() {
		return kid, err
	}
	return &filter{kind: ofType, typ: m.ID, kids: []*filter{kid}}, nil
}

// empty tells that the filter asks for nothing: its variables were left out.
func (f *filter) empty() bool {
	return f.kind == allOf && !slices.ContainsFunc(f.kids, func(k *filter) bool { return !k.empty() })
}

// idConditions takes the conditions on the id of a reference's target out of their object: {id: {eq: "…"}}.
func idConditions(path string, in map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for name, v := range in {
		if name == "isNull" {
			out[name] = v
			continue
		}
		ops, ok := v.(map[string]any)
		if !ok && v != nil {
			return nil, errs.New(errs.Invalid, "%s.id: expected an object of operators, like {\"eq\": …}.", path)
		}
		maps.Copy(out, ops)
	}
	return out, nil
}
