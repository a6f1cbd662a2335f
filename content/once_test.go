package content_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// requests are what can be sent under an idempotency key, on an entry that is live and has changes.
var requests = map[string]func(ctx context.Context, s *content.Service, key string) error{
	"create": func(ctx context.Context, s *content.Service, key string) error {
		_, err := s.Create(ctx, "article", "", content.Change{Values: fatalValues("new", 2), Publish: true, IdempotencyKey: key})
		return err
	},
	"save": func(ctx context.Context, s *content.Service, key string) error {
		_, err := s.Update(ctx, "a", content.Change{Values: vals(`{"views":7}`), Version: 2, IdempotencyKey: key})
		return err
	},
	"publish": func(ctx context.Context, s *content.Service, key string) error {
		_, err := s.Publish(ctx, "a", content.PublishOptions{Version: 2, IdempotencyKey: key})
		return err
	},
	"unpublish": func(ctx context.Context, s *content.Service, key string) error {
		_, err := s.Unpublish(ctx, "a", content.PublishOptions{Version: 2, IdempotencyKey: key})
		return err
	},
	"delete": func(ctx context.Context, s *content.Service, key string) error { return s.DeleteOnce(ctx, "a", 2, key) },
}

// Twenty calls of the same request at once, in several processes, all succeed and make one change. // C13
func TestParallelRepeatsHappenOnce(t *testing.T) {
	for name, send := range requests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newFatalSpace(t)
			s := b.process(nil)
			makeLive(s, "a")
			s.update("a", `{"views":3}`, false)
			processes, failures := []*space{b.process(nil), b.process(nil), b.process(nil)}, make([]error, 20)
			var wg sync.WaitGroup
			for n := range failures {
				wg.Go(func() { failures[n] = send(b.ctx, processes[n%3].Service, "key") })
			}
			wg.Wait()
			for _, err := range failures {
				s.must(err)
			}
			equal(t, s.changes(b), 1)
			s.must(send(b.ctx, processes[0].Service, "key"))
			equal(t, s.changes(b), 1)
			ids, _ := s.list(content.Draft, "article", "", "", content.PageArgs{})
			b.verify(b.recover(), slices.Compact(slices.Sorted(slices.Values(append(ids, "a", "ada", "bob")))))
		})
	}
}

// changes counts what happened to articles since the one named a was saved at version 2.
func (s *space) changes(b *tables) (n int) {
	page, err := event.List(s.ctx, b.content, "main", event.Filter{}, 100)
	s.must(err)
	for _, e := range page.Events {
		if e.Entry == "a" && e.After > 2 || e.Model != "" && e.Entry != "a" && e.Entry != "ada" && e.Entry != "bob" && e.Entry != "" {
			n++
		}
	}
	return n
}

// A request that had nothing to do has nothing to do when it is sent again, whatever happened between. // C13
func TestRepeatOfNothing(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"A"}`, false)
	unpublish := content.PublishOptions{IdempotencyKey: "key"}
	_, err := s.Unpublish(s.ctx, "a", unpublish)
	s.must(err)
	s.publish("a")
	e, err := s.Unpublish(s.ctx, "a", unpublish)
	s.must(err)
	equal(t, e.Status, content.StatusPublished)
}

// One key used by two people, or for two things, is two requests. // C13
func TestKeysAreOfOneActorAndOneRequest(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"A"}`, false)
	s.create("article", "b", `{"title":"B"}`, true)
	for _, id := range []string{"a", "b"} {
		_, err := s.Publish(s.ctx, id, content.PublishOptions{IdempotencyKey: "key"})
		s.must(err)
		s.must(s.DeleteOnce(s.ctx, id, 0, "key"))
	}
	for range 2 { // the second time it is no longer in the trash
		e, err := s.RestoreOnce(s.ctx, "a", "key")
		s.must(err)
		equal(t, e.Status, content.StatusDraft)
	}
	_, err := s.RestoreOnce(s.ctx, "a", "another key")
	wantCode(t, err, errs.NotFound)
	author := func(id string) context.Context {
		return auth.With(s.ctx, auth.Actor{Kind: auth.KindUser, ID: id, Role: auth.RoleAuthor})
	}
	first, err := s.Create(author("ada"), "article", "", content.Change{Values: vals(`{"title":{"en":"Mine"}}`), IdempotencyKey: "key"})
	s.must(err)
	second, err := s.Create(author("bob"), "article", "", content.Change{Values: vals(`{"title":{"en":"Mine"}}`), IdempotencyKey: "key"})
	s.must(err)
	if first.ID == second.ID || second.CreatedBy.ID != "bob" {
		t.Errorf("both got %s, of %s", second.ID, second.CreatedBy.ID)
	}
	_, err = s.Update(author("bob"), first.ID, content.Change{Values: vals(`{"views":1}`), IdempotencyKey: "key"})
	wantCode(t, err, errs.Forbidden)
}
