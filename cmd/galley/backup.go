package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
)

type backupCommand struct {
	existing
	output
	File string `arg:"" help:"File to write, a tar archive; - for standard output." type:"path"`
}

// Run writes a copy of a live store. A file that is there under the name is replaced once the copy is whole.
func (b *backupCommand) Run(ctx context.Context, c console) (err error) {
	if b.URL != "" {
		return usageError{"backup copies a data folder: use --data instead of --url."}
	}
	return b.with(ctx, c, func(to *client.Client) error {
		if filepath.Base(b.File) == "-" {
			return to.Backup(ctx, c.out)
		}
		size, err := replaceFile(b.File, func(w io.Writer) error { return to.Backup(ctx, w) })
		if err != nil {
			return err
		}
		c.say("Wrote %d KB. To restore, unpack it into an empty folder: tar -xf %s -C DIR", size>>10, b.File)
		return b.one(c, map[string]any{"file": b.File, "bytes": size}, "")
	})
}

// replaceFile writes a file beside the one it will replace, and puts it in its place when it is whole and on disk.
func replaceFile(path string, write func(io.Writer) error) (size int64, err error) {
	defer func() {
		if wrong := new(fs.PathError); errors.As(err, &wrong) {
			err = errs.New(errs.Invalid, "The file %s cannot be written: %v.", path, wrong.Err)
		}
	}()
	f, err := os.CreateTemp(filepath.Dir(path), ".galley-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = errors.Join(write(f), f.Sync())
	if info, statErr := f.Stat(); statErr == nil {
		size = info.Size()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return size, err
	}
	return size, os.Rename(f.Name(), path)
}
