package delivery

import (
	"slices"
	"strings"

	"github.com/galley-cms/galley/content"
)

// maxTags is how many tags a reply has at most; with more it is tagged by models alone. The edge takes 50.
const maxTags = 45

// tags collects what a reply depends on, so that a change drops it from the edge: e:<entry id> and m:<model id>. Entries
// that were asked for and are not there count too: they may appear. A nil collector collects nothing.
type tags struct {
	ids    []string
	models []string
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

// widen replaces the entries by their models, if they are too many. One that is not there could become an entry of any
// model.
func (t *tags) widen(r *content.Reader) {
	if t == nil {
		return
	}
	slices.Sort(t.ids)
	t.ids = slices.Compact(t.ids)
	if len(t.ids)+len(t.models) <= maxTags {
		return
	}
	for _, id := range t.ids {
		if c := r.Copy(id); c != nil {
			t.model(c.Model)
			continue
		}
		for _, m := range r.Schema().Models() {
			t.model(m)
		}
	}
	t.ids = nil
}

// header is the value of Cache-Tag.
func (t *tags) header() string {
	all := make([]string, 0, len(t.ids)+len(t.models))
	for _, id := range t.ids {
		all = append(all, "e:"+id)
	}
	for _, m := range t.models {
		all = append(all, "m:"+m)
	}
	return strings.Join(all, ",")
}
