package content_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// pageModel is of entries that refer to each other in every way.
const pageModel = `{"apiId":"page","titleField":"name","fields":[
	{"apiId":"name","kind":"TEXT","required":true},
	{"apiId":"slug","kind":"SLUG","unique":true},
	{"apiId":"next","kind":"REFERENCE","models":["page"],"list":true},
	{"apiId":"keeps","kind":"REFERENCE","models":["page"],"onDelete":"RESTRICT","list":true},
	{"apiId":"twin","kind":"REFERENCE","models":["page"],"localized":true},
	{"apiId":"part","kind":"COMPONENT","components":["part"]},
	{"apiId":"blocks","kind":"BLOCKS","components":["part"]},
	{"apiId":"text","kind":"RICH_TEXT"}]}`

const partModel = `{"apiId":"part","component":true,"fields":[{"apiId":"page","kind":"REFERENCE","models":["page"]}]}`

func newPages(t testing.TB) *space {
	s := newSpace(t)
	s.apply(partModel, pageModel)
	return s
}

// pages makes drafts: each id with what it refers to.
func (s *space) pages(refs map[string]string) {
	s.t.Helper()
	for id, to := range refs {
		s.create("page", id, `{"name":"`+strings.ToUpper(id)+`","next":[`+idList(strings.Fields(to))+`]}`, false)
	}
}

func idList(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, fmt.Sprintf(`{"id":%q}`, id))
	}
	return strings.Join(out, ",")
}

func wanted(ids ...string) (out []content.PublishInput) {
	for _, id := range ids {
		out = append(out, content.PublishInput{ID: id})
	}
	return out
}

func (s *space) plan(withReferences bool, ids ...string) *content.PublishPlan {
	s.t.Helper()
	p, err := s.PublishPlan(s.ctx, ids, nil, withReferences)
	s.must(err)
	return p
}

func order(p *content.PublishPlan) (out []string) {
	for _, i := range p.Items {
		out = append(out, i.Entry.ID)
	}
	return out
}

func (s *space) status(id string) content.Status {
	s.t.Helper()
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	return e.Status
}

func TestReferencesOfEveryKindAreFollowed(t *testing.T) {
	s := newPages(t)
	s.pages(map[string]string{"direct": "deep", "deep": "", "kept": "", "german": "", "inside": "", "block": "", "embedded": ""})
	s.create("page", "root", `{"name":"Root","next":[{"id":"direct"}],"keeps":[{"id":"kept"}],"part":{"page":{"id":"inside"}},
		"blocks":[{"part":{"page":{"id":"block"}}}],
		"text":{"type":"doc","content":[{"type":"embedEntry","attrs":{"id":"embedded"}}]}}`, false)
	_, err := s.Update(s.ctx, "root", content.Change{Values: vals(`{"twin":{"id":"german"}}`), Locale: "de"})
	s.must(err)
	p := s.plan(true, "root")
	equal(t, len(p.Items), 8)
	equal(t, p.Steps, 1)
	equal(t, p.Possible(), true)
	equal(t, p.Items[7].Entry.ID, "root")
	equal(t, p.Items[7].Asked, true)
	equal(t, s.status("direct"), content.StatusDraft) // nothing is changed by looking

	english, err := s.PublishPlan(s.ctx, []string{"root"}, []string{"en"}, true)
	s.must(err)
	equal(t, len(english.Items), 7)
	equal(t, len(s.plan(false, "root").Items), 1)

	out, err := s.PublishMany(s.ctx, wanted("root"), nil, true)
	s.must(err)
	equal(t, len(out), 8)
	equal(t, out[0].ID, "root")
	for _, e := range out {
		equal(t, e.Status, content.StatusPublished)
	}
}

func TestWhatIsNotFollowed(t *testing.T) {
	s := newPages(t)
	s.pages(map[string]string{"trashed": "", "live": "", "changed": "", "beyond": "", "asked": "trashed live changed gone asked"})
	s.must(s.Delete(s.ctx, "trashed", 0))
	s.publish("live")
	s.publish("changed")
	s.update("changed", `{"next":[{"id":"beyond"}]}`, false)
	equal(t, order(s.plan(true, "asked")), []string{"asked"})
	_, err := s.PublishMany(s.ctx, wanted("asked"), nil, true)
	s.must(err)
	equal(t, s.status("changed"), content.StatusChanged)
	equal(t, order(s.plan(true, "changed", "live")), []string{"beyond", "changed"}) // asked for, it goes, with what it refers to by then
}

