package content_test

import (
	"testing"

	"github.com/galley-cms/galley/content"
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
