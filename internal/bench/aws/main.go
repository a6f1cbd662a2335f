// Command aws measures the AWS home on this machine and prints a table: starts of functions, replies, what each step of
// a story asks of DynamoDB, sizes, and the time to synthesise the stacks. Functions run on a runtime of the command's own;
// an emulator stands for AWS. Nothing is asserted.
//
//	make lambdas && go run ./internal/bench/aws
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/emulator"
)

func main() {
	zips := flag.String("lambdas", "dist/lambdas", "the functions as make lambdas leaves them, for their sizes")
	runs := flag.Int("runs", 60, "starts of each function")
	synth := flag.Bool("synth", true, "synthesise the stacks of dev, whose program takes a minute to build at first")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench(ctx, *zips, *runs, *synth)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, zips string, runs int, synth bool) (err error) {
	dir, err := os.MkdirTemp("", "galley-bench-aws")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &run{dir: dir, runs: runs, zips: zips}
	for name, folder := range map[string]string{
		"bare": "internal/bench/aws/bare", "api": "functions/api", "media": "functions/media", "schedule": "functions/schedule",
	} {
		if err := b.build(ctx, name, folder); err != nil {
			return err
		}
	}
	e, err := emulator.Plain(dir)
	if err != nil {
		return err
	}
	defer e.Stop()
	if b.account, err = newAccount(e.URL); err != nil {
		return err
	}
	defer b.account.close()
	fmt.Printf("Galley's functions on %s/%s, %d cores, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	parts := []func(context.Context) error{b.starts, b.sizes, b.replies, b.story}
	if synth {
		parts = append(parts, b.synth)
	}
	for _, part := range parts {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// run is one run of all measurements.
type run struct {
	dir     string // for binaries and data
	runs    int
	zips    string
	account *account
}

// build builds a function for this machine, as make lambdas builds it for AWS.
func (b *run) build(ctx context.Context, name, folder string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", b.binary(name), "./"+folder)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("build %s: %w", name, err)
	}
	return nil
}

func (b *run) binary(name string) string { return filepath.Join(b.dir, name) }

// section begins a table.
func section(title, columns string) { fmt.Printf("\n%-46s %s\n", title, columns) }

// row prints a figure; target is "" where there is none.
func row(what, figure, target string) { fmt.Printf("%-46s %-28s %s\n", what, figure, target) }

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", d.Seconds()*1000) }

// quantile is the value that a part q of all is not above.
func quantile(all []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// spread is the median and the 95th percentile.
func spread(all []time.Duration) string {
	return fmt.Sprintf("%s, p95 %s", ms(quantile(all, 0.5)), ms(quantile(all, 0.95)))
}
