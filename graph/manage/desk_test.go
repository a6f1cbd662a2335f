package manage_test

import (
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
)

// hear lets the desk hear of all that happened.
func (s *space) hear() {
	s.Helper()
	p, err := event.List(s.Context(), s.table, "main", event.Filter{}, event.MaxList)
	if err != nil {
		s.Fatal(err)
	}
	for _, e := range p.Events {
		if err := s.desk.Consume(s.Context(), e); err != nil {
			s.Fatal(err)
		}
	}
}

func person(name string, role auth.Role) auth.Actor {
	return auth.Actor{Kind: auth.KindUser, ID: name, Name: name, Role: role}
}

func TestHomeTellsWhatOneWroteAndWhatOthersDid(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	s.actor = person("ada", auth.RoleEditor)
	draft := s.create("article", vars{"title": "A draft"}, false)
	s.create("article", vars{"title": "Live"}, true)
	s.hear()
	a := s.do(`{ home { continueWriting { id title } needsAttention { kind } upcoming { id } activity(first: 2) { types entry actor { name } } }
		counts { model total draft published } }`)
	s.same(a.at("home.continueWriting"), []any{vars{"id": draft, "title": "A draft"}})
	s.same(a.at("home.needsAttention"), []any{})
	s.same(a.at("home.upcoming"), []any{})
	s.same(a.at("home.activity.1"), vars{"types": []any{"entry.created"}, "entry": draft, "actor": vars{"name": "ada"}})
	s.same(a.at("counts.0"), vars{"model": "article", "total": 2, "draft": 1, "published": 1})
	s.actor = auth.Public
	s.want("UNAUTHENTICATED", `{ home { activity { id } } }`)
}

func TestListsAreSavedAndShared(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	s.actor = person("ada", auth.RoleEditor)
	save := `mutation($id: ID, $name: String!) { saveView(id: $id, model: "article", name: $name, query: {q: "x"}, shared: true) { id } }`
	id := s.do(save, vars{"name": "Mine"}).at("saveView.id")
	s.actor = person("bob", auth.RoleViewer)
	a := s.do(`{ views(model: "article") { id model name query shared by { name } } }`)
	s.same(a.at("views"), []any{vars{"id": id, "model": "article", "name": "Mine", "query": vars{"q": "x"}, "shared": true, "by": vars{"name": "ada"}}})
	s.want("FORBIDDEN", save, vars{"id": id, "name": "His"})
	s.want("NOT_FOUND", `{ views(model: "nothing") { id } }`)
	s.actor = person("ada", auth.RoleEditor)
	s.do(save, vars{"id": id, "name": "Ours"})
	s.do(`mutation($id: ID!) { removeView(id: $id) }`, vars{"id": id})
	s.same(s.do(`{ views { id } }`).at("views"), []any{})
}

func TestWhoHasAnEntryOpenIsTold(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	id := s.create("article", vars{"title": "One"}, false)
	s.actor = person("ada", auth.RoleEditor)
	s.do(`mutation($id: ID!) { attend(entry: $id, field: "title") { field } }`, vars{"id": id})
	s.actor = person("bob", auth.RoleEditor)
	a := s.do(`query($id: ID!) { presence(entry: $id) { actor { name } field } }`, vars{"id": id})
	s.same(a.at("presence"), []any{vars{"actor": vars{"name": "ada"}, "field": "title"}})
	s.do(`mutation($id: ID!) { leave(entry: $id) }`, vars{"id": id})
	s.want("NOT_FOUND", `mutation { attend(entry: "nothing") { field } }`)
}

func TestTheAuditIsFiltered(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	s.actor = person("ada", auth.RoleEditor)
	id := s.create("article", vars{"title": "One"}, true)
	s.want("FORBIDDEN", `{ audit { next } }`)
	s.actor = auth.Local
	s.create("author", vars{"name": "Ada"}, false)
	ask := `query($f: AuditFilter) { audit(filter: $f, first: 10) { next events { entry types } } }`
	for _, f := range []vars{{"actor": "ada"}, {"model": "article"}, {"entry": id}, {"types": []string{"entry.published"}}} {
		s.same(s.do(ask, vars{"f": f}).at("audit"), vars{"next": nil, "events": []any{vars{"entry": id, "types": []any{"entry.created", "entry.published"}}}})
	}
	s.same(s.do(ask, vars{"f": vars{"to": "2020-01-01T00:00:00Z"}}).at("audit.events"), []any{})
	s.want("NOT_FOUND", ask, vars{"f": vars{"model": "nothing"}})
}

func TestAnEntryIsPreviewedByAnAddress(t *testing.T) {
	s := newSpace(t)
	s.do(`mutation($m: [JSON!]!) { applyModels(models: $m) { applied } }`, vars{"m": []any{vars{
		"apiId": "note", "pluralApiId": "notes", "previewUrl": "https://www.example.com/{locale}/{slug}?t={token}",
		"fields": []any{vars{"apiId": "slug", "kind": "SLUG"}}}}})
	id := s.create("note", vars{"slug": "hello"}, false)
	a := s.do(`mutation($id: ID!) { previewEntry(id: $id) { url expiresAt } }`, vars{"id": id})
	if url, _ := a.at("previewEntry.url").(string); !strings.HasPrefix(url, "https://www.example.com/en/hello?t=") {
		t.Errorf("%s", url)
	}
	s.actor = auth.Public
	s.want("UNAUTHENTICATED", `mutation($id: ID!) { previewEntry(id: $id) { url } }`, vars{"id": id})
}
