package content

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
)

// parseModel reads one file; members that Galley does not know are refused.
func parseModel(raw json.RawMessage) (*Model, error) {
	type plain Model
	p := plain{Drafts: true, PublicRead: true}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return nil, readable(err)
	}
	if slices.Contains(p.Fields, nil) {
		return nil, errors.New("null is no field")
	}
	m := Model(p)
	return &m, nil
}

// readable says what is wrong with a file in words of JSON, not of Go.
func readable(err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); {
	case unknown:
		return fmt.Errorf("%s is not known here", name)
	case errors.As(err, &kind):
		return fmt.Errorf("%s cannot be a JSON %s", cmp.Or(kind.Field, "a model"), kind.Value)
	case errors.As(err, &syntax):
		return fmt.Errorf("it is no JSON, from character %d on", syntax.Offset)
	}
	return errors.New("it is no complete JSON object")
}

// isID tells whether ids of types and fields may look like this. They are parts of keys, where # divides, and members of
// stored copies, where $ begins what is not a field.
func isID(id string) bool { return field.IsName(id) && id[0] != '_' }

// check holds the next schema against every rule.
func (g *migration) check() {
	for _, m := range g.next.Types {
		g.problems = append(g.problems, checkForm(m)...)
	}
	if len(g.problems) > 0 {
		return
	}
	g.problems = append(g.problems, checkNames(g.next.Types)...)
	ids := map[string]bool{}
	for _, m := range g.next.Types {
		if ids[m.ID] || !isID(m.ID) {
			g.problems = append(g.problems, problem(m, "id", fmt.Sprintf("the id %q is not possible, or another one has it: leave it out for a new one.", m.ID)))
		}
		ids[m.ID] = true
		g.checkFields(m)
	}
	g.checkDepth()
}

func (g *migration) checkFields(m *Model) {
	seenName, seenID := map[string]bool{}, map[string]bool{}
	for _, f := range m.Fields {
		g.link(m, f)
		if !f.System {
			g.problems = append(g.problems, field.CheckDefinition(f, m.APIID+"."+f.APIID)...)
		}
		if seenName[f.APIID] || seenID[f.ID] {
			g.problems = append(g.problems, problem(m, f.APIID, fmt.Sprintf("there are two fields %q.", f.APIID)))
		}
		seenName[f.APIID], seenID[f.ID] = true, true
		if !isID(f.ID) {
			g.problems = append(g.problems, problem(m, f.APIID, fmt.Sprintf("the id %q is not possible: leave it out for a new field.", f.ID)))
		}
		if m.Component && (f.Localized || f.Unique) {
			g.problems = append(g.problems, problem(m, f.APIID, "fields of components cannot be localised or unique; localise the field that holds the component."))
		}
		if m.Component && f.OnDelete == field.Restrict {
			g.problems = append(g.problems, problem(m, f.APIID, "references in components cannot keep their targets from being deleted; put the reference into the model."))
		}
	}
	g.checkIndexes(m)
	g.problems = append(g.problems, field.CheckSiblings(m.Fields, func(f *field.Field) string { return m.APIID + "." + f.APIID })...)
	if m.TitleField != "" && m.Field(m.TitleField) == nil {
		g.problems = append(g.problems, problem(m, "titleField", fmt.Sprintf("there is no field %q.", m.TitleField)))
	}
}

// link names the types that a field points to by id.
func (g *migration) link(m *Model, f *field.Field) {
	find := func(names []string, component bool) []string {
		out := slices.Clone(names)
		for i, n := range out {
			t := g.typeNamed(n)
			if t == nil || t.Component != component {
				if was := g.old.byID[n]; was != nil {
					n = was.APIID
				}
				g.problems = append(g.problems, problem(m, f.APIID, fmt.Sprintf("it points to %q, which does not exist.", n)))
				continue
			}
			out[i] = t.ID
		}
		return out
	}
	f.Models, f.Components = find(f.Models, false), find(f.Components, true)
}

func (g *migration) typeNamed(name string) *Model {
	for _, m := range g.next.Types {
		if m.APIID == name || m.ID == name {
			return m
		}
	}
	return nil
}

// maxComponentDepth is how deep components may hold components.
const maxComponentDepth = 5

func (g *migration) checkDepth() {
	depths := map[string]int{}
	for _, m := range g.next.Types {
		if g.depth(m, depths) > maxComponentDepth {
			g.problems = append(g.problems, problem(m, "fields", fmt.Sprintf("components are nested more than %d deep, or hold themselves.", maxComponentDepth)))
		}
	}
}

// depth is how deep components are nested in a type; too deep, where they hold themselves. Each type is looked at once.
func (g *migration) depth(m *Model, known map[string]int) (deepest int) {
	if d, ok := known[m.ID]; ok {
		return d
	}
	known[m.ID] = maxComponentDepth + 1 // while it is looked at
	for _, f := range m.Fields {
		for _, id := range f.Components {
			if c := g.typeNamed(id); c != nil {
				deepest = max(deepest, 1+g.depth(c, known))
			}
		}
	}
	known[m.ID] = deepest
	return deepest
}
