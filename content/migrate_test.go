package content_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

const noteModel = `{"apiId":"note","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"n","kind":"INTEGER"}]}`

// idOf is the id that a field got.
func (s *space) idOf(model, field string) string {
	s.t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	f := sc.Model(model).Field(field)
	if f == nil {
		s.t.Fatalf("the model %s has no field %s", model, field)
	}
	return f.ID
}

// value is what the draft has in a field, as JSON.
func (s *space) value(id, field string) string {
	s.t.Helper()
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	return string(e.Values[e.Model.Field(field).ID])
}

func TestRenameKeepsValues(t *testing.T) {
	s := newSpace(t)
	s.apply(noteModel)
	s.create("note", "a", `{"title":"A","n":1}`, true)
	p := s.apply(`{"apiId":"memo","was":"note","fields":[{"apiId":"headline","was":"title","kind":"TEXT"},{"apiId":"n","kind":"INTEGER"}]}`)
	equal(t, []string{p.Changes[0].Action, p.Changes[1].Action, p.Changes[2].Action}, []string{"rename", "update", "rename"})
	equal(t, s.value("a", "headline"), `"A"`)
	ids, _ := s.list(content.Live, "memo", `{"headline":{"eq":"A"}}`, "", content.PageArgs{})
	equal(t, ids, []string{"a"})
}

func TestRemovedFieldsStayDead(t *testing.T) { // C8
	for _, file := range []string{"by name", "by id"} {
		t.Run(file, func(t *testing.T) {
			s := newSpace(t)
			s.apply(noteModel)
			s.create("note", "a", `{"title":"A","n":1}`, true)
			id := s.idOf("note", "n")
			without := []string{`{"apiId":"note","fields":[{"apiId":"title","kind":"TEXT"}]}`}
			_, err := s.ApplyModels(s.ctx, raw(without), false, false)
			wantCode(t, err, errs.Invalid) // values get out of reach: that must be allowed
			s.apply(without...)
			again := noteModel
			if file == "by id" {
				again = strings.Replace(noteModel, `{"apiId":"n"`, `{"id":"`+id+`","apiId":"n"`, 1)
			}
			s.apply(again)
			if s.idOf("note", "n") == id {
				t.Error("the field has the id of the removed one")
			}
			equal(t, s.value("a", "n"), "")
			ids, _ := s.list(content.Draft, "note", `{"n":{"isNull":true}}`, "", content.PageArgs{})
			equal(t, ids, []string{"a"})
		})
	}
}

func TestRemovedModelsStayDead(t *testing.T) { // C8
	s := newSpace(t)
	s.apply(noteModel)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	file, err := sc.Source(sc.Model("note"))
	s.must(err)
	s.create("note", "a", `{"title":"A"}`, true)
	_, err = s.ApplyModels(s.ctx, raw(blog), true, true)
	wantCode(t, err, errs.Invalid) // it has entries
	s.must(s.Delete(s.ctx, "a", 0))
	_, err = s.ApplyModels(s.ctx, raw(blog), true, true)
	s.must(err)
	if _, err := s.Create(s.ctx, "note", "b", content.Change{}); errs.CodeOf(err) != errs.NotFound {
		t.Fatalf("an entry of a removed model: %v", err)
	}
	s.apply(string(file))
	s.create("note", "c", `{"title":"C"}`, true)
	ids, _ := s.list(content.Draft, "note", "", "", content.PageArgs{})
	equal(t, ids, []string{"c"})
	if _, err := s.Restore(s.ctx, "a"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("an entry of the removed model came back: %v", err)
	}
}

func TestNewIndexesHoldWhatIsThere(t *testing.T) {
	s := newSpace(t)
	s.apply(strings.Replace(noteModel, `"kind":"INTEGER"`, `"kind":"INTEGER","filterable":false`, 1))
	for i := range 30 {
		s.create("note", fmt.Sprintf("n%02d", i), fmt.Sprintf(`{"n":%d}`, 29-i), i%2 == 0)
	}
	s.apply(noteModel)
	first := 3
	ids, page := s.list(content.Draft, "note", `{"n":{"lt":20}}`, `[{"n":"DESC"}]`, content.PageArgs{First: &first, Count: true})
	equal(t, ids, []string{"n10", "n11", "n12"})
	equal(t, *page.Total, 20)
}

