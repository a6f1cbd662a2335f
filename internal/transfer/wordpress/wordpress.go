// Package wordpress brings the content of a WordPress blog in from an export file (WXR 1.0 to 1.2).
//
// The file is read twice, as a stream: first to see that all of it can be read and to learn what there is, so that a
// broken file changes nothing; then to send everything. What is kept between the readings is some hundred bytes an item,
// so that the length of a file is not bounded by memory.
package wordpress

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// Import brings everything in a file into a target. The report is there even if the import fails half-way; running it
// again goes on where it stopped.
func Import(ctx context.Context, file io.ReadSeeker, t transfer.Target, o transfer.Options) (report *transfer.Report, err error) {
	defer errs.Wrap(&err, "import from WordPress")
	s, err := look(file)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read the file again: %w", err)
	}
	r, err := transfer.Begin(ctx, "wordpress", t, s.models(), s.total, o)
	if err != nil {
		return nil, err
	}
	for _, l := range s.notes {
		r.Note(l)
	}
	im := &importer{Run: r, survey: s, lost: newTally(), fields: newTally()}
	if err := im.people(ctx); err != nil {
		return r.Report, err
	}
	if err := im.termEntries(ctx); err != nil {
		return r.Report, err
	}
	err = walk(file, visitor{
		site: func(string, string) {}, author: func(author) {}, term: func(term) {},
		item: func(it *item) error { return stop(im.item(ctx, it)) },
	})
	if err != nil {
		return r.Report, err
	}
	if err := im.menusEntry(ctx); err != nil {
		return r.Report, err
	}
	if err := im.Flush(ctx); err != nil {
		return r.Report, err
	}
	im.fields.report(r, "custom field")
	return r.Report, nil
}

// stop marks an error as none of the file's.
func stop(err error) error {
	if err == nil {
		return nil
	}
	return &stopped{err}
}

// importer sends what a second reading finds.
type importer struct {
	*transfer.Run
	*survey
	at     int // items read
	lost   *tally
	fields *tally
}

// people sends the authors.
func (im *importer) people(ctx context.Context) error {
	for _, login := range im.logins {
		p := im.authors[login]
		err := im.Send(ctx, "author “"+p.name+"”", transfer.Entry{
			ID: im.authorID(p), Model: "author", Publish: true,
			Values: transfer.Values{"name": p.name, "slug": p.slug},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// termEntries sends the terms.
func (im *importer) termEntries(ctx context.Context) error {
	for _, name := range im.taxes {
		x := im.terms[name]
		for _, slug := range x.order {
			t := x.terms[slug]
			values := transfer.Values{"name": t.Name, "slug": im.wantedSlug(x, t), "description": nilIfEmpty(t.Description), "parent": nil}
			if x.terms[t.Parent] != nil {
				values["parent"] = transfer.Ref{ID: im.termID(x, t.Parent)}
			}
			e := transfer.Entry{ID: im.termID(x, slug), Model: x.model, Publish: true, Values: values}
			if err := im.Send(ctx, x.model+" “"+t.Name+"”", e); err != nil {
				return err
			}
		}
	}
	return nil
}

func nilIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// item sends an item with its comments.
func (im *importer) item(ctx context.Context, it *item) error {
	k := im.items[im.at]
	im.at++
	it.Type = k.kind
	name := label(it)
	switch {
	case k.out != "":
		im.Skip(im.modelOf(k), transfer.Line{Item: name, ID: k.id, Message: k.out})
	case k.kind == typeMenuItem:
		// Sent with all others of its menu.
	case k.file != nil:
		if err := im.asset(ctx, name, k); err != nil {
			return err
		}
	default:
		if err := im.Send(ctx, name, im.entry(k, it, name)); err != nil {
			return err
		}
	}
	im.noteFields(it)
	return im.comments(ctx, k, it, name)
}

// modelOf is the model that the report counts an item under.
func (im *importer) modelOf(k *known) string {
	if t := im.types[k.kind]; t != nil {
		return t.model
	}
	return k.kind
}

// asset sends an attachment.
func (im *importer) asset(ctx context.Context, name string, k *known) error {
	if k.file.url == "" {
		im.Skip("asset", transfer.Line{Item: name, ID: k.id, Message: "has no address of a file"})
		return nil
	}
	values := transfer.Values{}
	for field, value := range map[string]string{"title": k.title, "alt": k.file.alt} {
		if value != "" {
			values[field] = map[string]string{im.DefaultLocale(): value}
		}
	}
	return im.SendAsset(ctx, name, transfer.Asset{ID: k.id, URL: k.file.url, FileName: fileName(k.file.url), Values: values})
}

// hidden are the beginnings of the custom fields in which WordPress and its plugins keep their own accounts.
var hidden = []string{"_edit_", "_wp_", "_menu_item_", "_oembed_", "_thumbnail_id", "_encloseme", "_pingme", "_publicize", "_attachment_original"} //nolint:misspell // as WordPress has it

func (im *importer) noteFields(it *item) {
	seen := map[string]bool{}
	for _, m := range it.Meta {
		if m.Key != "" && !seen[m.Key] && !hasPrefix(m.Key, hidden) {
			im.fields.add(m.Key)
		}
		seen[m.Key] = true
	}
	for _, g := range it.Terms {
		if g.Domain == "post_format" && !seen[g.Domain] {
			im.fields.add("post_format")
			seen[g.Domain] = true
		}
	}
}

func hasPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// tally counts what is reported once in all.
type tally struct{ counts map[string]int }

func newTally() *tally { return &tally{map[string]int{}} }

func (t *tally) add(name string) { t.counts[name]++ }

func (t *tally) report(r *transfer.Run, kind string) {
	for _, name := range transfer.Sorted(t.counts) {
		r.Note(transfer.Line{Item: fmt.Sprintf("%s %s (%d)", kind, name, t.counts[name]), Message: "has no place in the models, and is left out"})
	}
}
