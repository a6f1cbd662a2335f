package delivery

import (
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// prelude is parsed once a process. All schemas share its definitions and change none of them.
var prelude = sync.OnceValue(validator.PreludeDocument)

// builder makes a schema. The models were checked when they were saved, so the rules of the specification are not
// applied again here; a test applies them to the printed schema.
type builder struct {
	*schema
	named   map[string]*ast.Type               // types by their text
	slab    []ast.FieldDefinition              // a hundred models have ten thousand fields
	enums   map[*field.Field]string            // names of enum types
	filters map[string]string                  // names of filter inputs
	heads   map[*content.Model]*ast.Definition // object types of models and components
	parts   map[string]*ast.Definition         // filters of components by id, and of fields of several types by both ids

	searches bool // lists can be searched

	extended []extended
}

// typ gives the type with this text, such as "[String!]!". Each is made once.
func (b *builder) typ(text string) *ast.Type {
	if t := b.named[text]; t != nil {
		return t
	}
	bare, nonNull := strings.CutSuffix(text, "!")
	t := &ast.Type{NonNull: nonNull}
	if bare[0] == '[' {
		t.Elem = b.typ(bare[1 : len(bare)-1])
	} else {
		t.NamedType = bare
	}
	b.named[text] = t
	return t
}

func (b *builder) fieldDef(name, typ, description string) *ast.FieldDefinition {
	if len(b.slab) == 0 {
		b.slab = make([]ast.FieldDefinition, 256)
	}
	f := &b.slab[0]
	b.slab = b.slab[1:]
	f.Name, f.Type, f.Description = name, b.typ(typ), description
	return f
}

// add registers a definition. Fields and members may follow; interfaces and members of unions must be there already.
func (b *builder) add(d *ast.Definition) *ast.Definition {
	b.defs = append(b.defs, d)
	b.ast.Types[d.Name] = d
	switch d.Kind {
	case ast.Object, ast.InputObject:
		b.ast.AddPossibleType(d.Name, d)
	case ast.Union:
		for _, t := range d.Types {
			b.ast.AddImplements(t, d)
			b.ast.AddPossibleType(d.Name, b.ast.Types[t])
			b.types[t].satisfies[d.Name] = true
		}
	}
	return d
}

// free gives a name that no type has yet: name itself, or with _ behind it.
func (b *builder) free(name string) string {
	for b.ast.Types[name] != nil {
		name += "_"
	}
	return name
}

// object registers an object type, and what execution knows of it.
func (b *builder) object(name, description string) (*ast.Definition, *typeInfo) {
	t := &typeInfo{name: name, fields: map[string]*fieldInfo{}, satisfies: map[string]bool{name: true}}
	t.fields["__typename"] = &fieldInfo{name: "__typename", op: opTypename, nonNull: true}
	b.types[name] = t
	return b.add(&ast.Definition{Kind: ast.Object, Name: name, Description: description}), t
}

// implement makes an object type fulfil interfaces, which are registered already.
func (b *builder) implement(d *ast.Definition, interfaces ...string) {
	d.Interfaces = interfaces
	for _, name := range interfaces {
		b.types[d.Name].satisfies[name] = true
		b.ast.AddPossibleType(name, d)
		b.ast.AddImplements(d.Name, b.ast.Types[name])
	}
}

// field adds a field to an object type.
func (b *builder) field(d *ast.Definition, o op, name, typ, description string, possible ...*typeInfo) *fieldInfo {
	fd := b.fieldDef(name, typ, description)
	d.Fields = append(d.Fields, fd)
	f := &fieldInfo{name: name, op: o, slot: -1, nonNull: fd.Type.NonNull, possible: possible, def: fd}
	if fd.Type.Elem != nil {
		f.elemNonNull = fd.Type.Elem.NonNull
	}
	b.types[d.Name].fields[name] = f
	return f
}

// group registers an object type for values that are stored in place, such as {"latitude":…,"longitude":…}.
func (b *builder) group(name, description, typ string, g guard, members ...string) {
	d, t := b.object(name, description)
	t.members = members
	for i, m := range members {
		f := b.field(d, opRaw, m, typ, "")
		f.slot, f.guard = i, g
	}
}

// input registers an input type; fields are pairs of name and type.
func (b *builder) input(name, description string, fields ...string) *ast.Definition {
	d := &ast.Definition{Kind: ast.InputObject, Name: name, Description: description}
	for i := 0; i < len(fields); i += 2 {
		d.Fields = append(d.Fields, b.fieldDef(fields[i], fields[i+1], ""))
	}
	return b.add(d)
}

func (b *builder) enum(name, description string, values ...string) *ast.Definition {
	d := &ast.Definition{Kind: ast.Enum, Name: name, Description: description}
	for _, v := range values {
		d.EnumValues = append(d.EnumValues, &ast.EnumValueDefinition{Name: v})
	}
	return b.add(d)
}

// arg makes an argument; typ may end in "= default".
func (b *builder) arg(name, typ, description string) *ast.ArgumentDefinition {
	typ, value, given := strings.Cut(typ, " = ")
	a := &ast.ArgumentDefinition{Name: name, Type: b.typ(typ), Description: description}
	if given {
		a.DefaultValue = &ast.Value{Raw: value, Kind: constantKind(value)}
	}
	return a
}

func constantKind(s string) ast.ValueKind {
	switch {
	case s == "true" || s == "false":
		return ast.BooleanValue
	case s[0] >= '0' && s[0] <= '9':
		return ast.IntValue
	}
	return ast.EnumValue
}

// scalars are the GraphQL types of scalar kinds, with the guard of their stored form.
var scalars = map[field.Kind]struct {
	name  string
	guard guard
}{
	field.Text: {"String", guardString}, field.LongText: {"String", guardString}, field.Slug: {"String", guardString},
	field.Email: {"String", guardString}, field.URL: {"String", guardString}, field.Color: {"String", guardString},
	field.Enum: {"String", guardString}, field.Integer: {"Int", guardNumber}, field.Float: {"Float", guardNumber},
	field.Boolean: {"Boolean", guardBoolean}, field.Date: {"Date", guardString}, field.Time: {"Time", guardString},
	field.DateTime: {"DateTime", guardString}, field.JSON: {"JSON", guardAny},
}

// capital makes the first letter of a name upper case.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
