package content_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// polyglot holds a space whose locales come and go to a naive model of it.
type polyglot struct {
	*space
	rnd     *rand.Rand
	locales []content.Locale
	notes   map[string]*note
	log     []string
}

// note is what is naively known of an entry: texts by locale, those that are hidden included.
type note struct {
	draft, live map[string]string // live: nil if it is not
	published   map[string]bool
	n, liveN    int
	changed     bool
}

// codes are the locales of the space, in its order.
func (p *polyglot) codes() (out []string) {
	for _, l := range p.locales {
		out = append(out, l.Code)
	}
	return out
}

func (p *polyglot) visible(code string) bool { return slices.Contains(p.codes(), code) }

// chain is the way from a locale along its fallbacks.
func (p *polyglot) chain(code string) (out []string) {
	for code != "" {
		out = append(out, code)
		i := slices.IndexFunc(p.locales, func(l content.Locale) bool { return l.Code == code })
		code = p.locales[i].Fallback
	}
	return out
}

// shown is the text that a reader of a locale sees.
func (p *polyglot) shown(texts map[string]string, locale string) string {
	for _, code := range p.chain(locale) {
		if texts[code] != "" {
			return texts[code]
		}
	}
	return ""
}

// differs tells whether something of a draft is not live as it is.
func (p *polyglot) differs(e *note) bool {
	return e.n != e.liveN || slices.ContainsFunc(p.codes(), func(code string) bool { return e.draft[code] != e.live[code] })
}

// some are a few of the locales.
func (p *polyglot) some() []string {
	all := p.codes()
	p.rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:1+p.rnd.IntN(len(all))]
}

// change sets other locales, in another order, with other fallbacks.
func (p *polyglot) change() {
	all := []string{"en", "de", "fr", "it", "pt-BR"}
	p.rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	p.locales = nil
	for i, code := range all[:1+p.rnd.IntN(len(all))] {
		l := content.Locale{Code: code}
		if i > 0 && p.rnd.IntN(2) == 0 {
			l.Fallback = all[p.rnd.IntN(i)]
		}
		p.locales = append(p.locales, l)
	}
	p.log = append(p.log, fmt.Sprintf("locales %v", p.locales))
	p.must(p.SetLocales(p.ctx, p.locales))
	for _, e := range p.notes {
		switch {
		case e.live == nil:
		case !slices.ContainsFunc(p.codes(), func(code string) bool { return e.published[code] }):
			e.live, e.published, e.changed = nil, nil, false
		case p.differs(e):
			e.changed = true
		}
	}
}

// edit writes a text of one locale, of several, or the number.
func (p *polyglot) edit(id string, e *note) {
	c := content.Change{Values: map[string]json.RawMessage{}}
	before := maps.Clone(e.draft)
	text := func(code string) any {
		if p.rnd.IntN(4) == 0 {
			delete(e.draft, code)
			return nil
		}
		e.draft[code] = fmt.Sprint("t", p.rnd.IntN(6))
		return e.draft[code]
	}
	switch p.rnd.IntN(4) {
	case 0:
		e.n++
		c.Values["n"] = fmt.Append(nil, e.n)
	case 1:
		byLocale := map[string]any{}
		for _, code := range p.some() {
			byLocale[code] = text(code)
		}
		c.Values["text"], _ = json.Marshal(byLocale)
	case 2:
		c.Values["text"] = json.RawMessage("null")
		maps.DeleteFunc(e.draft, func(code, _ string) bool { return p.visible(code) })
	default:
		c.Locale = p.some()[0]
		c.Values["text"], _ = json.Marshal(text(c.Locale))
	}
	_, err := p.Update(p.ctx, id, c)
	p.must(err)
	if _, numbered := c.Values["n"]; e.live != nil && (numbered || !maps.Equal(before, e.draft)) {
		e.changed = p.differs(e)
	}
	p.log = append(p.log, fmt.Sprintf("%s: save %s in %q", id, c.Values, c.Locale))
}

// publish makes a draft live in all that it is written in, or in some locales.
func (p *polyglot) publish(id string, e *note, locales []string) {
	_, err := p.Publish(p.ctx, id, content.PublishOptions{Locales: locales})
	p.must(err)
	p.log = append(p.log, fmt.Sprintf("%s: publish %v", id, locales))
	live, published := map[string]string{}, map[string]bool{}
	for code := range e.published {
		if len(locales) > 0 || !p.visible(code) {
			published[code] = true
			live[code] = e.live[code]
		}
	}
	if len(locales) == 0 {
		locales = slices.DeleteFunc(p.codes(), func(code string) bool { return e.draft[code] == "" })
	}
	if len(locales) == 0 {
		locales = p.codes()[:1]
	}
	for _, code := range locales {
		published[code], live[code] = true, e.draft[code]
	}
	e.live, e.published, e.liveN = live, published, e.n
	e.changed = p.differs(e)
}

