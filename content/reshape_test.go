package content_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// memo is a model with a field v as told, and one that stays.
func memo(v string) string {
	return `{"apiId":"memo","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"v",` + v + `}]}`
}

const (
	asText    = `"kind":"TEXT"`
	asTexts   = `"kind":"TEXT","list":true`
	asNumber  = `"kind":"INTEGER"`
	asNumbers = `"kind":"INTEGER","list":true`
	asWords   = `"kind":"TEXT","localized":true`
	asCounts  = `"kind":"INTEGER","localized":true`
)

// forms are changes of one field, and what becomes of a value.
var forms = []struct{ name, was, is, value, want string }{
	{"kind", asNumber, asText, `7`, `"7"`},
	{"kind, narrower", asText, asNumber, `"7"`, `7`},
	{"kind, not possible for the value", asText, asNumber, `"seven"`, ``},
	{"list", asText, asTexts, `"a"`, `["a"]`},
	{"no list", asTexts, asText, `["a","b"]`, `"a"`},
	{"list and kind", asNumbers, asText, `[7,8]`, `"7"`},
	{"localised", asText, asWords, `"a"`, `{"en":"a"}`},
	{"localised and kind", asNumber, asWords, `7`, `{"en":"7"}`},
	{"not localised", asWords, asText, `{"de":"b","en":"a"}`, `"a"`},
	{"not localised, no default", asWords, asText, `{"de":"b"}`, ``},
	{"kind of a localised one", asWords, asCounts, `{"en":"7","de":"x"}`, `{"en":7}`},
}

// External values of a localised field are objects by locale; stored ones here too.
func (s *space) make(id, value string, publish bool) {
	s.t.Helper()
	_, err := s.Create(s.ctx, "memo", id, content.Change{Values: vals(`{"title":"T","v":` + value + `}`), Publish: publish})
	s.must(err)
}

func bilingual(b *tables) *space {
	s := b.process(nil)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de"}}))
	return s
}

// C7
func TestFormsChangeWhileEntriesUseThem(t *testing.T) {
	for _, c := range forms {
		t.Run(c.name, func(t *testing.T) {
			b := newTables(t)
			s := bilingual(b)
			s.apply(memo(c.was))
			s.make("draft", c.value, false)
			s.make("live", c.value, true)
			s.make("changed", c.value, true)
			s.update("changed", `{"title":"other"}`, false)
			s.make("gone", c.value, true)
			s.must(s.Delete(s.ctx, "gone", 0))
			s.apply(memo(c.is))
			all := []string{"draft", "live", "changed", "gone"}
			for _, id := range all {
				equal(t, s.value(id, "v"), c.want)
			}
			equal(t, s.liveValue("live", "v"), c.want)
			rev, err := s.Revision(s.ctx, "live", 1)
			s.must(err)
			equal(t, string(rev.Values[s.idOf("memo", "v")]), c.want)
			b.verify(b.recover(), all)

			s = b.process(nil) // saves keep it, publishing too
			s.update("draft", `{"title":"U"}`, true)
			_, err = s.Restore(s.ctx, "gone")
			s.must(err)
			s.publish("gone")
			for _, id := range all {
				equal(t, s.value(id, "v"), c.want)
			}
			e, err := s.Entry(s.ctx, "gone")
			s.must(err)
			equal(t, e.Status, content.StatusPublished)
			s.update("live", `{"v":null}`, true) // and what is cleared does not come back
			equal(t, s.value("live", "v")+s.liveValue("live", "v"), "")
			b.verify(b.recover(), all)
		})
	}
}

func (s *space) liveValue(id, field string) string {
	s.t.Helper()
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	return string(e.LiveValues[e.Model.Field(field).ID])
}

// What a change could not convert comes back when it is taken back, unless the entry was saved meanwhile.
func TestFormsComeBack(t *testing.T) {
	for _, c := range forms {
		t.Run(c.name, func(t *testing.T) {
			b := newTables(t)
			s := bilingual(b)
			s.apply(memo(c.was))
			s.make("a", c.value, true)
			was := s.value("a", "v")
			for range 2 {
				s.apply(memo(c.is))
				equal(t, s.value("a", "v"), c.want)
				s.apply(memo(c.was))
				equal(t, s.value("a", "v"), was)
			}
			b.verify(b.recover(), []string{"a"})
		})
	}
}

