package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/netguard"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/contentful"
	"github.com/galley-cms/galley/internal/transfer/wordpress"
)

// importFlags are those of all importers.
type importFlags struct {
	where
	output
	Path   string `arg:"" help:"File to import." type:"path"`
	DryRun bool   `help:"Change nothing, only report what would be done."`
}

// importer reads a file into a target.
type importer func(context.Context, *os.File, transfer.Target, transfer.Options) (*transfer.Report, error)

type importWordpress struct{ importFlags }

// Run imports a WordPress export.
func (i *importWordpress) Run(ctx context.Context, c console) error {
	return i.run(ctx, c, "WordPress", func(ctx context.Context, f *os.File, t transfer.Target, o transfer.Options) (*transfer.Report, error) {
		return wordpress.Import(ctx, f, t, o)
	})
}

type importContentful struct{ importFlags }

// Run imports a Contentful export.
func (i *importContentful) Run(ctx context.Context, c console) error {
	return i.run(ctx, c, "Contentful", func(ctx context.Context, f *os.File, t transfer.Target, o transfer.Options) (*transfer.Report, error) {
		return contentful.Import(ctx, f, t, o)
	})
}

// fetchTime is how long the fetching of one file may take; maxRedirects is how often it may be sent on, to https mostly.
const (
	fetchTime    = 30 * time.Second
	maxRedirects = 5
)

func (i importFlags) run(ctx context.Context, c console, source string, read importer) error {
	f, err := os.Open(i.Path)
	if err != nil {
		return errs.New(errs.Invalid, "The file %s cannot be read: %v.", i.Path, reasonOf(err))
	}
	defer f.Close() //nolint:errcheck // it was only read
	return i.with(ctx, c, func(to *client.Client) error {
		return imported(ctx, c, to, i.output, source, i.DryRun, func(ctx context.Context, progress func(done, total int), each transfer.Told) (*transfer.Report, error) {
			return read(ctx, f, &space{to}, transfer.Options{DryRun: i.DryRun, Progress: progress, Each: each,
				Fetch: netguard.Client(netguard.Options{Timeout: fetchTime, Redirects: maxRedirects})})
		})
	})
}

// imported runs an import and prints what it did. One that changes something leaves a record among the jobs.
func imported(ctx context.Context, c console, to *client.Client, o output, source string, dryRun bool,
	run func(ctx context.Context, progress func(done, total int), each transfer.Told) (*transfer.Report, error),
) error {
	progress, done := progressOn(c.err)
	var report *transfer.Report
	work := func(ctx context.Context, each transfer.Told) (err error) {
		report, err = run(ctx, progress, each)
		return err
	}
	var err error
	if dryRun {
		err = work(ctx, nil)
	} else {
		err = asJob(ctx, to, "IMPORT", "Import from "+source, func(ctx context.Context, j *jobLog) error { return work(ctx, j.each) })
	}
	done()
	return reportImport(ctx, c, o, report, err)
}

// reportImport prints what an import did, as far as it came.
func reportImport(ctx context.Context, c console, o output, report *transfer.Report, err error) error {
	if err != nil && ctx.Err() != nil {
		err = errs.New(errs.Invalid, "The import was stopped. Run it again to go on: what is in already stays, and nothing comes in twice.")
	}
	if report == nil {
		return err
	}
	write := report.WriteText
	if o.JSON {
		write = report.WriteJSON
	}
	if writeErr := write(c.out); err == nil {
		err = writeErr
	}
	return err
}

// progressOn shows a bar, if w is a terminal; done takes it away.
func progressOn(w io.Writer) (progress func(done, total int), done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	const width = 30
	last := time.Time{}
	progress = func(n, total int) {
		if total == 0 || time.Since(last) < 100*time.Millisecond && n < total {
			return
		}
		last = time.Now()
		full := width * min(n, total) / total
		_, _ = fmt.Fprintf(f, "\r[%-*s] %d of %d ", width, strings.Repeat("=", full), n, total)
	}
	return progress, func() { _, _ = fmt.Fprint(f, "\r\x1b[K") }
}
