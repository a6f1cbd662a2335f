package content

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/internal/event"
)

// A locale that was taken out of the space is hidden, not gone: nothing is shown, asked for or published in it, but bodies
// keep its values as they were, and the claims on those that were live, until it comes back. Only what was live in no
// other locale is unpublished, by the walk that a change of locales begins.

// has tells whether a locale is one of the space.
func (s *Schema) has(code string) bool { return s.chains[code] != nil }

// keeping builds a localised value of what each locale of the space has, and of what old has of hidden ones.
func keeping(sc *Schema, old json.RawMessage, of func(code string) []byte) json.RawMessage {
	out := pick(sc, of)
	eachLocalized(old, func(code string, own []byte) {
		if sc.has(code) {
			return
		}
		if out == nil {
			out = json.RawMessage{'{', '}'}
		}
		out = append(appendMember(out[:len(out)-1], code, own), '}')
	})
	return out
}

// eachLocalized yields what a localised value has, by locale.
func eachLocalized(stored json.RawMessage, yield func(code string, own []byte)) {
	eachMember(stored, func(code, own []byte) bool {
		if !isNull(own) {
			yield(string(code), own)
		}
		return true
	})
}

// hiddenIn are the values of hidden locales alone.
func hiddenIn(sc *Schema, m *Model, v values) values {
	out := values{}
	for _, f := range m.Fields {
		if f.Localized {
			set(out, f.ID, keeping(sc, v[f.ID], func(string) []byte { return nil }))
		}
	}
	return out
}

// hiddenDraft is what the draft has of hidden locales.
func (st *state) hiddenDraft(sc *Schema, m *Model) values {
	if st.draft == nil {
		return values{}
	}
	return hiddenIn(sc, m, st.draft.values)
}

// hidden is what a live copy has of hidden locales; nil without a copy.
func (b *body) hidden(sc *Schema, m *Model) *body {
	if b == nil {
		return nil
	}
	out := &body{Locales: map[string]string{}, values: hiddenIn(sc, m, b.values)}
	for code, at := range b.Locales {
		if !sc.has(code) {
			out.Locales[code] = at
		}
	}
	return out
}

// sameShown tells whether two sets of values of a model are equal as far as locales of the space show them.
func sameShown(sc *Schema, m *Model, a, b values) bool {
	for _, f := range m.Fields {
		if bytes.Equal(a[f.ID], b[f.ID]) {
			continue
		}
		if !f.Localized || slices.ContainsFunc(sc.Locales, func(l Locale) bool {
			return !bytes.Equal(Member(a[f.ID], l.Code), Member(b[f.ID], l.Code))
		}) {
			return false
		}
	}
	return true
}

// shown tells whether a live copy is published in a locale of the space, or names none.
func (b *body) shown(sc *Schema) bool {
	return len(b.Locales) == 0 || slices.ContainsFunc(sc.Locales, func(l Locale) bool { _, ok := b.Locales[l.Code]; return ok })
}

// leave unpublishes, with a change that leaves it as it is, an entry that is live in hidden locales alone.
func leave(sc *Schema, ch *change) {
	next := ch.next
	if next.live == nil || !ch.model.Drafts || next.live.shown(sc) {
		return
	}
	next.live, next.head.Changed = nil, false
	if !slices.Contains(ch.types, event.EntryUnpublished) {
		ch.types = append(ch.types, event.EntryUnpublished)
	}
}

// placing is the operation that makes an entry fit the locales of the space, nil if it does: what is live in hidden ones
// alone is unpublished, and what came back with a locale can be a change that is not published.
func placing(sc *Schema, m *Model, st *state) operation {
	switch {
	case st.live == nil || !m.Drafts:
		return nil
	case !st.live.shown(sc):
		return func(sc *Schema, st *state) (*change, error) {
			if st.live == nil || st.live.shown(sc) {
				return nil, nil
			}
			return unpublishing(sc, m, st, nil, PublishOptions{}), nil
		}
	case !st.head.Changed && !sameShown(sc, m, st.live.values, st.draft.values):
		return func(_ *Schema, st *state) (*change, error) {
			next := *st
			next.head.Changed = st.live != nil
			return &change{model: m, next: &next}, nil
		}
	}
	return nil
}

// unplaced notes that entries have to be made to fit the locales, if these change so that some may not, and tells whether.
func (m *manifest) unplaced(was, next *Schema, model *Model) bool {
	gone := slices.ContainsFunc(was.Locales, func(l Locale) bool { return !next.has(l.Code) })
	came := slices.ContainsFunc(next.Locales, func(l Locale) bool { return !was.has(l.Code) })
	if !model.Drafts || !gone && (!came || !model.localized()) {
		return false
	}
	m.Epoch++
	m.Unplaced = m.Epoch
	return true
}
