package content_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
)

// oracle answers lists by looking at every entry and sorting what is left. It works on values as JSON gives them and
// shares nothing with the planner, the filters or the index rows; of package index it takes what defines the meaning of
// order and of parts of text.
type oracle struct {
	schema  *content.Schema
	entries []*content.Entry
	at      map[string]int // where an entry is among them
	chains  map[string][]string
}

// learn notes an entry as it is now.
func (o *oracle) learn(e *content.Entry) {
	n, known := o.at[e.ID]
	if !known {
		n = len(o.entries)
		o.at[e.ID], o.entries = n, append(o.entries, nil)
	}
	o.entries[n] = e
}

// question is one list.
type question struct {
	model   *content.Model
	stage   content.Stage
	locale  string
	where   map[string]any
	orderBy []any
	trashed bool
}

func (q *question) spec() content.QuerySpec {
	return content.QuerySpec{Model: q.model, Stage: q.stage, Locale: q.locale, Where: q.where, OrderBy: q.orderBy, Trashed: q.trashed}
}

// answer gives the ids of the whole list.
func (o *oracle) answer(q *question) []string {
	var hits []*content.Entry
	for _, e := range o.entries {
		if o.listed(q, e) && o.holds(q, holder{model: e.Model, entry: e}, q.where) {
			hits = append(hits, e)
		}
	}
	slices.SortFunc(hits, func(a, b *content.Entry) int { return o.compare(q, a, b) })
	ids := make([]string, len(hits))
	for i, e := range hits {
		ids[i] = e.ID
	}
	return ids
}

func (o *oracle) listed(q *question, e *content.Entry) bool {
	if e.Model.ID != q.model.ID {
		return false
	}
	if q.stage == content.Live {
		return e.LiveValues != nil
	}
	return (e.Status == content.StatusTrashed) == q.trashed
}

// holder is what conditions are held against: an entry, or the values of a component. What is one of several types has
// the name of its own.
type holder struct {
	model *content.Model
	entry *content.Entry
	part  map[string]json.RawMessage
	typed bool
}

func (o *oracle) holds(q *question, h holder, where map[string]any) bool {
	for name, v := range where {
		if v != nil && !o.holdsMember(q, h, name, v) {
			return false
		}
	}
	return true
}

func (o *oracle) holdsMember(q *question, h holder, name string, v any) bool {
	some := func(v any) bool {
		return slices.ContainsFunc(v.([]any), func(w any) bool { return o.holds(q, h, w.(map[string]any)) })
	}
	switch name {
	case "and":
		return !slices.ContainsFunc(v.([]any), func(w any) bool { return !o.holds(q, h, w.(map[string]any)) })
	case "or":
		return some(v)
	case "not":
		return !o.holds(q, h, v.(map[string]any))
	}
	if name == "linkedFrom" {
		return o.holdsLinked(q, h.entry, v.(map[string]any))
	}
	if h.typed {
		own := h
		own.typed = false
		return h.model.APIID == name && o.holds(q, own, v.(map[string]any))
	}
	return o.holdsField(q, h, name, v.(map[string]any))
}

func (o *oracle) holdsField(q *question, h holder, name string, tests map[string]any) bool {
	kind, list := kindOf(h.model, name)
	value := o.value(q, h, name)
	if kind == field.Component || kind == field.Blocks || kind == field.Reference {
		return o.holdsNested(q, h.model.Field(name), value, tests)
	}
	for op, operand := range tests {
		if list && !listHolds(kind, value, op, operand) || !list && !holds(kind, value, op, operand) {
			return false
		}
	}
	return true
}

func kindOf(m *content.Model, name string) (field.Kind, bool) {
	switch name {
	case "id", "status":
		return field.Text, false
	case "createdAt", "updatedAt", "publishedAt", "firstPublishedAt":
		return field.DateTime, false
	}
	f := m.Field(name)
	return f.Kind, f.IsList()
}

