package delivery_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// textIndex finds entries whose texts hold what is searched for, in the order of their ids.
type textIndex struct {
	mu     sync.Mutex
	copies map[search.CopyKey]search.Change
}

func (x *textIndex) Apply(_ context.Context, changes ...search.Change) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range changes {
		x.copies[search.CopyKey{Entry: c.Entry, Stage: c.Stage}] = c
	}
	return nil
}

func (x *textIndex) Search(_ context.Context, q search.Query) (*search.Result, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := &search.Result{}
	for k, c := range x.copies {
		if k.Stage != q.Stage || (q.Entries != nil && !slices.Contains(q.Entries, k.Entry)) || (q.After != nil && k.Entry <= q.After.Entry) {
			continue
		}
		for _, d := range c.Documents {
			holds := slices.ContainsFunc(d.Fields, func(f search.Field) bool { return strings.Contains(f.Text, q.Text) })
			if holds && slices.Contains(q.Models, d.Model) && slices.Contains(q.Locales, d.Locale) {
				out.Hits = append(out.Hits, search.Hit{Entry: k.Entry, Seq: c.Seq, Score: 1})
				break
			}
		}
	}
	slices.SortFunc(out.Hits, func(a, b search.Hit) int { return strings.Compare(a.Entry, b.Entry) })
	if out.Total, out.More = len(out.Hits), len(out.Hits) > q.Limit; out.More {
		out.Hits = out.Hits[:q.Limit]
	}
	return out, nil
}

func (x *textIndex) Copies(context.Context, search.CopyKey, int) ([]search.Copy, error) {
	return nil, nil
}
func (x *textIndex) Referring(context.Context, string, int) ([]search.CopyKey, error) {
	return nil, nil
}
func (x *textIndex) Status(context.Context) (search.Status, error) { return search.Status{}, nil }

// newSearchedSpace is a space whose lists can be searched.
func newSearchedSpace(t testing.TB, o delivery.Options) *space {
	t.Helper()
	s := &space{t: t}
	meter := func() store.Table { return store.Meter(storetest.New(t), store.MeterOptions{}) }
	s.Service = content.New(meter(), meter(), content.Options{Search: &textIndex{copies: map[search.CopyKey]search.Change{}}})
	s.apply(magazine...)
	s.must(s.SetLocales(auth.With(t.Context(), auth.Local), []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	s.handler = delivery.New(s.Service, o)
	return s
}

func (s *space) index(ids ...string) {
	s.t.Helper()
	s.must(errors.Join(s.IndexEntries(s.t.Context(), ids...)...))
}

func TestListsAreSearched(t *testing.T) {
	s := newSearchedSpace(t, delivery.Options{})
	s.create("person", "ada", `{"name":"Ada"}`)
	s.create("article", "a1", `{"title":"On bread","slug":"a","views":1,"author":{"id":"ada"}}`)
	s.create("article", "a2", `{"title":"On salt","slug":"b","views":2,"author":{"id":"ada"}}`)
	s.create("article", "a3", `{"title":"More bread","slug":"c","views":3}`)
	s.index("ada", "a1", "a2", "a3")
	same(t, s.query(`{articles(search:"bread"){totalCount nodes{id}} none:articles(search:"pepper"){nodes{id}}}`),
		`{"articles":{"totalCount":2,"nodes":[{"id":"a1"},{"id":"a3"}]},"none":{"nodes":[]}}`)
	same(t, s.query(`{articles(search:"bread",orderBy:[{views:DESC}],where:{views:{gt:1}}){nodes{id}}}`), `{"articles":{"nodes":[{"id":"a3"}]}}`)
	same(t, s.query(`{articles(search:"",orderBy:[{views:DESC}],first:1){nodes{id}} assets(search:"bread"){totalCount}}`), `{"articles":{"nodes":[{"id":"a3"}]},"assets":{"totalCount":0}}`)
	same(t, s.query(`{person(id:"ada"){linkedFrom{articlesByAuthor(search:"bread"){nodes{id}}}}}`), `{"person":{"linkedFrom":{"articlesByAuthor":{"nodes":[{"id":"a1"}]}}}}`)
}

func TestTheSchemaHasTheArgumentSearchWhereItWorks(t *testing.T) {
	for _, searches := range []bool{false, true} {
		s := newSpace(t, delivery.Options{})
		sc, err := s.Schema(t.Context())
		s.must(err)
		if sdl := delivery.SDL(sc, searches); strings.Contains(sdl, "search: String") != searches {
			t.Errorf("with search %v: %s", searches, sdl)
		}
	}
	if a := newSpace(t, delivery.Options{}).do(call{query: `{articles(search:"x"){nodes{id}}}`}); a.code() != "GRAPHQL_VALIDATION_FAILED" {
		t.Error(a.raw)
	}
}

// What a search finds changes after the event that drops replies: they are not kept.
func TestRepliesOfSearchesAreNotKept(t *testing.T) {
	s := newSearchedSpace(t, delivery.Options{ReplyCache: 1 << 20})
	ask := func(list string) (*answer, string) {
		a := s.get(public, `{`+list+`{nodes{id}}}`, nil)
		return a, a.header.Get("Cache-Control")
	}
	s.create("article", "a1", `{"title":"bread","slug":"a"}`)
	before, control := ask(`articles(search:"bread")`)
	same(t, before.data(), `{"articles":{"nodes":[]}}`)
	if control != "public, max-age=0, s-maxage=5" {
		t.Errorf("Cache-Control: %s", control)
	}
	s.index("a1")
	after, _ := ask(`articles(search:"bread")`)
	same(t, after.data(), `{"articles":{"nodes":[{"id":"a1"}]}}`)
	if _, control := ask(`articles(search:" ")`); !strings.Contains(control, "s-maxage=60") {
		t.Errorf("of a list that is not searched: %s", control)
	}
}

func TestHostileSearches(t *testing.T) {
	s := newSearchedSpace(t, delivery.Options{})
	for text, code := range map[string]string{strings.Repeat("word ", 2000): "LIMIT_EXCEEDED", `a\u0000b`: "BAD_USER_INPUT"} {
		if a := s.do(call{query: `{articles(search:"` + text + `"){nodes{id}}}`}); a.code() != code || a.Data != nil {
			t.Errorf("%.20s: %s", text, a.raw)
		}
	}
	a := s.do(call{query: `{articles(search:"a"){nodes{id}}}`})
	b := s.do(call{query: `{articles(search:""){nodes{id}}}`})
	if a.Extensions.Cost.Complexity < b.Extensions.Cost.Complexity+50 {
		t.Errorf("a search costs %v, a list %v", a.Extensions.Cost.Complexity, b.Extensions.Cost.Complexity)
	}
}
