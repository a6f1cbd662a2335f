package webhook

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Subscription describes a webhook to be made.
type Subscription struct {
	Name   string
	URL    string
	Events []event.Type // empty: all
	Models []string     // ids of models; empty: all
}

// Changes say what to change of a webhook; nil keeps.
type Changes struct {
	Name    *string
	URL     *string
	Events  *[]event.Type
	Models  *[]string
	Enabled *bool
}

// Add makes a webhook. The secret, whsec_ and base64, is shown this once.
func (s *Service) Add(ctx context.Context, n Subscription) (h Hook, secretText string, err error) {
	if err := administer(ctx); err != nil {
		return Hook{}, "", err
	}
	now := s.clock.Now()
	fresh := newSecret()
	made := stored{
		Hook: Hook{
			ID: event.NextID(now, ""), Name: n.Name, URL: n.URL, Events: unique(n.Events), Models: unique(n.Models),
			Enabled: true, CreatedAt: now, UpdatedAt: now,
		},
		Secrets: []secret{fresh}, Since: since(now), version: 1,
	}
	if err := s.check(made.Hook); err != nil {
		return Hook{}, "", err
	}
	all, err := s.hooks(ctx)
	if err != nil {
		return Hook{}, "", err
	}
	if len(all) >= MaxHooks {
		return Hook{}, "", errs.New(errs.LimitExceeded, "There are %d webhooks already, and no more are possible: remove one first.", len(all))
	}
	note := fmt.Sprintf("Added the webhook to %s.", made.Host())
	if err := s.commit(ctx, note, store.Put(s.hookItem(made), store.Absent())); err != nil {
		return Hook{}, "", err
	}
	return made.Hook, fresh.text(), nil
}

// since is when a hook begins to hear of events: whole seconds, because events and hooks may keep times differently.
func since(now time.Time) time.Time { return now.Truncate(time.Second) }

// unique sorts a list and drops repeats; an empty one becomes nil.
func unique[T ~string](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// List gives all webhooks, in the order in which they were made.
func (s *Service) List(ctx context.Context) ([]Hook, error) {
	if err := administer(ctx); err != nil {
		return nil, err
	}
	all, err := s.hooks(ctx)
	list := make([]Hook, len(all))
	for i, h := range all {
		list[i] = h.Hook
	}
	return list, err
}

// Get gives one webhook.
func (s *Service) Get(ctx context.Context, id string) (Hook, error) {
	if err := administer(ctx); err != nil {
		return Hook{}, err
	}
	h, err := s.hook(ctx, id)
	return h.Hook, err
}

// Update changes a webhook. One that is enabled again hears of what happens from then on.
func (s *Service) Update(ctx context.Context, id string, c Changes) (Hook, error) {
	h, err := s.change(ctx, id, "Changed", func(h *stored) error {
		s.apply(h, c)
		return s.check(h.Hook)
	})
	return h.Hook, err
}

func (s *Service) apply(h *stored, c Changes) {
	if c.Name != nil {
		h.Name = *c.Name
	}
	if c.URL != nil {
		h.URL = *c.URL
	}
	if c.Events != nil {
		h.Events = unique(*c.Events)
	}
	if c.Models != nil {
		h.Models = unique(*c.Models)
	}
	if c.Enabled != nil {
		if *c.Enabled && !h.Enabled {
			h.Since = since(s.clock.Now())
		}
		h.Enabled, h.Reason = *c.Enabled, ""
	}
}

// RotateSecret gives a webhook a new secret, shown this once. For 24 hours deliveries carry signatures by both, so that
// a receiver can change over without a gap.
func (s *Service) RotateSecret(ctx context.Context, id string) (secretText string, err error) {
	var fresh secret
	_, err = s.change(ctx, id, "Rotated the secret of", func(h *stored) error {
		fresh = h.rotate(s.clock.Now())
		return nil
	})
	if err != nil {
		return "", err
	}
	return fresh.text(), nil
}

// Remove removes a webhook. What waits to be delivered to it is dropped.
func (s *Service) Remove(ctx context.Context, id string) error {
	if err := administer(ctx); err != nil {
		return err
	}
	h, err := s.hook(ctx, id)
	if err != nil {
		return err
	}
	note := fmt.Sprintf("Removed the webhook to %s.", h.Host())
	return s.commit(ctx, note, store.Delete(s.hookKey(id), store.VersionIs(h.version)))
}

// change does something to a webhook; verb begins the audit's sentence.
func (s *Service) change(ctx context.Context, id, verb string, fn func(*stored) error) (stored, error) {
	if err := administer(ctx); err != nil {
		return stored{}, err
	}
	h, err := s.hook(ctx, id)
	if err != nil {
		return stored{}, err
	}
	was := h.version
	if err := fn(&h); err != nil {
		return stored{}, err
	}
	h.UpdatedAt, h.version = s.clock.Now(), was+1
	note := fmt.Sprintf("%s the webhook to %s.", verb, h.Host())
	return h, s.commit(ctx, note, store.Put(s.hookItem(h), store.VersionIs(was)))
}

// hooks reads all webhooks of the space.
func (s *Service) hooks(ctx context.Context) (list []stored, err error) {
	defer errs.Wrap(&err, "read the webhooks")
	q := store.Query{Partition: s.space + "#model", From: hookPrefix, To: hookPrefix + "\xff", Consistent: store.Consistent}
	err = s.table.View(ctx, func(r store.Reader) error {
		for {
			p, err := r.Query(ctx, q)
			if err != nil {
				return err
			}
			for _, i := range p.Items {
				h, err := decodeHook(i)
				if err != nil {
					return err
				}
				list, q.After = append(list, h), i.Sort
			}
			if !p.More {
				return nil
			}
		}
	})
	return list, err
}

// hook reads one webhook; the error is NOT_FOUND if there is none.
func (s *Service) hook(ctx context.Context, id string) (h stored, err error) {
	i, found, err := s.get(ctx, s.hookKey(id))
	if err != nil {
		return stored{}, err
	}
	if !found {
		return stored{}, errs.New(errs.NotFound, "There is no webhook %q.", id)
	}
	return decodeHook(i)
}

// get reads one item; it is false if there is none.
func (s *Service) get(ctx context.Context, k store.Key) (i store.Item, found bool, err error) {
	defer errs.Wrap(&err, "read %s", k.Sort)
	err = s.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, k)
		if len(items) > 0 {
			i, found = items[0], true
			i.Body = slices.Clone(i.Body)
		}
		return err
	})
	return i, found, err
}
