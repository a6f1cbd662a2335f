package delivery

import (
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/galley-cms/galley/internal/errs"
)

// validationRules are made once: making them takes longer than applying them.
var validationRules = sync.OnceValue(rules.NewDefaultRules)

// documentCache is the weight of all documents that a schema keeps; a document weighs its text and a kilobyte.
const documentCache = 4 << 20

// document is a parsed and validated query text, with its plans.
type document struct {
	ast      *ast.QueryDocument
	deciding map[string][]string // by operation: the variables that decide @skip and @include

	mu    sync.RWMutex
	plans map[string]*plan
}

// document finds or makes the document of a query text.
func (s *schema) document(text string) (*document, gqlerror.List) {
	if d, ok := s.docs.get([]byte(text)); ok {
		return d, nil
	}
	doc, errs := s.parse(text)
	if errs != nil {
		return nil, errs
	}
	d := newDocument(doc)
	s.docs.put(text, d, len(text)+1024)
	return d, nil
}

// parse reads, limits and validates a query text, in this order: validation can take long.
func (s *schema) parse(text string) (*ast.QueryDocument, gqlerror.List) {
	if err := checkText(text); err != nil {
		return nil, gqlerror.List{err}
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, s.limits.Tokens)
	if err != nil {
		return nil, gqlerror.List{s.parseError(err)}
	}
	if len(doc.Operations)+len(doc.Fragments) == 0 {
		return nil, gqlerror.List{coded(codeParse, "The query is empty.")}
	}
	if err := measure(doc, s.limits); err != nil {
		return nil, gqlerror.List{err}
	}
	if list := validator.ValidateWithRules(s.ast, doc, validationRules()); len(list) > 0 {
		return nil, withCode(codeValidate, list)
	}
	return doc, nil
}

func (s *schema) parseError(err error) *gqlerror.Error {
	e := gqlerror.WrapIfUnwrapped(err)
	if strings.HasPrefix(e.Message, "exceeded token limit") {
		e = coded(errs.LimitExceeded, "The query has more than %d tokens.", s.limits.Tokens)
		e.Extensions["limit"], e.Extensions["max"] = "tokens", s.limits.Tokens
		return e
	}
	return withCode(codeParse, gqlerror.List{e})[0]
}

// plan gives the plan of an operation: one for each combination of the variables that decide @skip and @include. Plans
// of more than four such variables are not kept.
func (d *document) plan(s *schema, op *ast.OperationDefinition, vars map[string]any) (*plan, *gqlerror.Error) {
	deciding := d.deciding[op.Name]
	key := op.Name
	for _, name := range deciding {
		if on, _ := vars[name].(bool); on {
			key += "+"
		} else {
			key += "-"
		}
	}
	d.mu.RLock()
	p := d.plans[key]
	d.mu.RUnlock()
	if p != nil {
		return p, nil
	}
	p, err := compile(s, d.ast, op, vars)
	if err == nil && len(deciding) <= 4 {
		d.mu.Lock()
		d.plans[key] = p
		d.mu.Unlock()
	}
	return p, err
}

// newDocument notes, for each operation, the Boolean variables that stand in directives of the document.
func newDocument(doc *ast.QueryDocument) *document {
	d := &document{ast: doc, plans: map[string]*plan{}, deciding: map[string][]string{}}
	used := map[string]bool{}
	walkDirectives(doc, func(dir *ast.Directive) {
		for _, a := range dir.Arguments {
			used[a.Value.Raw] = a.Value.Kind == ast.Variable || used[a.Value.Raw]
		}
	})
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			if v.Type.NamedType == "Boolean" && used[v.Variable] {
				d.deciding[op.Name] = append(d.deciding[op.Name], v.Variable)
			}
		}
	}
	return d
}

// walkDirectives visits the directives of all selections of a document.
func walkDirectives(doc *ast.QueryDocument, visit func(*ast.Directive)) {
	for _, o := range doc.Operations {
		walkSelections(o.SelectionSet, visit)
	}
	for _, f := range doc.Fragments {
		walkSelections(f.SelectionSet, visit)
	}
}

func walkSelections(set ast.SelectionSet, visit func(*ast.Directive)) {
	for _, s := range set {
		var directives ast.DirectiveList
		switch s := s.(type) {
		case *ast.Field:
			directives = s.Directives
			walkSelections(s.SelectionSet, visit)
		case *ast.InlineFragment:
			directives = s.Directives
			walkSelections(s.SelectionSet, visit)
		case *ast.FragmentSpread:
			directives = s.Directives
		}
		for _, d := range directives {
			visit(d)
		}
	}
}
