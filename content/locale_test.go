package content_test

import (
	"fmt"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

func TestPublishingAllMeansTheLocalesThatAreWritten(t *testing.T) {
	s := newSpace(t)
	e := s.create("article", "a", `{"title":"Hello"}`, true)
	equal(t, e.PublishedLocales, []string{"en"})

	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":"Hallo"}`), Locale: "de"})
	s.must(err)
	equal(t, s.publish("a").PublishedLocales, []string{"en", "de"})

	_, err = s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":null}`), Locale: "de"})
	s.must(err)
	equal(t, s.publish("a").PublishedLocales, []string{"en"})
	equal(t, s.live("a"), `{"title":{"en":"Hello"}}`)

	_, err = s.Create(s.ctx, "article", "b", content.Change{Values: vals(`{"title":"Nur auf Deutsch"}`), Locale: "de", Publish: true})
	s.must(err)
	equal(t, s.live("b"), `{"title":{"de":"Nur auf Deutsch"}}`)
}

// A fallback stands in for a required value only where readers see it: where it is live too.
func TestRequiredValuesThatAFallbackGives(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"Hello"}`, false)
	_, err := s.Publish(s.ctx, "a", content.PublishOptions{Locales: []string{"de"}})
	wantCode(t, err, errs.ValidationFailed)
	s.publish("a", "en", "de")
	_, err = s.Unpublish(s.ctx, "a", content.PublishOptions{Locales: []string{"de"}})
	s.must(err)
	equal(t, s.publish("a", "de").PublishedLocales, []string{"en", "de"})
}

// Shared fields have one value, which goes live with whatever locale is published; localised ones go with theirs.
func TestPublishingOneLocale(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"Hello","views":1}`, true)
	_, err := s.Update(s.ctx, "a", content.Change{Values: vals(`{"title":{"en":"Bye","de":"Hallo"},"views":2}`)})
	s.must(err)
	e := s.publish("a", "de")
	equal(t, []any{e.Status, s.live("a")}, []any{content.StatusChanged, `{"title":{"en":"Hello","de":"Hallo"},"views":2}`})
	equal(t, s.publish("a", "en").Status, content.StatusPublished)

	e, err = s.Unpublish(s.ctx, "a", content.PublishOptions{Locales: []string{"en"}})
	s.must(err)
	equal(t, []any{e.Status, e.PublishedLocales, s.live("a")}, []any{content.StatusChanged, []string{"de"}, `{"title":{"de":"Hallo"},"views":2}`})
	e, err = s.Unpublish(s.ctx, "a", content.PublishOptions{Locales: []string{"de"}})
	s.must(err)
	equal(t, []any{e.Status, s.live("a")}, []any{content.StatusDraft, ""})
}

// The one entry of a singleton is archived, deleted, purged and made anew like any other, and there is never a second one.
func TestLifeOfASingleton(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"home","singleton":true,"fields":[{"apiId":"title","kind":"TEXT"}]}`)
	create := func() error {
		_, err := s.Create(s.ctx, "home", "", content.Change{Values: vals(`{"title":"Hi"}`)})
		return err
	}
	s.must(create())
	id := s.spec(content.Draft, "home", "", "").Model.SingleID()
	for _, step := range []func() error{
		func() error { _, err := s.Archive(s.ctx, id, 0); return err },
		func() error { return s.Delete(s.ctx, id, 0) },
		func() error { _, err := s.Restore(s.ctx, id); return err },
		func() error { _, err := s.Unarchive(s.ctx, id, 0); return err },
		func() error { return s.Delete(s.ctx, id, 0) },
	} {
		s.must(step())
		wantCode(t, create(), errs.Conflict)
	}
	s.must(s.Purge(s.ctx, id))
	s.must(create())
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	equal(t, e.Version, int64(8))
}

// What was put away before its model became a singleton stays where it is: there would be two.
func TestArchivedEntriesOfAModelThatBecameSingle(t *testing.T) {
	s := newSpace(t)
	const page = `{"apiId":"page","singleton":%t,"fields":[{"apiId":"title","kind":"TEXT"}]}`
	s.apply(fmt.Sprintf(page, false))
	for _, id := range []string{"old", "new"} {
		_, err := s.Create(s.ctx, "page", id, content.Change{Values: vals(`{"title":"T"}`)})
		s.must(err)
	}
	_, err := s.Archive(s.ctx, "old", 0)
	s.must(err)
	s.apply(fmt.Sprintf(page, true))
	_, err = s.Unarchive(s.ctx, "old", 0)
	wantCode(t, err, errs.Conflict)
	s.must(s.Delete(s.ctx, "old", 0))
}
