// Package contentful brings the content of a Contentful space in from the JSON file of contentful-export.
//
// Ids, states and times are kept. An entry that is published but was changed since is a special case: the file holds its
// draft alone, not what is live. Its readers must go on to see the entry, and its editors must see that there is something
// to publish; so the draft's values are made live too, the status stays CHANGED, and the report says so for each.
package contentful

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// Import brings everything in a file into a target. The report is there even if the import fails half-way; running it
// again goes on where it stopped.
func Import(ctx context.Context, file io.Reader, t transfer.Target, o transfer.Options) (report *transfer.Report, err error) {
	defer errs.Wrap(&err, "import from Contentful")
	x, err := read(file)
	if err != nil {
		return nil, err
	}
	s := newSource(x)
	models := s.makeModels()
	r, err := transfer.Begin(ctx, "contentful", t, models, len(x.Entries)+len(x.Assets), o)
	if err != nil {
		return nil, err
	}
	im := &importer{Run: r, source: s}
	if err := r.AddLocales(ctx, s.locales(), s.main); err != nil {
		return r.Report, err
	}
	im.handOver()
	if err := im.assets(ctx); err != nil {
		return r.Report, err
	}
	for _, rec := range x.Entries {
		if err := im.entry(ctx, rec); err != nil {
			return r.Report, err
		}
	}
	if err := im.Flush(ctx); err != nil {
		return r.Report, err
	}
	im.leftovers()
	return r.Report, nil
}

// source is an export with its cross-references.
type source struct {
	*export
	main     string // the default locale
	kinds    map[string]*kind
	order    []*kind
	of       map[string][]*record // entries by content type
	entries  map[string]*record
	files    map[string]*record
	assetIDs map[string]string // id of an asset → its id in the target
	widgets  map[string]string // type.field → editor
	notes    []transfer.Line
}

func newSource(x *export) *source {
	s := &source{
		export: x, kinds: map[string]*kind{}, of: map[string][]*record{}, entries: map[string]*record{},
		files: map[string]*record{}, assetIDs: map[string]string{}, widgets: map[string]string{},
	}
	for _, code := range x.canonical() {
		s.note("locale "+code, "", "is no language tag, and is left out with its values")
	}
	for _, l := range x.Locales {
		if s.main == "" || l.Default && !slices.ContainsFunc(x.Locales, func(o locale) bool { return o.Code == s.main && o.Default }) {
			s.main = l.Code
		}
	}
	known := map[string]bool{}
	for _, ct := range x.ContentTypes {
		known[ct.Sys.ID] = true
	}
	for _, r := range x.Entries {
		if ct := r.Sys.ContentType.Sys.ID; known[ct] && s.entries[r.Sys.ID] == nil {
			s.entries[r.Sys.ID] = r
			s.of[ct] = append(s.of[ct], r)
		}
	}
	for _, e := range x.EditorInterfaces {
		for _, c := range e.Controls {
			s.widgets[e.Sys.ContentType.Sys.ID+"."+c.FieldID] = c.WidgetID
		}
	}
	s.nameAssets()
	return s
}

// nameAssets gives assets their ids. Entries and assets have ids of their own at Contentful, and share them here.
func (s *source) nameAssets() {
	for _, r := range s.Assets {
		if s.fileOf(r) == nil || s.files[r.Sys.ID] != nil {
			continue
		}
		s.files[r.Sys.ID] = r
		id := valid(r.Sys.ID)
		if s.entries[r.Sys.ID] != nil {
			id = valid(r.Sys.ID + "-asset")
			s.note("asset "+r.Sys.ID, id, "gets the id "+id+", since an entry has its own")
		}
		s.assetIDs[r.Sys.ID] = id
	}
}

