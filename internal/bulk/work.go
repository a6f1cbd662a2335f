package bulk

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/job"
)

const (
	noteSize  = 400 // ids in a note, at least, but for what a walk does not find at once
	stretches = 10  // of a walk, that are reported together
)

// cursor is how far a job has come. First the ids of the list are written down, for the actions change what it holds; then
// something is done to each.
type cursor struct {
	After  string `json:"after,omitempty"`  // where the walk over the list goes on
	Listed int    `json:"listed,omitempty"` // ids that are written down
	Notes  int    `json:"notes,omitempty"`  // in so many notes
	Ready  bool   `json:"ready,omitempty"`  // that is all
	Note   int    `json:"note,omitempty"`   // the note that is at work
	In     int    `json:"in,omitempty"`     // how many of its ids are done with
}

// task is a job at work.
type task struct {
	s     *Service
	run   *job.Run
	order *order
	at    cursor
	note  []string // the ids of the note that is at work; nil: not read
	fresh bool     // the first piece of this run: it may have been worked on before
}

// work is the registered work.
func (s *Service) work(ctx context.Context, r *job.Run) error {
	t := &task{s: s, run: r, order: &order{}, fresh: true}
	if err := r.Args(ctx, t.order); err != nil {
		return err
	}
	if c := r.Cursor(); c != nil {
		if err := json.Unmarshal(c, &t.at); err != nil {
			return err
		}
	}
	if err := t.list(ctx); err != nil {
		return err
	}
	return t.act(ctx)
}

// report writes down how far the job has come.
func (t *task) report(ctx context.Context, items ...job.Item) error {
	c, err := json.Marshal(t.at)
	if err != nil {
		return err
	}
	return t.run.Report(ctx, c, items...)
}

// list writes down the ids of the list.
func (t *task) list(ctx context.Context) error {
	if t.at.Ready || t.order.IDs != nil {
		return nil
	}
	spec, err := t.spec(ctx)
	if err != nil {
		return err
	}
	for !t.at.Ready {
		if err := t.listPart(ctx, spec); err != nil {
			return err
		}
	}
	return nil
}

// spec is the list, by the models of now.
func (t *task) spec(ctx context.Context) (content.QuerySpec, error) {
	sc, err := t.s.content.Schema(ctx)
	if err != nil {
		return content.QuerySpec{}, err
	}
	m := sc.ModelByID(t.order.Model)
	if m == nil {
		return content.QuerySpec{}, errs.New(errs.NotFound, "The model was removed meanwhile.")
	}
	return t.order.list(m), nil
}

// listPart walks on, and reports what it met.
func (t *task) listPart(ctx context.Context, spec content.QuerySpec) error {
	acting, err := t.run.Acting(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for n := 0; n < stretches && len(ids) < noteSize && !t.at.Ready; n++ {
		part, err := t.s.content.Walk(acting, spec, t.at.After)
		if err != nil {
			return err
		}
		ids = append(ids, part.IDs...)
		t.at.After, t.at.Ready = part.After, part.After == ""
	}
	if len(ids) > 0 {
		if err := t.run.Note(strconv.Itoa(t.at.Notes), ids); err != nil {
			return err
		}
		t.at.Notes++
		t.at.Listed += len(ids)
	}
	t.run.Expect(t.at.Listed)
	return t.report(ctx)
}

// act does what is asked for to each entry, a piece at a time.
func (t *task) act(ctx context.Context) error {
	for {
		ids, err := t.rest(ctx)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := t.piece(ctx, ids); err != nil {
			return err
		}
	}
}

// rest are the ids of the note that is at work which are not done with; none after the last.
func (t *task) rest(ctx context.Context) ([]string, error) {
	switch {
	case t.order.IDs != nil:
		return t.order.IDs[t.at.In:], nil
	case t.at.Note == t.at.Notes:
		return nil, nil
	case t.note == nil:
		found, err := t.run.Noted(ctx, strconv.Itoa(t.at.Note), &t.note)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, errs.New(errs.NotFound, "The job is so old that its entries are not known any more.")
		}
	}
	return t.note[t.at.In:], nil
}

// piece works on the first of some ids, and reports them.
func (t *task) piece(ctx context.Context, ids []string) error {
	n := min(pieceSize, len(ids))
	items, err := t.each(ctx, ids[:n])
	if err != nil {
		return err
	}
	t.fresh = false
	if t.at.In += n; n == len(ids) && t.order.IDs == nil {
		t.at.Note, t.at.In, t.note = t.at.Note+1, 0, nil
	}
	return t.report(ctx, items...)
}
