package content_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// explain explains a list of a model; what is asked is JSON.
func (s *space) explain(stage content.Stage, model, where, order string, args content.PageArgs) *content.Explanation {
	s.t.Helper()
	e, err := s.tryExplain(s.ctx, stage, model, where, order, args)
	s.must(err)
	return e
}

func (s *space) tryExplain(ctx context.Context, stage content.Stage, model, where, order string, args content.PageArgs) (*content.Explanation, error) {
	s.t.Helper()
	return s.Explain(ctx, s.spec(stage, model, where, order), args)
}

// steps are the kinds of an explanation's steps with their indexes.
func steps(e *content.Explanation) string {
	var out []string
	for _, s := range e.Steps {
		one := string(s.Kind)
		if s.Model != "" {
			one = s.Model + ":" + one
		}
		for _, x := range s.Indexes {
			one += fmt.Sprintf(" %s/%d", x.Name, x.Values)
		}
		out = append(out, one)
	}
	return strings.Join(out, ", ")
}

// newGallery is a priced space of 400 pieces in rooms, of which few are on loan, and 5 rooms.
func newGallery(t *testing.T, b content.Budget) *priced {
	t.Helper()
	p := newShelf(t, 0, b, nil)
	p.apply(`{"apiId":"room","titleField":"name","fields":[{"apiId":"name","kind":"TEXT"}]}`,
		`{"apiId":"piece","fields":[{"apiId":"year","kind":"INTEGER"},{"apiId":"title","kind":"TEXT"},{"apiId":"shown","kind":"BOOLEAN"},
			{"apiId":"loan","kind":"BOOLEAN"},{"apiId":"room","kind":"REFERENCE","models":["room"]}]}`)
	for i := range 5 {
		p.create("room", fmt.Sprintf("room%d", i), fmt.Sprintf(`{"name":"Room %d"}`, i), true)
	}
	for i := range 400 {
		p.create("piece", fmt.Sprintf("p%03d", i), fmt.Sprintf(`{"year":%d,"title":"Piece %03d","shown":%t,"loan":%t,"room":{"id":"room%d"}}`,
			1600+i, i, i%2 == 0, i%100 == 7, i%5), true)
		p.clock.advance(1e9)
	}
	return p
}

func TestExplainTellsTheSteps(t *testing.T) {
	p := newGallery(t, content.Budget{})
	for _, c := range []struct{ where, order, steps, text string }{
		{``, ``, `ORDER createdAt/0`, "Reads along the index createdAt, descending, and tests each entry."},
		{`{"year":{"gte":1700,"lt":1710}}`, `[{"year":"ASC"}]`, `ORDER year/0`,
			"Reads along the index year, ascending, where year gte 1700 and year lt 1710, and tests each entry."},
		{`{"id":{"in":["p001","p002"]}}`, ``, `NAMED`, "Reads the 2 entries that the filter names."},
		{`{"loan":{"eq":true}}`, ``, `EQUALITY loan/1`, "Finds 4 entries in the index loan (1 value), and sorts them."},
		{`{"loan":{"eq":true},"year":{"in":[1607,1707,9]}}`, ``, `ZIGZAG loan/1 year/3`,
			"Merges the indexes loan (1 value) and year (3 values): finds 2 entries with rows in all of them, and sorts them."},
		{`{"shown":{"eq":true},"loan":{"eq":true}}`, `[{"id":"DESC"}]`, `ZIGZAG loan/1 shown/1`,
			"Reads the indexes loan (1 value) and shown (1 value) in the order of ids, descending, and tests each entry."},
		{``, `[{"id":"ASC"}]`, `REGISTRY`, "Walks all entries of the model by id, ascending, and tests each."},
		{`{"title":{"startsWith":"piece 00"}}`, ``, `PREFIX title/0`, "Finds 10 entries whose text begins as asked in the index title, and sorts them."},
		{`{"room":{"name":{"eq":"Room 3"}}}`, ``, `room:EQUALITY name/1, JOIN room/0, EQUALITY room/1`,
			"Finds 80 entries in the index room (1 value), and sorts them."},
	} {
		e := p.explain(content.Live, "piece", c.where, c.order, content.PageArgs{})
		if got := steps(e); got != c.steps {
			t.Errorf("%s %s: %s, want %s", c.where, c.order, got, c.steps)
		}
		if got := e.Steps[len(e.Steps)-1].Text; got != c.text {
			t.Errorf("%s %s: %q, want %q", c.where, c.order, got, c.text)
		}
		if e.Refusal != "" {
			t.Errorf("%s %s: refused: %s", c.where, c.order, e.Refusal)
		}
	}
}

