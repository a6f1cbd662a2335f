package main

import (
	"context"
	"fmt"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/galley"
)

type exportCommand struct {
	existing
	output
	Dir    string   `arg:"" help:"Folder to write into: an empty one, or one that holds an export, which is brought up to date." type:"path"`
	Models []string `help:"Only entries of these models; asset for files." name:"models"`
}

// Run writes the content of the space into a folder.
func (e *exportCommand) Run(ctx context.Context, c console) error {
	var out *galley.Exported
	err := e.with(ctx, c, func(to *client.Client) error {
		return asJob(ctx, to, "EXPORT", "Export into files", func(ctx context.Context, j *jobLog) (err error) {
			show, done := progressOn(c.err)
			defer done()
			progress := func(done, total int) {
				if show != nil {
					show(done, total)
				}
				if total == 0 { // entries; files follow
					j.count(done, 0)
				}
			}
			out, err = galley.Export(ctx, &space{to}, e.Dir, galley.Options{Models: e.Models, Progress: progress})
			return err
		})
	})
	if err != nil {
		if ctx.Err() != nil {
			err = errs.New(errs.Invalid, "The export was stopped. Run it again to go on, into the same folder.")
		}
		return err
	}
	return e.tell(c, out)
}

// tell prints what was written. An export that lacks files has failed.
func (e *exportCommand) tell(c console, out *galley.Exported) error {
	text := fmt.Sprintf("Wrote %d models and components, %d entries with %d revisions, and %d files into %s.", out.Models, out.Entries, out.Revisions, out.Files, e.Dir)
	if err := e.one(c, out, text); err != nil || len(out.Missing) == 0 {
		return err
	}
	for _, m := range out.Missing {
		c.say("missing: %s", m)
	}
	return errs.New(errs.NotFound, "%d files could not be fetched. All else is there.", len(out.Missing))
}

type importGalley struct {
	where
	output
	Dir    string `arg:"" help:"Folder that galley export has written." type:"path"`
	DryRun bool   `help:"Change nothing, only report what would be done."`
}

// Run imports an export of Galley.
func (i *importGalley) Run(ctx context.Context, c console) error {
	return i.with(ctx, c, func(to *client.Client) error {
		return imported(ctx, c, to, i.output, "Galley", i.DryRun, func(ctx context.Context, progress func(done, total int), each transfer.Told) (*transfer.Report, error) {
			return galley.Import(ctx, i.Dir, &space{to}, galley.Options{DryRun: i.DryRun, Progress: progress, Each: each})
		})
	})
}
