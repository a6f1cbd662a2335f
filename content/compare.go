package content

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/textdiff"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// Comparison is how two versions of an entry differ.
type Comparison struct {
	From, To    *Revision
	Differences []Difference // in the order of the model
}

// Difference is that of one field, in one locale if it is localised.
type Difference struct {
	Field         *field.Field
	Locale        string
	Before, After json.RawMessage // in external form; nil: no value
	Words         []textdiff.Run  // of text and rich text
}

// Compare tells how two versions of an entry differ, both in the forms of the model as it is now. A version is that of a
// revision, or the entry's own, which is the draft; 0 is the draft too.
func (s *Service) Compare(ctx context.Context, id string, from, to int64) (_ *Comparison, err error) {
	e, err := s.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &Comparison{}
	if out.From, err = s.versionOf(ctx, e, from); err != nil {
		return nil, err
	}
	if out.To, err = s.versionOf(ctx, e, to); err != nil {
		return nil, err
	}
	for _, f := range e.Model.Fields {
		d, err := differences(e.Model.schema, f, out.From.Values[f.ID], out.To.Values[f.ID])
		if err != nil {
			return nil, fmt.Errorf("compare %s of %s: %w", f.APIID, id, err)
		}
		out.Differences = append(out.Differences, d...)
	}
	return out, nil
}

// versionOf is a revision of an entry, or its draft.
func (s *Service) versionOf(ctx context.Context, e *Entry, version int64) (*Revision, error) {
	if version != 0 {
		r, err := s.Revision(ctx, e.ID, version)
		if err == nil || errs.CodeOf(err) != errs.NotFound || version != e.Version {
			return r, err
		}
	}
	live := e.Status == StatusPublished
	return &Revision{Version: e.Version, CreatedAt: e.UpdatedAt, CreatedBy: e.UpdatedBy, Published: live, Live: live, Values: e.Values}, nil
}

// differences are those of one field: one a locale if it is localised.
func differences(sc *Schema, f *field.Field, before, after json.RawMessage) (out []Difference, err error) {
	pairs := []Difference{{Field: f, Before: before, After: after}}
	if f.Localized {
		pairs = nil
		for _, code := range sc.localeCodes() {
			pairs = append(pairs, Difference{f, code, Member(before, code), Member(after, code), nil})
		}
	}
	for _, d := range pairs {
		if string(orNull(d.Before)) == string(orNull(d.After)) {
			continue
		}
		d.Words = wordsOf(f, d.Before, d.After)
		if d.Before, err = shown(sc, f, d.Before); err != nil {
			return nil, err
		}
		if d.After, err = shown(sc, f, d.After); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

func orNull(stored []byte) []byte {
	if isNull(stored) {
		return nil
	}
	return stored
}

// shown is a stored value of one locale in external form; nil if there is none.
func shown(sc *Schema, f *field.Field, stored json.RawMessage) (json.RawMessage, error) {
	if isNull(stored) {
		return nil, nil
	}
	return field.Encode(sc, f, stored)
}

// wordsOf compares two texts; nil for what is no text.
func wordsOf(f *field.Field, before, after json.RawMessage) []textdiff.Run {
	var text func(json.RawMessage) string
	switch {
	case f.List:
		return nil
	case f.Kind == field.RichText:
		text = field.RichPlainText
	case f.Kind == field.Text || f.Kind == field.LongText:
		text = func(stored json.RawMessage) (t string) {
			if !isNull(stored) && json.Unmarshal(stored, &t) != nil {
				return ""
			}
			return t
		}
	default:
		return nil
	}
	return textdiff.Diff(text(before), text(after))
}

// RestoreRevision makes the values of a revision those of the draft: all, or those of some fields, named by apiId. The
// draft that was there is kept as a revision, so that this can be undone. Nothing is published, unless the model has no
// drafts. Version is the one that the request is based on; 0: whatever is there.
func (s *Service) RestoreRevision(ctx context.Context, id string, revision int64, fields []string, version int64) (*Entry, error) {
	if _, err := s.Revision(ctx, id, revision); err != nil {
		return nil, err
	}
	b, err := s.revision(ctx, id, revision)
	if err != nil {
		return nil, err
	}
	return s.once(ctx, "", id, func(sc *Schema, st *state) (*change, error) {
		m, err := s.mayWrite(ctx, sc, st, "", Change{Version: version}, false)
		if err != nil {
			return nil, err
		}
		v, err := restored(m, st.draft.values, b.current(m).values, fields)
		if err != nil || sameValues(v, st.draft.values) {
			return nil, err
		}
		ch, err := s.save(ctx, sc, m, st, v, Change{}, false)
		if err != nil {
			return nil, err
		}
		ch.note = fmt.Sprintf("Version %d restored.", revision)
		if ch.revision == nil {
			ch.revision = checkpoint(st, s.now(), event.Actor{}) // whoever wrote it, and whenever
		}
		return ch, nil
	})
}

// restored are the values of a draft with some of those of a revision, or all. What Galley itself writes stays.
func restored(m *Model, draft, revision values, apiIDs []string) (values, error) {
	names := map[string]bool{}
	for _, name := range apiIDs {
		if f := m.Field(name); f == nil || f.System {
			return nil, errs.New(errs.Invalid, "The model %s has no field %q that could be restored.", m.APIID, name)
		}
		names[name] = true
	}
	out := maps.Clone(draft)
	for _, f := range m.Fields {
		if f.System || len(names) > 0 && !names[f.APIID] {
			continue
		}
		delete(out, f.ID)
		set(out, f.ID, revision[f.ID])
	}
	return out, nil
}
