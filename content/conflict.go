package content

import (
	"context"
	"encoding/json"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
)

// FieldChange is the last change of a field of a draft, in one locale if it is localised.
type FieldChange struct {
	Field   string          `json:"field"`
	Locale  string          `json:"locale,omitempty"`
	Version int64           `json:"version"`
	At      time.Time       `json:"at"`
	By      event.Actor     `json:"by"`
	Value   json.RawMessage `json:"value,omitempty"` // as it is now, in external form; null if there is none
}

// ChangesSince lists what was changed in the draft since a version of the entry. Where that is too long ago to be known, all
// fields are listed. It needs the permission to read drafts.
func (s *Service) ChangesSince(ctx context.Context, id string, version int64) ([]FieldChange, error) {
	st, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.knowing(ctx, st)
	if err != nil {
		return nil, err
	}
	st = st.current(c.schema)
	m, err := s.existing(ctx, c.schema, st, auth.ReadDrafts)
	if err != nil {
		return nil, err
	}
	return st.changes(m, version)
}

// changes lists what was changed in the draft since a version.
func (st *state) changes(m *Model, version int64) (out []FieldChange, err error) {
	if version >= st.draft.Version {
		return nil, nil
	}
	since := st.draft.Version // with no marks nothing is known
	if st.draft.marks != nil {
		since = st.draft.marks.Since
	}
	for _, f := range m.Fields {
		for _, locale := range localesOf(m, f) {
			change := FieldChange{Field: f.APIID, Locale: locale, Version: st.draft.Version, At: st.draft.UpdatedAt, By: st.draft.UpdatedBy}
			at, by, known := st.draft.marks.of(idsOf(f), locale)
			if known {
				change.Version, change.At, change.By = at[0], time.UnixMicro(at[1]).UTC(), by
			}
			if change.Version <= version || !known && version >= since {
				continue
			}
			if change.Value, err = st.draft.valueIn(m, f, locale); err != nil {
				return nil, err
			}
			out = append(out, change)
		}
	}
	return out, nil
}

// localesOf are the locales in which a field can change alone; one without a name if it is not localised.
func localesOf(m *Model, f *field.Field) []string {
	if f.Localized {
		return m.schema.localeCodes()
	}
	return []string{""}
}

// idsOf are the ids that a field has and had.
func idsOf(f *field.Field) []string {
	out := []string{f.ID}
	for i := range f.Former {
		out = append(out, f.Former[i].ID)
	}
	return out
}

// valueIn is a value in external form; null if there is none.
func (b *body) valueIn(m *Model, f *field.Field, locale string) (json.RawMessage, error) {
	stored := b.values[f.ID]
	if f.Localized {
		stored = Member(stored, locale)
	}
	if isNull(stored) {
		return json.RawMessage("null"), nil
	}
	return field.Encode(m.schema, f, stored)
}

// maxToldBytes bounds the values that a CONFLICT carries; ChangesSince gives those that are left out.
const maxToldBytes = 64 << 10

// staleBy is the CONFLICT of a save that names another version than the current one. It carries what was changed since, if
// the actor may see that: what is best done about it is for those who were about to save to say.
func staleBy(ctx context.Context, m *Model, st *state, version int64) error {
	conflict := stale(st.head.Version)
	if !auth.Can(auth.From(ctx), auth.ReadDrafts, st.resource(m)) {
		return conflict
	}
	changes, err := st.changes(m, version)
	if err != nil {
		return err
	}
	told := 0
	for i := range changes {
		if told += len(changes[i].Value); told > maxToldBytes {
			changes[i].Value = nil
		}
	}
	return conflict.With("changes", append([]FieldChange{}, changes...))
}