// TestExplainCostsWhatTheListCosts holds the figures to what the store's meter says of the same list.
func TestExplainCostsWhatTheListCosts(t *testing.T) {
	p := newGallery(t, content.Budget{Few: 20})
	for _, where := range []string{``, `{"shown":{"eq":true}}`, `{"loan":{"eq":true}}`, `{"room":{"name":{"eq":"Room 3"}},"loan":{"eq":true}}`,
		`{"title":{"startsWith":"piece 00"}}`, `{"title":{"contains":"9"},"loan":{"eq":false}}`} {
		for _, stage := range []content.Stage{content.Live, content.Draft} {
			listed := p.price(func(ctx context.Context) error {
				s := *p.space
				s.ctx = ctx
				s.list(stage, "piece", where, "", content.PageArgs{})
				return nil
			})
			e := p.explain(stage, "piece", where, "", content.PageArgs{})
			if e.Cost.ReadUnits != listed.ReadUnits || e.Cost.IndexRows != int(listed.Rows) {
				t.Errorf("stage %d, %s: %+v, but the list took %+v", stage, where, e.Cost, listed)
			}
			if stage == content.Live && e.Cost.Entries != int(listed.Items) {
				t.Errorf("%s: %d entries, but the list fetched %d", where, e.Cost.Entries, listed.Items)
			}
			if got, want := e.Cost.PricePerMillion(), listed.ReadUnits*0.125; got != want {
				t.Errorf("%s: %v dollars a million, want %v", where, got, want)
			}
		}
	}
}

func TestExplainTellsThePage(t *testing.T) {
	p := newGallery(t, content.Budget{})
	one, page := 1, content.PageArgs{}
	ids, listed := p.list(content.Live, "piece", `{"loan":{"eq":true}}`, "", content.PageArgs{First: &one})
	equal(t, ids, []string{"p307"})
	page.First, page.After, page.Count = &one, listed.Cursor(0), true
	e := p.explain(content.Live, "piece", `{"loan":{"eq":true}}`, "", page)
	equal(t, []any{e.Returned, e.HasNext, e.Indexes, *e.Count.Total}, []any{1, true, []string{"loan"}, 4})
	if e.Count.IndexRows == 0 || e.Count.ReadUnits == 0 {
		t.Errorf("counting is free: %+v", e.Count)
	}
	if e := p.explain(content.Live, "piece", "", "", content.PageArgs{}); e.Count != nil {
		t.Errorf("counted although nobody asked: %+v", e.Count)
	}
}

// TestExplainSuggestsAnIndex: where a list reads much more than it returns, and where it is refused for that.
func TestExplainSuggestsAnIndex(t *testing.T) {
	p := newGallery(t, content.Budget{Rows: 100, Few: 5})
	const where = `{"shown":{"eq":true},"title":{"contains":"nothing"}}`
	e := p.explain(content.Live, "piece", where, `[{"year":"ASC"}]`, content.PageArgs{Count: true})
	if !strings.Contains(e.Refusal, "more than 100 index rows") || e.Count.Refusal == "" || e.Count.Total != nil {
		t.Errorf("not refused: %+v", e)
	}
	equal(t, e.Suggestion, []string{"shown", "year"})
	if got := steps(e); got != `SAMPLE shown/1, ORDER year/0` {
		t.Errorf("steps %s", got)
	}
	cheap := newGallery(t, content.Budget{})
	equal(t, len(cheap.explain(content.Live, "piece", `{"loan":{"eq":true}}`, "", content.PageArgs{}).Suggestion), 0)
}

// TestExplainNarrows tells of a list that most entries on its way do not belong to.
func TestExplainNarrows(t *testing.T) {
	p := newShelf(t, 600, content.Budget{Few: 20}, func(i int) string { return fmt.Sprintf(`{"c":%t,"a":%d}`, i < 50, i) })
	two := 2
	e := p.explain(content.Live, "thing", `{"c":{"eq":true}}`, "", content.PageArgs{First: &two})
	if got := steps(e); got != `SAMPLE c/1, ORDER createdAt/0, NARROWED c/1` {
		t.Errorf("steps %s", got)
	}
	equal(t, e.Suggestion, []string{"c", "createdAt"})
}

// A20, A21: what the caller may not read is not explained either.
func TestExplainAsTheCaller(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"secret","publicRead":false,"fields":[{"apiId":"word","kind":"TEXT"}]}`,
		`{"apiId":"hint","fields":[{"apiId":"of","kind":"REFERENCE","models":["secret"]}]}`)
	public := auth.With(t.Context(), auth.Actor{Kind: auth.KindPublic})
	_, err := s.tryExplain(public, content.Live, "secret", "", "", content.PageArgs{})
	wantCode(t, err, errs.NotFound)
	_, err = s.tryExplain(public, content.Draft, "article", "", "", content.PageArgs{})
	wantCode(t, err, errs.NotFound)
	_, err = s.tryExplain(public, content.Live, "hint", `{"of":{"word":{"eq":"x"}}}`, "", content.PageArgs{})
	wantCode(t, err, errs.Invalid)
	_, err = s.tryExplain(public, content.Live, "hint", "", "", content.PageArgs{})
	s.must(err)
	_, err = s.tryExplain(s.ctx, content.Live, "article", "", `[{"nothing":"ASC"}]`, content.PageArgs{})
	wantCode(t, err, errs.Invalid)
}
