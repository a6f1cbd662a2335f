package content

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/strictjson"
)

// moveLine is a line of an export: an entry, or one of the revisions that were kept of it. The order of the members is
// the order in which they are written.
type moveLine struct {
	Of               string          `json:"of,omitempty"` // of revisions: the entry
	ID               string          `json:"id,omitempty"` // of entries
	Model            string          `json:"model,omitempty"`
	Status           Status          `json:"status,omitempty"`
	Kept             bool            `json:"kept,omitempty"` // of entries: there is a revision of the draft's version
	ArchivedAt       moment          `json:"archivedAt,omitempty"`
	TrashedAt        moment          `json:"trashedAt,omitempty"`
	Version          int64           `json:"version,omitempty"`
	CreatedAt        moment          `json:"createdAt,omitempty"`
	UpdatedAt        moment          `json:"updatedAt,omitempty"`
	PublishedAt      moment          `json:"publishedAt,omitempty"`
	FirstPublishedAt moment          `json:"firstPublishedAt,omitempty"`
	CreatedBy        event.Actor     `json:"createdBy,omitzero"`
	UpdatedBy        event.Actor     `json:"updatedBy,omitzero"`
	Locales          momentByLocale  `json:"locales,omitzero"` // of what was published: when, by locale
	Values           json.RawMessage `json:"values,omitempty"`
	Draft            *moveLine       `json:"draft,omitempty"`
	Live             *moveLine       `json:"live,omitempty"`
}

// momentByLocale is nil for what was never published, which is not the same as empty.
type momentByLocale map[string]moment

// IsZero leaves out what is nil, and nothing else.
func (m momentByLocale) IsZero() bool { return m == nil }

// moment is a time in the one form in which times are stored; "" is the zero time.
type moment string

func momentOf(t time.Time) moment {
	if t.IsZero() {
		return ""
	}
	return moment(field.FormatDateTime(t))
}

// UnmarshalJSON takes RFC 3339, as precise as times are stored.
func (m *moment) UnmarshalJSON(b []byte) error {
	var t time.Time
	if err := json.Unmarshal(b, &t); err != nil {
		return errs.New(errs.Invalid, "%s is not a moment like 2026-01-31T12:00:00Z", b)
	}
	*m = momentOf(t.Truncate(time.Microsecond))
	return nil
}

// time is the moment as a time.
func (m moment) time() time.Time {
	t, err := time.Parse(time.RFC3339Nano, string(m))
	if err != nil {
		return time.Time{} // of ""; others were checked when they were read
	}
	return t.UTC()
}

// encode writes the line, without what ends it.
func (l *moveLine) encode() []byte { return appendJSON(nil, l) }

// moveOf is the line of an entry; nil if there is none.
func (s *Schema) moveOf(st *state) (*moveLine, error) {
	m, h := s.ModelByID(st.head.Model), &st.head
	if m == nil || st.draft == nil {
		return nil, notFound(st.id)
	}
	l := &moveLine{ID: st.id, Model: m.APIID, Status: h.status(), Kept: h.Kept, ArchivedAt: momentOf(h.ArchivedAt),
		TrashedAt: momentOf(h.TrashedAt), Version: h.Version, CreatedAt: momentOf(h.CreatedAt), UpdatedAt: momentOf(h.UpdatedAt),
		FirstPublishedAt: momentOf(h.First), CreatedBy: h.CreatedBy, UpdatedBy: h.UpdatedBy}
	var err error
	if l.Draft, err = s.moveOfBody(m, st.draft); err == nil {
		l.Live, err = s.moveOfBody(m, st.live)
	}
	return l, err
}

// moveOfBody is what a line holds of a copy or a revision; nil if there is none.
func (s *Schema) moveOfBody(m *Model, b *body) (*moveLine, error) {
	if b == nil {
		return nil, nil //nolint:nilnil // a copy that is not there is no failure
	}
	b = b.current(m)
	v, err := s.moveValues(m, b.values)
	l := &moveLine{Version: b.Version, CreatedAt: momentOf(b.CreatedAt), UpdatedAt: momentOf(b.UpdatedAt), PublishedAt: momentOf(b.PublishedAt),
		FirstPublishedAt: momentOf(b.FirstPublishedAt), CreatedBy: b.CreatedBy, UpdatedBy: b.UpdatedBy, Values: v}
	if b.Locales != nil {
		l.Locales = momentByLocale{}
	}
	for code, at := range b.Locales {
		if s.Chain(code) != nil {
			l.Locales[code] = moment(at)
		}
	}
	return l, err
}

