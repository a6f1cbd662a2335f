package job

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// maxList bounds a list of jobs, or of items.
const maxList = 100

// may tells whether the actor of ctx may see a job: their own, one of Galley, or, as an administrator, all.
func may(ctx context.Context, j *Job) bool {
	a := auth.From(ctx)
	return j.By.Kind == string(auth.KindSystem) || j.By.Kind == string(a.Kind) && j.By.ID == a.ID || auth.Can(a, auth.Administer, auth.Resource{})
}

// Get gives a job that the actor may see.
func (s *Service) Get(ctx context.Context, id string) (_ *Job, err error) {
	defer errs.Wrap(&err, "get the job %s", id)
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	others, err := s.others(ctx)
	if err != nil {
		return nil, err
	}
	if n := slices.IndexFunc(others, func(j *Job) bool { return j.ID == id }); n >= 0 {
		return others[n], nil
	}
	r, err := s.visible(ctx, id)
	if err != nil {
		return nil, err
	}
	return &r.Job, nil
}

// visible reads the record of a job that the actor may see.
func (s *Service) visible(ctx context.Context, id string) (*record, error) {
	if !isID(id) {
		return nil, unknown(id)
	}
	r, err := s.load(ctx, id)
	if err == nil && (r == nil || !may(ctx, &r.Job)) {
		err = unknown(id)
	}
	return r, err
}

func unknown(id string) error { return errs.New(errs.NotFound, "There is no job %q.", id) }

// isID tells whether a record may lie under an id: other items of the partition begin with letters that are no digits.
func isID(id string) bool {
	return len(id) == 26 && id[0] >= '0' && id[0] <= '9'
}

// others are the jobs that others keep, as far as the actor may see them.
func (s *Service) others(ctx context.Context) (out []*Job, err error) {
	for _, source := range s.beside {
		jobs, err := source(ctx)
		if err != nil {
			return nil, err
		}
		for _, j := range jobs {
			if may(ctx, j) {
				out = append(out, j)
			}
		}
	}
	return out, nil
}

// List gives the jobs that the actor may see, newest first, before one of them; "" from the newest on. Those that others
// keep come first.
func (s *Service) List(ctx context.Context, first int, before string) (out []*Job, err error) {
	defer errs.Wrap(&err, "list jobs")
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	if first, err = listSize(first); err != nil {
		return nil, err
	}
	if before == "" {
		if out, err = s.others(ctx); err != nil {
			return nil, err
		}
	} else if !isID(before) {
		return nil, unknown(before)
	}
	q := store.Query{Partition: s.keys.partition(), From: "0", To: ":", After: before, Descending: true, Limit: maxList, Consistent: store.Consistent}
	for more := true; more && len(out) < first; {
		err := s.table.View(ctx, func(r store.Reader) error {
			p, err := r.Query(ctx, q)
			for _, i := range p.Items {
				rec, err := decodeRecord(i)
				if err != nil {
					return err
				}
				if q.After = i.Sort; may(ctx, &rec.Job) {
					out = append(out, &rec.Job)
				}
			}
			more = p.More
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out[:min(len(out), first)], nil
}

func listSize(first int) (int, error) {
	if first < 0 || first > maxList {
		return 0, errs.New(errs.Invalid, "first: ask for 0 to %d.", maxList)
	}
	return first, nil
}

// Items gives what became of entries, in the order of the work, after a position; -1 from the first on. With an outcome it
// gives those of it.
func (s *Service) Items(ctx context.Context, id string, outcome Outcome, first, after int) (out []Item, err error) {
	defer errs.Wrap(&err, "list the items of the job %s", id)
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	if first, err = listSize(first); err != nil {
		return nil, err
	}
	if !isID(id) {
		return nil, nil // those that others keep have none
	}
	if _, err := s.visible(ctx, id); err != nil {
		return nil, err
	}
	prefix := resultPrefix
	if outcome == OutcomeFailed {
		prefix = failurePrefix
	}
	q := store.Query{Partition: s.keys.part(id, prefix).Partition, From: chunkSort(prefix, max(0, after-chunkSize+2)), To: store.PrefixEnd(prefix), Limit: 10}
	for more := true; more && len(out) < first; {
		var chunks [][]Item
		if chunks, more, err = s.chunks(ctx, &q); err != nil {
			return nil, err
		}
		for _, i := range slices.Concat(chunks...) {
			if i.Position > after && (outcome == "" || i.Outcome == outcome) {
				out = append(out, i)
			}
		}
	}
	return out[:min(len(out), first)], nil
}

// chunks reads a page of chunks, and moves the query behind it.
func (s *Service) chunks(ctx context.Context, q *store.Query) (out [][]Item, more bool, err error) {
	err = s.table.View(ctx, func(r store.Reader) error {
		p, err := r.Query(ctx, *q)
		if err != nil {
			return err
		}
		for _, i := range p.Items {
			var items []Item
			if err := decode(i, &items); err != nil {
				return err
			}
			out, q.After = append(out, items), i.Sort
		}
		more = p.More
		return nil
	})
	return out, more, err
}

// Position reads the id of an item, as it is shown; "" is -1.
func Position(id string) (int, error) {
	if id == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(id))
	if err != nil || n < 0 {
		return 0, errs.New(errs.Invalid, "after: %q is not the id of an item of this job.", id)
	}
	return n, nil
}