func TestImpossibleFormsAreRefused(t *testing.T) { // C7
	s := newSpace(t)
	s.apply(memo(asText))
	impossible := raw([]string{memo(`"kind":"LOCATION"`)})
	p, err := s.PlanModels(s.ctx, impossible, false)
	s.must(err) // nobody has a value
	equal(t, len(p.Changes), 1)
	s.make("a", `"x"`, false)
	_, err = s.ApplyModels(s.ctx, impossible, false, true)
	wantCode(t, err, errs.ValidationFailed)
	equal(t, s.value("a", "v"), `"x"`)
}

// Lists by the field are refused until its index is complete, and show what copies hold from then on.
func TestListsOverFormsThatChange(t *testing.T) { // G6
	b := newTables(t)
	s := b.lambda(nil)
	s.apply(memo(asText))
	var all []string
	for i := range 30 {
		all = append(all, fmt.Sprintf("m%02d", i))
		s.make(all[i], fmt.Sprintf(`"%d"`, 29-i), i%2 == 0)
	}
	s.apply(memo(asNumber))
	s.update("m03", `{"v":100}`, true)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	_, err = content.Prepare(sc, content.QuerySpec{Model: sc.Model("memo"), Where: map[string]any{"v": map[string]any{"eq": "7"}}})
	wantCode(t, err, errs.Invalid)
	equal(t, first(s.list(content.Draft, "memo", `{"v":{"lt":2}}`, `[{"id":"ASC"}]`, content.PageArgs{})), []string{"m28", "m29"}) // by another order
	s.must(s.Resume(s.ctx))
	equal(t, first(s.list(content.Draft, "memo", `{"v":{"gte":28}}`, `[{"v":"DESC"}]`, content.PageArgs{})), []string{"m03", "m00", "m01"})
	b.verify(b.recover(), all)
}

// A process that goes on by the old schema neither spoils what the new one wrote, nor is spoiled by it.
func TestFormsChangeBesideOtherProcesses(t *testing.T) { // C8
	for _, c := range forms {
		t.Run(c.name, func(t *testing.T) {
			b := newTables(t)
			s := bilingual(b)
			s.apply(memo(c.was))
			old := b.process(nil)
			for _, id := range []string{"a", "b", "c"} {
				s.make(id, c.value, true)
			}
			_, err := old.Schema(old.ctx)
			s.must(err)
			change := b.lambda(nil) // its index is not built yet
			change.apply(memo(c.is))
			change.update("b", `{"title":"new"}`, true)
			old.update("a", `{"title":"old"}`, true) // not walked over yet
			old.update("b", `{"title":"newer"}`, true)
			stale := b.process(nil)
			b.verify(b.recover(), []string{"a", "b", "c"})
			for _, id := range []string{"a", "b", "c"} {
				equal(t, stale.value(id, "v"), c.want)
				equal(t, stale.liveValue(id, "v"), c.want)
			}
		})
	}
}

// A reader that does not know the new form asks to be asked again, instead of showing nothing.
func TestReadersNoticeNewForms(t *testing.T) {
	b := newTables(t)
	s, old := b.process(nil), b.process(nil)
	s.apply(memo(asText))
	s.make("a", `"7"`, true)
	sc, err := old.Schema(old.ctx)
	s.must(err)
	s.apply(memo(asNumber))
	s.update("a", `{"title":"U"}`, true)
	read := func() (v string, err error) {
		err = old.View(old.ctx, content.Live, func(r *content.Reader) error {
			if err := r.Load(old.ctx, "a"); err != nil {
				return err
			}
			m := r.Schema().Model("memo")
			v = string(r.Copy("a").Value(m.Slot(m.Field("v").ID), nil))
			return nil
		})
		return v, err
	}
	equal(t, sc.Model("memo").Field("v").Kind, "TEXT")
	_, err = read()
	wantCode(t, err, errs.Conflict)
	v, err := read()
	s.must(err)
	equal(t, v, "7")
}

