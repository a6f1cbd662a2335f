package content_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// planned is what a plan says of its only change.
func (s *space) planned(models ...string) content.ModelChange {
	s.t.Helper()
	p, err := s.PlanModels(s.ctx, raw(models), false)
	s.must(err)
	if len(p.Changes) != 1 {
		s.t.Fatalf("%+v", p.Changes)
	}
	equal(s.t, p.Destructive, p.Changes[0].Destructive)
	return p.Changes[0]
}

// Before a form changes, the plan tells which values cannot be kept; without leave nothing is changed. // C7
func TestPlansTellWhatIsLost(t *testing.T) {
	b := newTables(t)
	s := bilingual(b)
	s.apply(strings.Replace(memo(asText), `{`, `{"titleField":"title",`, 1))
	s.make("a", `"7"`, true)
	s.make("b", `"seven"`, true)
	s.update("b", `{"v":"8"}`, false) // the draft would do
	s.make("c", `null`, true)
	s.make("d", `"x"`, false)
	s.must(s.Delete(s.ctx, "d", 0))
	numbers := strings.Replace(memo(asNumber), `{`, `{"titleField":"title",`, 1)
	c := s.planned(numbers)
	equal(t, []int{c.Affected, c.Failing}, []int{3, 2})
	if !c.Destructive || c.Partial || !strings.Contains(c.Message, "Of 2 entries a value cannot be kept whole") {
		t.Errorf("%+v", c)
	}
	samples := map[string]string{}
	for _, x := range c.Samples {
		samples[x.Entry] = x.Title + ": " + x.Message
	}
	equal(t, samples["b"], `T: v is no whole number: "seven"`)
	equal(t, samples["d"], `T: v is no whole number: "x"`)
	_, err := s.ApplyModels(s.ctx, raw([]string{numbers}), false, false)
	wantCode(t, err, errs.Invalid)
	equal(t, s.value("a", "v"), `"7"`)
	s.apply(numbers)
	equal(t, []string{s.value("b", "v"), s.liveValue("b", "v"), s.value("d", "v")}, []string{"8", "", ""})
	s.apply(strings.Replace(memo(asText), `{`, `{"titleField":"title",`, 1))
	equal(t, []string{s.value("b", "v"), s.liveValue("b", "v"), s.value("d", "v")}, []string{`"8"`, `"seven"`, `"x"`})
	b.verify(b.recover(), []string{"a", "b", "c", "d"})
}

func TestFormsThatKeepEverythingAreNotDestructive(t *testing.T) {
	for _, c := range forms {
		t.Run(c.name, func(t *testing.T) {
			s := bilingual(newTables(t))
			s.apply(memo(c.was))
			s.make("a", c.value, true)
			plan := s.planned(memo(c.is))
			equal(t, plan.Affected, 1)
			loses := map[string]bool{"kind, not possible for the value": true, "no list": true, "list and kind": true,
				"not localised": true, "not localised, no default": true, "kind of a localised one": true}
			equal(t, []any{plan.Failing > 0, plan.Destructive}, []any{loses[c.name], loses[c.name]})
		})
	}
}

// Forms are remembered for a while: a value that was stored before is lost, which the plan says.
func TestOldFormsAreForgotten(t *testing.T) {
	s := bilingual(newTables(t))
	s.apply(memo(asText))
	s.make("old", `"7"`, false)
	for n := range 8 {
		s.apply(memo([]string{asTexts, asText}[n%2]))
	}
	s.make("new", `"8"`, false)
	equal(t, s.value("old", "v"), `"7"`)
	c := s.planned(memo(asTexts))
	equal(t, []any{c.Affected, c.Failing, c.Samples[0].Entry, c.Destructive}, []any{2, 1, "old", true})
	s.update("old", `{"title":"saved"}`, false)
	c = s.planned(memo(asTexts))
	equal(t, []any{c.Failing, c.Destructive}, []any{0, false})
	s.apply(memo(asTexts))
	equal(t, s.value("old", "v"), `["7"]`)
}

func TestPlansCountValuesThatAreRemoved(t *testing.T) {
	s := newSpace(t)
	s.apply(memo(asText))
	s.make("a", `"x"`, true)
	s.make("b", `null`, true)
	c := s.planned(`{"apiId":"memo","fields":[{"apiId":"title","kind":"TEXT"}]}`)
	equal(t, []any{c.Affected, c.Failing, c.Destructive}, []any{1, 0, true})
}

