package galley

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// exportPage is how many entries are asked for at once.
const exportPage = 500

// Exported says what an export wrote.
type Exported struct {
	Models    int      `json:"models"` // and components
	Entries   int      `json:"entries"`
	Revisions int      `json:"revisions"`
	Files     int      `json:"files"`
	Missing   []string `json:"missing"` // files that could not be had, each with the reason
}

// Export writes the content of a space into a folder: an empty one, or one that holds an export, which is brought up to
// date. It may be killed at any moment and begun again.
func Export(ctx context.Context, from Source, dir string, o Options) (out *Exported, err error) {
	to, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, to.root.Close()) }()
	if err := to.write(markName, mustJSON(manifest{Format: format, Version: version})); err != nil {
		return nil, err
	}
	x := &exporter{Options: o, from: from, to: to, out: Exported{Missing: []string{}}, files: map[string]File{}}
	if err := x.run(ctx); err != nil {
		return nil, err
	}
	return &x.out, to.root.Remove(markName)
}

// exporter is one export on its way.
type exporter struct {
	Options
	from Source
	to   *folder

	mu    sync.Mutex
	out   Exported
	files map[string]File // by hash
}

func (x *exporter) run(ctx context.Context) error {
	name, locales, err := x.from.Space(ctx)
	if err != nil {
		return err
	}
	types, err := x.from.Types(ctx)
	if err != nil {
		return err
	}
	if err := x.checkModels(types); err != nil {
		return err
	}
	if err := x.models(types); err != nil {
		return err
	}
	if err := x.entries(ctx, types); err != nil {
		return err
	}
	if err := x.fetchAll(ctx); err != nil {
		return err
	}
	if err := x.to.sweep(); err != nil {
		return err
	}
	m := manifest{Format: format, Version: version, Space: name, Locales: locales, Models: slices.Sorted(slices.Values(x.Models))}
	return x.to.write(manifestName, mustJSON(m))
}

// checkModels refuses names of models that there are not.
func (x *exporter) checkModels(types []Type) error {
	for _, name := range x.Models {
		if !slices.ContainsFunc(types, func(t Type) bool { return t.APIID == name && !t.Component }) {
			return errs.New(errs.NotFound, "There is no model %q.", name)
		}
	}
	return nil
}

func (x *exporter) models(types []Type) error {
	for _, t := range types {
		if !t.Own {
			continue
		}
		var text bytes.Buffer
		if err := json.Indent(&text, t.Source, "", "  "); err != nil {
			return err
		}
		text.WriteByte('\n')
		if err := x.to.write(modelPath(t.APIID), text.Bytes()); err != nil {
			return err
		}
		x.out.Models++
	}
	return nil
}

// entries writes the entries of several models at once.
func (x *exporter) entries(ctx context.Context, types []Type) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for _, t := range types {
		if !t.Component && (len(x.Models) == 0 || slices.Contains(x.Models, t.APIID)) {
			group.Go(func() error { return x.model(ctx, t.APIID) })
		}
	}
	return group.Wait()
}

// page is a page of an export on its way from who reads to who writes.
type page struct{ lines []string }

// model writes the entries of a model: the next page is asked for while one is written.
func (x *exporter) model(ctx context.Context, model string) error {
	group, ctx := errgroup.WithContext(ctx)
	pages := make(chan page, 2)
	group.Go(func() error {
		defer close(pages)
		for after := ""; ; {
			lines, next, err := x.from.Export(ctx, model, after, exportPage)
			if err != nil {
				return fmt.Errorf("export %s: %w", model, err)
			}
			select {
			case pages <- page{lines}:
			case <-ctx.Done():
				return ctx.Err()
			}
			if after = next; next == "" {
				return nil
			}
		}
	})
	group.Go(func() error {
		c := newChunks(x.to, model)
		for p := range pages {
			if err := x.page(c, p.lines); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return ctx.Err() // it ended early: the file is not whole
		}
		return c.end()
	})
	return group.Wait()
}

func (x *exporter) page(c *chunks, lines []string) error {
	entries := 0
	for _, packed := range lines {
		line, err := content.UnpackLine(packed)
		if err != nil {
			return err
		}
		l, err := readLine(line)
		if err != nil {
			return err
		}
		if err := c.add(l.ID, line); err != nil {
			return err
		}
		if l.ID != "" {
			entries++
		}
		if f := l.file(); c.model == assets && f.Hash != "" {
			x.mu.Lock()
			x.files[f.Hash] = f
			x.mu.Unlock()
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.out.Entries += entries
	x.out.Revisions += len(lines) - entries
	x.progress(x.out.Entries, 0)
	return nil
}

// fetchAll fetches the files of all assets that are not here yet.
func (x *exporter) fetchAll(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	done := 0
	for _, hash := range slices.Sorted(mapKeys(x.files)) {
		group.Go(func() error {
			err := x.fetch(ctx, x.files[hash])
			x.mu.Lock()
			defer x.mu.Unlock()
			if known := new(errs.Error); errors.As(err, &known) {
				x.out.Missing = append(x.out.Missing, fmt.Sprintf("%s of asset %s: %s", x.files[hash].FileName, x.files[hash].Asset, known.Message))
				err = nil
			} else if err == nil {
				x.out.Files++
			}
			done++
			x.progress(done, len(x.files))
			return err
		})
	}
	err := group.Wait()
	slices.Sort(x.out.Missing)
	return err
}

// fetch fetches a file and compares its hash. One that is here by that name was compared before.
func (x *exporter) fetch(ctx context.Context, f File) error {
	name := filePath(f.Hash)
	if info, err := x.to.root.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() == f.Size {
		x.to.note(name)
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	body, err := x.from.File(ctx, f)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // it was only read
	d, err := x.to.create(name)
	if err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(d, sum), io.LimitReader(body, f.Size+1)); err != nil {
		return errors.Join(err, d.drop())
	}
	if hex.EncodeToString(sum.Sum(nil)) != f.Hash {
		if err := d.drop(); err != nil {
			return err
		}
		return errs.New(errs.Invalid, "it is not the file that the asset was made with")
	}
	return d.keep()
}

// mustJSON is the text of a small file.
func mustJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		panic("galley: a manifest that JSON cannot hold: " + err.Error())
	}
	return b.Bytes()
}
