package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// synth measures how long the program of the stacks takes to describe dev, once it is built.
func (b *run) synth(ctx context.Context) error {
	binary := b.binary("infra")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	build.Dir, build.Stderr = "infra", os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build infra: %w", err)
	}
	lambdas, err1 := filepath.Abs(b.zips)
	out := filepath.Join(b.dir, "cdk.out")
	var all []time.Duration
	for range 3 {
		cmd := exec.CommandContext(ctx, binary)
		cmd.Dir = "infra"
		cmd.Env = append(os.Environ(), "CDK_OUTDIR="+out, fmt.Sprintf(`CDK_CONTEXT_JSON={"env":"dev","lambdas":%q}`, lambdas))
		begun := time.Now()
		text, err := cmd.CombinedOutput()
		if err = errors.Join(err, err1); err != nil {
			return fmt.Errorf("synthesise the stacks: %w\n%s", err, text)
		}
		all = append(all, time.Since(begun))
	}
	section("infrastructure", "measured")
	row("synth of dev, program built", fmt.Sprintf("%.1f s", quantile(all, 0.5).Seconds()), "")
	return nil
}
