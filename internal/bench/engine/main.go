// Command engine measures the query engine on this machine, in one process with the store of the binary: how fast entries
// are loaded, published, also in bulk, and indexed, what lists and look-ups take, and what they read, at several numbers of entries.
// Every write is on disk before it counts. Nothing is asserted.
//
//	go run ./internal/bench/engine -sizes 1000,10000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// Memory is bounded as the server bounds its own.
const (
	garbagePercent = 400
	memoryLimit    = 256 << 20
)

// fewest entries have a page 20 of the half that is featured.
const fewest = 1000

func main() {
	sizes := flag.String("sizes", "1000,10000,100000", "numbers of entries, in rising order; 1000000 takes long, and 6 GB of disk")
	runs := flag.Int("runs", 500, "how often each list and look-up is asked for")
	publishes := flag.Int("publishes", 20_000, "how many entries are published")
	dir := flag.String("dir", "", "where to make the stores; the folder for temporary files when empty")
	flag.Parse()
	debug.SetGCPercent(garbagePercent)
	debug.SetMemoryLimit(memoryLimit)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench(ctx, *sizes, bencher{runs: *runs, publishes: *publishes, dir: *dir})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bencher says how much is measured.
type bencher struct {
	runs, publishes int
	dir             string
}

func bench(ctx context.Context, sizes string, b bencher) error {
	fmt.Printf("The engine on %s/%s, %d cores, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	for _, text := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < fewest {
			return fmt.Errorf("%q is no number of entries from %d: give them like -sizes 1000,10000", text, fewest)
		}
		if err := b.size(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// size measures a space of n entries.
func (b *bencher) size(ctx context.Context, n int) (err error) {
	s, err := open(ctx, b.dir, n)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	fmt.Printf("\n%-44s %10s %10s %7s %11s %13s\n", fmt.Sprintf("%d entries", n), "p50", "p95", "shown", "index rows", "entries read")
	for _, part := range []func(context.Context, *bencher) error{s.load, s.lists, s.lookups, s.publish, s.backfill, s.bulk, s.together} {
		if err := part(ctx, b); err != nil {
			return err
		}
	}
	fmt.Printf("%-44s %10s\n", "anonymous memory, at most", fmt.Sprintf("%d MB", s.memory>>20))
	return nil
}
