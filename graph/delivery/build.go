package delivery

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// build makes the schema of the models that readable tells to show. Fields that refer to no such model are left out, and
// so is every trace of the others: filters, orders, arguments and reverse lists. Lists have the argument search if words can
// be searched for.
func build(s *content.Schema, stage content.Stage, searches bool, readable func(*content.Model) bool) *schema {
	b := newBuilder(s, stage)
	b.searches = searches
	b.builtins()
	b.fixedTypes()
	var models []*content.Model
	for _, m := range s.Types {
		if m.Component || readable(m) {
			models = append(models, m)
		}
	}
	for _, m := range models {
		b.head(m)
	}
	for _, m := range models {
		b.inputHead(m)
	}
	for _, m := range models {
		b.modelFields(m)
	}
	for _, m := range models {
		if m.Component {
			b.partConditions(m)
		}
	}
	entries := slices.DeleteFunc(models, func(m *content.Model) bool { return m.Component })
	for _, m := range entries {
		b.lists(m)
	}
	for _, m := range entries {
		b.linkedFrom(m)
	}
	b.extend()
	b.roots(entries)
	return b.schema
}

func newBuilder(s *content.Schema, stage content.Stage) *builder {
	n := 64 + 8*len(s.Types)
	return &builder{
		schema: &schema{
			content: s,
			stage:   stage,
			docs:    newCache[*document](documentCache),
			types:   make(map[string]*typeInfo, n),
			entries: make(map[string]*typeInfo, len(s.Types)),
			ast: &ast.Schema{
				Types:         make(map[string]*ast.Definition, n),
				Directives:    map[string]*ast.DirectiveDefinition{},
				PossibleTypes: make(map[string][]*ast.Definition, n),
				Implements:    make(map[string][]*ast.Definition, n),
			},
		},
		named:   map[string]*ast.Type{},
		enums:   map[*field.Field]string{},
		filters: map[string]string{},
		heads:   make(map[*content.Model]*ast.Definition, len(s.Types)),
		parts:   map[string]*ast.Definition{},
	}
}

// builtins adds what the specification defines: scalars, directives and the types of introspection.
func (b *builder) builtins() {
	doc := prelude()
	for _, d := range doc.Definitions {
		b.add(d)
		if d.Kind == ast.Object {
			t := &typeInfo{name: d.Name, satisfies: map[string]bool{d.Name: true}}
			t.fields = map[string]*fieldInfo{"__typename": {name: "__typename", op: opTypename, nonNull: true}}
			b.types[d.Name] = t
		}
	}
	for _, d := range doc.Definitions {
		if t := b.types[d.Name]; t != nil {
			for _, fd := range d.Fields {
				t.fields[fd.Name] = b.introspected(opIntrospect, fd)
			}
		}
	}
	for _, d := range doc.Directives {
		if d.Name != "defer" { // not offered, so not announced
			b.ast.Directives[d.Name] = d
			b.directives = append(b.directives, d)
		}
	}
}

func (b *builder) introspected(o op, fd *ast.FieldDefinition) *fieldInfo {
	f := &fieldInfo{name: fd.Name, op: o, nonNull: fd.Type.NonNull, def: fd}
	if t := b.types[fd.Type.Name()]; t != nil {
		f.possible = []*typeInfo{t}
	}
	return f
}

