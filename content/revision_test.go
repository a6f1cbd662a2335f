package content_test

import (
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
)

func TestDraftsOfOthersAreKept(t *testing.T) {
	s := newSpace(t)
	save := func(author, values string, publish bool) {
		t.Helper()
		ctx := auth.With(t.Context(), auth.Actor{Kind: auth.KindUser, ID: author, Role: auth.RoleAdmin})
		_, err := s.Update(ctx, "a", content.Change{Values: vals(values), Locale: "en", Publish: publish})
		s.must(err)
	}
	versions := func() (out []int64) {
		list, err := s.Revisions(s.ctx, "a", 100)
		s.must(err)
		for _, r := range list {
			out = append(out, r.Version)
		}
		return out
	}
	s.create("article", "a", `{"title":"1"}`, true)
	_, err := s.Unpublish(s.ctx, "a", content.PublishOptions{})
	s.must(err)
	save("ada", `{"title":"3"}`, false) // version 1 was kept when it was published
	equal(t, versions(), []int64{1})
	save("ada", `{"title":"4"}`, false)
	save("bob", `{"title":"5"}`, false) // what Ada left is kept
	equal(t, versions(), []int64{4, 1})
	save("bob", `{"title":"6"}`, true)
	save("ada", `{"title":"7"}`, false)
	equal(t, versions(), []int64{6, 4, 1})
}
