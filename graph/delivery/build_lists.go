package delivery

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/content"
)

// lists adds the connection of a model with its edge, filter and order.
func (b *builder) lists(m *content.Model) {
	t := b.entries[m.ID]
	edge, edgeInfo := b.object(t.name+"Edge", "")
	b.field(edge, opCursor, "cursor", "String!", "")
	b.field(edge, opNode, "node", t.name+"!", "", t)
	d, _ := b.object(t.name+"Connection", "")
	b.field(d, opNodes, "nodes", "["+t.name+"!]!", "", t)
	b.field(d, opEdges, "edges", "["+t.name+"Edge!]!", "", edgeInfo)
	b.field(d, opPageInfo, "pageInfo", "PageInfo!", "", b.types["PageInfo"])
	b.field(d, opTotal, "totalCount", "Int", "How many entries the whole list has; null, with an error, where counting would read too many.")
	b.conditions(m)
}

// listArguments are the arguments of a list of entries of m.
func (b *builder) listArguments(m *content.Model) ast.ArgumentDefinitionList {
	name := m.TypeName()
	args := ast.ArgumentDefinitionList{b.arg("where", name+"Filter", "")}
	if b.searches {
		args = append(args,
			b.arg("orderBy", "["+name+"Order!]", "If left out, the newest first; of a search, the best."),
			b.arg("search", "String", "Words that the entries have, all of them. Words in \"quotes\" stand side by side."))
	} else {
		args = append(args, b.arg("orderBy", "["+name+"Order!]", "The newest first if left out."))
	}
	return append(args,
		b.arg("first", "Int", "How many from the start; 20 when neither first nor last is given, 100 at most."),
		b.arg("after", "String", "Go on behind this cursor."),
		b.arg("last", "Int", "How many from the end; 100 at most."),
		b.arg("before", "String", "Stop in front of this cursor."),
	)
}

// queries adds the root fields of a model: one entry, and the list of them.
func (b *builder) queries(d *ast.Definition, m *content.Model) {
	t := b.entries[m.ID]
	locale := b.arg("locale", "Locale", "The default one if left out.")
	if m.Singleton {
		one := b.field(d, opSingleton, m.APIID, t.name, describe(m.Name, m.Description), t)
		one.model, one.def.Arguments = m, ast.ArgumentDefinitionList{locale}
	} else {
		one := b.field(d, opEntry, m.APIID, t.name, "One entry, by its id or another unique field: give exactly one.", t)
		one.model, one.def.Arguments = m, append(b.identities(m), locale)
	}
	if m.PluralAPIID == "" {
		return
	}
	list := b.field(d, opList, m.PluralAPIID, t.name+"Connection!", "", b.types[t.name+"Connection"])
	list.model, list.def.Arguments = m, append(b.listArguments(m), locale)
}

// identities are the arguments that identify one entry of m.
func (b *builder) identities(m *content.Model) ast.ArgumentDefinitionList {
	args := ast.ArgumentDefinitionList{b.arg("id", "ID", "")}
	for _, f := range m.Fields {
		if f.Unique && b.has(m, f) {
			args = append(args, b.arg(f.APIID, scalars[f.Kind].name, f.Description))
		}
	}
	return args
}

// linkedFrom adds the reverse lists of m: for each way in which entries can refer to those of m, the entries that do.
func (b *builder) linkedFrom(m *content.Model) {
	links := b.links(m)
	if len(links) == 0 {
		return
	}
	d, t := b.object(m.TypeName()+"LinkedFrom", "The entries that refer to this one, by the field that does.")
	b.field(b.heads[m], opLinked, "linkedFrom", d.Name+"!", "The entries that refer to this one.", t)
	for _, l := range links {
		connection := l.Model.TypeName() + "Connection"
		list := b.field(d, opLinkedList, l.Name, connection+"!", "", b.types[connection])
		list.model, list.reference, list.def.Arguments = l.Model, l.Field, b.listArguments(l.Model)
	}
}

// links are the ways in which entries that the caller may read can refer to those of m.
func (b *builder) links(m *content.Model) []content.Link {
	return slices.DeleteFunc(b.content.Links(m), func(l content.Link) bool { return b.entries[l.Model.ID] == nil })
}
