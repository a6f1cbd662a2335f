package delivery

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// introspected is a type as introspection shows it: a wrapped type, or the definition of a named one.
type introspected struct {
	def     *ast.Definition // nil for lists and non-null types
	wrapper string          // LIST or NON_NULL
	inner   *ast.Type       // of a wrapper
}

func (s *schema) named(d *ast.Definition) introspected { return introspected{def: d} }

func (s *schema) wrapped(t *ast.Type) introspected {
	switch {
	case t.NonNull:
		nullable := *t
		nullable.NonNull = false
		return introspected{wrapper: "NON_NULL", inner: &nullable}
	case t.Elem != nil:
		return introspected{wrapper: "LIST", inner: t.Elem}
	}
	return introspected{def: s.ast.Types[t.NamedType]}
}

// typeByName writes the root field __type.
func (x *run) typeByName(f *planField) outcome {
	d := x.schema.ast.Types[f.arguments(x.args).name]
	if d == nil {
		return null
	}
	return x.introspect(f.one(), x.schema.named(d))
}

// introspect writes what is selected of a part of the schema: *ast.Schema, introspected, *ast.FieldDefinition,
// *ast.ArgumentDefinition, *ast.EnumValueDefinition or *ast.DirectiveDefinition.
func (x *run) introspect(n *node, of any) outcome {
	return x.fields(n, func(f *planField) outcome {
		if f.op == opTypename {
			x.quoted(n.typ.name)
			return written
		}
		all := len(f.def.Arguments) > 0 && f.arguments(x.args).all
		return x.reveal(f, x.schema.introspection(f.name, of, all))
	})
}

// reveal writes one value of introspection.
func (x *run) reveal(f *planField, v any) outcome {
	switch v := v.(type) {
	case nil:
		return null
	case string:
		x.buf = appendString(x.buf, v)
	case bool:
		x.buf = strconv.AppendBool(x.buf, v)
	case []any:
		l := x.openList(f)
		for _, e := range v {
			l.open()
			l.close(x.reveal(f, e))
		}
		return l.end()
	default:
		return x.introspect(f.one(), v)
	}
	return written
}

// introspection is the value of one field of the introspection types; nil for null. All includes what is deprecated.
func (s *schema) introspection(name string, of any, all bool) any {
	switch of := of.(type) {
	case *ast.Schema:
		return s.ofSchema(name)
	case introspected:
		if of.def == nil {
			return s.ofWrapper(name, of)
		}
		return s.ofType(name, of.def, all)
	case *ast.FieldDefinition:
		switch name {
		case "args":
			return argumentsOf(of.Arguments, all)
		case "defaultValue":
			return defaultValue(of.DefaultValue)
		}
		return s.ofMember(name, of.Name, of.Description, of.Type, of.Directives)
	case *ast.ArgumentDefinition:
		if name == "defaultValue" {
			return defaultValue(of.DefaultValue)
		}
		return s.ofMember(name, of.Name, of.Description, of.Type, of.Directives)
	case *ast.EnumValueDefinition:
		return s.ofMember(name, of.Name, of.Description, nil, of.Directives)
	case *ast.DirectiveDefinition:
		return ofDirective(name, of, all)
	}
	panic(fmt.Sprintf("introspection of %T", of))
}

func (s *schema) ofSchema(name string) any {
	switch name {
	case "types":
		return anys(s.defs, s.named)
	case "queryType":
		return s.named(s.ast.Query)
	case "mutationType":
		return s.named(s.ast.Mutation)
	case "directives":
		return anys(s.directives, func(d *ast.DirectiveDefinition) *ast.DirectiveDefinition { return d })
	}
	return nil
}

func (s *schema) ofWrapper(name string, t introspected) any {
	switch name {
	case "kind":
		return t.wrapper
	case "ofType":
		return s.wrapped(t.inner)
	}
	return nil
}

// ofType answers null where the specification wants it, by the kind of the type.
func (s *schema) ofType(name string, d *ast.Definition, all bool) any {
	composite := d.Kind == ast.Object || d.Kind == ast.Interface
	switch {
	case name == "kind":
		return string(d.Kind)
	case name == "name":
		return d.Name
	case name == "description":
		return text(d.Description)
	case name == "specifiedByURL" && d.Kind == ast.Scalar:
		return directiveArgument(d.Directives, "specifiedBy", "url")
	case name == "isOneOf" && d.Kind == ast.InputObject:
		return d.Directives.ForName("oneOf") != nil
	case name == "fields" && composite, name == "inputFields" && d.Kind == ast.InputObject:
		return visible(d.Fields, all, func(f *ast.FieldDefinition) (string, ast.DirectiveList) { return f.Name, f.Directives })
	case name == "interfaces" && composite:
		return anys(d.Interfaces, func(i string) introspected { return s.named(s.ast.Types[i]) })
	case name == "possibleTypes" && d.IsAbstractType():
		return anys(s.ast.PossibleTypes[d.Name], s.named)
	case name == "enumValues" && d.Kind == ast.Enum:
		return visible(d.EnumValues, all, func(v *ast.EnumValueDefinition) (string, ast.DirectiveList) { return v.Name, v.Directives })
	}
	return nil
}

// ofMember answers what fields, arguments, input fields and enum values have in common.
func (s *schema) ofMember(name, own, description string, t *ast.Type, ds ast.DirectiveList) any {
	switch name {
	case "name":
		return own
	case "description":
		return text(description)
	case "type":
		return s.wrapped(t)
	case "isDeprecated":
		return ds.ForName("deprecated") != nil
	case "deprecationReason":
		return directiveArgument(ds, "deprecated", "reason")
	}
	return nil
}

func ofDirective(name string, d *ast.DirectiveDefinition, all bool) any {
	switch name {
	case "name":
		return d.Name
	case "description":
		return text(d.Description)
	case "isRepeatable":
		return d.IsRepeatable
	case "locations":
		return anys(d.Locations, func(l ast.DirectiveLocation) string { return string(l) })
	case "args":
		return argumentsOf(d.Arguments, all)
	}
	return nil
}

func argumentsOf(l ast.ArgumentDefinitionList, all bool) any {
	return visible(l, all, func(a *ast.ArgumentDefinition) (string, ast.DirectiveList) { return a.Name, a.Directives })
}

// anys maps a list to values of introspection; it is never null.
func anys[T, U any](l []T, of func(T) U) []any {
	out := make([]any, len(l))
	for i, e := range l {
		out[i] = of(e)
	}
	return out
}

// visible lists members, without those of introspection itself, and without what is deprecated unless all are wanted.
func visible[T any](l []T, all bool, about func(T) (name string, ds ast.DirectiveList)) []any {
	out := make([]any, 0, len(l))
	for _, e := range l {
		name, ds := about(e)
		if !strings.HasPrefix(name, "__") && (all || ds.ForName("deprecated") == nil) {
			out = append(out, e)
		}
	}
	return out
}

// text is nil for what has no description.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func defaultValue(v *ast.Value) any {
	if v == nil {
		return nil
	}
	return v.String()
}

// directiveArgument is an argument of a directive, with the default of @deprecated; nil without the directive.
func directiveArgument(ds ast.DirectiveList, directive, name string) any {
	d := ds.ForName(directive)
	if d == nil {
		return nil
	}
	if a := d.Arguments.ForName(name); a != nil {
		return a.Value.Raw
	}
	return "No longer supported"
}
