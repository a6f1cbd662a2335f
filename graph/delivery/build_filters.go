package delivery

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// conditions fills the filter and the order of a model.
func (b *builder) conditions(m *content.Model) {
	c := &conditions{builder: b, filter: b.ast.Types[m.TypeName()+"Filter"], order: b.ast.Types[m.TypeName()+"Order"]}
	c.add("id", "", b.operators("ID", "ID", []content.Op{content.OpEq, content.OpIn}), true)
	for _, r := range content.ReservedFields(b.stage) {
		base := scalars[r.Kind].name
		if r.Kind == field.Enum {
			base = "EntryStatus"
		}
		c.add(r.Name, "", b.operators(base, base, r.Ops), true)
	}
	for _, f := range m.Fields {
		if typ := b.filterType(m, f); typ != "" {
			c.add(f.APIID, f.Description, typ, f.Kind.Scalar() && !f.IsList())
		}
	}
	if typ := b.linkConditions(m); typ != "" {
		c.add("linkedFrom", "By the entries that refer to it.", typ, false)
	}
}

// linkConditions is the input with the conditions on what refers to an entry of m; "" if nothing can.
func (b *builder) linkConditions(m *content.Model) string {
	links := b.links(m)
	if len(links) == 0 {
		return ""
	}
	d := b.input(b.free(m.TypeName()+"LinkedFromFilter"), "Several conditions must all hold.")
	for _, l := range links {
		d.Fields = append(d.Fields, b.fieldDef(l.Name, b.linkFilter(l.Model), ""))
	}
	return d.Name
}

// linkFilter is the input with the conditions on entries of m that refer to another one, made on first use.
func (b *builder) linkFilter(m *content.Model) string {
	inner := b.filterOf(m)
	name := nameWith(inner, "Link")
	if made, ok := b.filters[name]; ok {
		return made
	}
	d := b.input(b.free(name), "Conditions on the entries that refer to one.",
		"some", inner.Name, "isNull", "Boolean")
	d.Fields[0].Description = "One of them meets all of this; {} is met by any."
	d.Fields[1].Description = "true: nothing refers to it. false: something does."
	b.filters[name] = d.Name
	return d.Name
}

// conditions are the filter and the order of one model, while they are built.
type conditions struct {
	*builder
	filter, order *ast.Definition
}

func (c *conditions) add(name, description, filterType string, sortable bool) {
	c.filter.Fields = append(c.filter.Fields, c.fieldDef(name, filterType, description))
	if sortable {
		c.order.Fields = append(c.order.Fields, c.fieldDef(name, "SortDirection", description))
	}
}

// filterType is the input that holds the conditions on a field; "" if there are none.
func (b *builder) filterType(m *content.Model, f *field.Field) string {
	ops := content.Operators(f)
	nested := f.Kind == field.Component || f.Kind == field.Blocks || f.Kind.IsReference()
	if !b.has(m, f) || (len(ops) == 0 && !nested) {
		return ""
	}
	base, operand := scalars[f.Kind].name, scalars[f.Kind].name
	switch f.Kind {
	case field.Enum:
		base, operand = b.enums[f], b.enums[f]
	case field.Color:
		base = "Color"
	case field.Component, field.Blocks, field.Asset, field.Reference:
		return b.nestedFilter(m, f, ops)
	}
	if f.IsList() {
		base += "List"
	}
	return b.operators(base, operand, ops)
}

// operators gives the name of the input with these operators, which is made on first use.
func (b *builder) operators(base, operand string, ops []content.Op) string {
	if name, ok := b.filters[base]; ok {
		return name
	}
	d := b.input(b.free(base+"Filter"), "Several operators must all hold.")
	b.filters[base] = d.Name
	b.addOperators(d, operand, ops)
	if slices.Contains(ops, content.OpContains) && base == "String" {
		d.Description = "Several operators must all hold. Text is compared without regard to case and accents, by eq and in exactly."
	}
	return d.Name
}

func (b *builder) addOperators(d *ast.Definition, operand string, ops []content.Op) {
	for _, op := range ops {
		typ := operand
		switch op {
		case content.OpIn, content.OpNotIn, content.OpContainsAny, content.OpContainsAll:
			typ = "[" + operand + "!]"
		case content.OpIsNull:
			typ = "Boolean"
		}
		d.Fields = append(d.Fields, b.fieldDef(string(op), typ, operatorMeaning[op]))
	}
}

// operatorMeaning explains what names alone do not say.
var operatorMeaning = map[content.Op]string{
	content.OpEq:          "null is the same as isNull: true.",
	content.OpNe:          "Holds for null too.",
	content.OpNotIn:       "Holds for null too.",
	content.OpContainsAny: "Has at least one of them.",
	content.OpContainsAll: "Has all of them.",
}
