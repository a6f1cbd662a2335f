package content_test

import (
	"slices"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// coarse are values that several entries share, so that lists of one of them are long enough to be in an order.
var coarse = []string{"oneBOOLEAN", "oneENUM", "oneINTEGER", "oneCOLOR", "friend", "friends", "manyENUM", "manyINTEGER"}

// draw chooses random indexes on several fields.
func (w *world) draw() {
	of := []any{"createdAt", "updatedAt", "status", "publishedAt", "firstPublishedAt"}
	for _, f := range w.file["fields"].([]any) {
		f := f.(map[string]any)
		if kind, ok := f["kind"].(field.Kind); ok && f["filterable"] != false && (pools[kind] != nil || kind == field.Reference) {
			of = append(of, f)
			if name := f["apiId"].(string); slices.Contains(coarse, name) {
				of = append(of, f, f, f, f)
			}
		}
	}
	w.drawn = nil
	for len(w.drawn) < 6 {
		var parts []any
		for range 2 + w.rnd.IntN(3) {
			parts = append(parts, pick(w, of))
		}
		taken := slices.ContainsFunc(w.drawn, func(x []any) bool { return slices.Equal(namesOf(x), namesOf(parts)) })
		if !taken && possible(parts) {
			w.drawn = append(w.drawn, parts)
		}
	}
}

// namesOf are the names that the parts of an index have now.
func namesOf(parts []any) (names []string) {
	for _, p := range parts {
		if f, ok := p.(map[string]any); ok {
			p = f["apiId"]
		}
		names = append(names, p.(string))
	}
	return names
}

// possible tells whether there may be an index on these parts.
func possible(parts []any) bool {
	lists, texts, names := 0, 0, namesOf(parts)
	for i, p := range parts {
		if slices.Contains(names[:i], names[i]) {
			return false
		}
		f, ok := p.(map[string]any)
		if !ok {
			continue
		}
		if f["list"] == true {
			lists++
		}
		if kind := f["kind"].(field.Kind); kind.IsText() || kind == field.Enum || kind == field.Color {
			texts++
		}
	}
	drafts := slices.Contains(names, "updatedAt") || slices.Contains(names, "status")
	published := slices.Contains(names, "publishedAt") || slices.Contains(names, "firstPublishedAt")
	return lists <= 1 && texts <= 2 && (!drafts || !published)
}

// indexes are those that were drawn, as files have them, but for those on fields that are not filterable now.
func (w *world) indexes() (out []map[string]any) {
	for _, parts := range w.drawn {
		if !slices.ContainsFunc(parts, func(p any) bool { f, ok := p.(map[string]any); return ok && f["filterable"] == false }) {
			out = append(out, map[string]any{"fields": namesOf(parts)})
		}
	}
	return out
}

// alongIndex makes a question one that an index on several fields may answer.
func (w *world) alongIndex(q *question) {
	if len(q.model.Indexes) == 0 {
		return
	}
	parts := q.model.IndexNames(pick(w, q.model.Indexes))
	for _, name := range parts {
		if !q.knows(name) {
			return
		}
	}
	if q.where == nil || w.chance(70) {
		q.where = map[string]any{}
	}
	fixed := w.rnd.IntN(len(parts) + 1)
	for _, name := range parts[:fixed] {
		q.where[name] = w.pointTest(q, name)
	}
	q.orderBy = nil
	dir := pick(w, []string{"ASC", "DESC"})
	for _, name := range parts[fixed:] {
		if !q.sorts(name) || w.chance(10) {
			break
		}
		q.orderBy = append(q.orderBy, map[string]any{name: dir})
	}
	if f := q.model.Field(slices.Concat(parts, []string{""})[fixed]); f != nil && q.sorts(f.APIID) && w.chance(40) {
		q.where[f.APIID] = w.fieldTests(f)
	}
	if name := w.sortName(q); w.chance(15) {
		q.orderBy = append(q.orderBy, map[string]any{name: pick(w, []string{"ASC", "DESC"})})
	}
	if w.chance(40) {
		q.orderBy = append(q.orderBy, map[string]any{"id": pick(w, []string{"ASC", "DESC"})})
	}
}

// knows tells whether the stage of a question has a value of this name.
func (q *question) knows(name string) bool {
	return q.model.Field(name) != nil || slices.ContainsFunc(content.ReservedFields(q.stage), func(r content.Reserved) bool { return r.Name == name })
}

// sorts tells whether lists can be sorted by a value.
func (q *question) sorts(name string) bool {
	f := q.model.Field(name)
	return f == nil || !f.List && f.Kind.Scalar()
}

// pointTest asks for one or some values.
func (w *world) pointTest(q *question, name string) map[string]any {
	tests, ops := map[string]any{}, []content.Op{content.OpEq, content.OpEq, content.OpIn, content.OpIsNull}
	f := q.model.Field(name)
	if f == nil {
		w.addTest(tests, pick(w, []content.Op{content.OpEq, content.OpIn}), func() any { return w.reservedOperand(name) })
		return tests
	}
	if f.List {
		ops = []content.Op{content.OpContains, content.OpContainsAny, content.OpContainsAll, content.OpIsNull}
	}
	op := pick(w, ops)
	w.addTest(tests, op, func() any {
		if f.Kind == field.Reference {
			return w.someID()
		}
		return pick(w, pools[f.Kind])
	})
	if f.Kind == field.Reference && !f.List && op != content.OpIsNull {
		return map[string]any{"id": tests}
	}
	return tests
}
