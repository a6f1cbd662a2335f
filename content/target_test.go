package content_test

import (
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

func TestPublishingChecksWhatIsReferredTo(t *testing.T) {
	s := newSpace(t)
	s.create("author", "ada", `{"name":"Ada"}`, true)
	s.create("article", "a", `{"title":"A","author":{"id":"ada"}}`, true)
	s.create("article", "b", `{"title":"B"}`, false)
	for _, wrong := range []string{"a", "b"} { // of another model: itself, and another one
		s.update("a", `{"author":{"id":"`+wrong+`"}}`, false)
		_, err := s.Publish(s.ctx, "a", content.PublishOptions{})
		wantCode(t, err, errs.ValidationFailed)
	}
	s.create("author", "eve", `{"name":"Eve"}`, false)
	s.must(s.Delete(s.ctx, "eve", 0))
	s.update("a", `{"author":{"id":"eve"}}`, true) // in the trash: it reads as null until it is restored
	s.update("a", `{"author":{"id":"later"}}`, true)
}