func TestEntriesThatKeepEachOtherGoLiveAtOnce(t *testing.T) { // C5
	s := newPages(t)
	s.create("page", "a", `{"name":"A","slug":"a","keeps":[{"id":"b"},{"id":"a"}]}`, false)
	s.create("page", "b", `{"name":"B","slug":"b","keeps":[{"id":"c"}]}`, false)
	s.create("page", "c", `{"name":"C","slug":"c","keeps":[{"id":"a"}]}`, false)
	before, err := s.Entry(s.ctx, "a")
	s.must(err)
	e, err := s.Publish(s.ctx, "a", content.PublishOptions{WithReferences: true, Version: before.Version, IdempotencyKey: "k"})
	s.must(err)
	for range 2 { // again: by its key, and as it is live already
		again, err := s.Publish(s.ctx, "a", content.PublishOptions{WithReferences: true, Version: before.Version, IdempotencyKey: "k"})
		s.must(err)
		equal(t, again.Version, e.Version)
	}
	wantCode(t, s.Delete(s.ctx, "b", 0), errs.Conflict)
	again, err := s.PublishMany(s.ctx, []content.PublishInput{{ID: "a", Version: before.Version}}, nil, true)
	s.must(err)
	equal(t, again[0].Version, e.Version)
	_, err = s.PublishMany(s.ctx, []content.PublishInput{{ID: "a", Version: 77}}, nil, true)
	wantCode(t, err, errs.Conflict)
}

func TestUniqueValuesMoveBetweenEntriesOfOneCommit(t *testing.T) { // C2
	b := newTables(t)
	s := b.process(nil)
	s.apply(partModel, pageModel)
	for _, id := range []string{"a", "b", "c"} {
		s.create("page", id, `{"name":"`+id+`","slug":"`+id+`"}`, true)
	}
	for id, slug := range map[string]string{"a": "b", "b": "c", "c": "a"} {
		s.update(id, `{"slug":"`+slug+`"}`, false)
	}
	_, err := s.PublishMany(s.ctx, wanted("a", "b"), nil, false)
	wantCode(t, err, errs.ValidationFailed) // c still has what b takes
	_, err = s.PublishMany(s.ctx, wanted("a", "b", "c"), nil, false)
	s.must(err)
	equal(t, s.live("b"), `{"name":"b","slug":"c"}`)
	s.create("page", "d", `{"name":"d","slug":"same"}`, false)
	s.create("page", "e", `{"name":"e","slug":"same"}`, false)
	p := s.plan(false, "d", "e")
	equal(t, p.Possible(), false)
	equal(t, len(p.Items[0].Problems), 0)
	equal(t, p.Items[1].Problems[0].Rule, "unique")
	_, err = s.PublishMany(s.ctx, wanted("d", "e"), nil, false)
	wantCode(t, err, errs.ValidationFailed)
	equal(t, s.status("d"), content.StatusDraft)
	b.verify(b.recover(), []string{"a", "b", "c", "d", "e"})
}

func TestAPlanTellsWhatIsInTheWay(t *testing.T) {
	s := newPages(t)
	s.create("page", "nameless", `{}`, false)
	s.pages(map[string]string{"root": "nameless"})
	p := s.plan(true, "root")
	equal(t, order(p), []string{"nameless", "root"})
	equal(t, p.Items[0].Problems[0].Path, "name")
	equal(t, p.Possible(), false)
	_, err := s.PublishMany(s.ctx, wanted("root"), nil, true)
	wantCode(t, err, errs.ValidationFailed)
	if !strings.Contains(err.Error(), `"nameless"`) {
		t.Error(err)
	}
	equal(t, s.status("root"), content.StatusDraft)

	s.update("nameless", `{"name":"N"}`, false)
	s.create("page", "keeper", `{"name":"K","keeps":[{"id":"nobody"}]}`, false)
	equal(t, s.plan(true, "keeper").Items[0].Problems[0].Rule, "reference")
	author := auth.With(s.ctx, auth.Actor{Kind: auth.KindUser, ID: "someone", Role: auth.RoleAuthor})
	p, err = s.PublishPlan(author, []string{"root"}, nil, true)
	s.must(err)
	equal(t, p.Items[0].Problems[0].Rule, "permission")
	_, err = s.PublishMany(author, wanted("root"), nil, true)
	wantCode(t, err, errs.Forbidden)
	nobody := auth.With(s.ctx, auth.Public)
	_, err = s.PublishPlan(nobody, []string{"root"}, nil, true)
	wantCode(t, err, errs.Unauthenticated)
	_, err = s.PublishPlan(s.ctx, []string{"none"}, nil, true)
	wantCode(t, err, errs.NotFound)
	_, err = s.PublishPlan(s.ctx, []string{"root"}, []string{"xx"}, true)
	wantCode(t, err, errs.Invalid)
}

