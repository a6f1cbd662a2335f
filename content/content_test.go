package content_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// space is a service over fresh tables, and what stories need to tell of it.
type space struct {
	*content.Service
	t   testing.TB
	ctx context.Context
}

var blog = []string{
	`{"apiId":"author","fields":[{"apiId":"name","kind":"TEXT","required":true}],"titleField":"name"}`,
	`{"apiId":"article","titleField":"title","fields":[
		{"apiId":"title","kind":"TEXT","required":true,"localized":true},
		{"apiId":"slug","kind":"SLUG","unique":true},
		{"apiId":"views","kind":"INTEGER"},
		{"apiId":"featured","kind":"BOOLEAN"},
		{"apiId":"tags","kind":"TEXT","list":true},
		{"apiId":"author","kind":"REFERENCE","models":["author"]},
		{"apiId":"editor","kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"}],
		"indexes":[{"fields":["featured","views"]},{"fields":["tags","title"]},{"fields":["editor","status","updatedAt"]},{"fields":["views","publishedAt"]}]}`,
	`{"apiId":"counter","drafts":false,"fields":[{"apiId":"name","kind":"TEXT","unique":true},{"apiId":"n","kind":"INTEGER"}]}`,
}

func newSpace(t testing.TB) *space {
	t.Helper()
	s := content.New(storetest.New(t), storetest.New(t), content.Options{})
	out := &space{s, t, auth.With(t.Context(), auth.Local)}
	out.apply(blog...)
	out.must(s.SetLocales(out.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	return out
}

func (s *space) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *space) apply(models ...string) *content.ModelPlan {
	s.t.Helper()
	p, err := s.ApplyModels(s.ctx, raw(models), false, true)
	s.must(err)
	return p
}

func raw(in []string) (out []json.RawMessage) {
	for _, s := range in {
		out = append(out, json.RawMessage(s))
	}
	return out
}

func vals(s string) (v map[string]json.RawMessage) {
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		panic(err)
	}
	return v
}

func (s *space) create(model, id, values string, publish bool) *content.Entry {
	s.t.Helper()
	e, err := s.Create(s.ctx, model, id, content.Change{Values: vals(values), Locale: "en", Publish: publish})
	s.must(err)
	return e
}

func (s *space) update(id, values string, publish bool) *content.Entry {
	s.t.Helper()
	e, err := s.Update(s.ctx, id, content.Change{Values: vals(values), Locale: "en", Publish: publish})
	s.must(err)
	return e
}

func (s *space) publish(id string, locales ...string) *content.Entry {
	s.t.Helper()
	e, err := s.Publish(s.ctx, id, content.PublishOptions{Locales: locales})
	s.must(err)
	return e
}

// spec is a list of a model by the current schema; where and order are JSON, or empty.
func (s *space) spec(stage content.Stage, model, where, order string) content.QuerySpec {
	s.t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	spec := content.QuerySpec{Model: sc.Model(model), Stage: stage}
	if where != "" {
		s.must(json.Unmarshal([]byte(where), &spec.Where))
	}
	if order != "" {
		s.must(json.Unmarshal([]byte(order), &spec.OrderBy))
	}
	return spec
}

// list gives the ids of a list.
func (s *space) list(stage content.Stage, model, where, order string, args content.PageArgs) ([]string, *content.Page) {
	s.t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	q, err := content.Prepare(sc, s.spec(stage, model, where, order))
	s.must(err)
	var page *content.Page
	s.must(s.View(s.ctx, stage, func(r *content.Reader) error {
		page, err = r.List(s.ctx, q, args)
		return err
	}))
	return page.IDs, page
}

func (s *space) live(id string) (values string) {
	s.t.Helper()
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	if e.LiveValues == nil {
		return ""
	}
	sc, err := s.Schema(s.ctx)
	s.must(err)
	b, err := sc.External(e.Model, e.LiveValues)
	s.must(err)
	return string(b)
}

func wantCode(t testing.TB, err error, code errs.Code) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Fatalf("got %v (%s), want %s", err, errs.CodeOf(err), code)
	}
}

func equal[T any](t testing.TB, got, want T) {
	t.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if string(g) != string(w) {
		t.Fatalf("got %s, want %s", g, w)
	}
}

