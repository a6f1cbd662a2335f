package content

import (
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// publishable lists what stops the values of a live copy from being published in some of its locales: required values are
// those that a reader of one of them would see, the fallbacks included that are live.
func publishable(sc *Schema, m *Model, v values, locales []string) (out []errs.Problem) {
	for _, f := range m.Fields {
		if !f.System {
			out = append(out, problemsOf(sc, m, f, v, locales)...)
		}
	}
	return out
}

// problemsOf lists what stops the value of one field from going live.
func problemsOf(sc *Schema, m *Model, f *field.Field, v values, locales []string) (out []errs.Problem) {
	if !f.Localized {
		return field.Validate(sc, ifShown(sc, m, f, v, sc.DefaultLocale(), v[f.ID]), f.APIID, v[f.ID])
	}
	for _, code := range locales {
		own := json.RawMessage(Member(v[f.ID], code))
		if isNull(own) && resolve(v[f.ID], sc.Chain(code)) != nil {
			continue // the fallback is shown, and is checked in its own locale
		}
		out = append(out, field.Validate(sc, ifShown(sc, m, f, v, code, own), f.APIID+"."+code, own)...)
	}
	return out
}

// ifShown is f as its value is checked in a locale: what editors do not see there may be missing, but not wrong.
func ifShown(sc *Schema, m *Model, f *field.Field, v values, locale string, own json.RawMessage) *field.Field {
	hidden := field.Hidden(f, func(apiID string) json.RawMessage {
		beside := m.Field(apiID)
		switch {
		case beside == nil:
			return nil
		case beside.Localized:
			return resolve(v[beside.ID], sc.Chain(locale))
		}
		return v[beside.ID]
	})
	if hidden {
		return field.Waived(f, own)
	}
	return f
}

// liveValues are the values of the live copy after publishing locales of a draft: shared fields come from the draft,
// localised ones for these locales from the draft, for those published before, and for hidden ones, from the live copy.
func liveValues(sc *Schema, m *Model, draft, live values, locales, published []string) values {
	out := values{}
	for _, f := range m.Fields {
		if !f.Localized {
			set(out, f.ID, draft[f.ID])
			continue
		}
		set(out, f.ID, keeping(sc, live[f.ID], func(code string) []byte {
			switch {
			case slices.Contains(locales, code):
				return Member(draft[f.ID], code)
			case slices.Contains(published, code):
				return Member(live[f.ID], code)
			}
			return nil
		}))
	}
	return out
}

// pick builds a localised value of what each locale has; nil if none has any.
func pick(sc *Schema, of func(code string) []byte) json.RawMessage {
	out := []byte{'{'}
	for _, l := range sc.Locales {
		v := of(l.Code)
		if isNull(v) {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), l.Code...), '"', ':')
		out = append(out, v...)
	}
	if len(out) == 1 {
		return nil
	}
	return append(out, '}')
}

// written lists the locales that an entry goes live in when all are meant: those in which something was written, the
// default one if nothing was, and all if the model has nothing to translate.
func written(sc *Schema, m *Model, v values) (out []string) {
	localized := m.localized()
	for _, l := range sc.Locales {
		own := slices.ContainsFunc(m.Fields, func(f *field.Field) bool {
			return f.Localized && !isNull(Member(v[f.ID], l.Code))
		})
		if own || !localized {
			out = append(out, l.Code)
		}
	}
	if len(out) == 0 {
		return []string{sc.DefaultLocale()}
	}
	return out
}

// orWritten are the locales that are asked for; without any, those that written gives.
func orWritten(sc *Schema, m *Model, v values, locales []string) []string {
	if len(locales) > 0 {
		return locales
	}
	return written(sc, m, v)
}

// checkLocales refuses a request that names a locale which the space does not have.
func checkLocales(sc *Schema, asked []string) ([]string, error) {
	for _, code := range asked {
		if sc.Chain(code) == nil {
			return nil, errs.New(errs.Invalid, "The space has no locale %q.", code)
		}
	}
	return asked, nil
}

// stale is the CONFLICT of a request that names another version than the current one.
func stale(now int64) *errs.Error {
	return errs.New(errs.Conflict, "The entry was changed meanwhile: it is at version %d now. Load it again and repeat your change.", now).
		With("version", now)
}

func notFound(id string) error { return errs.New(errs.NotFound, "There is no entry %q.", id) }
