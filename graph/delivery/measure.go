package delivery

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/internal/errs"
)

// Limits bound what one request may ask for. Zero fields take the defaults.
type Limits struct {
	Depth         int // nested fields: 12
	Introspection int // nested fields below __schema and __type: 16
	Aliases       int // 30
	Directives    int // 50
	Tokens        int // of the query text: 2,000
	Body          int // bytes of a request: 1 MB
	Cost          int // a field costs 1, times the sizes of the lists above it: 10,000
	Nodes         int // selections of one concrete type, after fragments are merged: 2,000
	Reply         int // bytes of data: 16 MB
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		limit *int
		value int
	}{
		{&l.Depth, 12}, {&l.Introspection, 16}, {&l.Aliases, 30}, {&l.Directives, 50},
		{&l.Tokens, 2000}, {&l.Body, 1 << 20}, {&l.Cost, 10_000}, {&l.Nodes, 2000}, {&l.Reply, 16 << 20},
	} {
		if *d.limit == 0 {
			*d.limit = d.value
		}
	}
	return l
}

const (
	// maxNesting bounds selections in selections, inline fragments counted.
	maxNesting = 20
	// maxExpanded bounds the selections of an operation with every fragment put in place.
	maxExpanded = 5000
	// maxOverlap bounds the pairs of equal response names: validation compares each such pair with the other.
	maxOverlap = 100_000
)

// measure refuses a parsed document that would take long to validate or to plan. It is linear: every fragment is
// measured once.
func measure(doc *ast.QueryDocument, l Limits) *gqlerror.Error {
	m := &meter{doc: doc, limits: l, fragments: map[string]*extent{}, names: map[string]int{}}
	for _, o := range doc.Operations {
		m.directives += len(o.Directives)
		for _, v := range o.VariableDefinitions {
			m.directives += len(v.Directives)
		}
		m.check(m.set(o.SelectionSet, 1))
	}
	for _, f := range doc.Fragments {
		m.fragment(f.Name)
	}
	m.totals()
	return m.err
}

// extent is how large a selection set is, with its fragments put in place.
type extent struct {
	depth         int // fields in fields
	introspection int // the same from __schema or __type on
	nesting       int // selections in selections
	size          int // selections
	open          bool
}

type meter struct {
	doc                 *ast.QueryDocument
	limits              Limits
	fragments           map[string]*extent
	names               map[string]int // how often each response name is selected
	aliases, directives int
	err                 *gqlerror.Error
}

func (m *meter) fail(e *gqlerror.Error) {
	if m.err == nil {
		m.err = e
	}
}

func (m *meter) check(e extent) {
	switch {
	case e.depth > m.limits.Depth:
		m.fail(tooDeep("depth", m.limits.Depth))
	case e.introspection > m.limits.Introspection:
		m.fail(tooDeep("introspection", m.limits.Introspection))
	case e.nesting > maxNesting:
		m.fail(tooDeep("nesting", maxNesting))
	case e.size > maxExpanded:
		m.fail(overLimit("selections", maxExpanded, e.size))
	}
}

func (m *meter) totals() {
	overlap := 0
	for _, n := range m.names {
		overlap += n * n
	}
	switch {
	case m.aliases > m.limits.Aliases:
		m.fail(overLimit("aliases", m.limits.Aliases, m.aliases))
	case m.directives > m.limits.Directives:
		m.fail(overLimit("directives", m.limits.Directives, m.directives))
	case overlap > maxOverlap:
		m.fail(coded(errs.LimitExceeded, "The query selects the same fields too often. Use fragments instead of repeating them."))
	}
}

// set measures a selection set that is nested as deep as level says. It stops where the nesting is too deep.
func (m *meter) set(set ast.SelectionSet, level int) (out extent) {
	if level > maxNesting {
		m.fail(tooDeep("nesting", maxNesting))
		return out
	}
	for _, s := range set {
		e := m.selection(s, level)
		out.depth = max(out.depth, e.depth)
		out.introspection = max(out.introspection, e.introspection)
		out.nesting = max(out.nesting, e.nesting)
		out.size = min(out.size+e.size, 1<<30)
	}
	return out
}

func (m *meter) selection(s ast.Selection, level int) extent {
	switch s := s.(type) {
	case *ast.Field:
		return m.field(s, level)
	case *ast.InlineFragment:
		m.directives += len(s.Directives)
		e := m.set(s.SelectionSet, level+1)
		e.nesting++
		return e
	case *ast.FragmentSpread:
		m.directives += len(s.Directives)
		m.names["..."]++
		return m.fragment(s.Name)
	}
	return extent{}
}

func (m *meter) field(f *ast.Field, level int) extent {
	m.directives += len(f.Directives)
	m.names[f.Alias]++
	if f.Alias != f.Name {
		m.aliases++
	}
	e := m.set(f.SelectionSet, level+1)
	e.nesting++
	e.size++
	if f.Name == "__schema" || f.Name == "__type" {
		return extent{depth: 1, introspection: e.depth + 1, nesting: e.nesting, size: e.size}
	}
	e.depth++
	return e
}

// fragment measures a named fragment once. One that contains itself is refused.
func (m *meter) fragment(name string) extent {
	if e := m.fragments[name]; e != nil {
		if e.open {
			m.fail(coded(codeValidate, "The fragment %q contains itself.", name))
		}
		return *e
	}
	d := m.doc.Fragments.ForName(name)
	if d == nil {
		return extent{} // validation will say so
	}
	e := &extent{open: true}
	m.fragments[name] = e
	m.directives += len(d.Directives)
	*e = m.set(d.SelectionSet, 1)
	e.size = max(e.size, 1)
	return *e
}
