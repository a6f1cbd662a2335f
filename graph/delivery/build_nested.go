package delivery

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// extended is an input that has the fields of another one beside its own; they are added when all are known.
type extended struct{ def, of *ast.Definition }

// extend adds to inputs the fields of those that they extend.
func (b *builder) extend() {
	for _, x := range b.extended {
		for _, f := range x.of.Fields {
			if x.def.Fields.ForName(f.Name) == nil {
				x.def.Fields = append(x.def.Fields, f)
			}
		}
	}
}

// logic makes an input whose members and, or and not are of its own type.
func (b *builder) logic(name, description string) *ast.Definition {
	return b.input(name, description, "and", "["+name+"!]", "or", "["+name+"!]", "not", name)
}

// partFilter registers the filter of a component.
func (b *builder) partFilter(m *content.Model) {
	b.parts[m.ID] = b.logic(b.free(m.TypeName()+"Filter"), "Several conditions must all hold.")
}

// partConditions fills the filter of a component.
func (b *builder) partConditions(m *content.Model) {
	d := b.parts[m.ID]
	for _, f := range m.Fields {
		if typ := b.filterType(m, f); typ != "" {
			d.Fields = append(d.Fields, b.fieldDef(f.APIID, typ, f.Description))
		}
	}
}

// nestedFilter is the input with the conditions on a component, on blocks or on a reference, and on what is in them.
func (b *builder) nestedFilter(m *content.Model, f *field.Field, ops []content.Op) string {
	inner := b.innerFilter(m, f)
	switch {
	case f.IsList():
		return b.listFilter(inner, f, ops)
	case f.Kind == field.Component:
		return b.extension(inner, "Value", "Conditions on a component.", func(d *ast.Definition) {
			b.addOperators(d, "", []content.Op{content.OpIsNull})
		})
	}
	return b.extension(inner, "Reference", "Conditions on what a reference names.", func(d *ast.Definition) {
		id := b.operators("ID", "ID", []content.Op{content.OpEq, content.OpIn})
		d.Fields = append(d.Fields, b.fieldDef("id", id, ""), b.fieldDef("isNull", "Boolean", ""))
	})
}

// innerFilter is the filter of what a field holds or names; where that is of several types, each has a member.
func (b *builder) innerFilter(m *content.Model, f *field.Field) *ast.Definition {
	v := b.held(f)
	if f.Kind != field.Blocks && len(f.Models) <= 1 {
		return b.filterOf(v[0].model)
	}
	key := m.ID + " " + f.ID
	if d := b.parts[key]; d != nil {
		return d
	}
	d := b.logic(b.free(m.TypeName()+capital(f.APIID)+"Filter"), "Conditions by type: what is of another type does not meet them.")
	b.parts[key] = d
	for _, t := range v {
		d.Fields = append(d.Fields, b.fieldDef(t.model.APIID, b.filterOf(t.model).Name, ""))
	}
	return d
}

// held are the types of what f holds or names, as far as the caller may read them.
func (b *builder) held(f *field.Field) []*typeInfo {
	switch f.Kind {
	case field.Asset:
		return b.referable([]string{content.AssetModel})
	case field.Reference:
		return b.referable(f.Models)
	}
	return b.components(f)
}

func (b *builder) filterOf(m *content.Model) *ast.Definition {
	if m.Component {
		return b.parts[m.ID]
	}
	return b.ast.Types[m.TypeName()+"Filter"]
}

// extension is an input that extends another by operators of its own, made on first use.
func (b *builder) extension(of *ast.Definition, what, description string, own func(*ast.Definition)) string {
	name := nameWith(of, what)
	if made, ok := b.filters[name]; ok {
		return made
	}
	d := b.input(b.free(name), description)
	b.filters[name] = d.Name
	own(d)
	b.extended = append(b.extended, extended{d, of})
	return d.Name
}

// nameWith puts a word into the name of a filter: PersonFilter becomes PersonReferenceFilter.
func nameWith(d *ast.Definition, what string) string {
	name := d.Name
	for name[len(name)-1] == '_' {
		name = name[:len(name)-1]
	}
	return name[:len(name)-len("Filter")] + what + "Filter"
}

// listFilter is the input with the conditions on a list of components, blocks or references.
func (b *builder) listFilter(inner *ast.Definition, f *field.Field, ops []content.Op) string {
	what := "List"
	if f.Kind.IsReference() {
		what = "ReferenceList"
	}
	name := nameWith(inner, what)
	if made, ok := b.filters[name]; ok {
		return made
	}
	d := b.input(b.free(name), "Several operators must all hold.")
	b.filters[name] = d.Name
	if !slices.Contains(ops, content.OpIsNull) {
		ops = []content.Op{content.OpIsNull}
	}
	b.addOperators(d, "ID", ops)
	d.Fields = append(d.Fields, b.fieldDef("some", inner.Name, "One element meets all of this."))
	return d.Name
}
