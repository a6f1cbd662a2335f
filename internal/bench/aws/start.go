package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/lambdatest"
)

// patience bounds the wait for a function.
const patience = time.Minute

// start starts a function and waits until it asks for an event.
func (b *run) start(ctx context.Context, name string) (*lambdatest.Function, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return lambdatest.Start(ctx, b.binary(name), append(b.account.environment(), "TMPDIR="+b.dir))
}

// invoke hands a function an event, and tells how long the reply took.
func invoke(f *lambdatest.Function, event []byte) (out []byte, took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	begun := time.Now()
	out, err = f.Invoke(ctx, event, patience)
	return out, time.Since(begun), err
}

// starts measures the time from exec to the first request for an event, of the function api and of one that does
// nothing, in turns.
func (b *run) starts(ctx context.Context) error {
	took := map[string][]time.Duration{}
	for n := range b.runs + 1 {
		for _, name := range []string{"bare", "api"} {
			f, err := b.start(ctx, name)
			if err != nil {
				return err
			}
			if err := f.Close(); err != nil {
				return err
			}
			if n > 0 { // the first one reads the binary from the disk
				took[name] = append(took[name], f.Started)
			}
		}
	}
	bare, api := quantile(took["bare"], 0.5), quantile(took["api"], 0.5)
	section(fmt.Sprintf("start, %d in turns", b.runs), "measured                     goal")
	row("bare function, exec to first /next", spread(took["bare"]), "")
	row("api, exec to first /next", spread(took["api"]), "≤ 5 ms")
	row("  over the bare function", ms(api-bare), "≤ 4.5 ms")
	row("  as many times the bare function", fmt.Sprintf("%.1f", api.Seconds()/bare.Seconds()), "")
	return nil
}

// sizes tells how large the functions are, as AWS gets them.
func (b *run) sizes(context.Context) error {
	files, err := filepath.Glob(filepath.Join(b.zips, "*.zip"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("there are no functions in %s: run make lambdas", b.zips)
	}
	section("zip files", "measured                     goal")
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return err
		}
		goal, name := "", strings.TrimSuffix(filepath.Base(f), ".zip")
		if name == "api" {
			goal = "≤ 6 MB"
		}
		row(name, fmt.Sprintf("%.2f MB", float64(info.Size())/1e6), goal)
	}
	return nil
}

// warm is how many replies of a warm function are measured.
const warm = 200

// replies measures first and warm replies of the function api. What the emulator takes is told apart: AWS takes other
// times.
func (b *run) replies(ctx context.Context) error {
	s, err := b.newSite(ctx)
	if err != nil {
		return err
	}
	defer s.api.Close() //nolint:errcheck // it was killed
	section("replies of api", "measured                     of it without waiting for the emulator")
	for _, c := range []struct{ what, path, query string }{
		{"health", "/healthz", ""},
		{"list of 20", "/graphql", listQuery},
		{"one by its slug", "/graphql", slugQuery},
	} {
		f, err := b.start(ctx, "api")
		if err != nil {
			return err
		}
		first, own, err := s.timed(f, c.path, c.query)
		if err != nil {
			return err
		}
		var all, owns []time.Duration
		for range warm {
			took, own, err := s.timed(f, c.path, c.query)
			if err != nil {
				return err
			}
			all, owns = append(all, took), append(owns, own)
		}
		if err := f.Close(); err != nil {
			return err
		}
		row("first reply, "+c.what, ms(first), ms(own))
		row("warm reply, "+c.what, spread(all), ms(quantile(owns, 0.5)))
	}
	return nil
}
