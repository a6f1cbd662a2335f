package content_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

const talkModel = `{"apiId":"talk","fields":[
	{"apiId":"title","kind":"TEXT","localized":true},
	{"apiId":"body","kind":"LONG_TEXT"},
	{"apiId":"text","kind":"RICH_TEXT"},
	{"apiId":"seats","kind":"INTEGER"},
	{"apiId":"tags","kind":"TEXT","list":true}]}`

// shownAs is a difference as a line of text.
func shownAs(d content.Difference) string {
	runs := ""
	for _, r := range d.Words {
		runs += []string{"", "+", "-"}[r.Kind] + "(" + r.Text + ")"
	}
	return fmt.Sprintf("%s %s: %s → %s %s", d.Field.APIID, d.Locale, d.Before, d.After, runs)
}

func (s *space) compare(id string, from, to int64) (out []string) {
	s.t.Helper()
	c, err := s.Compare(s.ctx, id, from, to)
	s.must(err)
	for _, d := range c.Differences {
		out = append(out, shownAs(d))
	}
	return out
}

func TestVersionsAreComparedFieldByField(t *testing.T) {
	s := newSpace(t)
	s.apply(talkModel)
	s.create("talk", "a", `{"title":"Boats at five","body":"One boat.","seats":3,"tags":["x"]}`, true)
	s.update("a", `{"title":"Boats at six","seats":4,"tags":["x","y"],"body":null,
		"text":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"New"}]}]}}`, false)
	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":"Boote"}`), Locale: "de"})
	s.must(err)
	want := []string{
		`title en: "Boats at five" → "Boats at six" (Boats at )-(five)+(six)`,
		`title de:  → "Boote" +(Boote)`,
		`body : "One boat." →  -(One boat.)`,
		`text :  → {"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"New"}]}]} +(New)`,
		`seats : 3 → 4 `,
		`tags : ["x"] → ["x","y"] `,
	}
	equal(t, s.compare("a", 1, 0), want)
	equal(t, s.compare("a", 1, 3), want) // the draft's own version
	equal(t, len(s.compare("a", 1, 1)), 0)
	_, err = s.Compare(s.ctx, "a", 77, 0)
	wantCode(t, err, errs.NotFound)
	_, err = s.Compare(auth.With(s.ctx, auth.Public), "a", 1, 0)
	wantCode(t, err, errs.Unauthenticated)

	// the model changes: what was stored before is told in its forms as they are now
	s.apply(`{"apiId":"talk","fields":[
		{"apiId":"headline","was":"title","kind":"TEXT","localized":true},
		{"apiId":"body","kind":"LONG_TEXT"},{"apiId":"text","kind":"RICH_TEXT"},
		{"apiId":"seats","kind":"TEXT"},{"apiId":"tags","kind":"TEXT","list":true}]}`)
	equal(t, s.compare("a", 1, 0)[4], `seats : "3" → "4" -(3)+(4)`)
	equal(t, s.compare("a", 1, 0)[1], `headline de:  → "Boote" +(Boote)`)
}

func TestARevisionIsRestoredAndThatIsUndone(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(talkModel)
	s.create("talk", "a", `{"title":"One","seats":1,"body":"B"}`, true)
	s.update("a", `{"title":"Two","seats":2,"body":null}`, false) // by the same author, at once: no checkpoint by itself
	e, err := s.RestoreRevision(s.ctx, "a", 1, []string{"seats", "body"}, 2)
	s.must(err)
	equal(t, e.Status, content.StatusChanged)
	equal(t, e.Version, 3)
	equal(t, s.compare("a", 1, 0), []string{`title en: "One" → "Two" -(One)+(Two)`})
	e, err = s.RestoreRevision(s.ctx, "a", 2, nil, 0) // what was there before was kept
	s.must(err)
	equal(t, s.compare("a", 2, 0), []string(nil))
	equal(t, s.live("a"), `{"title":{"en":"One"},"body":"B","seats":1}`)

	same, err := s.RestoreRevision(s.ctx, "a", 2, nil, 0)
	s.must(err)
	equal(t, same.Version, e.Version)
	_, err = s.RestoreRevision(s.ctx, "a", 1, nil, 2)
	wantCode(t, err, errs.Conflict)
	_, err = s.RestoreRevision(s.ctx, "a", 1, []string{"none"}, 0)
	wantCode(t, err, errs.Invalid)
	_, err = s.RestoreRevision(s.ctx, "a", 77, nil, 0)
	wantCode(t, err, errs.NotFound)
	viewer := auth.With(s.ctx, auth.Actor{Kind: auth.KindUser, ID: "v", Role: auth.RoleViewer})
	_, err = s.RestoreRevision(viewer, "a", 1, nil, 0)
	wantCode(t, err, errs.Forbidden)
	b.verify(b.recover(), []string{"a"})
	b.verifyEvents(b.process(nil), []string{"a"})
}

