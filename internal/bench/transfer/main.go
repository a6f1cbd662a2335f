// Command transfer measures how fast the binary takes content out and brings it in: galley import galley and galley export,
// with every write on disk before it counts. Nothing is asserted.
//
//	go run ./internal/bench/transfer -bin bin/galley -n 10000
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"
)

func main() {
	bin := flag.String("bin", "bin/galley", "the binary")
	n := flag.Int("n", 10_000, "number of entries, each with a draft, what is live, and a revision")
	dir := flag.String("dir", "", "where to make the folders; the folder for temporary files when empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench(ctx, *bin, *n, *dir)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench brings an export in, a second time, and takes it out again, a second time too.
func bench(ctx context.Context, bin string, n int, dir string) error {
	dir, err := os.MkdirTemp(dir, "galley-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // at worst, the system clears its temporary folder
	in, data, out := filepath.Join(dir, "in"), filepath.Join(dir, "data"), filepath.Join(dir, "out")
	if err := writeExport(in, n); err != nil {
		return err
	}
	fmt.Printf("Moving %d entries on %s/%s, %d cores, %s\n", n, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	for _, step := range []struct {
		name string
		args []string
	}{
		{"import", []string{"import", "galley", in}},
		{"import again", []string{"import", "galley", in}},
		{"export", []string{"export", out}},
		{"export again", []string{"export", out}},
	} {
		took, err := timed(ctx, bin, append(step.args, "--data", data))
		if err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Printf("%-14s %8.2f s  %8.0f entries/s\n", step.name, took.Seconds(), float64(n)/took.Seconds())
	}
	return nil
}

// timed runs the binary, from its start to its end.
func timed(ctx context.Context, bin string, args []string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, bin, args...)
	cmd.Stderr = os.Stderr
	begun := time.Now()
	err := cmd.Run()
	return time.Since(begun), err
}
