package content_test

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// What the oracle does with components, blocks and references, and what random questions ask of them.

func (o *oracle) holdsNested(q *question, f *field.Field, value json.RawMessage, tests map[string]any) bool {
	beyond := map[string]any{}
	for op, operand := range tests {
		good := true
		switch {
		case operand == nil:
		case op == "isNull" && !f.IsList():
			good = holds(f.Kind, value, op, operand)
		case op == "id":
			for op, operand := range operand.(map[string]any) {
				good = good && holds(f.Kind, value, op, operand)
			}
		case op == "some":
			good = !o.asks(f, operand.(map[string]any)) || slices.ContainsFunc(items(value), func(v json.RawMessage) bool {
				return o.holdsElement(q, f, v, operand.(map[string]any))
			})
		case f.IsList():
			good = listHolds(f.Kind, value, op, operand)
		default:
			beyond[op] = operand
		}
		if !good {
			return false
		}
	}
	if value == nil && f.Kind == field.Component {
		value = json.RawMessage("{}") // of nothing, everything is null
	}
	return !o.asks(f, beyond) || value != nil && o.holdsElement(q, f, value, beyond)
}

// several tells whether what a field holds is named by its type.
func several(f *field.Field) bool { return f.Kind == field.Blocks || len(f.Models) > 1 }

// asks tells whether conditions on what a field holds, or names, restrict anything.
func (o *oracle) asks(f *field.Field, where map[string]any) bool {
	m := o.typeWithID(slices.Concat(f.Models, f.Components)[0])
	for name, v := range where {
		asked := false
		switch {
		case name == "or" || name == "not":
			asked = true
		case name == "and":
			asked = slices.ContainsFunc(v.([]any), func(v any) bool { return o.asks(f, v.(map[string]any)) })
		case name == "linkedFrom" && v != nil:
			asked = o.asksLinks(v.(map[string]any))
		case v != nil:
			asked = several(f) || o.asksField(m.Field(name), v.(map[string]any))
		}
		if asked {
			return true
		}
	}
	return false
}

// asksField tells it of the conditions on a field; nil: a reserved one.
func (o *oracle) asksField(f *field.Field, tests map[string]any) bool {
	nested := f != nil && len(f.Models)+len(f.Components) > 0
	beyond := map[string]any{}
	for op, v := range tests {
		asked := false
		switch inner, ok := v.(map[string]any); {
		case op == "some" && ok:
			asked = o.asks(f, inner)
		case op == "id" && ok:
			asked = o.asksField(nil, inner)
		case nested && !f.IsList() && op != "isNull":
			beyond[op] = v
		default:
			asked = v != nil || op == "eq" || op == "ne"
		}
		if asked {
			return true
		}
	}
	return len(beyond) > 0 && o.asks(f, beyond)
}

func items(value json.RawMessage) (out []json.RawMessage) {
	if value != nil {
		mustDecode(value, &out)
	}
	return out
}

// holdsElement holds conditions against a component, a block, or the entry that a reference names.
func (o *oracle) holdsElement(q *question, f *field.Field, value json.RawMessage, where map[string]any) bool {
	h := holder{typed: several(f)}
	switch f.Kind {
	case field.Reference:
		var id string
		mustDecode(value, &id)
		i, there := o.at[id]
		if !there || !o.listed(&question{model: o.entries[i].Model, stage: q.stage}, o.entries[i]) {
			return false
		}
		h.entry, h.model = o.entries[i], o.entries[i].Model
	default:
		mustDecode(value, &h.part)
		id := f.Components[0]
		if f.Kind == field.Blocks {
			mustDecode(h.part["$t"], &id)
		}
		h.model = o.typeWithID(id)
	}
	return o.holds(q, h, where)
}

// holdsLinked holds conditions against the entries that refer to one, by the names of what refers.
func (o *oracle) holdsLinked(q *question, to *content.Entry, links map[string]any) bool {
	for name, v := range links {
		tests, _ := v.(map[string]any)
		sources := o.sources(q, to, name)
		if none, ok := tests["isNull"].(bool); ok && none != (len(sources) == 0) {
			return false
		}
		some, ok := tests["some"].(map[string]any)
		if ok && !slices.ContainsFunc(sources, func(e *content.Entry) bool { return o.holds(q, holder{model: e.Model, entry: e}, some) }) {
			return false
		}
	}
	return true
}

