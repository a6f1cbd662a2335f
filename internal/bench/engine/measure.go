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
	begun := time.Now()
	for at := 0; at < s.n; at += batch {
		entries := make([]content.ImportEntry, min(batch, s.n-at))
		for i := range entries {
			behind := s.n - at - i // the newest are the same at each size, so that lists differ by it alone
			entries[i] = article(at+i, rand.New(rand.NewPCG(1, uint64(behind))))
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

// asked is a page of lists of one form, which are asked for in turns: what a list reads depends on chance as well, and
// that of many says more than that of one.
type asked struct {
	what   string
	wheres []map[string]any
	orders [][]any
	page   int
}

// What lists ask for.
var (
	all    = []map[string]any{nil}
	newest = [][]any{nil}
	sorted = [][]any{order("views", "DESC"), order("views", "ASC"), order("title", "ASC"), order("title", "DESC")}
)

func order(by, direction string) []any { return []any{map[string]any{by: direction}} }

// filters are those that half of the entries pass, and with categories those that a tenth does.
func filters(categories ...string) (out []map[string]any) {
	for _, featured := range []bool{true, false} {
		one := map[string]any{"featured": map[string]any{"eq": featured}}
		if len(categories) == 0 {
			out = append(out, one)
		}
		for _, c := range categories {
			out = append(out, map[string]any{"featured": one["featured"], "category": map[string]any{"eq": c}})
		}
	}
	return out
}

func (s *space) lists(ctx context.Context, b *bencher) error {
	return s.ask(ctx, b,
		asked{"list by the default order", all, newest, 1},
		asked{"list by two filters", filters(categories...), newest, 1},
		asked{"list by two filters, sorted", filters(categories...), sorted, 1},
		asked{"list by a filter, sorted, page 1", filters(), sorted, 1},
		asked{"list by a filter, sorted, page 20", filters(), sorted, 20})
}

// together asks by an index on several fields for what is dear without.
func (s *space) together(ctx context.Context, b *bencher) error {
	return s.ask(ctx, b,
		asked{"by two filters, sorted, by an index of them", filters(categories...), sorted[:2], 1},
		asked{"  page 4", filters(categories...), sorted[:2], 4})
}

// ask asks for pages as an anonymous reader does.
func (s *space) ask(ctx context.Context, b *bencher, lists ...asked) error {
	for _, l := range lists {
		pages, err := s.pages(ctx, l)
		if err != nil {
			return err
		}
		err = s.measure(ctx, b.runs, l.what, func(ctx context.Context, i int) (int, error) {
			p := pages[i%len(pages)]
			_, shown, err := s.page(ctx, p.q, p.args)
			return shown, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// prepared is a page that can be read again and again.
type prepared struct {
	q    *content.Query
	args content.PageArgs
}

// pages prepares the pages of lists of one form, and goes to where they begin.
func (s *space) pages(ctx context.Context, l asked) (out []prepared, err error) {
	for _, where := range l.wheres {
		for _, by := range l.orders {
			var p prepared
			if p.q, err = content.Prepare(s.library, content.QuerySpec{Model: s.library.Model("article"), Where: where, OrderBy: by}); err != nil {
				return nil, err
			}
			for range l.page - 1 {
				if p.args.After, _, err = s.page(ctx, p.q, p.args); err != nil {
					return nil, err
				}
			}
			out = append(out, p)
		}
	}
	return out, nil
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

// backfill gives a field an index, and the model one on several fields, until lists can use them.
func (s *space) backfill(ctx context.Context, _ *bencher) error {
	begun := time.Now()
	if err := s.apply(asAdmin(ctx), true); err != nil {
		return err
	}
	took := time.Since(begun)
	s.look()
	s.rate(fmt.Sprintf("backfill of two new indexes, %.1f s in all", took.Seconds()), s.n, took)
	return nil
}
