package content

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// walkWorkers is how many entries, or rows, a walk works on at once; walkPage how many it reads at once.
const (
	walkWorkers = 16
	walkPage    = 500
)

// window is how long a piece of work may go on before it has to end in good order. The zero window never closes.
type window struct{ closes time.Time }

// windowOf closes after most, unless that is 0, and in any case while there is still time to write down how far the work
// has come before the deadline of ctx. It goes by the machine's time, as deadlines do.
func windowOf(ctx context.Context, most time.Duration) (w window) {
	now := time.Now()
	if most > 0 {
		w.closes = now.Add(most)
	}
	if end, ok := ctx.Deadline(); ok {
		end = end.Add(-min(end.Sub(now)/8, 10*time.Second))
		if most == 0 || end.Before(w.closes) {
			w.closes = end
		}
	}
	return w
}

func (w window) bounded() bool { return !w.closes.IsZero() }

func (w window) closed() bool { return w.bounded() && !time.Now().Before(w.closes) }

// walk goes over a partition page by page, behind q.After, to its end or until the window closes. No View stays open
// meanwhile. do returns how many items of a page it is done with. It gives the sort key of the last one, and whether
// the end was reached.
func (s *Service) walk(ctx context.Context, t store.Table, q store.Query, w window, do func([]store.Item) (int, error)) (after string, ended bool, err error) {
	q.Limit = walkPage
	for !w.closed() {
		items, more, err := s.page(ctx, t, q)
		if err != nil {
			return q.After, false, err
		}
		n, err := do(items)
		if err != nil {
			return q.After, false, err
		}
		if n > 0 {
			q.After = items[n-1].Sort
		}
		if n < len(items) || !more {
			return q.After, n == len(items), nil
		}
	}
	return q.After, false, nil
}

// page reads one page, in a View of its own.
func (s *Service) page(ctx context.Context, t store.Table, q store.Query) (items []store.Item, more bool, err error) {
	err = t.View(ctx, func(r store.Reader) error {
		p, err := r.Query(ctx, q)
		for _, i := range p.Items {
			i.Body = slices.Clone(i.Body)
			items = append(items, i)
		}
		more = p.More
		return err
	})
	return items, more, err
}

// eachPage walks over a whole partition.
func (s *Service) eachPage(ctx context.Context, t store.Table, q store.Query, do func([]store.Item) error) error {
	_, _, err := s.walk(ctx, t, q, window{}, func(items []store.Item) (int, error) { return len(items), do(items) })
	return err
}

// several calls do for 0 to n-1, workers at once, in this order, until the window closes or a call fails. It returns how
// many calls were made; none that counts, if one failed. A panic of a call is one of the caller.
func several(ctx context.Context, n, workers int, w window, do func(context.Context, int) error) (done int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	panics := make(chan any, workers)
	for range min(workers, n) {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panics <- p
				}
			}()
			for ctx.Err() == nil && !w.closed() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	wg.Wait()
	select {
	case p := <-panics:
		panic(p)
	default:
	}
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	return min(int(next.Load()), n), nil
}