func (p *polyglot) unpublish(id string, e *note, locales []string) {
	_, err := p.Unpublish(p.ctx, id, content.PublishOptions{Locales: locales})
	p.must(err)
	p.log = append(p.log, fmt.Sprintf("%s: unpublish %v", id, locales))
	if e.live == nil {
		return
	}
	before := len(e.published)
	for code := range e.published {
		if len(locales) == 0 || slices.Contains(locales, code) {
			delete(e.published, code)
			delete(e.live, code)
		}
	}
	if len(e.published) == before {
		return // it was live in none of these
	}
	e.changed = p.differs(e)
	if !slices.ContainsFunc(p.codes(), func(code string) bool { return e.published[code] }) {
		e.live, e.published, e.changed = nil, nil, false
	}
}

// step does something to the locales or to an entry.
func (p *polyglot) step() {
	id := slices.Sorted(maps.Keys(p.notes))[p.rnd.IntN(len(p.notes))]
	e := p.notes[id]
	switch p.rnd.IntN(12) {
	case 0, 1:
		p.change()
	case 2, 3, 4, 5, 6:
		p.edit(id, e)
	case 7, 8:
		p.publish(id, e, nil)
	case 9:
		p.publish(id, e, p.some())
	case 10:
		p.unpublish(id, e, p.some())
	default:
		p.unpublish(id, e, nil)
	}
}

// compare holds what the space shows in each of its locales against the model.
func (p *polyglot) compare() {
	p.t.Helper()
	for id, e := range p.notes {
		got, err := p.Entry(p.ctx, id)
		p.must(err)
		want := content.StatusDraft
		if e.live != nil {
			want = content.StatusPublished
		}
		if e.live != nil && e.changed {
			want = content.StatusChanged
		}
		published := slices.DeleteFunc(p.codes(), func(code string) bool { return !e.published[code] })
		if got.Status != want || !slices.Equal(got.PublishedLocales, published) {
			p.t.Fatalf("%s is %s in %v, want %s in %v\n%s", id, got.Status, got.PublishedLocales, want, published, p.story())
		}
	}
	for _, code := range p.codes() {
		for stage, texts := range map[content.Stage]func(*note) map[string]string{
			content.Draft: func(e *note) map[string]string { return e.draft },
			content.Live:  func(e *note) map[string]string { return e.live },
		} {
			p.compareList(stage, code, texts)
		}
	}
}

func (p *polyglot) compareList(stage content.Stage, locale string, texts func(*note) map[string]string) {
	p.t.Helper()
	text := fmt.Sprint("t", p.rnd.IntN(6))
	spec := p.spec(stage, "note", fmt.Sprintf(`{"text":{"eq":%q}}`, text), `[{"id":"ASC"}]`)
	spec.Locale = locale
	one := 1
	sc, err := p.Schema(p.ctx)
	p.must(err)
	q, err := content.Prepare(sc, spec)
	p.must(err)
	want := map[string]string{}
	for id, e := range p.notes {
		if t := texts(e); t != nil && p.shown(t, locale) == text {
			want[id] = text
		}
	}
	p.must(p.View(p.ctx, stage, func(r *content.Reader) error {
		page, err := r.List(p.ctx, q, content.PageArgs{First: &one, Count: true})
		if err != nil {
			return err
		}
		if page.Total == nil || *page.Total != len(want) {
			p.t.Fatalf("stage %d, %s: %v have the text %s, want %v\n%s", stage, locale, page.Total, text, want, p.story())
		}
		for id, e := range p.notes {
			if err := r.Load(p.ctx, id); err != nil {
				return err
			}
			c, seen := r.Copy(id), ""
			if (c != nil) != (texts(e) != nil) {
				p.t.Fatalf("stage %d: %s is there: %t\n%s", stage, id, c != nil, p.story())
			}
			if c != nil {
				_ = json.Unmarshal(c.Value(c.Model.Slot(c.Model.Field("text").ID), sc.Chain(locale)), &seen)
			}
			if c != nil && seen != p.shown(texts(e), locale) {
				p.t.Fatalf("stage %d: %s shows %q in %s, want %q\n%s", stage, id, seen, locale, p.shown(texts(e), locale), p.story())
			}
		}
		return nil
	}))
}

func (p *polyglot) story() string {
	out := ""
	for _, l := range p.log {
		out += l + "\n"
	}
	return out
}