func TestLocalesAddedLaterAreListedIn(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"Apple"}`, true)
	s.create("article", "b", `{"title":"Berry"}`, true)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}, {Code: "fr", Fallback: "en"}, {Code: "ja", Fallback: "en"}}))
	_, err := s.Update(s.ctx, "b", content.Change{Values: vals(`{"title":"Aaa"}`), Locale: "fr", Publish: true})
	s.must(err)
	for locale, want := range map[string][]string{"en": {"a", "b"}, "fr": {"b", "a"}} {
		equal(t, s.inLocale(locale, `[{"title":"ASC"}]`), want)
	}
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "fr"}})) // without fallback
	equal(t, s.inLocale("fr", `[{"title":"DESC"}]`), []string{"b", "a"})
	sc, err := s.Schema(s.ctx)
	s.must(err)
	if _, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("article"), Locale: "de"}); err == nil {
		t.Error("a locale that was removed can be asked for")
	}
}

// inLocale lists articles as readers of a locale.
func (s *space) inLocale(locale, order string) (ids []string) {
	s.t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	spec := content.QuerySpec{Model: sc.Model("article"), Locale: locale}
	mustDecode([]byte(order), &spec.OrderBy)
	q, err := content.Prepare(sc, spec)
	s.must(err)
	s.must(s.View(s.ctx, content.Live, func(r *content.Reader) error {
		p, err := r.List(s.ctx, q, content.PageArgs{})
		if err == nil {
			ids = p.IDs
		}
		return err
	}))
	return ids
}

// A process that does not know a new locale yet writes an entry that has its rows already.
func TestWritersNoticeChangesOfOtherProcesses(t *testing.T) {
	b := newTables(t)
	s, other := b.process(nil), b.process(nil)
	s.apply(blog...)
	s.create("article", "a", `{"title":"Old"}`, true)
	_, err := other.Schema(other.ctx)
	s.must(err)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "fr", Fallback: "en"}}))
	other.update("a", `{"title":"New"}`, true)
	equal(t, s.inLocale("fr", `[{"title":"ASC"}]`), []string{"a"})
	b.verify(b.recover(), []string{"a"})
}

func TestLocaleListsAreChecked(t *testing.T) { // C24
	s := newSpace(t)
	for _, bad := range [][]content.Locale{
		nil, {{Code: "english"}}, {{Code: "en"}, {Code: "EN"}}, {{Code: "en", Fallback: "de"}},
		{{Code: "en", Fallback: "de"}, {Code: "de", Fallback: "en"}}, {{Code: "en", Fallback: "en"}},
	} {
		wantCode(t, s.SetLocales(s.ctx, bad), errs.Invalid)
	}
}

func TestDraftlessAndSingleModelsKeepWhatIsNew(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"home","singleton":true,"drafts":false,"fields":[{"apiId":"title","kind":"TEXT"}]}`)
	e := s.create("home", "", `{"title":"Hi"}`, false)
	equal(t, e.ID, e.Model.ID)
	_, err := s.Create(s.ctx, "home", "", content.Change{Values: vals(`{"title":"Again"}`)})
	wantCode(t, err, errs.Conflict)
}

// What is wrong with models is said in sentences, with the place, and without words of Go.
func TestModelProblems(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct{ file, want string }{
		{`{"fields":[]}`, "apiId is missing"},
		{`{"apiId":"a"}`, "the model"},
		{`{"apiId":"Bad","fields":[]}`, `"Bad"`},
		{`{"apiId":"query","fields":[]}`, "used by Galley itself"},
		{`{"apiId":"article","pluralApiId":"authors","fields":[]}`, "is taken by"},
		{`{"apiId":"articleConnection","fields":[]}`, "is taken by"},
		{`{"apiId":"someFilter","fields":[]}`, `ends in "Filter"`},
		{`{"apiId":"x","name":"` + long + `","fields":[]}`, "name is too long, 200 characters"},
		{`{"apiId":"x","fields":[{"apiId":"f"}]}`, "fields[0].kind is missing"},
		{`{"apiId":"x","fields":[{"apiId":"f","kind":"TEXT","name":"` + long + `"}]}`, "fields[0].name is too long"},
		{`{"apiId":"x","fields":[{"apiId":"f","kind":"ENUM","enum":[{"name":"n"}]}]}`, "fields[0].enum[0].value is missing"},
		{`{"apiId":"x","fields":[null]}`, "null is no field"},
		{`{"apiId":"x","fields":{}}`, "model x: fields cannot be a JSON object"},
		{`{"apiId":"x","colour":"red","fields":[]}`, `"colour" is not known here`},
		{`{"apiId":"x","fields":[`, "no complete JSON"},
		{`{"apiId":"x" "fields":[]}`, "no JSON, from character"},
		{`{"apiId":"x","fields":[{"apiId":"id","kind":"TEXT"}]}`, "reserved"},
		{`{"apiId":"x","fields":[{"apiId":"a","kind":"TEXT"},{"apiId":"a","kind":"TEXT"}]}`, "two fields"},
		{`{"apiId":"x","fields":[{"id":"$m","apiId":"a","kind":"TEXT"}]}`, `the id "$m" is not possible`},
		{`{"id":"a#b","apiId":"x","fields":[]}`, `the id "a#b" is not possible`},
		{`{"apiId":"x","titleField":"t","fields":[]}`, `no field "t"`},
		{`{"apiId":"x","fields":[{"apiId":"a","kind":"REFERENCE","models":["nothing"]}]}`, `"nothing", which does not exist`},
		{`{"apiId":"x","component":true,"fields":[{"apiId":"a","kind":"TEXT","unique":true}]}`, "cannot be localised or unique"},
		{`{"apiId":"x","component":true,"fields":[{"apiId":"a","kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"}]}`, "in components"},
		{`{"apiId":"x","component":true,"fields":[{"apiId":"a","kind":"COMPONENT","components":["x"]}]}`, "hold themselves"},
		{`{"id":"asset","apiId":"file","fields":[]}`, "keeps its names"},
	} {
		s := newSpace(t)
		_, err := s.PlanModels(s.ctx, raw([]string{c.file}), false)
		if c.file == `{"apiId":"a"}` { // a model without fields is possible
			s.must(err)
			continue
		}
		if code := errs.CodeOf(err); code != errs.Invalid && code != errs.ValidationFailed || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: %v, want … %s", c.file, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), "validat") || strings.Contains(err.Error(), "struct")) {
			t.Errorf("%.80s: %v: words of Go", c.file, err)
		}
	}
}

