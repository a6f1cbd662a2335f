package bulk

import (
	"context"
	"fmt"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
)

// deed is one action: what it takes, how a job that does it is called, which entries it leaves alone, and how it is done.
type deed struct {
	needs auth.Action
	verb  string
	so    func(e *content.Entry) bool // the entry is as the action would make it; nil: the action itself finds out
	do    func(ctx context.Context, c *content.Service, id string, o *order) error
}

// deedOf is the deed of an action. A variable with all deeds would have every program linked with what they do.
func deedOf(a Action) (d deed, ok bool) {
	d, ok = map[Action]deed{
		Publish: {needs: auth.Publish, verb: "Publish",
			do: func(ctx context.Context, c *content.Service, id string, o *order) error {
				_, err := c.Publish(ctx, id, content.PublishOptions{Locales: o.Locales, OnlyChanges: true})
				return err
			}},
		Unpublish: {needs: auth.Publish, verb: "Unpublish",
			do: func(ctx context.Context, c *content.Service, id string, o *order) error {
				_, err := c.Unpublish(ctx, id, content.PublishOptions{Locales: o.Locales})
				return err
			}},
		Archive: {needs: auth.Publish, verb: "Archive",
			do: func(ctx context.Context, c *content.Service, id string, _ *order) error {
				_, err := c.Archive(ctx, id, 0)
				return err
			}},
		Unarchive: {needs: auth.Publish, verb: "Take out of the archive",
			do: func(ctx context.Context, c *content.Service, id string, _ *order) error {
				_, err := c.Unarchive(ctx, id, 0)
				return err
			}},
		Delete: {needs: auth.Delete, verb: "Delete", so: inTrash,
			do: func(ctx context.Context, c *content.Service, id string, _ *order) error { return c.Delete(ctx, id, 0) }},
		Restore: {needs: auth.Delete, verb: "Restore", so: func(e *content.Entry) bool { return !inTrash(e) },
			do: func(ctx context.Context, c *content.Service, id string, _ *order) error {
				_, err := c.Restore(ctx, id)
				return err
			}},
		Purge: {needs: auth.Administer, verb: "Purge",
			do: func(ctx context.Context, c *content.Service, id string, _ *order) error { return c.Purge(ctx, id) }},
		Set: {needs: auth.Update, verb: "Change",
			do: func(ctx context.Context, c *content.Service, id string, o *order) error {
				_, err := c.Update(ctx, id, content.Change{Values: o.Values, Locale: o.Locale})
				return err
			}},
	}[a]
	return d, ok
}

func inTrash(e *content.Entry) bool { return e.Status == content.StatusTrashed }

// title is what people call the job.
func (d deed) title(m *content.Model, o *order) string {
	what := m.Name
	if what == "" {
		what = m.APIID
	}
	switch n := len(o.IDs); {
	case n == 1:
		return fmt.Sprintf("%s 1 entry of %s", d.verb, what)
	case n > 1:
		return fmt.Sprintf("%s %d entries of %s", d.verb, n, what)
	case o.Where == nil && o.Search == "":
		return fmt.Sprintf("%s all entries of %s", d.verb, what)
	}
	return fmt.Sprintf("%s the entries of %s that were found", d.verb, what)
}