// sources are the entries that refer to another one in the stage and locale of a list; name says by which field.
func (o *oracle) sources(q *question, to *content.Entry, name string) (out []*content.Entry) {
	plural, by, _ := strings.Cut(name, "By")
	f := strings.ToLower(by[:1]) + by[1:]
	for _, e := range o.entries {
		if e.Model.PluralAPIID != plural || !o.listed(&question{model: e.Model, stage: q.stage}, e) {
			continue
		}
		value := o.value(q, holder{model: e.Model, entry: e}, f)
		ids := []json.RawMessage{value}
		if e.Model.Field(f).List {
			ids = items(value)
		}
		if slices.ContainsFunc(ids, func(id json.RawMessage) bool { return string(id) == string(quoted(to.ID)) }) {
			out = append(out, e)
		}
	}
	return out
}

// asksLinks tells whether conditions on what refers to an entry restrict anything.
func (o *oracle) asksLinks(links map[string]any) bool {
	for _, v := range links {
		if tests := v.(map[string]any); tests["some"] != nil || tests["isNull"] != nil {
			return true
		}
	}
	return false
}

func (o *oracle) typeWithID(id string) *content.Model {
	i := slices.IndexFunc(o.schema.Types, func(m *content.Model) bool { return m.ID == id })
	return o.schema.Types[i]
}

// nestedFields are what random models have beside scalars and lists of them.
func nestedFields() (out []map[string]any) {
	for _, raw := range []string{
		`{"apiId":"mixed","kind":"REFERENCE","models":["thing","other"]}`,
		`{"apiId":"mixes","kind":"REFERENCE","models":["thing","other"],"list":true}`,
		`{"apiId":"other","kind":"REFERENCE","models":["other"]}`,
		`{"apiId":"seo","kind":"COMPONENT","components":["seo"],"localized":true}`,
		`{"apiId":"seos","kind":"COMPONENT","components":["seo"],"list":true}`,
		`{"apiId":"blocks","kind":"BLOCKS","components":["seo","deep"]}`,
	} {
		var f map[string]any
		mustDecode(json.RawMessage(raw), &f)
		out = append(out, f)
	}
	return out
}

var otherModels = []json.RawMessage{
	json.RawMessage(`{"id":"mother","apiId":"other","shards":2,"fields":[{"id":"otext","apiId":"text","kind":"TEXT"},{"id":"othing","apiId":"thing","kind":"REFERENCE","models":["thing"]}]}`),
	json.RawMessage(`{"apiId":"deep","component":true,"fields":[{"apiId":"text","kind":"TEXT"},{"apiId":"other","kind":"REFERENCE","models":["other"]}]}`),
	json.RawMessage(`{"apiId":"seo","component":true,"fields":[{"apiId":"text","kind":"TEXT"},{"apiId":"number","kind":"INTEGER"},
		{"apiId":"words","kind":"TEXT","list":true},{"apiId":"friend","kind":"REFERENCE","models":["thing"]},
		{"apiId":"deep","kind":"COMPONENT","components":["deep"]}]}`),
}

// part is a random component, or a block.
func (w *world) part(f *field.Field) any {
	c := w.typeWithID(pick(w, f.Components))
	out := map[string]any{}
	for _, g := range c.Fields {
		out[g.APIID] = w.valueOf(g)
	}
	if f.Kind == field.Blocks {
		return map[string]any{c.APIID: out}
	}
	return out
}

func (w *world) typeWithID(id string) *content.Model {
	sc, err := w.Schema(w.ctx)
	w.must(err)
	return (&oracle{schema: sc}).typeWithID(id)
}

// nestedTests are random conditions on a component, on blocks, or on what a reference names.
func (w *world) nestedTests(q *question, f *field.Field, depth int) map[string]any {
	out := map[string]any{}
	if w.chance(10) {
		out["isNull"] = w.chance(50)
	}
	ids := slices.Concat(f.Models, f.Components)
	inner := *q
	inner.model = w.typeWithID(pick(w, ids))
	where := w.where(&inner, depth+1)
	if several(f) {
		where = map[string]any{inner.model.APIID: where}
		if w.chance(20) {
			where = map[string]any{"not": where}
		}
	}
	if f.IsList() {
		out["some"] = where
		return out
	}
	for name, v := range where {
		out[name] = v
	}
	return out
}

// linkedTests are random conditions on what refers to an entry.
func (w *world) linkedTests(q *question, depth int) map[string]any {
	out := map[string]any{}
	for range 1 + w.rnd.IntN(2) {
		l := pick(w, w.oracle.schema.Links(q.model))
		tests := map[string]any{}
		switch n := w.rnd.IntN(10); {
		case n == 0:
			tests["some"] = map[string]any{}
		case n <= 2:
			tests["isNull"] = w.chance(50)
		case n <= 9:
			inner := *q
			inner.model = l.Model
			tests["some"] = w.where(&inner, depth+1)
		}
		out[l.Name] = tests
	}
	return out
}