// What is asked for later does not touch what is published, and the plan says what would not pass.
func TestPlansCountWhatWouldNotBePublished(t *testing.T) {
	ref := `"kind":"REFERENCE","models":["author","counter"]`
	for _, c := range []struct{ name, was, is, good, bad, message string }{
		{"required", asText, asText + `,"required":true`, `"x"`, `null`, "v is required."},
		{"longer", asText, asText + `,"validation":{"minLength":3}`, `"xyz"`, `"x"`, "v needs at least 3"},
		{"fewer values", `"kind":"ENUM","enum":[{"value":"A"},{"value":"B"}]`, `"kind":"ENUM","enum":[{"value":"A"}]`, `"A"`, `"B"`, "v must"},
		{"other models", ref, `"kind":"REFERENCE","models":["author"]`, `{"id":"ada"}`, `{"id":"one"}`, "V refers to one, which is of a model"},
		{"other files", `"kind":"ASSET"`, `"kind":"ASSET","validation":{"mimeTypes":["image/*"]}`, `{"id":"pic"}`, `{"id":"doc"}`, "v must"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSpace(t)
			s.create("author", "ada", `{"name":"Ada"}`, true)
			s.create("counter", "one", `{"name":"One"}`, true)
			for id, mime := range map[string]string{"pic": "image/png", "doc": "text/plain"} {
				_, err := s.WriteSystem(s.ctx, id, 0, vals(`{"fileName":"f","mimeType":"`+mime+`","state":"READY"}`))
				s.must(err)
			}
			s.apply(memo(c.was))
			s.make("good", c.good, true)
			s.make("bad", c.bad, true)
			s.make("draft", c.bad, false)
			plan := s.planned(memo(c.is))
			equal(t, []any{plan.Failing, plan.Destructive, plan.Samples[0].Entry}, []any{1, false, "bad"})
			if !strings.HasPrefix(plan.Samples[0].Message, c.message) || !strings.Contains(plan.Message, "1 published entry would not pass now") {
				t.Errorf("%+v", plan)
			}
			_, err := s.ApplyModels(s.ctx, raw([]string{memo(c.is)}), false, false)
			s.must(err)
			e, err := s.Entry(s.ctx, "bad")
			s.must(err)
			equal(t, e.Status, content.StatusPublished)
			_, err = s.Update(s.ctx, "bad", content.Change{Values: vals(`{"title":"next"}`), Publish: true})
			if c.name != "other models" { // of references, only new ones are refused
				wantCode(t, err, errs.ValidationFailed)
			}
		})
	}
}

// Changes inside components are looked at in the entries that hold them.
func TestPlansLookInsideComponents(t *testing.T) {
	part := func(v string) string {
		return `{"apiId":"part","component":true,"fields":[{"apiId":"v",` + v + `}]}`
	}
	s := newSpace(t)
	s.apply(part(asText), `{"apiId":"page","fields":[{"apiId":"blocks","kind":"BLOCKS","components":["part"],"localized":true}]}`)
	for i, v := range []string{`"1"`, `"x"`, `null`} {
		_, err := s.Create(s.ctx, "page", fmt.Sprintf("p%d", i), content.Change{Publish: true,
			Values: vals(`{"blocks":{"de":[{"part":{"v":` + v + `}}]}}`)})
		s.must(err)
	}
	c := s.planned(part(asNumber))
	equal(t, []any{c.Affected, c.Failing, c.Samples[0].Entry}, []any{2, 1, "p1"})
	c = s.planned(part(asText + `,"required":true`))
	equal(t, []any{c.Failing, c.Samples[0].Entry, c.Destructive}, []any{1, "p2", false})
	c = s.planned(`{"apiId":"part","component":true,"fields":[]}`)
	equal(t, []any{c.Affected, c.Destructive}, []any{2, true})
}

// A plan that has no time to look at all entries says so, and what could be lost needs leave.
func TestPlansInAHurry(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(memo(asText))
	for i := range 30 {
		s.make(fmt.Sprintf("m%02d", i), `"7"`, false)
	}
	hasty := b.open(nil, content.Options{BuildTime: time.Nanosecond})
	c := hasty.planned(memo(asNumber))
	equal(t, []bool{c.Partial, c.Destructive}, []bool{true, true})
	_, err := hasty.ApplyModels(b.ctx, raw([]string{memo(asNumber)}), false, false)
	wantCode(t, err, errs.Invalid)
	equal(t, hasty.planned(memo(asTexts)).Destructive, false)
	p, err := hasty.ApplyModels(b.ctx, raw([]string{memo(asTexts)}), false, false)
	s.must(err)
	equal(t, []bool{p.Applied, p.Building}, []bool{true, true})
}

// How far a change has come can be seen, from any process.
func TestProgressIsVisible(t *testing.T) {
	b := newTables(t)
	s := b.lambda(nil)
	s.notes(200)
	id := func() string { sc, err := s.Schema(s.ctx); s.must(err); return sc.Model("note").ID }()
	_, building, err := s.Progress(s.ctx, id)
	s.must(err)
	equal(t, building, false)
	s.apply(fmt.Sprintf(plainNote, true))
	last := 0
	for n := 0; n < 1000; n++ {
		p, building, err := b.lambda(nil).Progress(b.ctx, id)
		s.must(err)
		if !building {
			break
		}
		equal(t, p.Fields, []string{"n"})
		if p.Done < last || p.Done > p.Total || (p.Total != 0 && p.Total != 200) {
			t.Fatalf("%d of %d, after %d", p.Done, p.Total, last)
		}
		last = p.Done
		next := b.slow()
		next.must(next.Resume(b.within(15 * time.Millisecond)))
	}
	if last == 0 {
		t.Error("nothing was seen of the progress")
	}
}
