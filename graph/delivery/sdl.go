package delivery

import (
	"maps"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/galley-cms/galley/content"
)

// semanticNonNull marks a field that is null only together with an error. It stands on field definitions, where neither
// execution nor introspection look, and so shows in the printed schema alone.
var semanticNonNull = ast.DirectiveList{{Name: "semanticNonNull"}}

// SDL prints the schema of /graphql, as a caller who may read every model sees it. Searches says whether words can be
// searched for.
func SDL(s *content.Schema, searches bool) string {
	return build(s, content.Live, searches, func(*content.Model) bool { return true }).sdl()
}

func (s *schema) sdl() string {
	printed := *s.ast
	printed.Directives = maps.Clone(s.ast.Directives)
	printed.Directives["semanticNonNull"] = &ast.DirectiveDefinition{
		Name:        "semanticNonNull",
		Description: "The field is null only together with an error.",
		Arguments: ast.ArgumentDefinitionList{{
			Name:         "levels",
			Type:         ast.ListType(ast.NamedType("Int", nil), nil),
			DefaultValue: &ast.Value{Kind: ast.ListValue, Children: ast.ChildValueList{{Value: &ast.Value{Kind: ast.IntValue, Raw: "0"}}}},
		}},
		Locations: []ast.DirectiveLocation{ast.LocationFieldDefinition},
		Position:  &ast.Position{Src: &ast.Source{}},
	}
	var out strings.Builder
	formatter.NewFormatter(&out, formatter.WithIndent("  ")).FormatSchema(&printed)
	return out.String()
}