// moveValues are values in external form, in the order of fields and of locales. What is of no locale of the space is out
// of reach, and where a file lies in its bucket concerns nobody else.
func (s *Schema) moveValues(m *Model, v values) (json.RawMessage, error) {
	known := values{}
	for _, f := range m.Fields {
		switch {
		case m.ID == AssetModel && f.ID == assetKey:
		case f.Localized:
			set(known, f.ID, pick(s, func(code string) []byte { return Member(v[f.ID], code) }))
		default:
			set(known, f.ID, v[f.ID])
		}
	}
	return s.External(m, known)
}

// readMove reads a line. An error says what is wrong with it, in a sentence.
func readMove(text []byte) (*moveLine, error) {
	if err := strictjson.Check(text); err != nil {
		return nil, errs.New(errs.Invalid, "The line cannot be read: %s.", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	l := &moveLine{}
	if err := d.Decode(l); err != nil {
		return nil, errs.New(errs.Invalid, "The line is none of an export: %s.", strings.TrimPrefix(err.Error(), "json: "))
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	return l, nil
}

// check refuses a line that is neither an entry nor a revision.
func (l *moveLine) check() error {
	statuses := []Status{StatusDraft, StatusPublished, StatusChanged, StatusArchived, StatusTrashed}
	switch {
	case l.Version < 1 || l.Version >= maxVersion:
		return errs.New(errs.Invalid, "The line has no version, or one that is not possible.")
	case l.Of != "":
		return l.checkRevision()
	case !field.IsID(l.ID):
		return impossible(l.ID)
	case l.Draft == nil || l.Values != nil || l.Locales != nil || l.PublishedAt != "":
		return errs.New(errs.Invalid, "The line of the entry %s must have its values in draft and live.", l.ID)
	case !slices.Contains(statuses, l.Status):
		return errs.New(errs.Invalid, "The entry %s has no status that is known: %q.", l.ID, l.Status)
	case (l.Live != nil) != (l.Status == StatusPublished || l.Status == StatusChanged):
		return errs.New(errs.Invalid, "The entry %s is %s, which does not go with what it has of live.", l.ID, l.Status)
	case l.Live != nil && l.FirstPublishedAt == "":
		return errs.New(errs.Invalid, "The entry %s is live, and its line does not say when it was published first.", l.ID)
	case (l.ArchivedAt != "") != (l.Status == StatusArchived) && l.Status != StatusTrashed:
		return errs.New(errs.Invalid, "The entry %s is %s, which does not go with its archivedAt: %q.", l.ID, l.Status, l.ArchivedAt)
	}
	return l.checkCopies()
}

// maxVersion is above every version that an entry may come in with: its revisions sort by twelve digits.
const maxVersion = 1_000_000_000_000 - 1_000_000_000

func (l *moveLine) checkRevision() error {
	if !field.IsID(l.Of) {
		return impossible(l.Of)
	}
	if l.ID != "" || l.Draft != nil || l.Live != nil || l.Status != "" || l.Kept || l.ArchivedAt != "" || l.TrashedAt != "" {
		return errs.New(errs.Invalid, "The line of a revision of %s has members that are of entries.", l.Of)
	}
	return nil
}

func (l *moveLine) checkCopies() error {
	for name, c := range map[string]*moveLine{"draft": l.Draft, "live": l.Live} {
		switch {
		case c == nil:
		case c.ID != "" || c.Of != "" || c.Model != "" || c.Draft != nil || c.Live != nil || c.Status != "":
			return errs.New(errs.Invalid, "The entry %s has members in %s that are of entries.", l.ID, name)
		case c.Version < 1 || c.Version > l.Version:
			return errs.New(errs.Invalid, "The entry %s has a version of %s that does not go with its own.", l.ID, name)
		case (name == "live") != (c.Locales != nil && c.PublishedAt != "" && c.FirstPublishedAt != ""):
			return errs.New(errs.Invalid, "The entry %s must say of live, and of nothing else, when it was published, first and last and in which locales.", l.ID)
		}
	}
	return nil
}

// moveDecoder makes copies and revisions of lines. It keeps what it has decoded: an operation is run several times, and a
// draft, what is live and its revision often have the same values.
type moveDecoder struct {
	schema  *Schema
	model   *Model
	file    movedFile
	decoded map[string]values // by the text of the values
}

// by is the decoder for a model, with what is decoded already if that was by the same schema.
func (d *moveDecoder) by(sc *Schema, m *Model, file movedFile) *moveDecoder {
	if d == nil || d.schema != sc || d.model != m || d.file != file {
		return &moveDecoder{sc, m, file, map[string]values{}}
	}
	return d
}

// body makes a copy or revision of what a line holds of it.
func (d *moveDecoder) body(l *moveLine) (b *body, err error) {
	b = &body{Version: l.Version, CreatedAt: l.CreatedAt.time(), UpdatedAt: l.UpdatedAt.time(), PublishedAt: l.PublishedAt.time(),
		FirstPublishedAt: l.FirstPublishedAt.time(), CreatedBy: l.CreatedBy, UpdatedBy: l.UpdatedBy}
	if l.Locales != nil {
		b.Locales = map[string]string{}
	}
	for code, at := range l.Locales {
		if d.schema.Chain(code) == nil {
			return nil, errs.New(errs.Invalid, "The space has no locale %q.", code)
		}
		b.Locales[code] = string(at)
	}
	b.values, err = d.values(l.Values)
	return b, err
}

func (d *moveDecoder) values(text json.RawMessage) (v values, err error) {
	if known, ok := d.decoded[string(text)]; ok {
		return known, nil
	}
	var external map[string]json.RawMessage
	if err := json.Unmarshal(text, &external); err != nil || external == nil {
		return nil, errs.New(errs.Invalid, "The values must be an object by the apiId of fields.")
	}
	if _, given := external[assetKey]; given && d.model.ID == AssetModel {
		return nil, errs.New(errs.Invalid, "Where the file of an asset lies is not for imports to say.")
	}
	if v, err = (&patch{schema: d.schema, model: d.model, system: d.model.Builtin}).apply(values{}, external); err != nil {
		return nil, err
	}
	d.file.put(v)
	d.decoded[string(text)] = v
	return v, nil
}

// state is the entry that a line tells of, as it comes in after st.
func (d *moveDecoder) state(l *moveLine, st *state) (next *state, err error) {
	next = st.successor()
	h := &next.head
	h.Model, h.Version, h.Changed, h.Kept = d.model.ID, l.Version, l.Status == StatusChanged, l.Kept
	h.CreatedAt, h.UpdatedAt, h.First, h.ClosingAt = l.CreatedAt.time(), l.UpdatedAt.time(), l.FirstPublishedAt.time(), time.Time{}
	h.CreatedBy, h.UpdatedBy, h.ArchivedAt, h.TrashedAt = l.CreatedBy, l.UpdatedBy, l.ArchivedAt.time(), l.TrashedAt.time()
	if l.Status == StatusTrashed {
		h.state = store.StateTrashed
	}
	if next.draft, err = d.body(l.Draft); err != nil {
		return nil, err
	}
	next.live, h.LiveSeq = nil, 0
	if l.Live != nil {
		next.live, err = d.body(l.Live)
		h.LiveSeq = 1 // there is one, which the commit seals
	}
	return next, err
}

// packFrom is the length of a line from which it travels packed: requests and replies are bounded.
const packFrom = 128 << 10

// PackLine is a line as it travels; UnpackLine gives it back.
func PackLine(line []byte) string {
	e, err := zstdEncoder()
	if len(line) < packFrom || err != nil {
		return string(line)
	}
	return "z" + base64.StdEncoding.EncodeToString(e.EncodeAll(line, nil))
}

// UnpackLine gives the line that travelled as text.
func UnpackLine(text string) ([]byte, error) {
	packed, ok := strings.CutPrefix(text, "z")
	if !ok {
		return []byte(text), nil
	}
	raw, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		return nil, errs.New(errs.Invalid, "The line is packed in a way that is not known.")
	}
	d, err := zstdDecoder()
	if err != nil {
		return nil, err
	}
	if raw, err = d.DecodeAll(raw, nil); err != nil {
		return nil, errs.New(errs.Invalid, "The line is packed in a way that is not known, or is too long.")
	}
	return raw, nil
}
