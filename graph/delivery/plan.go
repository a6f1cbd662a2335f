package delivery

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/content"
)

// plan is an operation compiled against the concrete types of a schema: fragments are merged, @skip and @include are
// decided, response keys are quoted, and arguments without variables are evaluated. It is immutable.
type plan struct {
	root    *node
	stage   content.Stage // of what is read: mutations answer with drafts
	changes bool          // a mutation
	dynamic []*planField  // fields whose arguments hold variables
	fields  int
	cost    int // -1: it depends on variables
}

// node is what is selected of one concrete type.
type node struct {
	typ    *typeInfo
	fields []*planField
	loads  []*planField // those that need the store, or lead to such
}

// planField is one field of a node.
type planField struct {
	*fieldInfo
	index   int    // among the fields of the plan
	key     []byte // `"alias":`
	alias   string
	field   *ast.Field
	args    *arguments // nil if they hold variables
	dynamic int        // then their place among plan.dynamic
	nodes   []*node    // by fieldInfo.possible
	deep    bool       // one of the nodes loads
}

// one is the node of a field whose value has a single concrete type.
func (f *planField) one() *node { return f.nodes[0] }

// nodeOf finds the node of a concrete type; nil if there is none.
func (f *planField) nodeOf(t *typeInfo) *node {
	for i, p := range f.possible {
		if p == t {
			return f.nodes[i]
		}
	}
	return nil
}

// compiler makes one plan. It keeps the first error.
type compiler struct {
	schema *schema
	doc    *ast.QueryDocument
	vars   map[string]any
	plan   *plan
	nodes  int
	err    *gqlerror.Error
}

func compile(s *schema, doc *ast.QueryDocument, op *ast.OperationDefinition, vars map[string]any) (*plan, *gqlerror.Error) {
	c := &compiler{schema: s, doc: doc, vars: vars, plan: &plan{stage: s.stage}}
	root := s.query
	if op.Operation == ast.Mutation {
		root, c.plan.changes, c.plan.stage = s.mutation, true, content.Draft
	}
	c.plan.root = c.node(root, []ast.SelectionSet{op.SelectionSet})
	if c.err != nil {
		return nil, c.err
	}
	c.plan.cost = c.plan.staticCost()
	return c.plan, nil
}

func (c *compiler) node(t *typeInfo, sets []ast.SelectionSet) *node {
	n := &node{typ: t}
	if c.nodes++; c.nodes > c.schema.limits.Nodes {
		if c.err == nil {
			c.err = overLimit("selected types", c.schema.limits.Nodes, c.nodes)
		}
		return n
	}
	for _, g := range c.collect(t, sets) {
		f := c.field(t, g)
		n.fields = append(n.fields, f)
		if f.loads() {
			n.loads = append(n.loads, f)
		}
	}
	return n
}

func (c *compiler) field(t *typeInfo, g *group) *planField {
	f := &planField{fieldInfo: t.fields[g.field.Name], index: c.plan.fields, alias: g.field.Alias, field: g.field}
	f.key = append(appendString(nil, f.alias), ':')
	c.plan.fields++
	if len(g.sets) > 0 {
		f.nodes = make([]*node, len(f.possible))
	}
	for i := range f.nodes {
		if c.err == nil {
			f.nodes[i] = c.node(f.possible[i], g.sets)
			f.deep = f.deep || len(f.nodes[i].loads) > 0
		}
	}
	if c.err == nil {
		c.arguments(f)
	}
	return f
}

// arguments evaluates constant arguments, and notes the others.
func (c *compiler) arguments(f *planField) {
	if f.def == nil || len(f.def.Arguments) == 0 {
		return
	}
	if hasVariables(f.field.Arguments) {
		f.dynamic = len(c.plan.dynamic)
		c.plan.dynamic = append(c.plan.dynamic, f)
		return
	}
	args, err := c.schema.evaluate(f, c.plan.stage, nil)
	f.args, c.err = args, err
}

// loads tells whether a field needs the store before it can be written.
func (f *planField) loads() bool {
	switch f.op {
	case opRef, opRefList, opByID, opEntry, opSingleton, opList, opLinkedList, opCreate, opUpdate, opPublish, opUnpublish:
		return true
	case opRich, opRichList:
		return slices.ContainsFunc(f.one().fields, func(g *planField) bool { return g.op == opRichHTML })
	}
	return f.deep
}

// group is the fields of one response key.
type group struct {
	field *ast.Field
	sets  []ast.SelectionSet
}

// collect is CollectFields of the specification: fields by response key, in order, each named fragment once.
func (c *compiler) collect(t *typeInfo, sets []ast.SelectionSet) []*group {
	w := &collector{compiler: c, typ: t, byKey: map[string]*group{}, visited: map[string]bool{}}
	for _, set := range sets {
		w.set(set)
	}
	return w.groups
}

type collector struct {
	*compiler
	typ     *typeInfo
	groups  []*group
	byKey   map[string]*group
	visited map[string]bool
}

func (w *collector) set(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			w.field(s)
		case *ast.InlineFragment:
			if w.included(s.Directives) && (s.TypeCondition == "" || w.typ.satisfies[s.TypeCondition]) {
				w.set(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			w.spread(s)
		}
	}
}

func (w *collector) field(f *ast.Field) {
	if !w.included(f.Directives) {
		return
	}
	g := w.byKey[f.Alias]
	if g == nil {
		g = &group{field: f}
		w.byKey[f.Alias] = g
		w.groups = append(w.groups, g)
	}
	if len(f.SelectionSet) > 0 {
		g.sets = append(g.sets, f.SelectionSet)
	}
}

func (w *collector) spread(s *ast.FragmentSpread) {
	if !w.included(s.Directives) || w.visited[s.Name] {
		return
	}
	w.visited[s.Name] = true
	if d := w.doc.Fragments.ForName(s.Name); w.typ.satisfies[d.TypeCondition] {
		w.set(d.SelectionSet)
	}
}

func (c *compiler) included(ds ast.DirectiveList) bool {
	for _, d := range ds {
		if d.Name != "skip" && d.Name != "include" {
			continue
		}
		on, _ := constant(d.Arguments.ForName("if").Value, c.vars).(bool)
		if on == (d.Name == "skip") {
			return false
		}
	}
	return true
}

func hasVariables(args ast.ArgumentList) bool {
	return slices.ContainsFunc(args, func(a *ast.Argument) bool { return isVariable(a.Value) })
}

func isVariable(v *ast.Value) bool {
	return v.Kind == ast.Variable || slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return isVariable(c.Value) })
}
