package content

import (
	"fmt"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Index is an index on several fields of a model together: it answers lists that the first of them restrict to single
// values, in the order of the others, by one range of rows. Files name fields by apiId, and system values by the names
// that filters have for them; stored models name both by the index of the value alone.
type Index struct {
	Fields []string `json:"fields"`
}

// Bounds of indexes on several fields.
const (
	minIndexFields = 2
	maxIndexFields = 4
	maxIndexes     = 10 // of a model
	maxID          = 64 // bytes of an entry's id
)

// name is the name of the index in manifests and partitions. No name of a single one has a plus.
func (x Index) name() string { return strings.Join(x.Fields, "+") }

// composites are the indexes on several fields, made of those on one.
func (m *Model) composites(singles []indexDef) (out []indexDef) {
	for _, x := range m.Indexes {
		def := indexDef{name: x.name(), draft: true, live: true}
		for _, name := range x.Fields {
			i := slices.IndexFunc(singles, func(s indexDef) bool { return s.name == name })
			if i < 0 {
				break
			}
			def.parts = append(def.parts, singles[i])
			def.draft, def.live = def.draft && singles[i].draft, def.live && singles[i].live
		}
		if len(def.parts) == len(x.Fields) {
			out = append(out, def)
		}
	}
	return out
}

// keys are the encoded values of an index: one, or for a list one an element. They are joined where it has several
// parts, each of which finds its stored value by the function.
func (x *indexDef) keys(stored func(*indexDef) []byte) [][]byte {
	if x.parts == nil {
		return x.elements(stored(x))
	}
	out := [][]byte{nil}
	for i := range x.parts {
		var longer [][]byte
		for _, e := range x.parts[i].elements(stored(&x.parts[i])) {
			for _, begun := range out {
				longer = append(longer, slices.Concat(begun, e))
			}
		}
		out = longer
	}
	return out
}

// maxKey is how many bytes an element of the index can have.
func (x *indexDef) maxKey() int {
	switch {
	case x.refers():
		return maxID + 2
	case x.kind.IsText() || x.kind == field.Enum || x.kind == field.Color:
		return index.MaxText + 2
	}
	return 9
}

// IndexNames are the names that files have for the fields of an index of the model.
func (m *Model) IndexNames(x Index) (names []string) {
	for _, id := range x.Fields {
		names = append(names, m.indexName(id))
	}
	return names
}

func (m *Model) indexName(id string) string {
	for _, r := range reserved {
		if r.index == id {
			return r.Name
		}
	}
	if f := m.FieldByID(id); f != nil {
		return f.APIID
	}
	return id
}

// indexID is what stored models call what files call name; "" if there is nothing of this name.
func (m *Model) indexID(name string) string {
	for _, r := range reserved {
		if r.Name == name {
			return r.index
		}
	}
	if f := m.Field(name); f != nil {
		return f.ID
	}
	return ""
}

// indexes takes over the indexes of a file. The fields of next are merged already.
func (g *migration) indexes(m, was, next *Model) (out []Index) {
	for _, x := range m.Indexes {
		var ids []string
		for _, name := range x.Fields {
			id := next.indexID(name)
			switch {
			case id != "":
				ids = append(ids, id)
			case renamed(was, next, name) != "":
				ids = append(ids, renamed(was, next, name))
			case was != nil && was.Field(name) != nil:
				g.indexProblem(next, x.Fields, fmt.Sprintf("the field %q is removed. Leave the index out as well, or keep the field.", name))
			default:
				g.indexProblem(next, x.Fields, fmt.Sprintf("there is no field %q.", name))
			}
		}
		out = append(out, Index{Fields: ids})
	}
	return out
}

// renamed is the id of a field that had a name until now; "" if there is none.
func renamed(was, next *Model, name string) string {
	if was == nil || was.Field(name) == nil || next.FieldByID(was.Field(name).ID) == nil {
		return ""
	}
	return was.Field(name).ID
}

// compareIndexes notes the indexes that come and go.
func (g *migration) compareIndexes(was, now *Model) {
	lacks := func(m, of *Model, x Index) bool { // a field that changes its form keeps its name, and a renamed one its id
		return !slices.ContainsFunc(m.Indexes, func(y Index) bool {
			return y.name() == x.name() || slices.Equal(m.IndexNames(y), of.IndexNames(x))
		})
	}
	for _, x := range now.Indexes {
		if lacks(was, now, x) {
			g.change("update", now.APIID, "", false, "add an index on %s to %s", sentence(now.IndexNames(x)), describeType(now))
		}
	}
	for _, x := range was.Indexes {
		if lacks(now, was, x) {
			g.change("update", now.APIID, "", false, "remove the index on %s from %s: lists that need it read more", sentence(was.IndexNames(x)), describeType(now))
		}
	}
}

func (g *migration) indexProblem(m *Model, names []string, message string) {
	g.problems = append(g.problems, errs.Problem{Path: m.APIID + ".indexes", Rule: "model",
		Message: fmt.Sprintf("%s, index on %s: %s", describeType(m), sentence(names), message)})
}

// checkIndexes holds the indexes on several fields against the rules.
func (g *migration) checkIndexes(m *Model) {
	if len(m.Indexes) > 0 && m.Component {
		g.problems = append(g.problems, problem(m, "indexes", "components have no indexes. Put what lists ask for into the model."))
		return
	}
	if len(m.Indexes) > maxIndexes {
		g.problems = append(g.problems, problem(m, "indexes", fmt.Sprintf("it has %d indexes on several fields; %d are possible.", len(m.Indexes), maxIndexes)))
	}
	seen := map[string]bool{}
	for _, x := range m.Indexes {
		if seen[x.name()] {
			g.indexProblem(m, m.IndexNames(x), "it is there twice.")
		} else if wrong := m.wrongIndex(x); wrong != "" {
			g.indexProblem(m, m.IndexNames(x), wrong)
		}
		seen[x.name()] = true
	}
}

// wrongIndex says what is wrong with an index on several fields; "" if nothing is.
func (m *Model) wrongIndex(x Index) string {
	if n := len(x.Fields); n < minIndexFields || n > maxIndexFields {
		return fmt.Sprintf("it has %d fields; %d to %d are possible. A field alone has an index when it is filterable.", n, minIndexFields, maxIndexFields)
	}
	singles, lists, size, draft, live := m.singles(), 0, maxID, true, true
	for i, id := range x.Fields {
		name := m.indexName(id)
		if slices.Contains(x.Fields[:i], id) {
			return fmt.Sprintf("the field %q is in it twice.", name)
		}
		at := slices.IndexFunc(singles, func(s indexDef) bool { return s.name == id })
		if at < 0 || (singles[at].field != nil && !singles[at].field.IsFilterable()) {
			return fmt.Sprintf("the field %q cannot be indexed: only filterable fields and references can.", name)
		}
		part := &singles[at]
		if part.list() {
			lists++
		}
		size += part.maxKey()
		draft, live = draft && part.draft, live && part.live
	}
	switch {
	case lists > 1:
		return fmt.Sprintf("it has %d fields with several values; one is possible.", lists)
	case !draft && !live:
		return "updatedAt and status are indexed of drafts alone, publishedAt and firstPublishedAt of what is published: no list could use it."
	case size > store.MaxSort:
		return fmt.Sprintf("its keys could be %d bytes long; %d are possible. A text counts as %d, the id as %d: leave a text out.", size, store.MaxSort, index.MaxText+2, maxID)
	}
	return ""
}

// sentence lists names as people do: a, b and c.
func sentence(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
