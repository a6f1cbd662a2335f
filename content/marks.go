package content

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/event"
)

// maxMarks bounds how many fields a draft remembers the last change of: those that were changed last.
const maxMarks = 500

// marks are what a draft remembers of the changes that made it: for each field, and each locale of a localised one, the
// version that changed it last. Who holds a version learns from them what others have changed since.
type marks struct {
	Since   int64           `json:"since"` // changes that made versions up to this one are not known by field
	Authors []event.Actor   `json:"by"`
	Fields  map[string]mark `json:"at"` // by the field's id or, of a localised one, id/locale
}

// mark is the last change of a field: version, time in microseconds, place of the author.
type mark [3]int64

// markName is the name of a field's mark.
func markName(id, locale string) string {
	if locale == "" {
		return id
	}
	return id + "/" + locale
}

// marked are the marks of a draft that takes the place of old: with other values, made by a version.
func (old *body) marked(m *Model, v values, version int64, at time.Time, by event.Actor) *marks {
	next := &marks{Since: old.Version, Fields: map[string]mark{}}
	if was := old.marks; was != nil {
		next.Since, next.Authors, next.Fields = was.Since, slices.Clone(was.Authors), maps.Clone(was.Fields)
	}
	author := slices.Index(next.Authors, by)
	if author < 0 {
		author = len(next.Authors)
		next.Authors = append(next.Authors, by)
	}
	for _, f := range m.Fields {
		for _, locale := range changedIn(m, f.ID, f.Localized, old.values[f.ID], v[f.ID]) {
			next.Fields[markName(f.ID, locale)] = mark{version, at.UnixMicro(), int64(author)}
		}
	}
	next.bound()
	return next
}

// changedIn are the locales in which a value differs; one without a name for a field that is not localised.
func changedIn(m *Model, id string, localized bool, old, next json.RawMessage) (out []string) {
	if !localized {
		if string(orNull(old)) != string(orNull(next)) {
			out = append(out, "")
		}
		return out
	}
	for _, code := range m.schema.localeCodes() {
		if string(orNull(Member(old, code))) != string(orNull(Member(next, code))) {
			out = append(out, code)
		}
	}
	return out
}

// bound forgets the oldest changes where there are too many, and authors that are not named any more.
func (k *marks) bound() {
	if len(k.Fields) > maxMarks {
		versions := make([]int64, 0, len(k.Fields))
		for _, at := range k.Fields {
			versions = append(versions, at[0])
		}
		slices.Sort(versions)
		k.Since = max(k.Since, versions[len(versions)-maxMarks-1])
		maps.DeleteFunc(k.Fields, func(_ string, at mark) bool { return at[0] <= k.Since })
	}
	var authors []event.Actor
	place := map[int64]int64{}
	for _, name := range sortedKeys(k.Fields) {
		at := k.Fields[name]
		if _, met := place[at[2]]; !met {
			place[at[2]] = int64(len(authors))
			authors = append(authors, k.Authors[at[2]])
		}
		at[2] = place[at[2]]
		k.Fields[name] = at
	}
	k.Authors = authors
}

// of is the last change of a field under one of the ids that it had; false if none is known.
func (k *marks) of(ids []string, locale string) (at mark, by event.Actor, ok bool) {
	if k == nil {
		return at, by, false
	}
	for _, id := range ids {
		for _, name := range []string{markName(id, locale), id} { // it may have become localised since
			if at, ok = k.Fields[name]; ok && at[2] < int64(len(k.Authors)) {
				return at, k.Authors[at[2]], true
			}
		}
	}
	return at, by, false
}
