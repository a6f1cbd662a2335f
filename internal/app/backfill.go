package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/job"
)

// backfills are the indexes that are being built, as jobs of Galley itself: content keeps its own record of them.
func (a *App) backfills(ctx context.Context) (out []*job.Job, err error) {
	sc, err := a.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range sc.Models() {
		p, building, err := a.Content.Progress(ctx, m.ID)
		if err != nil {
			return nil, err
		}
		if building {
			out = append(out, a.backfill(m, p))
		}
	}
	return out, nil
}

// backfill is the job of one model. When it began is not known.
func (a *App) backfill(m *content.Model, p content.Progress) *job.Job {
	now := a.Options.Clock.Now()
	j := &job.Job{ID: "build-" + m.ID, Kind: job.Backfill, Title: fmt.Sprintf("Build the indexes of %s: %s", m.Name, strings.Join(p.Fields, ", ")),
		Model: m.ID, By: auth.System.Ref(), State: job.Running, CreatedAt: now, UpdatedAt: now, Done: p.Done, Total: p.Total, Succeeded: p.Done}
	if len(p.Duplicates) > 0 {
		j.Message = "Entries share a value that is to be unique. Change it in all but one of them."
	}
	return j
}
