package content

import (
	"context"
	"fmt"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// maxClosure bounds how many entries are published together with one.
const maxClosure = 100

// publishClosure publishes the entries that were never published and that the draft refers to, directly or through each
// other. They go in an order in which nothing published refers to something unpublished, so that stopping midway leaves
// no hole; where references go round in a circle, one of them has to come first. All are checked before the first goes
// live.
func (s *Service) publishClosure(ctx context.Context, id string, locales []string) error {
	c := &closure{s: s, seen: map[string]bool{id: true}}
	if err := c.follow(ctx, id); err != nil {
		return err
	}
	for _, e := range c.order {
		if err := c.check(ctx, e); err != nil {
			return err
		}
	}
	for _, e := range c.order {
		if _, err := s.Publish(ctx, e.ID, PublishOptions{Locales: locales, Version: e.Version}); err != nil {
			return err
		}
	}
	return nil
}

// closure gathers unpublished entries, those that others refer to first.
type closure struct {
	s     *Service
	seen  map[string]bool
	order []*Entry
}

func (c *closure) follow(ctx context.Context, id string) error {
	e, err := c.s.Entry(ctx, id)
	if err != nil {
		return err
	}
	sc, err := c.s.Schema(ctx)
	if err != nil {
		return err
	}
	for _, ref := range sc.References(e.Model, e.Values) {
		if err := c.target(ctx, ref.ID); err != nil {
			return err
		}
	}
	return nil
}

// target adds an entry that is referred to, unless it is live, gone or already there.
func (c *closure) target(ctx context.Context, id string) error {
	if c.seen[id] {
		return nil
	}
	c.seen[id] = true
	e, err := c.s.Entry(ctx, id)
	if errs.CodeOf(err) == errs.NotFound || err == nil && e.Status != StatusDraft {
		return nil
	}
	if err != nil {
		return err
	}
	if len(c.seen) > maxClosure {
		return errs.New(errs.LimitExceeded, "More than %d entries would be published together. Publish some of them first.", maxClosure)
	}
	if err := c.follow(ctx, id); err != nil {
		return err
	}
	c.order = append(c.order, e)
	return nil
}

// check refuses the whole when one entry cannot go live.
func (c *closure) check(ctx context.Context, e *Entry) error {
	if err := auth.Require(ctx, auth.Publish, auth.Resource{Model: e.Model.ID, Owner: e.CreatedBy.ID}); err != nil {
		return err
	}
	sc, err := c.s.Schema(ctx)
	if err != nil {
		return err
	}
	problems := sc.Problems(e)
	for i := range problems {
		problems[i].Message = fmt.Sprintf("%s (in the %s %q, which would be published with it)", problems[i].Message, e.Model.APIID, sc.Title(e))
		problems[i].Path = e.ID + "." + problems[i].Path
	}
	if len(problems) > 0 {
		return errs.Validation(problems...)
	}
	return nil
}