// Locales come and go, change their order and their fallbacks, between edits: what each shows, which entries are live in it
// and which have changes is what a naive model says.
func TestLocalesUnderLiveContent(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			b := newTables(t)
			p := &polyglot{space: b.process(nil), rnd: rand.New(rand.NewPCG(seed, 6)), notes: map[string]*note{}}
			p.apply(`{"apiId":"note","fields":[{"apiId":"text","kind":"TEXT","localized":true},{"apiId":"n","kind":"INTEGER"}]}`)
			p.change()
			ids := []string{"a", "b", "c", "d"}
			for _, id := range ids {
				_, err := p.Create(p.ctx, "note", id, content.Change{Values: vals(`{"n":0}`)})
				p.must(err)
				p.notes[id] = &note{draft: map[string]string{}}
			}
			for range 60 {
				p.step()
				p.compare()
			}
			b.verify(b.recover(), ids)
		})
	}
}

// What a locale had comes back with it: also through saves, publishes and imports of others meanwhile.
func TestHiddenLocalesComeBack(t *testing.T) {
	b := newFatalSpace(t)
	s := b.process(nil)
	both := []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}
	makeLive(s, "a")
	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":{"de":"Titel"}}`), Publish: true})
	s.must(err)
	s.must(s.SetLocales(s.ctx, both[:1]))
	equal(t, s.live("a"), `{"title":{"en":"T"},"slug":"a","views":1,"tags":["x","y1"],"editor":{"id":"ada"}}`)
	s.update("a", `{"title":"New","views":2}`, true)
	results, err := s.Import(s.ctx, []content.ImportEntry{{ID: "a", Model: "article", Publish: true, Values: vals(`{"title":{"en":"In"},"slug":"a"}`)}}, false)
	s.must(err)
	equal(t, results[0].Outcome, content.ImportUpdated)
	results, err = s.Import(s.ctx, []content.ImportEntry{{ID: "a", Model: "article", Publish: true, Values: vals(`{"title":{"en":"In"},"slug":"a"}`)}}, false)
	s.must(err)
	equal(t, results[0].Outcome, content.ImportUnchanged)
	e, err := s.Entry(s.ctx, "a")
	s.must(err)
	equal(t, []any{e.Status, e.PublishedLocales}, []any{content.StatusPublished, []string{"en"}})
	s.must(s.SetLocales(s.ctx, both))
	equal(t, s.live("a"), `{"title":{"en":"In","de":"Titel"},"slug":"a"}`)
	b.verify(b.recover(), []string{"ada", "bob", "a"})
}

// What is unique in a locale stays so while the locale is hidden, and blocks nobody: nobody can write it then.
func TestUniqueValuesOfHiddenLocales(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(`{"apiId":"page","fields":[{"apiId":"path","kind":"SLUG","unique":true,"localized":true}]}`)
	both := []content.Locale{{Code: "en"}, {Code: "de"}}
	s.must(s.SetLocales(s.ctx, both))
	page := func(id, values string) error {
		_, err := s.Create(s.ctx, "page", id, content.Change{Values: vals(values), Publish: true})
		return err
	}
	s.must(page("a", `{"path":{"en":"one","de":"eins"}}`))
	s.must(page("b", `{"path":{"de":"zwei"}}`))
	s.must(s.SetLocales(s.ctx, both[:1]))
	e, err := s.Entry(s.ctx, "b")
	s.must(err)
	equal(t, e.Status, content.StatusDraft) // it was live in nothing else
	s.must(page("c", `{"path":{"en":"eins"}}`))
	s.must(s.Delete(s.ctx, "a", 0))
	s.must(s.SetLocales(s.ctx, both))
	s.must(page("d", `{"path":{"de":"eins"}}`))
	wantCode(t, page("e", `{"path":{"de":"eins"}}`), errs.ValidationFailed)
	s.publish("b")
	equal(t, s.live("b"), `{"path":{"de":"zwei"}}`)
	b.verify(b.recover(), []string{"a", "b", "c", "d", "e"})
}

// Another default locale, or another order, changes nothing of what is published.
func TestAnotherDefaultLocaleIsNoChange(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"Hello"}`, false)
	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":"Hallo"}`), Locale: "de", Publish: true})
	s.must(err)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "de"}, {Code: "en"}}))
	e, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":{"en":"Hello","de":"Hallo"}}`)})
	s.must(err)
	equal(t, []any{e.Version, e.Status}, []any{2, content.StatusPublished})
	e = s.publish("a")
	equal(t, []any{e.Status, e.PublishedLocales}, []any{content.StatusPublished, []string{"de", "en"}})
}
