package delivery

import (
	"slices"
	"strings"

	"github.com/galley-cms/galley/content"
)

// maxTags is how many tags a reply has at most; with more it is tagged by models alone. The edge takes 50.
const maxTags = 45

// tags collects what a reply depends on, so that a change drops it from the edge: e:<entry id>, and m:<model id> of
// lists. Bulk work names no entries; for it there are m:<model id>.entry, of single entries, and m:.absent, of entries that
// were asked for and are not there, but may appear. A change of models drops all replies: m:.all. A nil collector
// collects nothing. event.Tags is the other side.
type tags struct {
	ids    []string
	models []string // listed
	types  []string // of entries, where the model is not listed
	absent bool     // an entry that was asked for is not there
}

func (t *tags) entries(ids []string) {
	if t != nil {
		t.ids = append(t.ids, ids...)
	}
}

func (t *tags) model(m *content.Model) {
	if t != nil && !slices.Contains(t.models, m.ID) {
		t.models = append(t.models, m.ID)
	}
}

// finish adds the models of the entries, or replaces the entries by them, if they are too many. One that is not there
// could become an entry of any model.
func (t *tags) finish(r *content.Reader) {
	if t == nil {
		return
	}
	slices.Sort(t.ids)
	t.ids = slices.Compact(t.ids)
	for _, id := range t.ids {
		if c := r.Copy(id); c == nil {
			t.absent = true
		} else if m := c.Model.ID; !slices.Contains(t.models, m) && !slices.Contains(t.types, m) {
			t.types = append(t.types, m)
		}
	}
	if len(t.ids)+len(t.models)+len(t.types)+2 <= maxTags {
		return
	}
	t.models = append(t.models, t.types...)
	if t.absent {
		for _, m := range r.Schema().Models() {
			t.model(m)
		}
	}
	t.ids, t.types, t.absent = nil, nil, false
}

// header is the value of Cache-Tag.
func (t *tags) header() string {
	all := make([]string, 0, len(t.ids)+len(t.models)+len(t.types)+2)
	for _, id := range t.ids {
		all = append(all, "e:"+id)
	}
	for _, m := range t.models {
		all = append(all, "m:"+m)
	}
	for _, m := range t.types {
		all = append(all, "m:"+m+".entry")
	}
	if t.absent {
		all = append(all, "m:.absent")
	}
	return strings.Join(append(all, "m:.all"), ",")
}
