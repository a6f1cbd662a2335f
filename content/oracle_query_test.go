package content_test

import (
	"encoding/json"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// question is a random list.
func (w *world) question() *question {
	q := &question{model: w.thing(), locale: pick(w, oracleLocales).Code, stage: content.Stage(w.rnd.IntN(2))}
	q.trashed = q.stage == content.Draft && w.chance(10)
	if w.chance(85) {
		q.where = w.where(q, 0)
	}
	for range w.rnd.IntN(4) {
		q.orderBy = append(q.orderBy, map[string]any{w.sortName(q): pick(w, []string{"ASC", "DESC"})})
	}
	if w.chance(20) {
		q.orderBy = append(q.orderBy, map[string]any{"id": pick(w, []string{"ASC", "DESC"})})
	}
	if w.chance(40) {
		w.alongIndex(q)
	}
	q.orderBy = q.orderBy[:min(len(q.orderBy), 5)] // more are refused
	return q
}

func (w *world) sortName(q *question) string {
	if w.chance(25) {
		return pick(w, content.ReservedFields(q.stage)).Name
	}
	for {
		f := pick(w, q.model.Fields)
		if !f.List && f.Kind.Scalar() {
			return f.APIID
		}
	}
}

// where is a random filter.
func (w *world) where(q *question, depth int) map[string]any {
	out := map[string]any{}
	for range 1 + w.rnd.IntN(2) {
		switch n := w.rnd.IntN(11); {
		case n == 0 && depth < 3:
			out["not"] = w.where(q, depth+1)
		case n <= 2 && depth < 3:
			var kids []any
			for range w.rnd.IntN(3) {
				kids = append(kids, w.where(q, depth+1))
			}
			if kids == nil {
				kids = []any{}
			}
			out[pick(w, []string{"and", "or"})] = kids
		case n == 3 && !q.model.Component:
			out["id"] = map[string]any{"in": []any{w.someID(), w.someID(), w.someID()}}
		case n == 4 && !q.model.Component:
			r := pick(w, content.ReservedFields(q.stage))
			out[r.Name] = map[string]any{}
			w.addTest(out[r.Name].(map[string]any), pick(w, r.Ops), func() any { return w.reservedOperand(r.Name) })
		case n == 5 && !q.model.Component && depth < 3 && len(w.oracle.schema.Links(q.model)) > 0:
			out["linkedFrom"] = w.linkedTests(q, depth)
		default:
			f := pick(w, q.model.Fields)
			if nested := len(f.Components) > 0 || f.Kind == field.Reference && w.chance(50); nested && depth < 3 {
				out[f.APIID] = w.nestedTests(q, f, depth)
			} else if !nested {
				out[f.APIID] = w.fieldTests(f)
			}
		}
	}
	return out
}

func (w *world) fieldTests(f *field.Field) map[string]any {
	out := map[string]any{}
	for range 1 + w.rnd.IntN(2) {
		w.addTest(out, pick(w, content.Operators(f)), func() any { return w.operand(f.Kind) })
	}
	if f.Kind != field.Reference || f.List {
		return out
	}
	byID := map[string]any{}
	for op, v := range out {
		if op != "isNull" {
			byID[op] = v
			delete(out, op)
		}
	}
	out["id"] = byID
	return out
}

func (w *world) addTest(tests map[string]any, op content.Op, operand func() any) {
	switch op {
	case content.OpIsNull:
		tests[string(op)] = w.chance(50)
	case content.OpIn, content.OpNotIn, content.OpContainsAny, content.OpContainsAll:
		list := []any{}
		for range w.rnd.IntN(4) {
			list = append(list, operand())
		}
		tests[string(op)] = list
	case content.OpEq, content.OpNe:
		if tests[string(op)] = operand(); w.chance(5) {
			tests[string(op)] = nil
		}
	default:
		tests[string(op)] = operand()
	}
}

// operand is a value to compare with: one that entries have, or a part of one.
func (w *world) operand(kind field.Kind) any {
	if kind == field.Reference {
		return w.someID()
	}
	v := pick(w, pools[kind])
	if s, ok := v.(string); ok && kind.IsText() && len(s) > 0 && w.chance(40) {
		r := []rune(s)
		from := w.rnd.IntN(len(r))
		return string(r[from : from+1+w.rnd.IntN(min(300, len(r)-from))])
	}
	if b, err := json.Marshal(v); err == nil && w.chance(30) && (kind == field.Integer || kind == field.Float) {
		return json.Number(b)
	}
	return v
}

func (w *world) reservedOperand(name string) any {
	if name == "status" {
		return pick(w, []string{"DRAFT", "PUBLISHED", "CHANGED", "TRASHED"})
	}
	e, err := w.Entry(w.ctx, pick(w, w.ids))
	w.must(err)
	t := pick(w, []time.Time{e.CreatedAt, e.UpdatedAt, e.CreatedAt.Add(time.Millisecond)})
	return t.Format(time.RFC3339Nano)
}