func TestLifecycle(t *testing.T) {
	s := newSpace(t)
	e := s.create("article", "a1", `{"title":"One","slug":"one","views":3}`, false)
	equal(t, e.Status, content.StatusDraft)
	equal(t, e.Version, 1)
	if ids, _ := s.list(content.Live, "article", "", "", content.PageArgs{}); len(ids) != 0 {
		t.Fatalf("a draft is live: %v", ids)
	}
	e = s.publish("a1")
	equal(t, e.Status, content.StatusPublished)
	equal(t, s.live("a1"), `{"title":{"en":"One"},"slug":"one","views":3}`)

	e = s.update("a1", `{"title":"Uno"}`, false)
	equal(t, e.Status, content.StatusChanged)
	equal(t, s.live("a1"), `{"title":{"en":"One"},"slug":"one","views":3}`)
	e = s.publish("a1")
	equal(t, e.Status, content.StatusPublished)
	ids, _ := s.list(content.Live, "article", `{"title":{"eq":"Uno"}}`, "", content.PageArgs{})
	equal(t, ids, []string{"a1"})
	ids, _ = s.list(content.Live, "article", `{"title":{"eq":"One"}}`, "", content.PageArgs{})
	equal(t, len(ids), 0)

	e, err := s.Unpublish(s.ctx, "a1", content.PublishOptions{})
	s.must(err)
	equal(t, e.Status, content.StatusDraft)
	s.must(s.Delete(s.ctx, "a1", 0))
	ids, _ = s.list(content.Draft, "article", "", "", content.PageArgs{})
	equal(t, len(ids), 0)
	e, err = s.Restore(s.ctx, "a1")
	s.must(err)
	equal(t, e.Status, content.StatusDraft)
	ids, _ = s.list(content.Draft, "article", "", "", content.PageArgs{})
	equal(t, ids, []string{"a1"})
}

func TestStaleSaveIsAConflict(t *testing.T) { // C3, C4
	s := newSpace(t)
	s.create("article", "a", `{"title":"1"}`, false)
	s.update("a", `{"title":"2"}`, false)
	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"views":1}`), Version: 1})
	wantCode(t, err, errs.Conflict)
	_, err = s.Publish(s.ctx, "a", content.PublishOptions{Version: 1})
	wantCode(t, err, errs.Conflict)
	if s.live("a") != "" {
		t.Fatal("a stale version went live")
	}
}

func TestPublishPerLocale(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"Hello"}`, false)
	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":"Hallo","slug":"a"}`), Locale: "de"})
	s.must(err)
	e := s.publish("a", "en")
	equal(t, e.PublishedLocales, []string{"en"})
	equal(t, e.Status, content.StatusChanged)
	equal(t, s.live("a"), `{"title":{"en":"Hello"},"slug":"a"}`)
	e = s.publish("a", "de")
	equal(t, e.Status, content.StatusPublished)
	equal(t, s.live("a"), `{"title":{"en":"Hello","de":"Hallo"},"slug":"a"}`)
	e, err = s.Unpublish(s.ctx, "a", content.PublishOptions{Locales: []string{"en"}})
	s.must(err)
	equal(t, s.live("a"), `{"title":{"de":"Hallo"},"slug":"a"}`)
	equal(t, e.PublishedLocales, []string{"de"})
}

