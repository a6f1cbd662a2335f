package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

var press = []string{
	`{"apiId":"firm","publicRead":false,"fields":[{"apiId":"name","kind":"TEXT"},{"apiId":"listed","kind":"BOOLEAN"}]}`,
	`{"apiId":"person","fields":[{"apiId":"name","kind":"TEXT"},{"apiId":"firm","kind":"REFERENCE","models":["firm"]},
		{"apiId":"friends","kind":"REFERENCE","models":["person"],"list":true}]}`,
	`{"apiId":"post","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"author","kind":"REFERENCE","models":["person"]},
		{"apiId":"about","kind":"REFERENCE","models":["person","firm"]}]}`}

// TestConditionsOnUnreadableModels asks by reference for what the caller may not read, one field of which is there and
// one is not: both are refused in the same words, else the answer would tell of values, or of fields.
func TestConditionsOnUnreadableModels(t *testing.T) { // A20
	s := newSpace(t)
	s.apply(press...)
	s.create("firm", "acme", `{"name":"Acme"}`, true)
	s.create("person", "ada", `{"name":"Ada","firm":{"id":"acme"}}`, true)
	s.create("post", "p1", `{"title":"One","author":{"id":"ada"},"about":{"id":"acme"}}`, true)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	public := auth.With(s.ctx, auth.Public)
	for _, where := range []string{
		`{"author":{"firm":{"name":{"eq":"Acme"}}}}`, `{"author":{"firm":{"or":[{"name":{"eq":"Acme"}}]}}}`,
		`{"about":{"firm":{"name":{"eq":"Acme"}}}}`, `{"not":{"about":{"not":{"firm":{}}}}}`,
	} {
		ids, _ := s.list(content.Live, "post", where, "", content.PageArgs{})
		equal(t, ids, []string{"p1"})
		q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("post"), Where: object(where)})
		s.must(err)
		s.must(s.View(public, content.Live, func(r *content.Reader) error {
			_, err := r.List(public, q, content.PageArgs{Count: true})
			wantCode(t, err, errs.Invalid)
			return nil
		}))
	}
	readable := func(m *content.Model) bool { return m.PublicRead }
	var told []string
	for _, where := range []string{`{"author":{"firm":{"name":{"eq":"Acme"}}}}`, `{"author":{"firm":{"none":{"eq":"Acme"}}}}`} {
		_, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("post"), Where: object(where), Readable: readable})
		wantCode(t, err, errs.Invalid)
		told = append(told, err.Error())
	}
	equal(t, told[0], told[1])
	told = nil
	for _, where := range []string{`{"about":{"firm":{"name":{"eq":"Acme"}}}}`, `{"about":{"farm":{"none":{"eq":"Acme"}}}}`} {
		_, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("post"), Where: object(where), Readable: readable})
		wantCode(t, err, errs.Invalid)
		told = append(told, err.Error()[len("where.about.firm"):])
	}
	equal(t, told[0], told[1])
}

// TestSemiJoinsReadFewRows finds the posts of one of many authors by rows, not by going along the posts.
func TestSemiJoinsReadFewRows(t *testing.T) {
	p := newPriced(t, false)
	p.apply(press...)
	for i := range 5 {
		p.create("firm", fmt.Sprintf("f%d", i), fmt.Sprintf(`{"name":"Firm %d","listed":true}`, i), true)
	}
	for i := range 40 {
		p.create("person", fmt.Sprintf("a%02d", i), fmt.Sprintf(`{"name":"Author %d","firm":{"id":"f%d"}}`, i, i%5), true)
		p.create("post", fmt.Sprintf("p%02d", i), fmt.Sprintf(`{"author":{"id":"a%02d"}}`, i), true)
	}
	p.list(content.Live, "post", "", "", content.PageArgs{})
	for where, want := range map[string]int{
		`{"author":{"name":{"eq":"Author 7"}}}`:              1,
		`{"author":{"firm":{"name":{"eq":"Firm 3"}}}}`:       8,
		`{"about":{"person":{"name":{"eq":"Author 7"}}}}`:    0,
		`{"author":{"firm":{"name":{"in":["Firm 3","x"]}}}}`: 8,
	} {
		var ids []string
		got := p.price(func(ctx context.Context) error {
			s := *p.space
			s.ctx = ctx
			ids, _ = s.list(content.Live, "post", where, "", content.PageArgs{})
			return nil
		})
		if len(ids) != want || got.ReadUnits > float64(6+3*want+10) {
			t.Errorf("%s: %d posts, %v read units", where, len(ids), got.ReadUnits)
		}
	}
}

// TestFriendsOfFriendsEnd goes through references that lead everywhere and back, as deep as a filter may.
func TestFriendsOfFriendsEnd(t *testing.T) {
	s := newSpace(t)
	s.apply(press...)
	everybody := ""
	for i := range 30 {
		everybody += fmt.Sprintf(`,{"id":"p%02d"}`, i)
	}
	for i := range 30 {
		s.create("person", fmt.Sprintf("p%02d", i), fmt.Sprintf(`{"name":"P%d","friends":[%s]}`, i, everybody[1:]), true)
	}
	where := `{"name":{"eq":"nobody"}}`
	for range 8 {
		where = `{"friends":{"some":` + where + `}}`
	}
	ids, _ := s.list(content.Live, "person", where, "", content.PageArgs{})
	equal(t, len(ids), 0)
}

func object(s string) (out map[string]any) {
	mustDecode(json.RawMessage(s), &out)
	return out
}
