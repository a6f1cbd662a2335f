package content_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// shop is a model with an index on several fields of each kind; %s stands for its indexes.
const shop = `{"apiId":"item","fields":[{"apiId":"category","kind":"TEXT"},{"apiId":"price","kind":"INTEGER"},{"apiId":"shown","kind":"BOOLEAN"},
	{"apiId":"tags","kind":"TEXT","list":true},{"apiId":"colours","kind":"TEXT","list":true},{"apiId":"name","kind":"TEXT","localized":true},
	{"apiId":"note","kind":"TEXT","filterable":false},{"apiId":"a","kind":"TEXT"},{"apiId":"b","kind":"TEXT"},{"apiId":"maker","kind":"REFERENCE","models":["item"]}],
	"indexes":[%s]}`

func shopWith(indexes ...string) string {
	for i, names := range indexes {
		indexes[i] = `{"fields":["` + strings.ReplaceAll(names, " ", `","`) + `"]}`
	}
	return fmt.Sprintf(shop, strings.Join(indexes, ","))
}

func TestIndexesOnSeveralFieldsAreChecked(t *testing.T) {
	s := newSpace(t)
	for indexes, want := range map[string]string{
		"category":                                    "it has 1 fields; 2 to 4 are possible",
		"category price shown createdAt maker":        "it has 5 fields",
		"category nothing":                            `there is no field "nothing"`,
		"category price category":                     `the field "category" is in it twice`,
		"category note":                               `the field "note" cannot be indexed`,
		"tags price colours":                          "it has 2 fields with several values",
		"updatedAt publishedAt":                       "no list could use it",
		"category a b name":                           "its keys could be 1096 bytes long; 1024 are possible",
		"category price,category price":               "it is there twice",
		"category id":                                 `there is no field "id"`,
		strings.Repeat("category price,", 11) + "a b": "it has 12 indexes on several fields; 10 are possible",
		"category a b price,status,maker price":       "index on status: it has 1 fields",
	} {
		_, err := s.PlanModels(s.ctx, raw([]string{shopWith(strings.Split(indexes, ",")...)}), false)
		wantCode(t, err, errs.ValidationFailed)
		if got := refusedWith(err); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", indexes, got, want)
		}
	}
	_, err := s.PlanModels(s.ctx, raw([]string{`{"apiId":"part","component":true,"fields":[{"apiId":"a","kind":"TEXT"}],"indexes":[{"fields":["a","b"]}]}`}), false)
	wantCode(t, err, errs.ValidationFailed)
	s.apply(shopWith("category price", "tags status updatedAt name", "maker a firstPublishedAt"))
}

func refusedWith(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) {
		return ""
	}
	return fmt.Sprint(e.Problems)
}

func detail(err error, name string) any {
	var e *errs.Error
	if !errors.As(err, &e) {
		return nil
	}
	return e.Details[name]
}

// messages are what a plan says.
func messages(p *content.ModelPlan) (out []string) {
	for _, c := range p.Changes {
		out = append(out, c.Message)
	}
	return out
}

func TestPlansTellOfIndexes(t *testing.T) {
	s := newSpace(t)
	s.apply(shopWith("category price"))
	equal(t, messages(s.apply(shopWith("category publishedAt", "category price"))), []string{"add an index on category and publishedAt to model item"})
	equal(t, len(s.apply(shopWith("category price", "category publishedAt")).Changes), 0)
	equal(t, messages(s.apply(shopWith("category publishedAt"))), []string{"remove the index on category and price from model item: lists that need it read more"})
	sc, err := s.Schema(s.ctx)
	s.must(err)
	file, err := sc.Source(sc.Model("item"))
	s.must(err)
	if !strings.Contains(string(file), `"indexes":[{"fields":["category","publishedAt"]}]`) {
		t.Errorf("the file is %s", file)
	}
	equal(t, len(s.apply(string(file)).Changes), 0)
}

// TestIndexesFollowTheirFields renames a field that an index uses, and removes one. // C8
func TestIndexesFollowTheirFields(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(shopWith("category price"))
	s.create("item", "i", `{"category":"c","price":1}`, true)
	before := b.rows()
	for _, names := range []string{"category price", "kind price"} { // as it is called now, or was
		renamed := strings.Replace(shopWith(names), `"apiId":"category"`, `"apiId":"kind","was":"category"`, 1)
		for _, message := range messages(s.apply(renamed)) {
			if strings.Contains(message, "index") {
				t.Errorf("a rename is told as %q", message)
			}
		}
		b.same("rows after the rename", before, b.rows())
	}
	ids, _ := s.list(content.Live, "item", `{"kind":{"eq":"c"}}`, `[{"price":"ASC"}]`, content.PageArgs{})
	equal(t, ids, []string{"i"})

	without := strings.Replace(shopWith("kind price"), `{"apiId":"price","kind":"INTEGER"},`, "", 1)
	without = strings.Replace(without, `"apiId":"category"`, `"apiId":"kind"`, 1)
	_, err := s.PlanModels(s.ctx, raw([]string{without}), false)
	wantCode(t, err, errs.ValidationFailed)
	if got := refusedWith(err); !strings.Contains(got, `the field "price" is removed. Leave the index out as well, or keep the field.`) {
		t.Errorf("refused with %s", got)
	}
	s.apply(strings.Replace(without, `{"fields":["kind","price"]}`, "", 1))
	b.verify(b.recover(), []string{"i"})
}