func TestPublishChecksEverything(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"slug":"x"}`, false)
	_, err := s.Publish(s.ctx, "a", content.PublishOptions{})
	wantCode(t, err, errs.ValidationFailed)
	_, err = s.Create(s.ctx, "article", "", content.Change{Values: vals(`{"nothing":1}`)})
	wantCode(t, err, errs.Invalid) // A16: only fields of the model can be set
	_, err = s.Create(s.ctx, "article", "", content.Change{Values: vals(`{"views":"many"}`)})
	wantCode(t, err, errs.ValidationFailed)
	_, err = s.Create(s.ctx, "article", "", content.Change{Values: vals(`{"status":"PUBLISHED"}`)})
	wantCode(t, err, errs.Invalid) // A16
}

func TestUniqueValues(t *testing.T) { // C2
	s := newSpace(t)
	s.create("article", "a", `{"title":"A","slug":"one"}`, true)
	s.create("article", "b", `{"title":"B","slug":"one"}`, false)
	_, err := s.Publish(s.ctx, "b", content.PublishOptions{})
	wantCode(t, err, errs.ValidationFailed)
	s.update("a", `{"slug":"two"}`, true) // released at once
	s.publish("b")
	_, err = s.Update(s.ctx, "a", content.Change{Values: vals(`{"slug":"one"}`), Publish: true})
	wantCode(t, err, errs.ValidationFailed)
	s.must(s.Delete(s.ctx, "b", 0)) // freed by delete
	s.update("a", `{"slug":"one"}`, true)
}

func TestATakenValueIsRefusedInTheWordsOfItsField(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"shop","fields":[{"apiId":"code","kind":"TEXT","unique":true,"validation":{"messages":{"unique":"That shop is open already."}}}]}`)
	s.create("shop", "a", `{"code":"one"}`, true)
	_, err := s.Create(s.ctx, "shop", "", content.Change{Values: vals(`{"code":"one"}`), Locale: "en", Publish: true})
	if wantCode(t, err, errs.ValidationFailed); !strings.HasSuffix(err.Error(), ": That shop is open already.") {
		t.Errorf("%v", err)
	}
}