func TestPlansNameWhatChanges(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"note","fields":[{"apiId":"mood","kind":"ENUM","description":"How it is.","enum":[{"value":"CALM"},{"value":"LOUD"}]}]}`)
	plan, err := s.PlanModels(s.ctx, raw([]string{`{"apiId":"note","fields":[{"apiId":"mood","kind":"ENUM","required":true,"enum":[{"value":"CALM"}]}]}`}), false)
	s.must(err)
	if len(plan.Changes) != 1 || plan.Changes[0].Message != "change the field mood of model note: description, enum, required" {
		t.Errorf("%+v", plan.Changes)
	}
}

func TestTheAssetModelTakesFieldsOfItsOwner(t *testing.T) {
	s := newSpace(t)
	_, err := s.WriteSystem(s.ctx, "pic", 0, vals(`{"fileName":"a.png","state":"READY"}`))
	s.must(err)
	s.apply(`{"apiId":"asset","fields":[{"apiId":"licence","kind":"TEXT"}]}`)
	ids, _ := s.list(content.Live, "asset", `{"licence":{"isNull":true}}`, `[{"title":"ASC"}]`, content.PageArgs{})
	equal(t, ids, []string{"pic"})
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "nl"}}))
	s.update("pic", `{"title":"T","licence":"CC0"}`, false)
	ids, _ = s.list(content.Live, "asset", `{"licence":{"eq":"CC0"}}`, `[{"title":"ASC"}]`, content.PageArgs{})
	equal(t, ids, []string{"pic"})
	p, err := s.PlanModels(s.ctx, raw([]string{`{"apiId":"asset","fields":[{"apiId":"licence","kind":"TEXT"}]}`}), false)
	s.must(err)
	equal(t, len(p.Changes), 0)
}

func TestModelFilesComeBackUnchanged(t *testing.T) {
	s := newSpace(t)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	var files []string
	for _, m := range sc.Types {
		f, err := sc.Source(m)
		s.must(err)
		files = append(files, string(f))
	}
	p, err := s.PlanModels(s.ctx, raw(files), true)
	s.must(err)
	equal(t, len(p.Changes), 0)
	fresh := content.New(newTables(t).content, newTables(t).index, content.Options{}) // ids travel between spaces
	other := &space{fresh, t, s.ctx}
	other.apply(files...)
	equal(t, other.idOf("article", "views"), s.idOf("article", "views"))
}

// hooked is a table that calls back before each query.
type hooked struct {
	store.Table
	before func(store.Query)
}

type hookedReader struct {
	store.Reader
	before func(store.Query)
}

func (h *hooked) View(ctx context.Context, fn func(store.Reader) error) error {
	return h.Table.View(ctx, func(r store.Reader) error { return fn(hookedReader{r, h.before}) })
}

func (r hookedReader) Query(ctx context.Context, q store.Query) (store.Page, error) {
	r.before(q)
	return r.Reader.Query(ctx, q)
}

// A delete is overtaken: its target is opened and referred to after the delete has looked for references. // C6
func TestDeleteNoticesThatItsTargetWasOpened(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.create("author", "ada", `{"name":"Ada"}`, true)
	s.create("article", "a", `{"title":"A"}`, true)
	looked := false
	h := &hooked{Table: b.index}
	h.before = func(store.Query) {
		if looked {
			return
		}
		looked = true // rows are read after this, in a View that began before
		s.update("ada", `{"name":"Ada L."}`, false)
		s.update("a", `{"editor":{"id":"ada"}}`, true)
	}
	deleter := content.New(b.content, h, content.Options{Clock: b.clock})
	wantCode(t, deleter.Delete(b.ctx, "ada", 0), errs.Conflict)
	if !looked {
		t.Fatal("the delete has not looked for references")
	}
	b.verify(b.recover(), []string{"ada", "a"})
}
