package job

import (
	"context"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Cancel has a job stop at its next report, or at once if nobody works on it. One that has ended stays as it is.
func (s *Service) Cancel(ctx context.Context, id string) (_ *Job, err error) {
	defer errs.Wrap(&err, "cancel the job %s", id)
	return s.order(ctx, id, func(rec *record) ([]store.Write, error) {
		if rec.Stop = true; rec.held(s.now()) {
			return nil, nil
		}
		return s.end(rec, Cancelled, "", auth.From(ctx).Ref()), nil
	})
}

// Progress is what a client reports of work that it does itself.
type Progress struct {
	Done     int // entries so far, those of earlier reports included
	Total    int // 0: as it was
	Items    []Item
	Finished bool
	Message  string // with Finished: why the work failed as a whole; "" if it did not
}

// Advance reports how far a client has come. A report whose Done is not above what is known is one that comes again: its
// items are not counted twice. A job that was cancelled stays so: the client sees it in the answer, and stops.
func (s *Service) Advance(ctx context.Context, id string, p Progress) (_ *Job, err error) {
	defer errs.Wrap(&err, "report on the job %s", id)
	if len(p.Items) > MaxItems {
		return nil, errs.New(errs.LimitExceeded, "items: at most %d at a time.", MaxItems)
	}
	return s.order(ctx, id, func(rec *record) (writes []store.Write, err error) {
		if rec.Work != "" {
			return nil, errs.New(errs.Invalid, "This job is not one of a client: Galley itself reports how far it has come.")
		}
		if p.Done > rec.Done {
			writes, err = rec.add(s.keys, p.Items, s.now())
			rec.Done = p.Done
		}
		if rec.Total = max(rec.Total, p.Total); !p.Finished || err != nil {
			return writes, err
		}
		state := Done
		if p.Message != "" {
			state = Failed
		}
		return append(writes, s.end(rec, state, p.Message, rec.By)...), nil
	})
}

// order changes a job that the actor may see and that has not ended.
func (s *Service) order(ctx context.Context, id string, do func(*record) ([]store.Write, error)) (*Job, error) {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	for {
		rec, err := s.visible(ctx, id)
		if err != nil {
			return nil, err
		}
		if rec.State.Final() {
			return &rec.Job, nil
		}
		writes, err := do(rec)
		if err != nil {
			return nil, err
		}
		if err = s.put(ctx, rec, writes...); !failedCondition(err) {
			return &rec.Job, err
		}
	}
}