// What webhooks are told is in the form of the day.
func TestPayloadsOfFormerForms(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(memo(asNumber))
	s.make("a", `7`, true)
	s.apply(memo(asTexts))
	for _, i := range b.content.items(t, "#outbox#") {
		e, err := event.Decode(i)
		s.must(err)
		if e.Entry != "a" {
			continue
		}
		p, err := s.Payload(s.ctx, e, event.EntryPublished)
		s.must(err)
		var told struct{ Values json.RawMessage }
		mustDecode(p, &told)
		equal(t, string(told.Values), `{"title":"T","v":["7"]}`)
	}
}

// Members of components change their form in the entries that hold them, at any depth.
func TestFormsInsideComponentsChange(t *testing.T) {
	part := func(v string) string {
		return `{"apiId":"part","component":true,"fields":[{"apiId":"name","kind":"TEXT"},{"apiId":"v",` + v + `}]}`
	}
	whole := []string{
		`{"apiId":"box","component":true,"fields":[{"apiId":"inner","kind":"COMPONENT","components":["part"],"list":true}]}`,
		`{"apiId":"page","fields":[
			{"apiId":"title","kind":"TEXT"},
			{"apiId":"one","kind":"COMPONENT","components":["part"],"localized":true},
			{"apiId":"box","kind":"COMPONENT","components":["box"]},
			{"apiId":"blocks","kind":"BLOCKS","components":["part","box"]}]}`}
	b := newTables(t)
	s := bilingual(b)
	s.apply(append(whole, part(asNumber))...)
	e, err := s.Create(s.ctx, "page", "a", content.Change{Publish: true, Values: vals(`{
		"one":{"en":{"name":"N","v":1},"de":{"v":2}},
		"box":{"inner":[{"v":3},{"name":"M"}]},
		"blocks":[{"part":{"v":4},"key":"x"},{"box":{"inner":[{"v":5}]},"key":"y"}]}`)})
	s.must(err)
	s.apply(part(asTexts))
	s.apply(part(asText))
	for range 2 {
		want := `{"one":{"en":{"name":"N","v":"1"},"de":{"name":null,"v":"2"}},"box":{"inner":[{"name":null,"v":"3"},{"name":"M","v":null}]},` +
			`"blocks":[{"part":{"name":null,"v":"4"},"key":"x"},{"box":{"inner":[{"name":null,"v":"5"}]},"key":"y"}]}`
		equal(t, s.external(e.ID), want)
		for _, where := range []string{`{"one":{"v":{"eq":"1"}}}`, `{"box":{"inner":{"some":{"v":{"eq":"3"}}}}}`, `{"blocks":{"some":{"part":{"v":{"eq":"4"}}}}}`} {
			equal(t, first(s.list(content.Live, "page", where, "", content.PageArgs{})), []string{"a"})
		}
		s.update("a", `{"title":null}`, true)
		s.publish("a")
	}
	b.verify(b.recover(), []string{"a"})
}

// external is what the draft holds, as people send it.
func (s *space) external(id string) string {
	s.t.Helper()
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	out, err := sc.External(e.Model, e.Values)
	s.must(err)
	return string(out)
}

func TestFilesDoNotTellOfFormerForms(t *testing.T) { // C8
	s := newSpace(t)
	s.apply(memo(asText))
	id := s.idOf("memo", "v")
	s.make("a", `"secret"`, true)
	s.apply(memo(asNumber))
	sc, err := s.Schema(s.ctx)
	s.must(err)
	file, err := sc.Source(sc.Model("memo"))
	s.must(err)
	if strings.Contains(string(file), "former") || strings.Contains(string(file), "shape") {
		t.Errorf("the file says %s", file)
	}
	s.apply(`{"apiId":"memo","fields":[{"apiId":"v","kind":"INTEGER","former":[]},{"apiId":"w","kind":"TEXT","former":[{"id":"` + id + `","kind":"TEXT","to":{"kind":"TEXT"}}]}]}`)
	equal(t, s.value("a", "w"), "")
}
