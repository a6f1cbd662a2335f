package content

import (
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// linkedFrom is the name by which filters ask for what refers to an entry.
const linkedFrom = "linkedFrom"

// Link is a way in which entries of a model are referred to: by a field of a model. References inside components, blocks
// and rich text have no index, and are no links.
type Link struct {
	Name  string // articlesByAuthor
	Model *Model // whose entries refer
	Field *field.Field
}

// Links lists the ways in which entries of a model can be referred to, each under a name of its own.
func (s *Schema) Links(to *Model) (out []Link) {
	for _, m := range s.Models() {
		for _, f := range m.Fields {
			if m.PluralAPIID == "" || !f.Kind.IsReference() || !(target{field: f}).takes(to.ID) {
				continue
			}
			name := m.PluralAPIID + "By" + strings.ToUpper(f.APIID[:1]) + f.APIID[1:]
			if !slices.ContainsFunc(out, func(l Link) bool { return l.Name == name }) {
				out = append(out, Link{name, m, f})
			}
		}
	}
	return out
}

// linkedFrom reads the conditions on what refers to an entry: {articlesByAuthor: {some: {…}}}.
func (p *whereParser) linkedFrom(m *Model, path string, links map[string]any, depth int) (*filter, error) {
	out := &filter{kind: allOf}
	for _, name := range sortedKeys(links) {
		if links[name] == nil {
			continue
		}
		conditions, ok := links[name].(map[string]any)
		if !ok {
			return nil, errs.New(errs.Invalid, "%s.%s: expected an object of conditions, like {\"some\": …}.", path, name)
		}
		kid, err := p.link(m, path+"."+name, name, conditions, depth)
		if err != nil {
			return nil, err
		}
		out.kids = append(out.kids, kid)
	}
	return out, nil
}

// link reads the conditions on the entries that refer in one way. One of them must meet all that is in some.
func (p *whereParser) link(m *Model, path, name string, conditions map[string]any, depth int) (*filter, error) {
	links := p.schema.Links(m)
	i := slices.IndexFunc(links, func(l Link) bool { return l.Name == name })
	if i < 0 {
		return nil, crossing{path: path, back: true}.refused()
	}
	l := links[i]
	if err := p.cross(crossing{l.Model, path, true}); err != nil {
		return nil, err
	}
	own, rest := split(conditions, "isNull")
	kid, err := p.some(path, scope{model: l.Model}, rest, depth)
	if err != nil {
		return nil, err
	}
	out := &filter{kind: allOf}
	if rest["some"] != nil {
		out.kids = append(out.kids, l.filter(kid))
	}
	if own["isNull"] == nil {
		return out, p.counted()
	}
	none, ok := own["isNull"].(bool)
	if !ok {
		return nil, errs.New(errs.Invalid, "%s.isNull: expected true or false.", path)
	}
	any := l.filter(&filter{})
	if none {
		any = &filter{kind: noneOf, kids: []*filter{any}}
	}
	out.kids = append(out.kids, any)
	return out, p.counted()
}

// filter holds if the kid does for one of the entries that refer in this way.
func (l Link) filter(kid *filter) *filter {
	ref := &valueRef{name: linkedFrom + "." + l.Name, kind: l.Field.Kind, slot: l.Model.Slot(l.Field.ID), index: l.Model.indexNamed(l.Field.ID), list: l.Field.List}
	return &filter{kind: linked, source: l.Model, value: ref, kids: []*filter{kid}}
}
