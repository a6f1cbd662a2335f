// Command bench measures a built Galley on this machine and prints a table: starts, requests, publishes, units of
// writes, imports and size, each beside its target. It speaks to the binary as its users do and needs nothing else.
//
//	go run ./internal/bench -bin bin/galley
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"
)

func main() {
	bin := flag.String("bin", "bin/galley", "the binary to measure")
	length := flag.Duration("time", 4*time.Second, "how long each load lasts")
	constant := flag.Int("constant", 0, "serve replies of this many bytes instead, for comparison")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench(ctx, *bin, *length, *constant)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, bin string, length time.Duration, constant int) error {
	if constant > 0 {
		return serveConstant(ctx, constant)
	}
	path, err := filepath.Abs(bin)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "galley-bench")
	if err != nil {
		return err
	}
	b := &run{bin: path, dir: dir, length: length}
	fmt.Printf("Galley on %s/%s, %d cores, %s\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	fmt.Printf("%-58s %14s  %s\n", "", "measured", "target")
	for _, part := range []func(context.Context) error{b.starts, b.requests, b.publishes, b.units, b.imports, b.size} {
		if err = part(ctx); err != nil {
			break
		}
	}
	return errors.Join(err, os.RemoveAll(dir))
}

// run is one run of all measurements.
type run struct {
	bin    string
	dir    string // for data folders
	length time.Duration
}

// row prints a figure; target is "" where there is none.
func (*run) row(what, figure, target string) {
	fmt.Printf("%-58s %14s  %s\n", what, figure, target)
}
