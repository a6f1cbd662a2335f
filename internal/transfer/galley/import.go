package galley

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// Import brings the export in a folder into a space. It may be killed at any moment and begun again. The report is nil
// only where nothing could be done.
func Import(ctx context.Context, dir string, to Target, o Options) (_ *transfer.Report, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errs.New(errs.Invalid, "The folder %s cannot be read: %v.", dir, errors.Unwrap(err))
	}
	defer root.Close() //nolint:errcheck // it was only read
	m, err := manifestOf(root)
	if err != nil {
		return nil, err
	}
	i := &importer{Options: o, root: root, to: to, report: transfer.NewReport("galley", o.DryRun), unasked: map[string]bool{},
		seen: map[string]bool{}, missing: map[string]string{}}
	if err := i.prepare(ctx, m); err != nil {
		return nil, err
	}
	err = i.run(ctx)
	i.tellMissing()
	i.sort()
	return i.report, err
}

// manifestOf reads the manifest of an export that is whole.
func manifestOf(root *os.Root) (m manifest, err error) {
	if _, err := root.Lstat(markName); err == nil {
		return m, errs.New(errs.Invalid, "This export was broken off: there is a %s. Export again, into the same folder.", markName)
	}
	text, err := readSmall(root, manifestName)
	if err != nil {
		return m, errs.New(errs.Invalid, "There is no %s that can be read: this is no folder that galley export has written.", manifestName)
	}
	return readManifest(text)
}

// maxSmall bounds the files that are read as a whole.
const maxSmall = 4 << 20

// readSmall reads a regular file of the folder.
func readSmall(root *os.Root, name string) ([]byte, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err == nil && len(text) > maxSmall {
		err = errs.New(errs.Invalid, "The file %s is too large.", name)
	}
	return text, err
}

// openRegular opens a file that is neither a link nor a device. What lies outside of the folder cannot be reached.
func openRegular(root *os.Root, name string) (*os.File, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errs.New(errs.Invalid, "%s is no ordinary file.", name)
	}
	return root.Open(name)
}

// importer is one import on its way.
type importer struct {
	Options
	root    *os.Root
	to      Target
	order   []string        // models, those first that others refer to
	unasked map[string]bool // of a dry run: models that are not there yet
	foreign bool            // of a dry run: locales are not there yet

	mu      sync.Mutex
	report  *transfer.Report
	seen    map[string]bool   // ids that came in, or are there
	missing map[string]string // ids that are referred to → an entry that does
	later   []place           // what has to wait for others
	done    int64
	total   int64
}

// place is where an entry begins.
type place struct {
	file   string
	model  string
	offset int64
	line   int
	id     string
	why    string
}

// item is what reports call the entry.
func (p place) item() string { return fmt.Sprintf("%s (%s:%d)", p.id, p.file, p.line) }

// prepare brings models and locales in.
func (i *importer) prepare(ctx context.Context, m manifest) error {
	models, own, err := i.models()
	if err != nil {
		return err
	}
	i.order = inOrder(models)
	there, err := i.to.Models(ctx)
	if err != nil {
		return err
	}
	if err := i.space(ctx, m, strangers(there, models), len(there) <= 1); err != nil {
		return err
	}
	if len(own) == 0 {
		return nil
	}
	changes, err := i.to.ApplyModels(ctx, own, i.DryRun)
	if err != nil {
		return err
	}
	i.report.Changes = append(i.report.Changes, changes...)
	for _, c := range changes {
		i.unasked[c.Model] = i.DryRun
	}
	return nil
}

// model is a model as far as its place in the order goes.
type model struct {
	ID     string `json:"id"`
	APIID  string `json:"apiId"`
	Fields []struct {
		Models   []string `json:"models"`
		OnDelete string   `json:"onDelete"`
	} `json:"fields"`
}

// models reads the files of models.
func (i *importer) models() (models []model, own []json.RawMessage, err error) {
	names, err := fs.ReadDir(i.root.FS(), "models")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	for _, e := range names {
		name := path.Join("models", e.Name())
		if !ours(name) {
			continue
		}
		text, err := readSmall(i.root, name)
		if err != nil {
			return nil, nil, err
		}
		var m model
		if err := json.Unmarshal(text, &m); err != nil || !modelName().MatchString(m.APIID) {
			return nil, nil, errs.New(errs.Invalid, "%s holds no model: %v.", name, err)
		}
		models, own = append(models, m), append(own, text)
	}
	return models, own, nil
}

// inOrder are the names of models, those first to which others refer by fields that need their targets. Files come first.
func inOrder(models []model) (out []string) {
	byName := map[string]model{}
	for _, m := range models {
		byName[m.APIID] = m
	}
	begun := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if begun[name] {
			return
		}
		begun[name] = true
		for _, f := range byName[name].Fields {
			if f.OnDelete == "RESTRICT" {
				for _, target := range f.Models {
					visit(target)
				}
			}
		}
		out = append(out, name)
	}
	visit(assets)
	for _, m := range models {
		visit(m.APIID)
	}
	return out
}

