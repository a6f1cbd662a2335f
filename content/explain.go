package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// readUnitPrice is what DynamoDB takes for a million read request units in US dollars: on demand, in us-east-1, without
// taxes. The source is the table of prices in docs/costs.md.
const readUnitPrice = 0.125

// wasteful is how many index rows or entries a list may read for each entry of its page, before another index is
// suggested.
const wasteful = 10

// Explanation tells how a page of a list is read, and what that costs.
type Explanation struct {
	Steps      []Step
	Indexes    []string // that the page was read from, as people name them
	Cost       Cost     // of the page
	Returned   int      // entries on the page
	HasNext    bool
	Refusal    string      // why the list is refused: over the budget, or an index is being built; "" if it is not
	Suggestion []string    // the fields of the composite index that would help; empty if none would, or none is needed
	Count      *CountTaken // if it was asked for
}

// Cost is what a read takes.
type Cost struct {
	IndexRows int
	Entries   int
	ReadUnits float64 // as replies tell them: 1 for 4 KB read consistently, half of it eventually
}

// PricePerMillion is what a million such reads cost in US dollars, with DynamoDB on demand in us-east-1.
func (c Cost) PricePerMillion() float64 { return c.ReadUnits * readUnitPrice }

// CountTaken is what it costs to count the list, besides its page.
type CountTaken struct {
	Cost
	Total   *int   // nil if it could not be counted
	Refusal string // why
}

// Explain reads a page of a list as the caller, and tells how. A list that is over the read budget is explained as far as
// it was read. To who may not read a model it is as if there were none.
func (s *Service) Explain(ctx context.Context, spec QuerySpec, args PageArgs) (*Explanation, error) {
	if _, err := s.fresh(ctx); err != nil { // before counting: the models are not read for the list
		return nil, err
	}
	ctx, usage := store.WithUsage(ctx)
	var out *Explanation
	err := s.View(ctx, spec.Stage, func(r *Reader) error {
		if !r.may(spec.Model) {
			return errs.New(errs.NotFound, "There is no model %q.", spec.Model.APIID)
		}
		q, err := r.prepare(spec)
		if err == nil {
			out, err = r.explain(ctx, q, args, usage)
		}
		return err
	})
	return out, err
}

func (r *Reader) explain(ctx context.Context, q *Query, args PageArgs, usage *store.Usage) (*Explanation, error) {
	l, err := newListing(r, q, args)
	if err != nil {
		return nil, err
	}
	l.trail = &trail{}
	out := &Explanation{}
	if out.Refusal, err = refusal(l.complete(ctx)); err != nil {
		return nil, err
	}
	out.tell(l.trail)
	out.Cost.ReadUnits = usage.Totals().ReadUnits
	if out.Refusal == "" {
		page := l.page(args)
		out.Returned, out.HasNext = len(page.IDs), page.HasNext
	}
	if out.Refusal != "" || out.Cost.dear(out.Returned) {
		out.Suggestion = q.suggestion()
	}
	if args.Count {
		out.Count, err = r.explainCount(ctx, q, usage)
	}
	return out, err
}

// explainCount counts the list, with what that costs.
func (r *Reader) explainCount(ctx context.Context, q *Query, usage *store.Usage) (*CountTaken, error) {
	before := usage.Totals()
	total, err := r.count(ctx, q, r.horizon())
	out := &CountTaken{Total: total}
	if out.Refusal, err = refusal(err); err != nil {
		return nil, err
	}
	after := usage.Totals()
	out.Cost = Cost{int(after.Rows - before.Rows), int(after.Items - before.Items), after.ReadUnits - before.ReadUnits}
	if r.stage == Draft {
		out.Entries /= 2 // each is a head and a draft
	}
	return out, nil
}

// refusal takes the error of a list that costs too much, or cannot be read yet, as an answer.
func refusal(err error) (string, error) {
	if errs.CodeOf(err) == errs.TooExpensive {
		return err.Error(), nil
	}
	return "", err
}

// tell puts the steps of a list into words, and adds them up.
func (e *Explanation) tell(t *trail) {
	e.Steps = t.steps
	for i := range e.Steps {
		s := &e.Steps[i]
		s.Text = s.sentence()
		e.Cost.IndexRows += s.Rows
		e.Cost.Entries += s.Entries
		if s.Kind == StepBuilding {
			continue
		}
		for _, x := range s.Indexes {
			if name := s.of(x.Name); !slices.Contains(e.Indexes, name) {
				e.Indexes = append(e.Indexes, name)
			}
		}
	}
}

// of names an index of the step's model from outside of it.
func (s *Step) of(index string) string {
	if s.Model == "" {
		return index
	}
	return s.Model + "." + index
}

// dear tells whether a page that returns so many entries reads a lot more than it would have to.
func (c Cost) dear(returned int) bool {
	return max(c.IndexRows, c.Entries) > wasteful*max(returned, 1)
}
