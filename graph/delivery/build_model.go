package delivery

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// head registers the object type of a model or component, so that fields can point at it.
func (b *builder) head(m *content.Model) {
	d, t := b.object(m.TypeName(), describe(m.Name, m.Description))
	t.model = m
	b.heads[m] = d
	if m.Component {
		for _, f := range m.Fields {
			t.members = append(t.members, f.ID)
		}
		return
	}
	b.entries[m.ID] = t
	b.implement(d, "Entry", "Node")
}

// describe joins a name and a description for the schema's readers.
func describe(name, description string) string {
	if description == "" {
		return name
	}
	return description
}

// hiddenAssetFields are the fields of assets that concern Galley alone.
var hiddenAssetFields = map[string]bool{"reason": true, "hash": true, "key": true, "sourceUrl": true}

func hidden(m *content.Model, f *field.Field) bool {
	return m.Builtin && f.System && hiddenAssetFields[f.APIID]
}

// modelFields adds the fields of a model's object type and of its input.
func (b *builder) modelFields(m *content.Model) {
	d := b.heads[m]
	if !m.Component {
		for _, r := range reserved {
			f := b.field(d, r.op, r.name, r.typ, r.description)
			f.slot, f.guard = r.slot, r.guard
		}
	}
	for i, f := range m.Fields {
		if hidden(m, f) {
			continue
		}
		slot := i
		if !m.Component {
			slot += content.SystemSlots
		}
		b.modelField(d, m, f, slot)
		b.inputField(m, f)
	}
	if m.Builtin {
		b.assetURL(d)
	}
}

// valueType is how the values of a field look in GraphQL.
type valueType struct {
	name     string
	op, list op
	guard    guard
	possible []*typeInfo
}

func (b *builder) modelField(d *ast.Definition, m *content.Model, f *field.Field, slot int) {
	v := b.valueType(m, f)
	if v.name == "" {
		return
	}
	typ, o := v.name, v.op
	if f.IsList() {
		typ, o = "["+typ+"!]!", v.list
	}
	info := b.field(d, o, f.APIID, typ, describe(f.Name, f.Description), v.possible...)
	info.slot, info.guard = slot, v.guard
	if f.Kind == field.Enum {
		info.enum = make(map[string]bool, len(f.Enum))
		for _, e := range f.Enum {
			info.enum[`"`+e.Value+`"`] = true
		}
	}
	if b.alwaysThere(f) {
		info.def.Directives = semanticNonNull
	}
}

// alwaysThere tells whether published values of f are never null: those of a locale may be missing, and so may what a
// reference names.
func (b *builder) alwaysThere(f *field.Field) bool {
	return b.stage == content.Live && f.Required && !f.IsList() && !f.Localized && !f.Kind.IsReference()
}

// valueType finds the GraphQL type of f; its name is empty if all that f can refer to is hidden.
func (b *builder) valueType(m *content.Model, f *field.Field) valueType {
	switch f.Kind {
	case field.Enum:
		return valueType{name: b.fieldEnum(m, f), op: opEnum, list: opRawList, guard: guardString}
	case field.RichText:
		return valueType{name: "RichText", op: opRich, list: opRichList, guard: guardObject, possible: []*typeInfo{b.types["RichText"]}}
	case field.Location:
		return valueType{name: "Location", op: opPart, list: opPartList, guard: guardObject, possible: []*typeInfo{b.types["Location"]}}
	case field.Asset:
		return b.union(m, f, opRef, opRefList, b.referable([]string{content.AssetModel}))
	case field.Reference:
		return b.union(m, f, opRef, opRefList, b.referable(f.Models))
	case field.Component:
		return b.union(m, f, opPart, opPartList, b.components(f))
	case field.Blocks:
		return b.union(m, f, opBlocks, opBlocks, b.components(f))
	}
	s := scalars[f.Kind]
	return valueType{name: s.name, op: opRaw, list: opRawList, guard: s.guard}
}

// referable are the types of the readable models among ids.
func (b *builder) referable(ids []string) (out []*typeInfo) {
	for _, id := range ids {
		if t := b.entries[id]; t != nil {
			out = append(out, t)
		}
	}
	return out
}

// components are the types of the components that f takes.
func (b *builder) components(f *field.Field) (out []*typeInfo) {
	for _, id := range f.Components {
		if apiID, _, ok := b.content.ComponentByID(id); ok {
			out = append(out, b.types[b.content.Component(apiID).TypeName()])
		}
	}
	return out
}

// union is the type of a field that holds one of several types. Blocks are a union even of one, so that queries survive
// when another component joins.
func (b *builder) union(m *content.Model, f *field.Field, one, list op, possible []*typeInfo) valueType {
	v := valueType{op: one, list: list, guard: guardObject, possible: possible}
	if one == opRef {
		v.guard = guardString
	}
	switch {
	case len(possible) == 0:
	case len(possible) == 1 && f.Kind != field.Blocks:
		v.name = possible[0].name
	default:
		v.name = b.free(m.TypeName() + capital(f.APIID))
		d := &ast.Definition{Kind: ast.Union, Name: v.name, Description: "What " + m.TypeName() + "." + f.APIID + " holds."}
		for _, t := range possible {
			d.Types = append(d.Types, t.name)
		}
		b.add(d)
	}
	return v
}

func (b *builder) fieldEnum(m *content.Model, f *field.Field) string {
	d := b.enum(b.free(m.TypeName()+capital(f.APIID)), describe(f.Name, f.Description))
	for _, e := range f.Enum {
		d.EnumValues = append(d.EnumValues, &ast.EnumValueDefinition{Name: e.Value, Description: e.Name})
	}
	b.enums[f] = d.Name
	return d.Name
}

// assetURL adds the address of an asset's file.
func (b *builder) assetURL(d *ast.Definition) {
	f := b.field(d, opAssetURL, "url", "String!", "The absolute address of the file; with arguments, of a picture made from it.")
	f.def.Arguments = ast.ArgumentDefinitionList{
		b.arg("width", "Int", "In pixels, 4,096 at most."),
		b.arg("height", "Int", "In pixels, 4,096 at most."),
		b.arg("fit", "MediaFit", ""),
		b.arg("format", "MediaFormat", ""),
		b.arg("quality", "Int", "From 1 to 100; of formats that have one."),
	}
}
