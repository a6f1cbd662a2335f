package bulk

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/job"
)

const (
	pieceSize = 100 // entries that are reported together
	workers   = 16  // entries that are worked on at once
	patience  = 3   // runs that one entry may spoil, for a reason that nobody knows, before it is given up alone
)

// each does what is asked for to some entries, several at once, as the one who started the job may do it now. An error is
// of the piece: it is worked on again.
func (t *task) each(ctx context.Context, ids []string) ([]job.Item, error) {
	ctx, err := t.run.Acting(ctx)
	if err != nil {
		return nil, err
	}
	sc, err := t.s.content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := t.s.content.EntriesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]job.Item, len(ids))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for i, id := range ids {
		items[i] = job.Item{Entry: id, Title: id}
		e := entries[id]
		if e != nil {
			items[i].Title = sc.Title(e)
		}
		group.Go(func() error { return t.one(ctx, e, &items[i]) })
	}
	return items, group.Wait()
}

// one does it to one entry, and notes what became of it.
func (t *task) one(ctx context.Context, e *content.Entry, i *job.Item) error {
	wrote, err := t.try(ctx, e, i.Entry)
	switch {
	case wrote:
		i.Outcome = job.OutcomeDone
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case t.fresh:
		done, unread := t.s.content.LastDoneBy(ctx, i.Entry, t.run.ID())
		if unread != nil {
			return unread
		}
		if done { // by a run that could not tell any more
			i.Outcome = job.OutcomeDone
			return nil
		}
	}
	return t.outcome(err, i)
}

// outcome notes why nothing was written.
func (t *task) outcome(err error, i *job.Item) error {
	var known *errs.Error
	switch {
	case err == nil:
		i.Outcome = job.OutcomeUnchanged
	case errors.As(err, &known):
		i.Outcome, i.Message = job.OutcomeFailed, known.Message
	case t.run.Try() < patience:
		return err
	default:
		i.Outcome, i.Message = job.OutcomeFailed, "Something went wrong inside Galley. The log of the server says what."
	}
	return nil
}

// try does it, if there is something to do.
func (t *task) try(ctx context.Context, e *content.Entry, id string) (wrote bool, err error) {
	d, _ := deedOf(t.order.Action)
	switch {
	case e == nil:
		return false, errs.New(errs.NotFound, "There is no entry %q.", id)
	case e.Model.ID != t.order.Model:
		return false, errs.New(errs.Invalid, "The entry is one of another model, %s.", e.Model.APIID)
	case d.so != nil && d.so(e):
		return false, nil
	}
	err = d.do(content.InJob(ctx, t.run.ID(), func(entry string) { wrote = wrote || entry == id }), t.s.content, id, t.order)
	return wrote, err
}