// TestKilledWhileAnIndexOnSeveralIsBuilt kills the process at every call of a change that adds an index on several
// fields. Lists go on without it, and are whole at any time. // F1, C8
func TestKilledWhileAnIndexOnSeveralIsBuilt(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(shopWith())
	var ids []string
	for i := range 5 {
		ids = append(ids, fmt.Sprintf("i%d", i))
		s.create("item", ids[i], fmt.Sprintf(`{"category":"c","price":%d,"tags":["x","y"]}`, i), i%2 == 0)
	}
	for n, died := 1, true; died; n++ {
		victim := b.process(&storetest.Faults{At: map[int]storetest.Fault{n: storetest.Fault(n%2) + storetest.Kill}, Seed: uint64(n)})
		_, err := victim.ApplyModels(victim.ctx, raw([]string{shopWith("category tags price")}), false, true)
		died = err != nil
		s = b.process(nil)
		for range 2 {
			for _, tags := range []string{`{"contains":"x"}`, `{"containsAny":["y","x"]}`} {
				got, _ := s.list(content.Draft, "item", `{"category":{"eq":"c"},"tags":`+tags+`}`, `[{"price":"ASC"}]`, content.PageArgs{})
				equal(t, got, ids)
			}
			s.must(s.Resume(s.ctx))
		}
		s.apply(shopWith())
		b.clock.advance(1e9)
	}
	b.verify(b.recover(), ids)
}

// TestIndexesOnSeveralAreBuiltOnline asks lists in several processes while an index is built in slices. // F1
func TestIndexesOnSeveralAreBuiltOnline(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(shopWith())
	var ids []string
	for i := range 150 {
		ids = append(ids, fmt.Sprintf("i%03d", i))
		s.create("item", ids[i], fmt.Sprintf(`{"category":"c%d","price":%d}`, i%2, i), true)
	}
	equal(t, s.apply(shopWith("category price")).Building, true)
	asks := func(s *space) []string {
		two := 2
		got, _ := s.list(content.Live, "item", `{"category":{"eq":"c1"}}`, `[{"price":"DESC"}]`, content.PageArgs{First: &two})
		return got
	}
	for slices := 0; b.lambda(nil).building(); slices++ {
		next := b.slow()
		equal(t, asks(next), []string{ids[149], ids[147]})
		next.must(next.Resume(b.within(15e6)))
		if slices == 1000 {
			t.Fatal("it is never built")
		}
	}
	s = b.lambda(nil)
	equal(t, asks(s), []string{ids[149], ids[147]})
	e, err := s.Explain(s.ctx, s.spec(content.Live, "item", `{"category":{"eq":"c1"}}`, `[{"price":"DESC"}]`), content.PageArgs{})
	s.must(err)
	equal(t, e.Indexes, []string{"category+price"})
	b.verify(b.recover(), ids)
}

// TestIndexesOnSeveralReadWhatTheyShow asks for pages in the middle of lists that an index answers by one range of rows.
func TestIndexesOnSeveralReadWhatTheyShow(t *testing.T) {
	p := newShelf(t, 0, content.Budget{}, nil)
	p.apply(shopWith("category price", "shown tags category", "maker shown createdAt"))
	for i := range 600 {
		p.create("item", fmt.Sprintf("i%03d", i), fmt.Sprintf(`{"category":"c%d","price":%d,"shown":%t,"tags":["x","t%d"],"maker":{"id":"i%03d"}}`,
			i%3, i/6, i%2 == 0, i%4, i%3), true)
		p.clock.advance(1e9)
	}
	p.list(content.Live, "item", "", "", content.PageArgs{})
	ten := 10
	for _, c := range []struct {
		where, order string
		rows         int64 // for a page of ten, and the one behind it
	}{
		{`{"category":{"eq":"c1"}}`, `[{"price":"DESC"}]`, 17}, // ids rise: the run in which the page ends is read twice
		{`{"category":{"eq":"c1"}}`, `[{"price":"ASC"}]`, 12},
		{`{"category":{"eq":"c1"}}`, `[{"category":"ASC"},{"price":"ASC"},{"id":"ASC"}]`, 12},
		{`{"category":{"eq":"c1"},"price":{"gte":30,"lt":70}}`, `[{"price":"DESC"},{"id":"DESC"}]`, 11},
		{`{"category":{"in":["c1","c2"]}}`, `[{"price":"ASC"}]`, 44},
		{`{"shown":{"eq":true},"tags":{"contains":"t2"},"category":{"eq":"c1"}}`, `[{"id":"ASC"}]`, 32},
		{`{"shown":{"eq":true},"tags":{"containsAny":["t2","x"]},"category":{"eq":"c1"}}`, `[{"category":"DESC"}]`, 44},
		{`{"maker":{"id":{"eq":"i001"}},"shown":{"eq":false}}`, ``, 12},
	} {
		_, first, _ := p.page(c.where, c.order, content.PageArgs{First: &ten})
		ids, _, cost := p.page(c.where, c.order, content.PageArgs{First: &ten, After: first.Cursor(9)})
		if len(ids) != 10 || cost.Rows > c.rows || cost.Items > 22 {
			t.Errorf("%s %s: %d entries for %d rows and %d copies", c.where, c.order, len(ids), cost.Rows, cost.Items)
		}
	}
}

