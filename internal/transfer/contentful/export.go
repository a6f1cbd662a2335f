package contentful

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/galley-cms/galley/internal/errs"
)

// export is the file that contentful-export writes.
type export struct {
	ContentTypes     []*contentType    `json:"contentTypes"`
	Entries          []*record         `json:"entries"`
	Assets           []*record         `json:"assets"`
	Locales          []locale          `json:"locales"`
	EditorInterfaces []editorInterface `json:"editorInterfaces"`
	Tags             []json.RawMessage `json:"tags"`
	Webhooks         []json.RawMessage `json:"webhooks"`
	Roles            []json.RawMessage `json:"roles"`
}

type locale struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Fallback string `json:"fallbackCode"`
	Default  bool   `json:"default"`
}

// link is a reference to anything.
type link struct {
	Sys struct {
		Type     string `json:"type"`
		LinkType string `json:"linkType"`
		ID       string `json:"id"`
		URN      string `json:"urn"`
	} `json:"sys"`
}

// sys is what Contentful itself knows of a record.
type sys struct {
	ID               string                       `json:"id"`
	ContentType      link                         `json:"contentType"`
	CreatedAt        string                       `json:"createdAt"`
	UpdatedAt        string                       `json:"updatedAt"`
	PublishedAt      string                       `json:"publishedAt"`
	FirstPublishedAt string                       `json:"firstPublishedAt"`
	Version          int                          `json:"version"`
	PublishedVersion int                          `json:"publishedVersion"`
	ArchivedVersion  int                          `json:"archivedVersion"`
	FieldStatus      map[string]map[string]string `json:"fieldStatus"` // "*" → locale → published, changed, draft
}

// record is an entry or asset. Values stand by field and locale.
type record struct {
	Sys      sys                                   `json:"sys"`
	Fields   map[string]map[string]json.RawMessage `json:"fields"`
	Metadata struct {
		Tags []link `json:"tags"`
	} `json:"metadata"`
}

type contentType struct {
	Sys          sys         `json:"sys"`
	Name         string      `json:"name"`
	Description  string      `json:"description"`
	DisplayField string      `json:"displayField"`
	Fields       []*fieldDef `json:"fields"`
}

type fieldDef struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Type        string       `json:"type"`
	LinkType    string       `json:"linkType"`
	Localized   bool         `json:"localized"`
	Required    bool         `json:"required"`
	Validations []validation `json:"validations"`
	Items       *fieldDef    `json:"items"` // of an Array
}

type editorInterface struct {
	Sys      sys `json:"sys"`
	Controls []struct {
		FieldID  string `json:"fieldId"`
		WidgetID string `json:"widgetId"`
	} `json:"controls"`
}

// read reads a whole export. What is no export is an error for the person who gave it, with its line.
func read(file io.Reader) (*export, error) {
	raw, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) {
		return nil, refused(raw, invalidUTF8(raw), "it has bytes that are not valid UTF-8")
	}
	var x export
	if err := json.Unmarshal(raw, &x); err != nil {
		return nil, malformed(raw, err)
	}
	if x.ContentTypes == nil && x.Entries == nil && x.Assets == nil {
		return nil, errs.New(errs.Invalid, "The file is no export of Contentful: it has no contentTypes, entries or assets.")
	}
	if err := x.complete(); err != nil {
		return nil, err
	}
	return &x, nil
}

// complete refuses lists with holes, which nothing behind here expects.
func (x *export) complete() error {
	for i, ct := range x.ContentTypes {
		if ct == nil || ct.Sys.ID == "" {
			return errs.New(errs.Invalid, "The file cannot be read: contentTypes[%d] has no sys.id.", i)
		}
		for n, f := range ct.Fields {
			if f == nil || f.ID == "" {
				return errs.New(errs.Invalid, "The file cannot be read: field %d of the content type %s has no id.", n, ct.Sys.ID)
			}
		}
	}
	for name, list := range map[string][]*record{"entries": x.Entries, "assets": x.Assets} {
		for i, r := range list {
			if r == nil || r.Sys.ID == "" {
				return errs.New(errs.Invalid, "The file cannot be read: %s[%d] has no sys.id.", name, i)
			}
		}
	}
	return nil
}

// canonical makes language tags of the codes of locales, everywhere in the export, and gives those that are none. Codes
// that are no tags are dropped from the list of locales.
func (x *export) canonical() (notags []string) {
	names := map[string]string{}
	kept := x.Locales[:0]
	for _, l := range x.Locales {
		tag, err := language.Parse(l.Code)
		if err != nil || tag == language.Und {
			notags = append(notags, l.Code)
			continue
		}
		if code := tag.String(); code != l.Code {
			names[l.Code], l.Code = code, code
		}
		kept = append(kept, l)
	}
	x.Locales = kept
	if len(names) == 0 {
		return notags
	}
	for i := range x.Locales {
		x.Locales[i].Fallback = firstOf(names[x.Locales[i].Fallback], x.Locales[i].Fallback)
	}
	for _, r := range slices.Concat(x.Entries, x.Assets) {
		for _, byLocale := range r.Fields {
			rename(byLocale, names)
		}
		for _, byLocale := range r.Sys.FieldStatus {
			rename(byLocale, names)
		}
	}
	return notags
}

func rename[V any](m map[string]V, names map[string]string) {
	for from, to := range names {
		if v, ok := m[from]; ok {
			delete(m, from)
			m[to] = v
		}
	}
}

func malformed(raw []byte, err error) error {
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return refused(raw, int(syntax.Offset), syntax.Error())
	case errors.As(err, &shape):
		return refused(raw, int(shape.Offset), fmt.Sprintf("%s is %s, where an export has something else", cmp.Or(shape.Field, "the document"), shape.Value))
	}
	return refused(raw, 0, err.Error())
}

func refused(raw []byte, offset int, reason string) error {
	line := 1 + bytes.Count(raw[:min(offset, len(raw))], []byte("\n"))
	return errs.New(errs.Invalid, "The file cannot be read: line %d: %s.", line, reason)
}

func invalidUTF8(raw []byte) int {
	at := 0
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if r == utf8.RuneError && n == 1 {
			break
		}
		raw, at = raw[n:], at+n
	}
	return at
}

// moment reads a time; the zero time if there is none.
func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// published tells whether a record is live.
func (s *sys) published() bool {
	return s.ArchivedVersion == 0 && (s.PublishedVersion > 0 || s.PublishedAt != "")
}

// changed tells whether a live record has a newer draft: publishing itself is a version, so one more is none.
func (s *sys) changed() bool {
	for _, status := range s.FieldStatus["*"] {
		if status == "changed" {
			return true
		}
	}
	return s.published() && s.PublishedVersion > 0 && s.Version > s.PublishedVersion+1
}

// liveIn tells whether a published record is live in a locale.
func (s *sys) liveIn(code string) bool {
	byLocale := s.FieldStatus["*"]
	return byLocale == nil || byLocale[code] == "published" || byLocale[code] == "changed"
}
