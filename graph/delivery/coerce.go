package delivery

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/internal/errs"
)

// variables is CoerceVariableValues of the specification. gqlparser's own is looser: it takes a number for a String,
// "12" for an Int, enum values in any case, and knows no defaults of input fields.
//
// Coerced values are string, bool, int64 (Int), json.Number (Float, as it was written: nothing is rounded),
// map[string]any, []any or nil; of JSON whatever encoding/json makes of it, with json.Number.
func (s *schema) variables(op *ast.OperationDefinition, given map[string]any) (map[string]any, *gqlerror.Error) {
	if len(op.VariableDefinitions) == 0 {
		return nil, nil
	}
	out := make(map[string]any, len(op.VariableDefinitions))
	for _, d := range op.VariableDefinitions {
		v, ok := given[d.Variable]
		if !ok && d.DefaultValue != nil {
			v, ok = constant(d.DefaultValue, nil), true
		}
		if !ok && !d.Type.NonNull {
			continue
		}
		c := coercion{schema: s, at: []string{"$" + d.Variable}}
		out[d.Variable] = c.value(d.Type, v)
		if c.err != nil {
			return nil, c.err
		}
	}
	return out, nil
}

// arguments is CoerceArgumentValues of the specification: the arguments of one field that were given or have a default.
func (s *schema) arguments(f *ast.Field, vars map[string]any) (map[string]any, *gqlerror.Error) {
	out := make(map[string]any, len(f.Definition.Arguments))
	for _, d := range f.Definition.Arguments {
		v, ok := argument(f.Arguments.ForName(d.Name), vars)
		if !ok && d.DefaultValue != nil {
			v, ok = constant(d.DefaultValue, nil), true
		}
		if !ok && !d.Type.NonNull {
			continue
		}
		c := coercion{schema: s, at: []string{d.Name}}
		out[d.Name] = c.value(d.Type, v)
		if c.err != nil {
			return nil, onPath(c.err, f.Alias)
		}
	}
	return out, nil
}

// argument gives the value of an argument; false if it is absent, or a variable that is.
func argument(a *ast.Argument, vars map[string]any) (any, bool) {
	if a == nil {
		return nil, false
	}
	if a.Value.Kind == ast.Variable {
		v, ok := vars[a.Value.Raw]
		return v, ok
	}
	return constant(a.Value, vars), true
}

// constant gives the value of a literal as JSON would have it. Absent variables are left out of objects and null in
// lists.
func constant(v *ast.Value, vars map[string]any) any {
	switch v.Kind {
	case ast.Variable:
		return vars[v.Raw]
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw)
	case ast.BooleanValue:
		return v.Raw == "true"
	case ast.NullValue:
		return nil
	case ast.ListValue:
		out := make([]any, len(v.Children))
		for i, c := range v.Children {
			out[i] = constant(c.Value, vars)
		}
		return out
	case ast.ObjectValue:
		out := make(map[string]any, len(v.Children))
		for _, c := range v.Children {
			if x, ok := vars[c.Value.Raw]; c.Value.Kind != ast.Variable {
				out[c.Name] = constant(c.Value, vars)
			} else if ok {
				out[c.Name] = x
			}
		}
		return out
	}
	return v.Raw
}

// coercion coerces one value. It keeps the first error; at is where it stands.
type coercion struct {
	schema *schema
	at     []string
	err    *gqlerror.Error
}

func (c *coercion) refuse(format string, args ...any) any {
	if c.err == nil {
		c.err = coded(errs.Invalid, "%s %s.", strings.Join(c.at, "."), fmt.Sprintf(format, args...))
	}
	return nil
}

func (c *coercion) inside(name string, t *ast.Type, v any) any {
	c.at = append(c.at, name)
	out := c.value(t, v)
	c.at = c.at[:len(c.at)-1]
	return out
}

func (c *coercion) value(t *ast.Type, v any) any {
	switch {
	case v == nil && t.NonNull:
		return c.refuse("is required and must not be null")
	case v == nil:
		return nil
	case t.Elem != nil:
		return c.list(t, v)
	}
	d := c.schema.ast.Types[t.NamedType]
	switch d.Kind {
	case ast.InputObject:
		return c.object(d, v)
	case ast.Enum:
		return c.enum(d, v)
	}
	return c.scalar(t.NamedType, v)
}

func (c *coercion) list(t *ast.Type, v any) any {
	items, ok := v.([]any)
	if !ok {
		return []any{c.value(t.Elem, v)}
	}
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = c.inside(strconv.Itoa(i), t.Elem, item)
	}
	return out
}

func (c *coercion) object(d *ast.Definition, v any) any {
	given, ok := v.(map[string]any)
	if !ok {
		return c.refuse("must be an object (%s)", d.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if d.Fields.ForName(name) == nil {
			return c.refuse("has the unknown field %q (%s)", name, d.Name)
		}
	}
	out := make(map[string]any, len(given))
	for _, f := range d.Fields {
		x, ok := given[f.Name]
		if !ok && f.DefaultValue != nil {
			x, ok = constant(f.DefaultValue, nil), true
		}
		if ok || f.Type.NonNull {
			out[f.Name] = c.inside(f.Name, f.Type, x)
		}
	}
	return out
}

func (c *coercion) enum(d *ast.Definition, v any) any {
	if s, ok := v.(string); ok && d.EnumValues.ForName(s) != nil {
		return s
	}
	return c.refuse("is not a value of %s", d.Name)
}

func (c *coercion) scalar(name string, v any) any {
	switch name {
	case "JSON":
		return v
	case "Int":
		return c.integer(v)
	case "Float":
		return c.float(v)
	case "Boolean":
		if b, ok := v.(bool); ok {
			return b
		}
		return c.refuse("must be true or false")
	case "ID":
		if n, ok := v.(json.Number); ok && isInteger(string(n)) {
			return string(n)
		}
	}
	if s, ok := v.(string); ok {
		return s
	}
	return c.refuse("must be a string (%s)", name)
}

func (c *coercion) integer(v any) any {
	switch n := v.(type) {
	case int64:
		return n
	case json.Number:
		if i, err := n.Int64(); err == nil && i >= math.MinInt32 && i <= math.MaxInt32 {
			return i
		}
	}
	return c.refuse("must be a whole number of at most 32 bits")
}

// float keeps a number as it was written; what does not fit into 64 bits is refused.
func (c *coercion) float(v any) any {
	switch n := v.(type) {
	case int64:
		return json.Number(strconv.FormatInt(n, 10))
	case json.Number:
		if _, err := n.Float64(); err == nil {
			return n
		}
	}
	return c.refuse("must be a number of at most 64 bits")
}

func isInteger(s string) bool { return strings.Trim(strings.TrimPrefix(s, "-"), "0123456789") == "" }
