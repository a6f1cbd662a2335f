// Command search measures the search index of the binary on this machine: how fast articles are indexed, what they take on
// disk, what searches take, and how soon a change is found. Nothing is asserted.
//
//	go run ./internal/bench/search -sizes 10000,100000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/search/bleve"
)

// Memory is bounded as the server bounds its own.
const (
	garbagePercent = 400
	memoryLimit    = 256 << 20
)

// How articles are handed over: as a rebuild does it.
const (
	batch   = 500
	writers = 2
)

// clients is how many search at once.
const clients = 4

func main() {
	sizes := flag.String("sizes", "10000,100000", "numbers of articles of 300 words")
	runs := flag.Int("n", 200, "how often each search is asked for")
	dir := flag.String("dir", "", "where to make the indexes; the folder for temporary files when empty")
	profile := flag.String("cpuprofile", "", "a file for a profile of it all")
	flag.Parse()
	debug.SetGCPercent(garbagePercent)
	debug.SetMemoryLimit(memoryLimit)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := errors.Join(startProfile(*profile), bench(ctx, *sizes, *runs, *dir))
	pprof.StopCPUProfile()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func startProfile(path string) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return pprof.StartCPUProfile(f)
}

func bench(ctx context.Context, sizes string, runs int, dir string) error {
	fmt.Printf("The search on %s/%s, %d cores, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	for _, text := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < batch {
			return fmt.Errorf("%q is no number of articles from %d: give them like -sizes 10000,100000", text, batch)
		}
		if err := size(ctx, n, runs, dir); err != nil {
			return err
		}
	}
	return nil
}

// size measures an index of n articles.
func size(ctx context.Context, n, runs int, under string) (err error) {
	dir, err := os.MkdirTemp(under, "galley-bench-search-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	x, err := bleve.Open(dir)
	if err != nil {
		return err
	}
	b := &bencher{x: x, n: n, runs: runs, words: vocabulary()}
	err = b.measure(ctx, dir)
	return errors.Join(err, b.x.Close())
}

type bencher struct {
	x       *bleve.Index
	n, runs int
	words   []string
}

func (b *bencher) measure(ctx context.Context, dir string) error {
	fmt.Printf("\n%-44s %10s %10s %9s\n", fmt.Sprintf("%d articles of 300 words", b.n), "p50", "p95", "found")
	if err := b.build(ctx); err != nil {
		return err
	}
	if err := b.reopen(dir); err != nil {
		return err
	}
	bytes, files, err := onDisk(dir)
	if err != nil {
		return err
	}
	fmt.Printf("%-44s %10s %10s\n", "on disk", fmt.Sprintf("%d MB", bytes>>20), fmt.Sprintf("%d files", files))
	var all []time.Duration
	for _, k := range kinds {
		took, err := b.search(ctx, k)
		if err != nil {
			return err
		}
		all = append(all, took...)
	}
	row("a mix of them, in equal shares", all)
	if err := b.together(ctx); err != nil {
		return err
	}
	return b.freshness(ctx)
}

// build indexes all articles.
func (b *bencher) build(ctx context.Context) error {
	begun := time.Now()
	var wg sync.WaitGroup
	failed := make([]error, writers)
	for w := range writers {
		wg.Go(func() {
			for at := w * batch; at < b.n && failed[w] == nil; at += writers * batch {
				changes := make([]search.Change, min(batch, b.n-at))
				for i := range changes {
					changes[i] = b.article(at + i)
				}
				failed[w] = b.x.Apply(ctx, changes...)
			}
		})
	}
	wg.Wait()
	took := time.Since(begun)
	fmt.Printf("%-44s %10s\n", "build", fmt.Sprintf("%.0f/s", float64(b.n)/took.Seconds()))
	return errors.Join(failed...)
}

func (b *bencher) reopen(dir string) error {
	begun := time.Now()
	err := b.x.Close()
	closed := time.Since(begun)
	if err != nil {
		return err
	}
	begun = time.Now()
	if b.x, err = bleve.Open(dir); err != nil {
		return err
	}
	fmt.Printf("%-44s %10s %10s\n", "close, open", short(closed), short(time.Since(begun)))
	return nil
}

func onDisk(dir string) (bytes int64, files int, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) { // merged meanwhile
			return nil
		}
		if err == nil {
			bytes, files = bytes+info.Size(), files+1
		}
		return err
	})
	return bytes, files, err
}

// search asks for the first ten hits of many searches of one kind.
func (b *bencher) search(ctx context.Context, k kind) ([]time.Duration, error) {
	took, found := make([]time.Duration, b.runs), make([]int, b.runs)
	for i := range took {
		begun := time.Now()
		r, err := b.ask(ctx, k.text(b, i))
		if err != nil {
			return nil, err
		}
		took[i], found[i] = time.Since(begun), r.Total
	}
	slices.Sort(found)
	row(k.what, took, fmt.Sprintf("%9d", found[len(found)/2]))
	return took, nil
}

func (b *bencher) ask(ctx context.Context, text string) (*search.Result, error) {
	return b.x.Search(ctx, search.Query{Text: text, Stage: search.Live, Limit: 10})
}

// together lets several clients search at once: whoever is free takes the next of the mix.
func (b *bencher) together(ctx context.Context) error {
	begun := time.Now()
	var wg sync.WaitGroup
	var next atomic.Int64
	all := b.runs * len(kinds)
	took, failed := make([][]time.Duration, clients), make([]error, clients)
	for c := range clients {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < all && failed[c] == nil; i = int(next.Add(1)) - 1 {
				begun := time.Now()
				_, failed[c] = b.ask(ctx, kinds[i%len(kinds)].text(b, i/len(kinds)))
				took[c] = append(took[c], time.Since(begun))
			}
		})
	}
	wg.Wait()
	row(fmt.Sprintf("the mix by %d clients at once", clients), slices.Concat(took...),
		fmt.Sprintf("%7.0f/s", float64(all)/time.Since(begun).Seconds()))
	return errors.Join(failed...)
}

// row prints what something took, in the middle and at worst but for one in 20.
func row(what string, took []time.Duration, more ...string) {
	took = slices.Sorted(slices.Values(took))
	line := fmt.Sprintf("%-44s %10s %10s %s", what, short(took[len(took)/2]), short(took[len(took)*95/100]), strings.Join(more, " "))
	fmt.Println(strings.TrimSpace(line))
}

// freshness changes one article after the other, and looks each up.
func (b *bencher) freshness(ctx context.Context) error {
	took := make([]time.Duration, min(b.runs, 100))
	for i := range took {
		c := b.article(i)
		c.Seq, c.Documents[0].Fields[0].Text = 2, fmt.Sprintf("fresh%dness", i)
		begun := time.Now()
		if err := b.x.Apply(ctx, c); err != nil {
			return err
		}
		r, err := b.ask(ctx, c.Documents[0].Fields[0].Text)
		if err != nil || len(r.Hits) != 1 {
			return fmt.Errorf("what was applied is not found: %w", err)
		}
		took[i] = time.Since(begun)
	}
	row("a change, until it is found", took)
	return nil
}

func short(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }
