package delivery

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// inputHead registers the input of a model or component, and the filter and order of a model.
func (b *builder) inputHead(m *content.Model) {
	name := m.TypeName()
	b.input(name+"Input", "Values of "+describe(m.Name, name)+": what is left out keeps its value, null clears it.")
	if m.Component {
		b.partFilter(m)
		return
	}
	b.input(name+"Filter", "Several conditions must all hold.",
		"and", "["+name+"Filter!]", "or", "["+name+"Filter!]", "not", name+"Filter")
	b.input(name+"Order", "Exactly one field in each.")
}

// inputField adds a field to the input of its model, unless Galley alone writes it or all it can hold is hidden.
func (b *builder) inputField(m *content.Model, f *field.Field) {
	if f.System || !b.has(m, f) {
		return
	}
	typ := b.inputType(m, f)
	if f.IsList() {
		typ = "[" + typ + "!]"
	}
	d := b.ast.Types[m.TypeName()+"Input"]
	d.Fields = append(d.Fields, b.fieldDef(f.APIID, typ, describe(f.Name, f.Description)))
}

// has tells whether the object type of m shows f.
func (b *builder) has(m *content.Model, f *field.Field) bool {
	return b.types[m.TypeName()].fields[f.APIID] != nil
}

func (b *builder) inputType(m *content.Model, f *field.Field) string {
	switch f.Kind {
	case field.Enum:
		return b.enums[f]
	case field.RichText:
		return "JSON"
	case field.Location:
		return "LocationInput"
	case field.Asset, field.Reference:
		return "EntryReferenceInput"
	case field.Component:
		return b.components(f)[0].name + "Input"
	case field.Blocks:
		return b.blockInput(m, f)
	}
	return scalars[f.Kind].name
}

func (b *builder) blockInput(m *content.Model, f *field.Field) string {
	d := b.input(b.free(m.TypeName()+capital(f.APIID)+"Input"), "One block: exactly one component, and the key of the block if it has one already.",
		"key", "String")
	for _, t := range b.components(f) {
		d.Fields = append(d.Fields, b.fieldDef(t.model.APIID, t.name+"Input", describe(t.model.Name, t.model.Description)))
	}
	return d.Name
}

// mutations adds the changes of a model. Assets are made by uploading a file, and never published apart from it.
func (b *builder) mutations(d *ast.Definition, m *content.Model) {
	name := m.TypeName()
	id := b.arg("id", "ID!", "")
	locale := b.arg("locale", "Locale", "Of the localised values; the default one if left out.")
	version := b.arg("version", "Int", "Refuses the change with CONFLICT unless the entry is at this version.")
	data := b.arg("data", name+"Input!", "")
	publish := b.arg("publish", "Boolean = false", "Publish it at once, in the locales that it is written in.")
	add := func(o op, verb, typ, description string, args ...*ast.ArgumentDefinition) {
		var possible []*typeInfo
		if o != opDelete {
			possible = []*typeInfo{b.types[name]}
		}
		f := b.field(d, o, verb+name, typ, description, possible...)
		f.model = m
		f.def.Arguments = args
	}
	create, update := ast.ArgumentDefinitionList{data, locale}, ast.ArgumentDefinitionList{id, data, locale, version}
	if m.Drafts {
		create, update = append(create, publish), append(update, publish)
	}
	if !m.Builtin {
		add(opCreate, "create", name+"!", "", create...)
	}
	add(opUpdate, "update", name+"!", "A patch: absent fields keep their values, null clears.", update...)
	if m.Drafts {
		written := b.arg("locales", "[Locale!]", "Those that it is written in if left out.")
		locales := b.arg("locales", "[Locale!]", "All if left out.")
		with := b.arg("withReferences", "Boolean = false", "Publish, first, what it refers to and was never published.")
		add(opPublish, "publish", name+"!", "", id, written, version, with)
		add(opUnpublish, "unpublish", name+"!", "", id, locales, version)
	}
	add(opDelete, "delete", "ID!", "Unpublishes it and moves it to the trash.", id, version)
}