// Somebody tries a taken value again and again. Lists and counts must not feel it, now or later.
func TestRefusedValuesLeaveNoRows(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"A","slug":"taken"}`, true)
	s.create("article", "b", `{"title":"B","slug":"free"}`, true)
	for range 3 {
		_, err := s.Create(s.ctx, "article", "", content.Change{Values: vals(`{"title":"C","slug":"taken"}`), Locale: "en", Publish: true})
		wantCode(t, err, errs.ValidationFailed)
		_, err = s.Update(s.ctx, "b", content.Change{Values: vals(`{"title":"C","slug":"taken"}`), Locale: "en", Publish: true})
		wantCode(t, err, errs.ValidationFailed)
	}
	report, err := s.Check(s.ctx, false)
	s.must(err)
	if len(report.Findings) != 0 || report.Entries != 2 {
		t.Errorf("%d entries, %d findings: %v", report.Entries, len(report.Findings), report.Findings)
	}
	for _, stage := range []content.Stage{content.Live, content.Draft} {
		ids, page := s.list(stage, "article", "", "", content.PageArgs{Count: true})
		if len(ids) != 2 || *page.Total != 2 {
			t.Errorf("stage %d: %v, %d in all", stage, ids, *page.Total)
		}
	}
}

func TestMissingTargetsAreToldAtTheirField(t *testing.T) {
	s := newSpace(t)
	_, err := s.Create(s.ctx, "article", "a", content.Change{Values: vals(`{"title":"A","editor":{"id":"nobody"}}`), Locale: "en", Publish: true})
	wantCode(t, err, errs.ValidationFailed)
	var known *errs.Error
	if !errors.As(err, &known) || len(known.Problems) != 1 || known.Problems[0].Path != "editor" {
		t.Errorf("%+v", err)
	}
}

func TestOneOfManyGetsAUniqueValue(t *testing.T) { // C1
	s := newSpace(t)
	const n = 100
	done := make(chan error, n)
	for range n {
		go func() {
			_, err := s.Create(s.ctx, "counter", "", content.Change{Values: vals(`{"name":"same"}`)})
			done <- err
		}()
	}
	won := 0
	for range n {
		if err := <-done; err == nil {
			won++
		} else {
			wantCode(t, err, errs.ValidationFailed)
		}
	}
	equal(t, won, 1)
}

func TestDeleteHonoursRestrict(t *testing.T) {
	s := newSpace(t)
	s.create("author", "ada", `{"name":"Ada"}`, true)
	s.create("article", "a", `{"title":"A","editor":{"id":"ada"},"author":{"id":"ada"}}`, true)
	wantCode(t, s.Delete(s.ctx, "ada", 0), errs.Conflict)
	used, err := s.UsedBy(s.ctx, "ada", 10)
	s.must(err)
	equal(t, len(used), 1)
	s.update("a", `{"editor":null}`, true)
	s.must(s.Delete(s.ctx, "ada", 0)) // author is SET_NULL
	_, err = s.Update(s.ctx, "a", content.Change{Values: vals(`{"editor":{"id":"ada"}}`), Publish: true})
	wantCode(t, err, errs.ValidationFailed)
}

func TestRepeatedRequestHappensOnce(t *testing.T) { // C13
	s := newSpace(t)
	c := content.Change{Values: vals(`{"title":"A"}`), Locale: "en", IdempotencyKey: "k1"}
	a, err := s.Create(s.ctx, "article", "", c)
	s.must(err)
	b, err := s.Create(s.ctx, "article", "", c)
	s.must(err)
	equal(t, b.ID, a.ID)
	ids, _ := s.list(content.Draft, "article", "", "", content.PageArgs{})
	equal(t, len(ids), 1)
}

func TestLargeEntries(t *testing.T) { // C9
	b := newTables(t)
	s := b.process(nil)
	s.apply(`{"apiId":"paper","fields":[{"apiId":"text","kind":"LONG_TEXT"}]}`)
	for _, size := range []int{300 << 10, 399 << 10, 401 << 10, 2 << 20} {
		text := noise(size)
		v, _ := json.Marshal(map[string]string{"text": text})
		before := len(b.content.items(t, "#entry#")) + len(b.content.items(t, "#outbox#")) + len(b.index.items(t, "#"))
		e, err := s.Create(s.ctx, "paper", "", content.Change{Values: vals(string(v))})
		if err != nil {
			wantCode(t, err, errs.LimitExceeded)
			if size < 350<<10 {
				t.Fatalf("%d bytes should fit", size)
			}
			equal(t, len(b.content.items(t, "#entry#"))+len(b.content.items(t, "#outbox#"))+len(b.index.items(t, "#")), before)
			continue
		}
		got, err := s.Entry(s.ctx, e.ID)
		s.must(err)
		var back string
		s.must(json.Unmarshal(got.Values[got.Model.Field("text").ID], &back))
		if back != text {
			t.Fatalf("%d bytes came back changed", size)
		}
	}
}

// noise is text that does not compress well.
func noise(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[x>>26]
	}
	return string(b)
}

func TestModelsWithoutDraftsAreAlwaysLive(t *testing.T) {
	s := newSpace(t)
	e := s.create("counter", "c", `{"name":"hits","n":1}`, false)
	equal(t, e.Status, content.StatusPublished)
	for range 15 {
		e = s.update("c", `{"n":`+time.Duration(e.Version).String()[:1]+`}`, false)
	}
	revs, err := s.Revisions(s.ctx, "c", 50)
	s.must(err)
	if len(revs) > 11 {
		t.Fatalf("%d revisions are kept", len(revs))
	}
}

func TestRowsMatchCopiesAfterASweep(t *testing.T) {
	s := newSpace(t)
	for range 20 {
		e := s.create("article", "", `{"title":"A","views":1,"tags":["x","y"]}`, true)
		s.update(e.ID, `{"views":2,"tags":["y"]}`, true)
	}
	_, err := s.Sweep(s.ctx)
	s.must(err)
	ids, page := s.list(content.Live, "article", `{"tags":{"contains":"x"}}`, "", content.PageArgs{Count: true})
	equal(t, len(ids), 0)
	equal(t, *page.Total, 0)
}

func TestPublishWithReferences(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"note","titleField":"text","fields":[{"apiId":"text","kind":"TEXT","required":true},{"apiId":"next","kind":"REFERENCE","models":["note"]}]}`)
	s.create("note", "c", `{"text":"C","next":{"id":"a"}}`, false) // C5: the references go round in a circle
	s.create("note", "b", `{"text":"B","next":{"id":"c"}}`, false)
	s.create("note", "a", `{"text":"A","next":{"id":"b"}}`, false)
	e, err := s.Publish(s.ctx, "a", content.PublishOptions{WithReferences: true})
	s.must(err)
	equal(t, e.Status, content.StatusPublished)
	ids, _ := s.list(content.Live, "note", "", `[{"id":"ASC"}]`, content.PageArgs{})
	equal(t, ids, []string{"a", "b", "c"})

	s.create("note", "e", `{}`, false)
	s.create("note", "d", `{"text":"D","next":{"id":"e"}}`, false)
	_, err = s.Publish(s.ctx, "d", content.PublishOptions{WithReferences: true})
	wantCode(t, err, errs.ValidationFailed) // all or none
	if s.live("d") != "" {
		t.Fatal("it went live although what it refers to cannot")
	}
}
