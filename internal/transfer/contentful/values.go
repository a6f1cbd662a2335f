package contentful

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer"
)

// reading converts the values of one entry.
type reading struct {
	*source
	item, id string
}

func (r *reading) note(message string) { r.source.note(r.item, r.id, message) }

// values converts all fields of an entry.
func (r *reading) values(k *kind, rec *record) transfer.Values {
	out := transfer.Values{}
	for _, m := range k.fields {
		byLocale := rec.Fields[m.ID]
		if m.field.Localized {
			out[m.name] = r.localized(m, byLocale)
			continue
		}
		out[m.name] = r.value(m, r.shared(m, byLocale))
	}
	for _, name := range transfer.Sorted(rec.Fields) {
		if !slices.ContainsFunc(k.fields, func(m *member) bool { return m.ID == name }) {
			r.note("loses the value of " + name + ", which its content type does not have")
		}
	}
	return out
}

func (r *reading) localized(m *member, byLocale map[string]json.RawMessage) any {
	out := map[string]any{}
	for _, code := range transfer.Sorted(byLocale) {
		if !r.hasLocale(code) {
			r.note("loses the value of " + m.ID + " in " + code + ", which is no locale of the export")
			continue
		}
		if v := r.value(m, byLocale[code]); v != nil {
			out[code] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// shared finds the one value of a field that is not localised: it stands in the default locale.
func (r *reading) shared(m *member, byLocale map[string]json.RawMessage) json.RawMessage {
	v, ok := byLocale[r.main]
	for _, code := range transfer.Sorted(byLocale) {
		switch {
		case !ok:
			v, ok = byLocale[code], true
		case code != r.main && string(byLocale[code]) != string(v):
			r.note("loses the value of " + m.ID + " in " + code + ", since the field is not localised")
		}
	}
	return v
}

// value converts one value; nil for none.
func (r *reading) value(m *member, raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if !m.field.List {
		return r.single(m, raw)
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		r.note("loses the value of " + m.ID + ", which is no list")
		return nil
	}
	out := []any{}
	for _, item := range items {
		if v := r.single(m, item); v != nil {
			out = append(out, v)
		}
	}
	return out
}

func (r *reading) single(m *member, raw json.RawMessage) any {
	switch m.field.Kind {
	case field.Reference, field.Asset:
		return r.reference(m, raw)
	case field.DateTime, field.Date:
		return r.moment(m, raw)
	case field.Location:
		return r.location(m, raw)
	case field.RichText:
		doc, losses, err := r.document(raw)
		if err != nil {
			r.note("loses the value of " + m.ID + ", which is no rich text")
			return nil
		}
		if len(losses) > 0 {
			r.note("loses from " + m.ID + " " + strings.Join(losses, ", "))
		}
		if doc == nil {
			return nil
		}
		return doc
	}
	return raw
}

// reference converts a link. One that leads nowhere is reported.
func (r *reading) reference(m *member, raw json.RawMessage) any {
	var l link
	if json.Unmarshal(raw, &l) != nil || l.Sys.ID == "" {
		r.note("loses the value of " + m.ID + ", which is no link")
		return nil
	}
	if m.field.Kind == field.Asset {
		if id := r.assetIDs[l.Sys.ID]; id != "" {
			return transfer.Ref{ID: id}
		}
		r.note("has a dangling link in " + m.ID + ": the asset " + l.Sys.ID + " is not there")
		return nil
	}
	target := r.entries[l.Sys.ID]
	if target == nil {
		r.note("has a dangling link in " + m.ID + ": the entry " + l.Sys.ID + " is not there")
		return nil
	}
	return transfer.Ref{ID: r.entryID(l.Sys.ID)}
}

// layouts are the forms of dates, from the most to the least exact.
var layouts = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly}

func (r *reading) moment(m *member, raw json.RawMessage) any {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		for _, layout := range layouts {
			t, err := time.Parse(layout, s)
			switch {
			case err != nil:
			case m.field.Kind == field.Date:
				return t.Format(time.DateOnly)
			default:
				return field.FormatDateTime(t)
			}
		}
	}
	r.note("loses the value of " + m.ID + ", which is no date: " + string(raw))
	return nil
}

func (r *reading) location(m *member, raw json.RawMessage) any {
	var at struct {
		Lat *float64 `json:"lat"`
		Lon *float64 `json:"lon"`
	}
	if json.Unmarshal(raw, &at) != nil || at.Lat == nil || at.Lon == nil {
		r.note("loses the value of " + m.ID + ", which is no location")
		return nil
	}
	return map[string]float64{"latitude": *at.Lat, "longitude": *at.Lon}
}

// missing lists the required fields that have no value, in the default locale where they are localised.
func (r *reading) missing(k *kind, v transfer.Values, code string) (out []string) {
	for _, m := range k.fields {
		if m.Required && !r.filled(m, v[m.name], code) {
			out = append(out, m.ID)
		}
	}
	return out
}

// filled tells whether a value is one for readers of a locale.
func (r *reading) filled(m *member, v any, code string) bool {
	if !m.field.Localized {
		return !isEmpty(v)
	}
	byLocale, ok := v.(map[string]any)
	for steps := 0; ok && code != "" && steps <= len(r.Locales); steps++ {
		if !isEmpty(byLocale[code]) {
			return true
		}
		code = r.fallback(code)
	}
	return false
}

func isEmpty(v any) bool {
	list, isList := v.([]any)
	return v == nil || isList && len(list) == 0
}
