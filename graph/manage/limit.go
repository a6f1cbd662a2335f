package manage

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/internal/errs"
)

// Bounds of one request. gqlgen collects fields in time that doubles with each nested inline fragment, and validation
// is quadratic in the fields of one selection, so both are bounded before either begins.
const (
	maxBody       = 1 << 20 // bytes
	maxTokens     = 2000
	maxNesting    = 20   // of selections, with inline fragments and spreads counted
	maxSelections = 2000 // in all, every spread of a fragment counted anew
	maxInOne      = 250  // of one selection
	maxAliases    = 30
	maxDirectives = 50
	maxErrors     = 10 // of a reply
)

// measure counts what a document would make the executor do.
type measure struct {
	fragments                       ast.FragmentDefinitionList
	selections, aliases, directives int
}

// checkLimits refuses a parsed document that would be too much work.
func checkLimits(doc *ast.QueryDocument) error {
	operations, fragments := measure{fragments: doc.Fragments}, measure{fragments: doc.Fragments}
	for _, op := range doc.Operations {
		if err := operations.set(op.SelectionSet, 1, nil); err != nil {
			return err
		}
	}
	for _, f := range doc.Fragments { // unused ones are validated too
		if err := fragments.set(f.SelectionSet, 1, nil); err != nil {
			return err
		}
	}
	return nil
}

func (m *measure) set(set ast.SelectionSet, depth int, above *ast.Field) error {
	if m.selections += len(set); m.selections > maxSelections {
		return tooMuch("selections", maxSelections)
	}
	if len(set) > maxInOne {
		return tooMuch("fields in one selection", maxInOne)
	}
	if len(set) > 0 && depth > maxNesting {
		return tooMuch("levels of nesting", maxNesting)
	}
	for _, s := range set {
		if err := m.selection(s, depth+1, above); err != nil {
			return err
		}
	}
	return nil
}

func (m *measure) selection(s ast.Selection, depth int, above *ast.Field) error {
	switch s := s.(type) {
	case *ast.Field:
		return m.field(s, depth, above)
	case *ast.InlineFragment:
		if err := m.count(0, len(s.Directives)); err != nil {
			return err
		}
		return m.set(s.SelectionSet, depth, above)
	case *ast.FragmentSpread:
		if err := m.count(0, len(s.Directives)); err != nil {
			return err
		}
		if f := m.fragments.ForName(s.Name); f != nil {
			return m.set(f.SelectionSet, depth, above)
		}
	}
	return nil
}

// loops are the fields by which introspection can go round in circles: none may lie below itself.
var loops = map[string]bool{"fields": true, "inputFields": true, "possibleTypes": true, "interfaces": true, "types": true}

func (m *measure) field(f *ast.Field, depth int, above *ast.Field) error {
	aliases := 0
	if f.Alias != f.Name {
		aliases = 1
	}
	if err := m.count(aliases, len(f.Directives)); err != nil {
		return err
	}
	if f.Name == "__schema" || f.Name == "__type" || above != nil {
		return m.introspection(f, depth, above)
	}
	return m.set(f.SelectionSet, depth, nil)
}

// introspection follows fields below __schema and __type. Above is the nearest field of loops, or the root of the
// introspection.
func (m *measure) introspection(f *ast.Field, depth int, above *ast.Field) error {
	if above == nil || !loops[f.Name] {
		if above == nil {
			above = f
		}
		return m.set(f.SelectionSet, depth, above)
	}
	if above.Name != "types" && above.Name != "__schema" && above.Name != "__type" {
		return errs.New(errs.LimitExceeded, "The introspection goes round in circles: %s below %s.", f.Name, above.Name)
	}
	return m.set(f.SelectionSet, depth, f)
}

func (m *measure) count(aliases, directives int) error {
	if m.aliases += aliases; m.aliases > maxAliases {
		return tooMuch("aliases", maxAliases)
	}
	if m.directives += directives; m.directives > maxDirectives {
		return tooMuch("directives", maxDirectives)
	}
	return nil
}

func tooMuch(what string, limit int) error {
	return errs.New(errs.LimitExceeded, "The request has too many %s: %d are allowed.", what, limit).With("limit", limit)
}