// fixedTypes adds the types that every schema has.
func (b *builder) fixedTypes() {
	for _, s := range [][2]string{
		{"DateTime", "A moment in UTC, as RFC 3339 writes it, with microseconds where there are any: 2026-01-02T03:04:05Z."},
		{"Date", "A day: 2026-01-02."},
		{"Time", "A time of day: 03:04:05."},
		{"JSON", "Any JSON value."},
		{"Locale", "A language that content is written in, as BCP 47 writes it: en, de-CH."},
	} {
		b.add(&ast.Definition{Kind: ast.Scalar, Name: s[0], Description: s[1]})
	}
	b.enum("SortDirection", "The direction of an order.", "ASC", "DESC")
	b.enum("EntryStatus", "What is public of an entry: nothing, its latest state, or an older one.",
		"DRAFT", "PUBLISHED", "CHANGED")
	b.enum("MediaFit", "How a picture fills a box of another shape.", "INSIDE", "COVER", "CONTAIN")
	b.enum("MediaFormat", "The format of a picture; AUTO is what suits it.", "AUTO", "JPG", "PNG")
	b.interfaces()
	b.group("Location", "A place on Earth, in degrees.", "Float!", guardNumber, "latitude", "longitude")
	d, _ := b.object("RichText", "Formatted text.")
	b.field(d, opRichJSON, "json", "JSON!", "The document, as ProseMirror writes it.")
	b.field(d, opRichHTML, "html", "String!", "The document as safe HTML.")
	b.field(d, opRichText, "text", "String!", "Its words alone.")
	d, _ = b.object("PageInfo", "Where a page of a list lies.")
	b.field(d, opHasNext, "hasNextPage", "Boolean!", "")
	b.field(d, opHasPrevious, "hasPreviousPage", "Boolean!", "")
	b.field(d, opStartCursor, "startCursor", "String", "")
	b.field(d, opEndCursor, "endCursor", "String", "")
	b.input("EntryReferenceInput", "Names an entry.", "id", "ID!")
	b.input("LocationInput", "A place on Earth, in degrees.", "latitude", "Float!", "longitude", "Float!")
}

// interfaces adds Node, which Relay knows, and Entry, which has what all entries have.
func (b *builder) interfaces() {
	node := b.add(&ast.Definition{Kind: ast.Interface, Name: "Node", Description: "Anything with an id."})
	node.Fields = ast.FieldList{b.fieldDef("id", "ID!", "")}
	entry := b.add(&ast.Definition{Kind: ast.Interface, Name: "Entry", Description: "What all entries have."})
	entry.Interfaces = []string{"Node"}
	b.ast.AddImplements("Entry", node)
	for _, r := range reserved {
		entry.Fields = append(entry.Fields, b.fieldDef(r.name, r.typ, r.description))
	}
}

// reserved are the fields of every entry.
var reserved = []struct {
	name, typ, description string
	op                     op
	slot                   int
	guard                  guard
}{
	{"id", "ID!", "", opID, -1, guardAny},
	{"createdAt", "DateTime!", "", opRaw, content.SlotCreatedAt, guardString},
	{"updatedAt", "DateTime!", "", opRaw, content.SlotUpdatedAt, guardString},
	{"publishedAt", "DateTime", "When it was last published.", opRaw, content.SlotPublishedAt, guardString},
	{"firstPublishedAt", "DateTime", "When it was first published.", opRaw, content.SlotFirstPublishedAt, guardString},
	{"version", "Int!", "Rises with every change.", opRaw, content.SlotVersion, guardNumber},
	{"status", "EntryStatus!", "", opStatus, -1, guardAny},
	{"locale", "Locale!", "The locale in which it is read.", opLocale, -1, guardAny},
}

// roots adds Query and Mutation.
func (b *builder) roots(models []*content.Model) {
	d, t := b.object("Query", "")
	b.query, b.ast.Query = t, d
	all := make([]*typeInfo, len(models))
	for i, m := range models {
		all[i] = b.entries[m.ID]
	}
	f := b.field(d, opByID, "node", "Node", "An entry by its id.", all...)
	f.def.Arguments = ast.ArgumentDefinitionList{b.arg("id", "ID!", ""), b.arg("locale", "Locale", "")}
	for _, m := range models {
		b.queries(d, m)
	}
	for _, fd := range validator.QueryIntrospectionFields() {
		o := opSchema
		if fd.Name == "__type" {
			o = opType
		}
		d.Fields = append(d.Fields, fd)
		t.fields[fd.Name] = b.introspected(o, fd)
	}
	d, t = b.object("Mutation", "Changes need a key with the scope write, or somebody who is signed in; they are made one after the other.")
	b.mutation, b.ast.Mutation = t, d
	for _, m := range models {
		b.mutations(d, m)
	}
}
