package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/store"
)

const (
	batch   = 1000 // entries of one import
	clients = 8    // that publish at once
	size    = 20   // of a page
)

// load imports the entries, until all of them are in the tables' own files.
func (s *space) load(ctx context.Context, _ *bencher) error {
	rnd := rand.New(rand.NewPCG(1, uint64(s.n)))
	begun := time.Now()
	for at := 0; at < s.n; at += batch {
		entries := make([]content.ImportEntry, min(batch, s.n-at))
		for i := range entries {
			entries[i] = article(at+i, rnd)
		}
		results, err := s.Import(asAdmin(ctx), entries, false)
		if err != nil {
			return err
		}
		for _, r := range results {
			if r.Outcome != content.ImportCreated {
				return fmt.Errorf("the import of %s ends with %s: %s", r.ID, r.Outcome, r.Message)
			}
		}
		s.look()
	}
	if err := s.settle(); err != nil {
		return err
	}
	s.rate("load, 1,000 entries an import", s.n, time.Since(begun))
	return nil
}

func (s *space) rate(what string, n int, took time.Duration) {
	fmt.Printf("%-44s %10s\n", what, fmt.Sprintf("%.0f/s", float64(n)/took.Seconds()))
}

// lists asks for pages as an anonymous reader does.
func (s *space) lists(ctx context.Context, b *bencher) error {
	byViews := []any{map[string]any{"views": "DESC"}}
	featured := map[string]any{"featured": map[string]any{"eq": true}}
	both := map[string]any{"featured": map[string]any{"eq": true}, "category": map[string]any{"eq": "fog"}}
	for _, l := range []struct {
		what    string
		where   map[string]any
		orderBy []any
		page    int
	}{
		{"list by the default order", nil, nil, 1},
		{"list by two filters", both, nil, 1},
		{"list by a filter, sorted, page 1", featured, byViews, 1},
		{"list by a filter, sorted, page 20", featured, byViews, 20},
	} {
		q, err := content.Prepare(s.library, content.QuerySpec{Model: s.library.Model("article"), Where: l.where, OrderBy: l.orderBy})
		if err != nil {
			return err
		}
		var args content.PageArgs
		for range l.page - 1 {
			if args.After, _, err = s.page(ctx, q, args); err != nil {
				return err
			}
		}
		err = s.measure(ctx, b.runs, l.what, func(ctx context.Context, _ int) (int, error) {
			_, shown, err := s.page(ctx, q, args)
			return shown, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// page reads one page and gives the cursor of its end, and how many entries it has.
func (s *space) page(ctx context.Context, q *content.Query, args content.PageArgs) (end string, shown int, err error) {
	first := size
	args.First = &first
	err = s.View(ctx, content.Live, func(r *content.Reader) error {
		p, err := r.List(ctx, q, args)
		if err != nil {
			return err
		}
		if shown = len(p.IDs); shown > 0 {
			end = p.Cursor(shown - 1)
		}
		return nil
	})
	return end, shown, err
}

// lookups finds entries by their slugs, another one each time.
func (s *space) lookups(ctx context.Context, b *bencher) error {
	m := s.library.Model("article")
	return s.measure(ctx, b.runs, "get by slug", func(ctx context.Context, i int) (shown int, err error) {
		return shown, s.View(ctx, content.Live, func(r *content.Reader) error {
			found, err := r.Lookup(ctx, m, "slug", "en", slug(i*7919%s.n))
			if found != "" {
				shown = 1
			}
			return err
		})
	})
}

// measure does something again and again, and prints how long it takes and what it reads each time.
func (s *space) measure(ctx context.Context, runs int, what string, do func(context.Context, int) (shown int, err error)) error {
	times := make([]time.Duration, 0, runs)
	metered, usage := store.WithUsage(ctx)
	shown := 0
	for i := range runs {
		begun := time.Now()
		n, err := do(metered, i)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		shown += n
		times = append(times, time.Since(begun))
	}
	s.look()
	each := func(n int64) float64 { return float64(n) / float64(runs) }
	p50, p95 := percentiles(times)
	read := usage.Totals()
	fmt.Printf("%-44s %10s %10s %7.4g %11.4g %13.4g\n", what, p50, p95, each(int64(shown)), each(read.Rows), each(read.Items))
	return nil
}

func percentiles(times []time.Duration) (p50, p95 string) {
	slices.Sort(times)
	ms := func(d time.Duration) string { return fmt.Sprintf("%.3f ms", d.Seconds()*1000) }
	return ms(times[len(times)/2]), ms(times[len(times)*95/100])
}

// publish saves and publishes entries with several clients at once, each of which has entries of its own.
func (s *space) publish(ctx context.Context, b *bencher) error {
	each, before := b.publishes/clients, written()
	times, failures := make([][]time.Duration, clients), make([]error, clients)
	begun := time.Now()
	var running sync.WaitGroup
	for c := range clients {
		running.Go(func() { times[c], failures[c] = s.client(asAdmin(ctx), c, each) })
	}
	running.Wait()
	took := time.Since(begun)
	if err := errors.Join(failures...); err != nil {
		return err
	}
	s.look()
	p50, p95 := percentiles(slices.Concat(times...))
	fmt.Printf("%-44s %10s %10s\n", fmt.Sprintf("save and publish, %d clients", clients), p50, p95)
	s.rate("  all of them together", each*clients, took)
	if err := s.settle(); err != nil {
		return err
	}
	if after := written(); after > before {
		fmt.Printf("%-44s %10s\n", "  written for each, in the end", fmt.Sprintf("%.1f KB", float64(after-before)/float64(each*clients)/1024))
	}
	return nil
}

func (s *space) client(ctx context.Context, c, n int) (times []time.Duration, err error) {
	rnd := rand.New(rand.NewPCG(2, uint64(c)))
	for range n {
		i := rnd.IntN(s.n/clients)*clients + c
		values := map[string]json.RawMessage{"views": json.RawMessage(fmt.Sprint(rnd.IntN(1_000_000)))}
		begun := time.Now()
		if _, err := s.Update(ctx, id(i), content.Change{Values: values, Publish: true}); err != nil {
			return nil, err
		}
		times = append(times, time.Since(begun))
	}
	return times, nil
}

// backfill gives a field an index, until lists can use it.
func (s *space) backfill(ctx context.Context, _ *bencher) error {
	begun := time.Now()
	if err := s.apply(asAdmin(ctx), true); err != nil {
		return err
	}
	took := time.Since(begun)
	s.look()
	s.rate(fmt.Sprintf("backfill of a new index, %.1f s in all", took.Seconds()), s.n, took)
	return nil
}
