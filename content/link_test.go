package content_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
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

// TestLinkedFromReadsFewRows finds the people of one of many posts, and those that few contracts are with, by rows, not by
// going along the people.
func TestLinkedFromReadsFewRows(t *testing.T) {
	p := newPriced(t, false)
	p.apply(archive...)
	for i := range 60 {
		p.create("person", fmt.Sprintf("a%02d", i), fmt.Sprintf(`{"name":"%d"}`, i), true)
		p.create("post", fmt.Sprintf("p%02d", i), fmt.Sprintf(`{"title":"%d","author":{"id":"a%02d"},"people":[{"id":"a%02d"},{"id":"a%02d"}]}`, i, i, i/2, i/3), true)
		p.clock.advance(1e9)
	}
	p.create("contract", "c", `{"sum":7,"with":{"id":"a07"}}`, true)
	p.list(content.Live, "person", "", "", content.PageArgs{})
	for _, c := range []struct {
		where, order string
		want         int
	}{
		{`{"postsByAuthor":{"some":{"title":{"eq":"7"}}}}`, "", 1},
		{`{"postsByAuthor":{"some":{"title":{"in":["7","8"]}}}}`, `[{"name":"ASC"}]`, 2},
		{`{"postsByPeople":{"some":{"author":{"name":{"eq":"31"}}}}}`, `[{"id":"DESC"}]`, 2},
		{`{"contractsByWith":{"some":{}}}`, "", 1},
		{`{"contractsByWith":{"isNull":false},"postsByAuthor":{"some":{"title":{"eq":"none"}}}}`, "", 0},
	} {
		var ids []string
		got := p.price(func(ctx context.Context) error {
			s := *p.space
			s.ctx = ctx
			ids, _ = s.list(content.Live, "person", `{"linkedFrom":`+c.where+`}`, c.order, content.PageArgs{})
			return nil
		})
		if len(ids) != c.want || got.ReadUnits > float64(8+3*c.want) || got.Items > int64(2+4*c.want) {
			t.Errorf("%s: %v, %v read units, %d entries, %d rows", c.where, ids, got.ReadUnits, got.Items, got.Rows)
		}
	}
	all := 60
	cost := p.price(func(ctx context.Context) error {
		s := *p.space
		s.ctx = ctx
		ids, _ := s.list(content.Live, "person", `{"linkedFrom":{"postsByAuthor":{"some":{}}}}`, "", content.PageArgs{First: &all})
		equal(t, len(ids), all)
		return nil
	})
	if cost.Items > 125 { // each with one that refers to it
		t.Errorf("%d entries read for %d", cost.Items, all)
	}
}

// TestLinkedFromIsExplained tells the steps by which people are found, and what each of them read.
func TestLinkedFromIsExplained(t *testing.T) {
	s := newSpace(t)
	s.apply(archive...)
	for _, id := range []string{"ada", "bob"} {
		s.create("person", id, `{"name":"`+id+`"}`, true)
		s.create("post", "p"+id, `{"title":"x","author":{"id":"`+id+`"}}`, true)
	}
	sc, err := s.Schema(s.ctx)
	s.must(err)
	for where, want := range map[string]string{
		`{"postsByAuthor":{"some":{"title":{"eq":"x"}}}}`: `Finds 2 entries of the model post in the index title (1 value).
Goes from 2 entries to what they refer to, by linkedFrom.postsByAuthor.
Finds 2 entries in the index linkedFrom.postsByAuthor, and sorts them.`,
		`{"postsByAuthor":{"some":{}}}`: `Goes from 2 entries to what they refer to, by linkedFrom.postsByAuthor.
Finds 2 entries in the index linkedFrom.postsByAuthor, and sorts them.`,
		`{"postsByAuthor":{"isNull":true}}`: `Reads along the index createdAt, descending, and tests each entry.`,
	} {
		x, err := s.Explain(s.ctx, content.QuerySpec{Model: sc.Model("person"), Where: object(`{"linkedFrom":` + where + `}`)}, content.PageArgs{})
		s.must(err)
		var told []string
		rows := 0
		for _, step := range x.Steps {
			told, rows = append(told, step.Text), rows+step.Rows
		}
		equal(t, strings.Join(told, "\n"), want)
		equal(t, rows, x.Cost.IndexRows)
	}
}

// TestStaleRowsOfReferencesAreDoubted leaves the row of a reference behind that was changed since: nobody is found by it,
// and the sweeper is told.
func TestStaleRowsOfReferencesAreDoubted(t *testing.T) {
	for _, where := range []string{`{"postsByAuthor":{"some":{}}}`, `{"postsByAuthor":{"isNull":false,"some":{"title":{"startsWith":"x"}}}}`} {
		b := newTables(t)
		s := b.process(nil)
		s.apply(archive...)
		for _, id := range []string{"ada", "bob"} {
			s.create("person", id, `{"name":"`+id+`"}`, true)
		}
		s.create("post", "p1", `{"title":"x","author":{"id":"ada"}}`, true)
		rows := slices.DeleteFunc(b.index.items(t, "#l#-"), func(i store.Item) bool { return !strings.Contains(i.Sort, "ada\x00p1") })
		equal(t, len(rows), 1)
		s.update("p1", `{"author":{"id":"bob"}}`, true)
		s.must(b.index.Batch(s.ctx, store.Put(rows[0], store.Always()))[0])
		ids, _ := s.list(content.Live, "person", `{"linkedFrom":`+where+`}`, "", content.PageArgs{})
		equal(t, ids, []string{"bob"})
		ids, _ = s.list(content.Live, "person", `{"not":{"linkedFrom":`+where+`}}`, "", content.PageArgs{})
		equal(t, ids, []string{"ada"})
		deleted, err := s.Sweep(s.ctx)
		s.must(err)
		equal(t, deleted, 1)
	}
}

// TestLinksOfLinksEnd goes back along references that lead everywhere, as deep as a filter may.
func TestLinksOfLinksEnd(t *testing.T) {
	s := newSpace(t)
	s.apply(press...)
	var everybody []string
	for i := range 8 {
		everybody = append(everybody, fmt.Sprintf(`{"id":"p%d"}`, i))
	}
	for i := range 8 {
		s.create("person", fmt.Sprintf("p%d", i), fmt.Sprintf(`{"name":"P%d","friends":[%s]}`, i, strings.Join(everybody, ",")), true)
	}
	where := `{"name":{"contains":"nobody"}}`
	for range 9 {
		where = `{"linkedFrom":{"personsByFriends":{"some":` + where + `}}}`
	}
	ids, _ := s.list(content.Live, "person", where, "", content.PageArgs{})
	equal(t, len(ids), 0)
}