func TestARevisionIsRestoredInTodaysForms(t *testing.T) {
	s := newSpace(t)
	s.apply(talkModel)
	s.create("talk", "a", `{"title":"One","seats":1}`, true)
	s.update("a", `{"seats":2}`, true)
	s.apply(`{"apiId":"talk","fields":[{"apiId":"headline","was":"title","kind":"TEXT"},{"apiId":"seats","kind":"TEXT"}]}`)
	_, err := s.RestoreRevision(s.ctx, "a", 1, nil, 0)
	s.must(err)
	s.publish("a")
	equal(t, s.live("a"), `{"headline":"One","seats":"1"}`)
}

// Where there are no drafts, what is restored is live, and needs the permission for that.
func TestRestoringWithoutDrafts(t *testing.T) {
	s := newSpace(t)
	s.create("counter", "c", `{"name":"c","n":1}`, true)
	s.update("c", `{"n":2}`, true)
	_, err := s.RestoreRevision(s.ctx, "c", 1, nil, 0)
	s.must(err)
	equal(t, s.live("c"), `{"name":"c","n":1}`)
}

// A save that lost tells what the others changed: who, when, and to what. // C3
func TestAConflictTellsWhatWasChanged(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	s.apply(talkModel)
	s.create("talk", "a", `{"title":"One","seats":1,"body":"B"}`, false)
	bea := auth.With(s.ctx, auth.Actor{Kind: auth.KindUser, ID: "bea", Name: "Bea", Role: auth.RoleEditor})
	b.clock.advance(time.Hour)
	_, err := s.Update(bea, "a", content.Change{Values: vals(`{"title":"Eins"}`), Locale: "de"})
	s.must(err)
	s.update("a", `{"seats":2}`, false)
	s.update("a", `{"seats":3,"body":null}`, false)
	e := s.publish("a") // changes no field

	changes := func(version int64) (out []string) {
		_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"tags":["mine"]}`), Version: version})
		wantCode(t, err, errs.Conflict)
		known := asKnown(t, err)
		equal(t, known.Details["version"], any(e.Version))
		told, err := s.ChangesSince(s.ctx, "a", version)
		s.must(err)
		equal(t, any(append([]content.FieldChange{}, told...)), known.Details["changes"])
		for _, c := range told {
			out = append(out, fmt.Sprintf("%s/%s %d %s %s", c.Field, c.Locale, c.Version, c.By.Name, c.Value))
		}
		return out
	}
	seats, body := `seats/ 4 Command line 3`, `body/ 4 Command line null`
	equal(t, changes(1), []string{`title/de 2 Bea "Eins"`, body, seats})
	equal(t, changes(2), []string{body, seats})
	equal(t, changes(4), []string(nil))
	told, err := s.ChangesSince(s.ctx, "a", 1)
	s.must(err)
	if at := told[0].At; !at.Equal(told[1].At) || at.IsZero() {
		t.Errorf("changed at %s", at)
	}
	_, err = s.ChangesSince(auth.With(s.ctx, auth.Public), "a", 1)
	wantCode(t, err, errs.Unauthenticated)
	reader := auth.With(s.ctx, auth.Actor{Kind: auth.KindKey, ID: "k", Scopes: []auth.Scope{auth.ScopeRead}})
	_, err = s.Update(reader, "a", content.Change{Values: vals(`{"seats":9}`), Version: 1})
	wantCode(t, err, errs.Forbidden) // who may not save is told nothing
}

// What is not known any more is told as changed: nobody overwrites it unseen.
func TestChangesThatAreForgottenCount(t *testing.T) {
	s := newSpace(t)
	var fields, first string
	for i := range 190 {
		fields += fmt.Sprintf(`,{"apiId":"f%d","kind":"TEXT","localized":true,"filterable":false}`, i)
		first += fmt.Sprintf(`,"f%d":"x"`, i)
	}
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de"}, {Code: "fr"}}))
	s.apply(`{"apiId":"wide","fields":[` + fields[1:] + `]}`)
	s.create("wide", "w", `{}`, false)
	for _, locale := range []string{"en", "de", "fr"} {
		_, err := s.Update(s.ctx, "w", content.Change{Values: vals("{" + first[1:] + "}"), Locale: locale})
		s.must(err)
	}
	told, err := s.ChangesSince(s.ctx, "w", 1)
	s.must(err)
	equal(t, len(told), 3*190)
	told, err = s.ChangesSince(s.ctx, "w", 3)
	s.must(err)
	equal(t, len(told), 190)
	_, err = s.Update(s.ctx, "w", content.Change{Values: vals(`{"f0":"mine"}`), Locale: "en", Version: 1})
	wantCode(t, err, errs.Conflict)
}
