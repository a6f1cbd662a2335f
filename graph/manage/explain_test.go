package manage_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
)

const explainAll = `query($m: String!, $w: JSON, $o: JSON, $s: Stage, $c: Boolean) { explain(model: $m, where: $w, orderBy: $o, stage: $s, first: 1, count: $c) {
	steps { kind text model indexes { name values } range found indexRows entries } indexes indexRows entries returned hasNextPage
	refusal suggestion count { total refusal } } }`

func TestExplain(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	for i := range 12 {
		s.create("article", vars{"title": fmt.Sprintf("Article %d", i), "views": i % 2, "slug": fmt.Sprint("a", i)}, i > 0)
	}
	a := s.do(explainAll, vars{"m": "article", "w": vars{"views": vars{"eq": 0}}, "s": "DRAFT", "c": true})
	s.same(a.at("explain"), vars{"steps": []any{vars{"kind": "EQUALITY", "text": "Finds 6 entries in the index views (1 value), and sorts them.",
		"model": nil, "indexes": []any{vars{"name": "views", "values": 1}}, "range": nil, "found": 6, "indexRows": 6, "entries": 6}},
		"indexes": []string{"views"}, "indexRows": 6, "entries": 6, "returned": 1, "hasNextPage": true, "refusal": nil, "suggestion": nil,
		"count": vars{"total": 6, "refusal": nil}})

	a = s.do(explainAll, vars{"m": "article", "w": vars{"views": vars{"gte": 1}}, "o": vars{"views": "DESC"}})
	s.same(a.at("explain.steps.0.range"), "views gte 1")
	s.same(a.at("explain.count"), nil)
	a = s.do(explainAll, vars{"m": "article", "w": vars{"views": vars{"eq": 0}}})
	s.same(a.at("explain.steps.0.found"), 5)                                               // what is published, unless drafts are asked for
	s.want("NOT_FOUND", explainAll, vars{"m": "secret"})                                   // A20
	s.want("BAD_USER_INPUT", explainAll, vars{"m": "article", "o": vars{"secret": "ASC"}}) // A21
	s.want("BAD_USER_INPUT", explainAll, vars{"m": "article", "w": []any{}})
	s.actor = auth.Actor{Kind: auth.KindKey, Scopes: []auth.Scope{auth.ScopeRead}}
	s.want("FORBIDDEN", explainAll, vars{"m": "article"})
	s.actor.Scopes = []auth.Scope{auth.ScopePreview}
	s.do(explainAll, vars{"m": "article"})
}

// TestStepKinds holds the schema's enumeration to the kinds that there are.
func TestStepKinds(t *testing.T) {
	s := newSpace(t)
	a := s.do(`{ __type(name: "StepKind") { enumValues { name } } }`)
	var names []content.StepKind
	for _, v := range a.at("__type.enumValues").([]any) {
		names = append(names, content.StepKind(v.(map[string]any)["name"].(string)))
	}
	if !slices.Equal(names, content.StepKinds) {
		t.Errorf("the schema has %v, content %v", names, content.StepKinds)
	}
}
