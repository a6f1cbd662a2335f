package delivery

import (
	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// work is a node with the objects that it is selected of.
type work struct {
	node    *node
	chain   []string
	objects []*object
}

// level is what one level of objects asks for: ids of entries, which are read together, and what has to be searched; with
// them comes the next level.
type level struct {
	ids      []string
	searches []*search
	wanted   []wanted // those of ids below which something must be loaded
	next     []work
}

// wanted is an entry that a field refers to.
type wanted struct {
	field *planField
	chain []string
	id    string
}

// load reads all that the fields of the root need, level by level: the entries of each in one call, and what does not
// depend on each other at the same time, where that is faster.
func (x *run) load(fields []*planField) error {
	l := &level{}
	for _, f := range fields {
		x.visitRoot(f, l)
	}
	read := 0
	for len(l.ids) > 0 || len(l.searches) > 0 || len(l.next) > 0 {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		if read += len(l.ids); read > x.schema.limits.Cost {
			return errs.New(errs.TooExpensive, "The query reads more than %d entries. Ask for fewer, or for shorter lists.", x.schema.limits.Cost)
		}
		if err := x.fetch(l); err != nil {
			return err
		}
		x.adopt(l)
		x.tags.entries(l.ids)
		l = x.descend(x.resolve(l))
	}
	return nil
}

// descend visits the objects of a level.
func (x *run) descend(todo []work) *level {
	l := &level{}
	for _, w := range todo {
		for _, f := range w.node.loads {
			for _, o := range w.objects {
				x.visit(f, o, w.chain, l)
			}
		}
	}
	return l
}

// resolve groups the entries that were wanted by the node that is selected of them, each entry once.
func (x *run) resolve(l *level) []work {
	type once struct {
		node *node
		id   string
	}
	seen := make(map[once]bool, len(l.wanted))
	at := map[*node]int{}
	for _, w := range l.wanted {
		c := x.reader.Copy(w.id)
		if c == nil {
			continue
		}
		n := w.field.nodeOf(x.typeOf(c))
		if n == nil || len(n.loads) == 0 || seen[once{n, w.id}] {
			continue
		}
		seen[once{n, w.id}] = true
		i, ok := at[n]
		if !ok {
			i = len(l.next)
			at[n] = i
			l.next = append(l.next, work{node: n, chain: w.chain})
		}
		l.next[i].objects = append(l.next[i].objects, &object{entry: c})
	}
	return l.next
}

func (l *level) want(f *planField, chain []string, id string) {
	l.ids = append(l.ids, id)
	if f.deep {
		l.wanted = append(l.wanted, wanted{f, chain, id})
	}
}

// visitRoot notes what a field of the root needs. Errors are kept for writing, when the field's path is known.
func (x *run) visitRoot(f *planField, l *level) {
	a := f.arguments(x.args)
	switch f.op {
	case opList:
		x.search(f, "", a.query, a, a.chain, l)
	case opEntry:
		if a.field == "" {
			x.find(f, a.id, a.chain, l)
		} else {
			x.search(f, "", nil, a, a.chain, l)
		}
	case opSingleton:
		x.find(f, f.model.SingleID(), a.chain, l)
	case opByID:
		x.find(f, a.id, a.chain, l)
	case opCreate, opUpdate, opPublish, opUnpublish:
		x.find(f, x.found[place{f.index, ""}].id, a.chain, l)
	}
}

func (x *run) find(f *planField, id string, chain []string, l *level) {
	x.found[place{f.index, ""}] = &finding{id: id}
	l.want(f, chain, id)
}

// connection adds the nodes below a connection.
func (l *level) connection(n *node, objects []*object, chain []string) {
	for _, f := range n.loads {
		switch f.op {
		case opNodes, opNode:
			l.next = append(l.next, work{f.one(), chain, objects})
		case opEdges:
			l.connection(f.one(), objects, chain)
		}
	}
}

// visit notes what a field of an object needs.
func (x *run) visit(f *planField, o *object, chain []string, l *level) {
	if f.op == opLinked {
		for _, g := range f.one().loads {
			x.reverse(g, o, chain, l)
		}
		return
	}
	v := x.value(f, o, chain)
	if v == nil {
		return
	}
	switch f.op {
	case opRef:
		if id := idOf(v); id != "" {
			l.want(f, chain, id)
		}
	case opRefList:
		for e := range elements(v) {
			if id := idOf(e); id != "" {
				l.want(f, chain, id)
			}
		}
	case opPart:
		x.inside(f.one(), v, chain, l)
	case opPartList:
		for e := range elements(v) {
			x.inside(f.one(), e, chain, l)
		}
	case opBlocks:
		for e := range elements(v) {
			x.inside(f.nodeOf(x.blockType(f, e)), e, chain, l)
		}
	case opRich:
		l.ids = append(l.ids, embedded(v)...)
	case opRichList:
		for e := range elements(v) {
			l.ids = append(l.ids, embedded(e)...)
		}
	}
}

// inside visits what is stored in place.
func (x *run) inside(n *node, raw []byte, chain []string, l *level) {
	if n == nil || len(n.loads) == 0 || raw[0] != '{' {
		return
	}
	o := x.part(n.typ, raw)
	for _, f := range n.loads {
		x.visit(f, o, chain, l)
	}
}

// reverse asks for a page of a reverse list: those that refer to o by one field.
func (x *run) reverse(f *planField, o *object, chain []string, l *level) {
	if x.found[place{f.index, o.entry.ID}] != nil {
		return
	}
	a := f.arguments(x.args)
	spec := a.spec
	spec.Locale = chain[0]
	condition := referring(f.fieldInfo, o.entry.ID)
	if spec.Where == nil {
		spec.Where = condition
	} else {
		spec.Where = map[string]any{"and": []any{condition, spec.Where}}
	}
	q, err := content.Prepare(x.schema.content, spec)
	if err != nil {
		x.found[place{f.index, o.entry.ID}] = &finding{err: err}
		return
	}
	x.search(f, o.entry.ID, q, a, chain, l)
}

// blockType is the type of a stored block; nil if the schema has none for it.
func (x *run) blockType(f *planField, raw []byte) *typeInfo {
	id := unquoted(content.Member(raw, "$t"))
	for _, t := range f.possible {
		if t.model.ID == string(id) {
			return t
		}
	}
	return nil
}

// elements are the raw elements of a stored list.
func elements(raw []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) { content.Elements(raw, yield) }
}

// idOf is the id in a stored reference; "" if it is none.
func idOf(v []byte) string { return string(unquoted(v)) }

// unquoted strips the quotes of a stored string without escapes, as ids are; nil if it is no string.
func unquoted(v []byte) []byte {
	if len(v) < 2 || v[0] != '"' {
		return nil
	}
	return v[1 : len(v)-1]
}
