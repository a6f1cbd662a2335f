package content_test

import (
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// archive are models that refer to each other, and one that the public may not read.
var archive = []string{
	`{"apiId":"person","pluralApiId":"people","fields":[{"apiId":"name","kind":"TEXT"},{"apiId":"portrait","kind":"ASSET"}]}`,
	`{"apiId":"post","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"author","kind":"REFERENCE","models":["person"]},
		{"apiId":"people","kind":"REFERENCE","models":["person"],"list":true}]}`,
	`{"apiId":"contract","publicRead":false,"fields":[{"apiId":"sum","kind":"INTEGER"},{"apiId":"with","kind":"REFERENCE","models":["person"]}]}`,
}

// TestWhatRefersFollowsTheStage asks for people by what refers to them, while that is saved, published and deleted.
func TestWhatRefersFollowsTheStage(t *testing.T) {
	s := newSpace(t)
	s.apply(archive...)
	for _, id := range []string{"ada", "bob", "eve"} {
		s.create("person", id, `{"name":"`+id+`"}`, true)
	}
	s.create("post", "p1", `{"title":"x","author":{"id":"ada"},"people":[{"id":"bob"},{"id":"ada"}]}`, true)
	s.create("post", "p2", `{"title":"y","author":{"id":"bob"}}`, false)
	ask := func(stage content.Stage, where string, want ...string) {
		t.Helper()
		ids, page := s.list(stage, "person", `{"linkedFrom":`+where+`}`, `[{"id":"ASC"}]`, content.PageArgs{Count: true})
		equal(t, append([]string{}, ids...), append([]string{}, want...))
		if page.TotalErr != nil || *page.Total != len(want) {
			t.Errorf("%s: counted %v, %v", where, page.Total, page.TotalErr)
		}
	}
	ask(content.Live, `{"postsByAuthor":{"some":{}}}`, "ada")
	ask(content.Draft, `{"postsByAuthor":{"some":{}}}`, "ada", "bob")
	ask(content.Live, `{"postsByAuthor":{"isNull":true}}`, "bob", "eve")
	ask(content.Live, `{"postsByPeople":{"some":{"title":{"eq":"x"}}}}`, "ada", "bob")
	ask(content.Live, `{"postsByPeople":{"some":{"author":{"linkedFrom":{"postsByPeople":{"isNull":false}}}}}}`, "ada", "bob")
	ask(content.Live, `{"postsByAuthor":{"some":{"title":{"eq":"y"}}}}`)
	ask(content.Live, `{"postsByAuthor":{},"postsByPeople":null}`, "ada", "bob", "eve")
	s.update("p2", `{"title":"z"}`, true)
	ask(content.Live, `{"postsByAuthor":{"some":{"title":{"eq":"z"}}}}`, "bob")
	s.must(s.Delete(s.ctx, "p1", 0))
	ask(content.Draft, `{"postsByAuthor":{"some":{}}}`, "bob")
	ask(content.Draft, `{"postsByPeople":{"isNull":true}}`, "ada", "bob", "eve")
}

// TestAssetsByWhatRefersToThem finds the pictures of some people.
func TestAssetsByWhatRefersToThem(t *testing.T) {
	s := newSpace(t)
	s.apply(archive...)
	for _, id := range []string{"one", "two"} {
		_, err := s.WriteSystem(auth.With(s.ctx, auth.System), id, 0, vals(`{"fileName":"a.jpg"}`))
		s.must(err)
	}
	s.create("person", "ada", `{"name":"Ada","portrait":{"id":"two"}}`, true)
	ids, _ := s.list(content.Live, "asset", `{"linkedFrom":{"peopleByPortrait":{"some":{"name":{"eq":"Ada"}}}}}`, "", content.PageArgs{})
	equal(t, ids, []string{"two"})
	ids, _ = s.list(content.Live, "asset", `{"linkedFrom":{"peopleByPortrait":{"isNull":true}}}`, "", content.PageArgs{})
	equal(t, ids, []string{"one"})
}

// TestLinksOfUnreadableModels asks by what the caller may not read, and by what is not there: both are refused in the same
// words.
func TestLinksOfUnreadableModels(t *testing.T) { // A20
	s := newSpace(t)
	s.apply(archive...)
	s.create("person", "ada", `{"name":"Ada"}`, true)
	s.create("contract", "c", `{"sum":7,"with":{"id":"ada"}}`, true)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	public := auth.With(s.ctx, auth.Public)
	for _, where := range []string{`{"contractsByWith":{"some":{"sum":{"eq":7}}}}`, `{"contractsByWith":{"isNull":false}}`, `{"contractsByWith":{}}`} {
		q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("person"), Where: object(`{"not":{"linkedFrom":` + where + `}}`)})
		s.must(err)
		s.must(s.View(public, content.Live, func(r *content.Reader) error {
			_, err := r.List(public, q, content.PageArgs{Count: true})
			wantCode(t, err, errs.Invalid)
			return nil
		}))
	}
	var told []string
	for _, name := range []string{"contractsByWith", "contractsByThem"} {
		_, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("person"), Readable: func(m *content.Model) bool { return m.PublicRead },
			Where: object(`{"linkedFrom":{"` + name + `":{"some":{"none":{"eq":7}}}}}`)})
		wantCode(t, err, errs.Invalid)
		told = append(told, err.Error()[len("where.linkedFrom.contractsByWith"):])
	}
	equal(t, told[0], told[1])
}

// TestWrongLinks are refused, with a word on what is wrong.
func TestWrongLinks(t *testing.T) {
	s := newSpace(t)
	s.apply(archive...)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	deep := `{"title":{"eq":"x"}}`
	for range 6 {
		deep = `{"author":{"linkedFrom":{"postsByAuthor":{"some":` + deep + `}}}}`
	}
	for where, code := range map[string]errs.Code{
		`{"linkedFrom":3}`:                                       errs.Invalid,
		`{"linkedFrom":{"postsByAuthor":3}}`:                     errs.Invalid,
		`{"linkedFrom":{"postsByAuthor":{"some":3}}}`:            errs.Invalid,
		`{"linkedFrom":{"postsByAuthor":{"isNull":3}}}`:          errs.Invalid,
		`{"linkedFrom":{"postsByAuthor":{"title":{"eq":"x"}}}}`:  errs.Invalid,
		`{"linkedFrom":{"postsByTitle":{"some":{}}}}`:            errs.Invalid,
		`{"linkedFrom":{"postsByAuthor":{"some":` + deep + `}}}`: errs.LimitExceeded,
	} {
		_, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("person"), Where: object(where)})
		wantCode(t, err, code)
	}
}