// valid is an id as it is, or a digest of one that Galley cannot have.
func valid(id string) string {
	if field.IsID(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "cf-" + hex.EncodeToString(sum[:12])
}

func (s *source) entryID(id string) string { return valid(id) }

func (s *source) note(item, id, message string) {
	s.notes = append(s.notes, transfer.Line{Item: item, ID: id, Message: message})
}

func (s *source) hasLocale(code string) bool {
	return slices.ContainsFunc(s.Locales, func(l locale) bool { return l.Code == code })
}

func (s *source) fallback(code string) string {
	for _, l := range s.Locales {
		if l.Code == code {
			return l.Fallback
		}
	}
	return ""
}

// locales are the locales of the export; fallbacks that lead nowhere are dropped.
func (s *source) locales() (out []transfer.Locale) {
	for _, l := range s.Locales {
		to := transfer.Locale{Code: l.Code, Name: firstOf(l.Name, l.Code)}
		if s.hasLocale(l.Fallback) && l.Fallback != l.Code {
			to.Fallback = l.Fallback
		}
		out = append(out, to)
	}
	return out
}

// titleOf is the text of the display field of an entry.
func (s *source) titleOf(id string) string {
	r := s.entries[id]
	if r == nil {
		return ""
	}
	var title string
	if json.Unmarshal(r.Fields[s.kinds[r.Sys.ContentType.Sys.ID].DisplayField][s.main], &title) != nil {
		return ""
	}
	return title
}

// importer sends what a source holds.
type importer struct {
	*transfer.Run
	*source
}

// handOver puts what was noted so far into the report.
func (im *importer) handOver() {
	for _, l := range im.notes {
		im.Note(l)
	}
	im.notes = nil
}

// entry sends an entry.
func (im *importer) entry(ctx context.Context, rec *record) error {
	defer im.handOver()
	ct := rec.Sys.ContentType.Sys.ID
	k := im.kinds[ct]
	item := firstOf(ct, "entry") + " " + rec.Sys.ID
	switch {
	case k == nil:
		im.Skip(firstOf(ct, "entry"), transfer.Line{Item: item, ID: rec.Sys.ID, Message: "has no content type that the file holds"})
		return nil
	case im.entries[rec.Sys.ID] != rec:
		im.Skip(k.wanted, transfer.Line{Item: item, ID: rec.Sys.ID, Message: "repeats the id of another entry"})
		return nil
	}
	r := &reading{source: im.source, item: item, id: im.entryID(rec.Sys.ID)}
	if r.id != rec.Sys.ID {
		r.note("gets the id " + r.id)
	}
	if len(rec.Metadata.Tags) > 0 {
		r.note(fmt.Sprintf("loses its %d tags", len(rec.Metadata.Tags)))
	}
	e := transfer.Entry{
		ID: r.id, Model: k.wanted, Values: r.values(k, rec),
		CreatedAt: transfer.Time(moment(rec.Sys.CreatedAt)), UpdatedAt: transfer.Time(moment(rec.Sys.UpdatedAt)),
	}
	r.state(k, rec, &e)
	return im.Send(ctx, item, e)
}

// state keeps whether an entry is a draft, published or changed.
func (r *reading) state(k *kind, rec *record, e *transfer.Entry) {
	switch {
	case rec.Sys.ArchivedVersion > 0:
		r.note("comes in as a draft: it is archived")
		return
	case !rec.Sys.published():
		return
	}
	if lacks := r.missing(k, e.Values, r.main); len(lacks) > 0 {
		r.note("comes in as a draft: it lacks the required " + strings.Join(lacks, ", "))
		return
	}
	locales, all := r.liveLocales(k, rec, e.Values)
	if len(locales) == 0 && !all {
		r.note("comes in as a draft: it is published in no locale")
		return
	}
	e.Publish, e.Locales = true, locales
	e.PublishedAt, e.FirstPublishedAt = transfer.Time(moment(rec.Sys.PublishedAt)), transfer.Time(moment(rec.Sys.FirstPublishedAt))
	if rec.Sys.changed() {
		e.LiveValues = e.Values
		r.note("was changed since it was published: the file holds only the changed values, which are live now too")
	}
}

// liveLocales lists the locales to publish; all is true for what is not localised.
func (r *reading) liveLocales(k *kind, rec *record, v transfer.Values) (out []string, all bool) {
	if !slices.ContainsFunc(k.fields, func(m *member) bool { return m.field.Localized }) {
		return nil, true
	}
	for _, l := range r.Locales {
		switch lacks := r.missing(k, v, l.Code); {
		case !rec.Sys.liveIn(l.Code):
		case len(lacks) > 0:
			r.note("is not published in " + l.Code + ": it lacks the required " + strings.Join(lacks, ", "))
		default:
			out = append(out, l.Code)
		}
	}
	return out, false
}

// leftovers reports what an export holds besides content.
func (im *importer) leftovers() {
	for _, l := range []struct {
		name string
		n    int
	}{{"tags", len(im.Tags)}, {"webhooks", len(im.Webhooks)}, {"roles", len(im.Roles)}} {
		if l.n > 0 {
			im.Note(transfer.Line{Item: fmt.Sprintf("%d %s", l.n, l.name), Message: "are left out: imports bring content, and grant no rights"})
		}
	}
}