// space gives a space the name and the locales of the export, if it is empty or of the same models; others keep theirs,
// and get the locales that they lack.
func (i *importer) space(ctx context.Context, m manifest, others, empty bool) error {
	had, err := i.to.Locales(ctx)
	if err != nil {
		return err
	}
	want, more := m.Locales, had
	switch {
	case others:
		want, more = had, m.Locales
	case empty:
		more = nil
	}
	want = slices.Clone(want)
	for _, l := range more {
		if !slices.ContainsFunc(want, func(x transfer.Locale) bool { return x.Code == l.Code }) {
			want = append(want, l)
		}
	}
	if err := i.locales(ctx, want, had); err != nil || others {
		return err
	}
	return i.rename(ctx, m.Space)
}

func (i *importer) locales(ctx context.Context, want, had []transfer.Locale) error {
	if len(want) == 0 || slices.Equal(want, had) {
		return nil
	}
	i.report.Note(transfer.Line{Item: "locales", Message: "are " + codes(want) + ", where they were " + codes(had)})
	if i.foreign = i.DryRun; i.foreign {
		return nil
	}
	return i.to.SetLocales(ctx, want)
}

func (i *importer) rename(ctx context.Context, name string) error {
	had, err := i.to.Name(ctx)
	if err != nil || name == "" || name == had {
		return err
	}
	i.report.Note(transfer.Line{Item: "space", Message: "is called " + name + ", where it was " + had})
	if i.DryRun {
		return nil
	}
	return i.to.Rename(ctx, name)
}

// strangers tells whether a space has models that the export does not know.
func strangers(there []json.RawMessage, models []model) bool {
	return slices.ContainsFunc(there, func(raw json.RawMessage) bool {
		var m model
		if err := json.Unmarshal(raw, &m); err != nil || m.APIID == assets {
			return false
		}
		return !slices.ContainsFunc(models, func(x model) bool { return x.ID == m.ID })
	})
}

func codes(all []transfer.Locale) string {
	var out []string
	for _, l := range all {
		code := l.Code
		if l.Fallback != "" {
			code += " (falls back to " + l.Fallback + ")"
		}
		out = append(out, code)
	}
	return strings.Join(out, ", ")
}

// run brings the entries in, model by model, and then what had to wait.
func (i *importer) run(ctx context.Context) error {
	files := map[string][]string{}
	for _, m := range i.order {
		names, err := i.files(m)
		if err != nil {
			return err
		}
		files[m] = names
	}
	for _, m := range i.order {
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(workers)
		for _, name := range files[m] {
			group.Go(func() error { return i.file(ctx, m, name) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return i.waiting(ctx)
}

// files are the files of a model's entries.
func (i *importer) files(model string) (names []string, err error) {
	dir, err := fs.ReadDir(i.root.FS(), path.Join("entries", model))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range dir {
		name := path.Join("entries", model, e.Name())
		if info, err := e.Info(); ours(name) && err == nil && info.Mode().IsRegular() {
			names = append(names, name)
			i.total += info.Size()
		}
	}
	return names, err
}

// waiting brings in what had to wait, as long as that helps. What is left comes in as drafts, to which others may refer;
// then those that waited for each other in a circle are tried once more.
func (i *importer) waiting(ctx context.Context) error {
	for before := -1; len(i.later) > 0 && len(i.later) != before; {
		before = len(i.later)
		if err := i.again(ctx, i.takeLater(), false); err != nil {
			return err
		}
	}
	left := i.takeLater()
	if len(left) == 0 {
		return nil
	}
	if err := i.again(ctx, left, true); err != nil {
		return err
	}
	left = slices.DeleteFunc(left, func(p place) bool { return !i.seen[p.id] })
	for before := -1; len(left) > 0 && len(left) != before; {
		before = len(left)
		if err := i.again(ctx, left, false); err != nil {
			return err
		}
		left = i.takeLater()
	}
	i.report.Notes = slices.DeleteFunc(i.report.Notes, func(l transfer.Line) bool {
		return strings.HasPrefix(l.Message, stays) && !slices.ContainsFunc(left, func(p place) bool { return p.id == l.ID })
	})
	return nil
}

func (i *importer) takeLater() []place {
	i.mu.Lock()
	defer i.mu.Unlock()
	out := i.later
	i.later = nil
	slices.SortFunc(out, func(a, b place) int { return strings.Compare(a.id, b.id) })
	return out
}

// tellMissing reports references to what is neither here nor there.
func (i *importer) tellMissing() {
	for _, id := range transfer.Sorted(i.missing) {
		if !i.seen[id] {
			i.report.Note(transfer.Line{Item: i.missing[id], Message: "refers to " + id + ", which is not in the export and not in the space"})
		}
	}
}

// sort brings the report into an order that does not depend on who was faster.
func (i *importer) sort() {
	byItem := func(a, b transfer.Line) int { return strings.Compare(a.Item, b.Item) }
	slices.SortStableFunc(i.report.Skipped, byItem)
	slices.SortStableFunc(i.report.Notes, byItem)
}