// chain makes n drafts: each refers to the one after it, and the last one to the first if it is closed.
func (s *space) chain(n int, closed bool) {
	all := make([]content.ImportEntry, n)
	for i := range all {
		next := fmt.Sprintf(`[{"id":"p%04d"}]`, (i+1)%n)
		if i == n-1 && !closed {
			next = "[]"
		}
		all[i] = content.ImportEntry{ID: fmt.Sprintf("p%04d", i), Model: "page", Values: vals(fmt.Sprintf(`{"name":"P%d","next":%s}`, i, next))}
	}
	_, err := s.Import(s.ctx, all, false)
	s.must(err)
}

func TestStepsWhereOneTransactionIsTooSmall(t *testing.T) {
	s := newPages(t)
	s.chain(60, false)
	p := s.plan(true, "p0000")
	equal(t, len(p.Items), 60)
	equal(t, p.Items[0].Entry.ID, "p0059")
	if p.Steps < 3 || !p.Possible() {
		t.Errorf("%d steps", p.Steps)
	}
	_, err := s.PublishMany(s.ctx, wanted("p0000"), nil, true)
	s.must(err)
	equal(t, s.status("p0000"), content.StatusPublished)
}

func TestACircleThatIsTooLargeIsRefused(t *testing.T) {
	s := newPages(t)
	s.chain(60, true)
	s.create("page", "root", `{"name":"Root","next":[{"id":"p0030"},{"id":"leaf"}]}`, false)
	s.create("page", "leaf", `{"name":"Leaf"}`, false)
	p := s.plan(true, "root")
	equal(t, p.Possible(), false)
	_, err := s.PublishMany(s.ctx, wanted("root"), nil, true)
	wantCode(t, err, errs.LimitExceeded)
	if !strings.Contains(err.Error(), "60 entries") || !strings.Contains(err.Error(), "p00") {
		t.Error(err)
	}
	equal(t, s.status("leaf"), content.StatusDraft)
}

func TestAClosureIsBounded(t *testing.T) {
	s := newPages(t)
	s.chain(1001, false)
	_, err := s.PublishPlan(s.ctx, []string{"p0000"}, nil, true)
	wantCode(t, err, errs.LimitExceeded)
	equal(t, len(s.plan(true, "p0001").Items), 1000)
}

func asKnown(t testing.TB, err error) (known *errs.Error) {
	t.Helper()
	if !errors.As(err, &known) {
		t.Fatal(err)
	}
	return known
}

// Somebody changes an entry of a later step after the first one: what is live has no hole, and the request goes on.
func TestAStepThatFailsIsToldAndCanBeRepeated(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(partModel, pageModel)
	s.chain(60, false)
	steps := 0
	b.content.Table = &observed{b.content.Table, func() {
		if steps++; steps == 1 {
			other := &space{content.New(b.content.Table.(*observed).Table, b.index, content.Options{Clock: b.clock}), t, b.ctx}
			other.update("p0000", `{"name":"other"}`, false)
		}
	}}
	_, err := s.PublishMany(s.ctx, wanted("p0000"), nil, true)
	wantCode(t, err, errs.Conflict)
	known := asKnown(t, err)
	live, _ := known.Details["published"].([]string)
	if len(live) == 0 || len(live) > 59 || !strings.Contains(err.Error(), fmt.Sprintf("%d of 60 entries are live", len(live))) {
		t.Errorf("it tells of %d entries: %v", len(live), err)
	}
	for _, id := range live {
		equal(t, s.status(id), content.StatusPublished)
	}
	_, err = s.PublishMany(s.ctx, wanted("p0000"), nil, true)
	s.must(err)
	equal(t, s.live("p0000"), `{"name":"other","next":[{"id":"p0001"}]}`)
}

// What is planned comes off the plan, also where only what the entry refers to was still missing.
func TestAPlannedEntryThatIsLiveTakesTheOthersAlong(t *testing.T) {
	tt := newTimetable(t)
	tt.create("author", "ada", `{"name":"Ada"}`, false)
	tt.update("a", `{"author":{"id":"ada"}}`, true)
	_, err := tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour), WithReferences: true})
	tt.must(err)
	tt.run(time.Hour)
	tt.isAt("ada", content.StatusPublished)
	equal(t, len(tt.entry("a").Scheduled), 0)
}