// value is what the list sees of an entry: JSON, nil for null.
func (o *oracle) value(q *question, h holder, name string) json.RawMessage {
	if h.entry == nil {
		return h.part[h.model.Field(name).ID]
	}
	e := h.entry
	moment := func(t time.Time) json.RawMessage {
		if t.IsZero() {
			return nil
		}
		return quoted(t.UTC().Format(time.RFC3339Nano))
	}
	switch name {
	case "id":
		return quoted(e.ID)
	case "status":
		return quoted(string(e.Status))
	case "createdAt":
		return moment(e.CreatedAt)
	case "updatedAt":
		return moment(e.UpdatedAt)
	case "publishedAt":
		return moment(e.PublishedAt)
	case "firstPublishedAt":
		return moment(e.FirstPublishedAt)
	}
	f := h.model.Field(name)
	values := e.Values
	if q.stage == content.Live {
		values = e.LiveValues
	}
	v := values[f.ID]
	if !f.Localized || v == nil {
		return v
	}
	var byLocale map[string]json.RawMessage
	mustDecode(v, &byLocale)
	for _, l := range o.chains[q.locale] {
		if byLocale[l] != nil {
			return byLocale[l]
		}
	}
	return nil
}

func quoted(s string) json.RawMessage { return json.RawMessage(strconv.Quote(s)) }

func mustDecode(raw json.RawMessage, into any) {
	if err := json.Unmarshal(raw, into); err != nil {
		panic(err)
	}
}

// same tells whether a value and an operand are equal: as numbers, as moments, or as text in NFC.
func same(kind field.Kind, value json.RawMessage, operand any) bool {
	if value == nil {
		return false
	}
	var v any
	mustDecode(value, &v)
	switch kind {
	case field.Integer, field.Float:
		return v.(float64) == numberOf(operand)
	case field.Boolean:
		return v == operand
	case field.Date, field.Time, field.DateTime:
		return index.CompareStored(kind, value, quoted(operand.(string))) == 0
	}
	return norm.NFC.String(v.(string)) == norm.NFC.String(operand.(string))
}

func numberOf(operand any) float64 {
	b, err := json.Marshal(operand)
	if err != nil {
		panic(err)
	}
	n, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		panic(err)
	}
	return n
}

func oneOf(kind field.Kind, value json.RawMessage, operand any) bool {
	return slices.ContainsFunc(operand.([]any), func(o any) bool { return same(kind, value, o) })
}

func holds(kind field.Kind, value json.RawMessage, op string, operand any) bool {
	switch op {
	case "isNull":
		return (value == nil) == operand.(bool)
	case "eq":
		return operand == nil && value == nil || operand != nil && same(kind, value, operand)
	case "ne":
		return !holds(kind, value, "eq", operand)
	case "in":
		return oneOf(kind, value, operand)
	case "notIn":
		return !oneOf(kind, value, operand)
	}
	if value == nil {
		return false
	}
	switch op {
	case "startsWith":
		return strings.HasPrefix(folded(value), index.Fold(operand.(string)))
	case "contains":
		return strings.Contains(folded(value), index.Fold(operand.(string)))
	}
	raw, err := json.Marshal(operand)
	if err != nil {
		panic(err)
	}
	n := index.CompareStored(kind, value, raw)
	return op == "lt" && n < 0 || op == "lte" && n <= 0 || op == "gt" && n > 0 || op == "gte" && n >= 0
}

func folded(value json.RawMessage) string {
	var s string
	mustDecode(value, &s)
	return index.Fold(s)
}

func listHolds(kind field.Kind, value json.RawMessage, op string, operand any) bool {
	var items []json.RawMessage
	if value != nil {
		mustDecode(value, &items)
	}
	has := func(o any) bool {
		return slices.ContainsFunc(items, func(i json.RawMessage) bool { return same(kind, i, o) })
	}
	switch op {
	case "isNull":
		return (len(items) == 0) == operand.(bool)
	case "contains":
		return has(operand)
	case "containsAny":
		return slices.ContainsFunc(operand.([]any), has)
	}
	return !slices.ContainsFunc(operand.([]any), func(o any) bool { return !has(o) })
}

func (o *oracle) compare(q *question, a, b *content.Entry) int {
	order := q.orderBy
	if len(order) == 0 {
		order = []any{map[string]any{"createdAt": "DESC"}}
	}
	for _, key := range slices.Concat(order, []any{map[string]any{"id": "ASC"}}) {
		for name, direction := range key.(map[string]any) {
			n := strings.Compare(a.ID, b.ID)
			if kind, _ := kindOf(q.model, name); name != "id" {
				n = index.CompareStored(kind, o.value(q, holder{model: a.Model, entry: a}, name), o.value(q, holder{model: b.Model, entry: b}, name))
			}
			if n != 0 && direction == "DESC" {
				return -n
			}
			if n != 0 {
				return n
			}
		}
	}
	return 0
}