// TestEntriesThatMoveBetweenRangesAreListed moves an entry from one value that a list asks for to another, between any two
// of its reads of an index on several fields.
func TestEntriesThatMoveBetweenRangesAreListed(t *testing.T) { // C17
	for _, order := range []string{`[{"price":"ASC"}]`, `[{"price":"DESC"},{"name":"ASC"}]`} {
		index := &mover{Table: storetest.New(t)}
		s := &space{content.New(storetest.New(t), index, content.Options{}), t, auth.With(t.Context(), auth.Local)}
		s.apply(shopWith("category price"))
		for i := range 40 {
			s.create("item", fmt.Sprintf("i%02d", i), fmt.Sprintf(`{"category":"c%d","price":%d}`, i%2, i/3), false)
		}
		hundred := 100
		for after := range 12 {
			for _, to := range []string{`{"category":"c0"}`, `{"category":"c1"}`} {
				index.after, index.deed = after+1, func() { s.update("i33", to, false) }
				ids, _ := s.list(content.Draft, "item", `{"category":{"in":["c0","c1"]}}`, order, content.PageArgs{First: &hundred})
				if len(ids) != 40 {
					t.Errorf("%s: %d of 40 listed when one moved to %s after %d queries", order, len(ids), to, after+1)
				}
				index.after = 0
				s.update("i33", to, false)
			}
		}
	}
}

// TestDearListsNameTheIndex asks lists that read more than they may.
func TestDearListsNameTheIndex(t *testing.T) {
	p := newShelf(t, 0, content.Budget{Rows: 60, Copies: 40, Few: 2}, nil)
	p.apply(strings.Replace(shopWith(), `{"apiId":"note"`, `{"apiId":"box","kind":"COMPONENT","components":["box"]},{"apiId":"note"`, 1),
		`{"apiId":"box","component":true,"fields":[{"apiId":"size","kind":"INTEGER"}]}`)
	for i := range 200 {
		p.create("item", fmt.Sprintf("i%03d", i), `{"category":"c","price":1,"shown":true,"tags":["x"],"box":{"size":1}}`, true)
	}
	for _, c := range []struct{ where, order, want string }{
		{`{"category":{"eq":"c"},"name":{"contains":"z"}}`, ``, "[category createdAt]"},
		{`{"price":{"gt":0},"category":{"eq":"c"},"name":{"contains":"z"}}`, `[{"id":"ASC"}]`, "[category price]"},
		{`{"price":{"in":[1,2]},"shown":{"eq":true},"tags":{"contains":"x"},"name":{"contains":"z"}}`, `[{"category":"DESC"},{"a":"DESC"}]`, "[shown tags price category]"},
		{`{"name":{"contains":"z"}}`, `[{"category":"DESC"},{"price":"DESC"},{"a":"ASC"}]`, "[category price]"},
		{`{"box":{"size":{"eq":9}}}`, ``, ""},
		{`{"name":{"contains":"z"}}`, ``, ""},
	} {
		err := p.View(p.ctx, content.Live, func(r *content.Reader) error {
			q, err := content.Prepare(r.Schema(), p.spec(content.Live, "item", c.where, c.order))
			p.must(err)
			_, err = r.List(p.ctx, q, content.PageArgs{})
			return err
		})
		wantCode(t, err, errs.TooExpensive)
		got := ""
		if index := detail(err, "index"); index != nil {
			got = fmt.Sprint(index)
		}
		if got != c.want || (c.want == "") != strings.Contains(err.Error(), "those inside components and blocks have none") {
			t.Errorf("%s %s: %q, %v", c.where, c.order, got, err)
		}
	}
}

// page lists items and tells what that cost.
func (p *priced) page(where, order string, args content.PageArgs) ([]string, *content.Page, store.Totals) {
	p.t.Helper()
	return p.listed("item", where, order, args)
}
