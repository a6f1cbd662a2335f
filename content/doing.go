package content

import (
	"context"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// doing is the job that a context belongs to.
type doing struct {
	job   string
	wrote func(entry string)
}

type doingKey struct{}

// InJob has the events of what is committed in ctx name a job. wrote hears of each entry for which that was done.
func InJob(ctx context.Context, job string, wrote func(entry string)) context.Context {
	return context.WithValue(ctx, doingKey{}, &doing{job, wrote})
}

// jobOf is the job that ctx belongs to; "" if there is none.
func jobOf(ctx context.Context) string {
	if d, ok := ctx.Value(doingKey{}).(*doing); ok {
		return d.job
	}
	return ""
}

// tellJob tells the job of ctx that an entry was written, with an event.
func tellJob(ctx context.Context, t *transaction) {
	if d, ok := ctx.Value(doingKey{}).(*doing); ok && t.eventful {
		d.wrote(t.next.id)
	}
}

// LastDoneBy tells whether the last event of an entry, of one that was purged as well, is of a job: whoever goes on with
// the job cannot know otherwise whether the entry was its own work, or so before.
func (s *Service) LastDoneBy(ctx context.Context, id, job string) (done bool, err error) {
	defer errs.Wrap(&err, "look for the last event of %s", id)
	st, err := s.read(ctx, id)
	if err != nil || st.head.LastEvent == "" {
		return false, err
	}
	err = s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, event.Key(s.keys.space, id, st.head.LastEvent))
		if err != nil || len(items) == 0 {
			return err // it has expired
		}
		e, err := event.Decode(items[0])
		done = e.Job == job
		return err
	})
	return done, err
}
