package content

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// ModelChange is one difference between the models that are and those that are wanted.
type ModelChange struct {
	Action      string `json:"action"` // create, update, rename, remove
	Model       string `json:"model"`  // apiId
	Field       string `json:"field,omitempty"`
	Destructive bool   `json:"destructive"` // values get out of reach
	Message     string `json:"message"`
}

// ModelPlan is what applying models would do, or did.
type ModelPlan struct {
	Changes       []ModelChange `json:"changes"`
	Destructive   bool          `json:"destructive"`
	Applied       bool          `json:"applied"`
	SchemaVersion int64         `json:"schemaVersion"`
}

// migration works out the schema that follows from model files. It is a pure function of its input.
type migration struct {
	old      *Schema
	next     *Schema
	changes  []ModelChange
	problems []errs.Problem
	newID    func() string
	reshaped map[string]bool // models whose fields changed their form: only possible while they have no entries
	removed  []*Model
}

// migrate merges model files into a schema. Models and fields are matched by id, then was, then apiId.
func migrate(old *Schema, files []json.RawMessage, remove bool) (*migration, error) {
	g := &migration{old: old, newID: shortID, reshaped: map[string]bool{},
		next: &Schema{Version: old.Version + 1, Name: old.Name, Locales: old.Locales}}
	var given []*Model
	for i, raw := range files {
		m, err := parseModel(raw)
		if err != nil {
			return nil, errs.New(errs.Invalid, "Model %d: %v", i+1, err)
		}
		given = append(given, m)
	}
	kept := map[*Model]bool{}
	for _, m := range given {
		was := g.match(m)
		if was != nil {
			kept[was] = true
		}
		g.next.Types = append(g.next.Types, g.model(m, was))
	}
	g.keepOthers(kept, remove)
	g.check()
	if len(g.problems) > 0 {
		return nil, errs.Validation(g.problems...)
	}
	g.next.prepare()
	return g, nil
}

// parseModel reads one file; members that Galley does not know are refused.
func parseModel(raw json.RawMessage) (*Model, error) {
	type plain Model
	p := plain{Drafts: true, PublicRead: true}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	m := Model(p)
	return &m, nil
}

func (g *migration) match(m *Model) *Model {
	for _, old := range g.old.Types {
		if m.ID != "" && m.ID == old.ID {
			return old
		}
	}
	if m.Was != "" && g.old.byAPIID[m.APIID] == nil {
		return g.old.byAPIID[m.Was]
	}
	return g.old.byAPIID[m.APIID]
}

// model merges one file with the model it describes, nil for a new one.
func (g *migration) model(m, was *Model) *Model {
	out := *m
	out.Was, out.slots = "", nil
	out.Builtin = was != nil && was.Builtin
	if out.Name == "" {
		out.Name = humanize(out.APIID)
	}
	if out.PluralAPIID == "" && !out.Component && out.APIID != "" {
		out.PluralAPIID = plural(out.APIID)
	}
	if out.Component {
		out.PluralAPIID, out.Drafts, out.PublicRead = "", true, true
	}
	if was == nil {
		if out.ID == "" {
			out.ID = g.newID()
		}
		g.change("create", m.APIID, "", false, "create %s with %d fields", describeType(m), len(m.Fields))
	} else {
		out.ID = was.ID
		g.compareModels(was, &out)
	}
	out.Fields = g.fields(m, was)
	return &out
}

func (g *migration) change(action, model, fieldID string, destructive bool, format string, args ...any) {
	g.changes = append(g.changes, ModelChange{Action: action, Model: model, Field: fieldID, Destructive: destructive,
		Message: fmt.Sprintf(format, args...)})
}

// compareModels notes what changes of a model besides its fields.
func (g *migration) compareModels(was, now *Model) {
	if was.APIID != now.APIID {
		g.change("rename", now.APIID, "", false, "rename %s to %s; queries must use the new name", describeType(was), now.APIID)
	}
	a, b := *was, *now
	a.Fields, b.Fields, a.slots, b.slots, a.APIID, b.APIID = nil, nil, nil, nil, "", ""
	if !bytes.Equal(appendJSON(nil, a), appendJSON(nil, b)) {
		g.change("update", now.APIID, "", false, "change the settings of %s", describeType(now))
	}
	if was.Component != now.Component {
		g.problems = append(g.problems, problem(now, "component", "a model cannot become a component, nor a component a model. Make a new one."))
	}
	if was.Drafts != now.Drafts || was.Singleton != now.Singleton {
		g.reshaped[was.ID] = true
	}
}

// fields merges the fields of a file with those that are there.
func (g *migration) fields(m, was *Model) []*field.Field {
	var out []*field.Field
	kept := map[string]bool{}
	if was != nil && was.Builtin { // the fields that Galley needs stay as they are, in front
		for _, f := range assetModel().Fields {
			out, kept[f.ID] = append(out, f), true
		}
	}
	for _, f := range m.Fields {
		old := matchField(was, f)
		if old != nil && kept[old.ID] && was.Builtin {
			continue
		}
		next := g.field(m, f, old)
		kept[next.ID] = true
		out = append(out, next)
	}
	if was != nil {
		for _, f := range was.Fields {
			if !kept[f.ID] {
				g.change("remove", m.APIID, f.APIID, true, "remove the field %s of %s: its values get out of reach", f.APIID, describeType(m))
			}
		}
	}
	return out
}

func matchField(m *Model, f *field.Field) *field.Field {
	if m == nil {
		return nil
	}
	if f.ID != "" {
		if old := m.FieldByID(f.ID); old != nil {
			return old
		}
	}
	if f.Was != "" && m.Field(f.APIID) == nil {
		return m.Field(f.Was)
	}
	return m.Field(f.APIID)
}

func (g *migration) field(m *Model, f, old *field.Field) *field.Field {
	next := *f
	next.Was, next.System = "", false
	if next.Name == "" {
		next.Name = humanize(next.APIID)
	}
	if old == nil {
		if next.ID == "" {
			next.ID = g.newID()
		}
		if g.old.byAPIID[m.APIID] != nil {
			g.change("create", m.APIID, f.APIID, false, "add the field %s (%s) to %s", f.APIID, f.Kind, describeType(m))
		}
		return &next
	}
	next.ID = old.ID
	g.compareFields(m, old, &next)
	return &next
}

func (g *migration) compareFields(m *Model, old, next *field.Field) {
	if old.APIID != next.APIID {
		g.change("rename", m.APIID, next.APIID, false, "rename the field %s of %s to %s; queries must use the new name", old.APIID, describeType(m), next.APIID)
	}
	if old.Kind != next.Kind || old.List != next.List || old.Localized != next.Localized || (next.Unique && !old.Unique) {
		was := g.match(m)
		g.reshaped[was.ID] = true
	}
	a, b := *old, *next
	a.APIID, b.APIID = "", ""
	a.Models, b.Models = g.ids(a.Models), g.ids(b.Models)
	a.Components, b.Components = g.ids(a.Components), g.ids(b.Components)
	if !bytes.Equal(appendJSON(nil, a), appendJSON(nil, b)) {
		g.change("update", m.APIID, next.APIID, false, "change the field %s of %s", next.APIID, describeType(m))
	}
}

// ids names types by id where the old schema knows them by apiId.
func (g *migration) ids(names []string) []string {
	out := slices.Clone(names)
	for i, n := range out {
		if m := g.old.byAPIID[n]; m != nil {
			out[i] = m.ID
		}
	}
	return out
}

// keepOthers carries over the types that no file describes, or removes them.
func (g *migration) keepOthers(kept map[*Model]bool, remove bool) {
	for _, m := range g.old.Types {
		switch {
		case kept[m]:
		case remove && !m.Builtin:
			g.removed = append(g.removed, m)
			g.change("remove", m.APIID, "", true, "remove %s", describeType(m))
		default:
			c := *m
			g.next.Types = append(g.next.Types, &c)
		}
	}
}

var structRules = sync.OnceValue(func() *validator.Validate { return validator.New(validator.WithRequiredStructEnabled()) })

// check holds the next schema against every rule.
func (g *migration) check() {
	for _, m := range g.next.Types {
		if err := structRules().Struct(m); err != nil {
			g.problems = append(g.problems, problem(m, "", fmt.Sprintf("%v", err)))
		}
	}
	if len(g.problems) > 0 {
		return
	}
	g.problems = append(g.problems, checkNames(g.next.Types)...)
	for _, m := range g.next.Types {
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
		if m.Component && (f.Localized || f.Unique) {
			g.problems = append(g.problems, problem(m, f.APIID, "fields of components cannot be localised or unique; localise the field that holds the component."))
		}
	}
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
	var depth func(m *Model, path []string) int
	depth = func(m *Model, path []string) (deepest int) {
		if slices.Contains(path, m.ID) {
			return maxComponentDepth + 1
		}
		for _, f := range m.Fields {
			for _, id := range f.Components {
				if c := g.typeNamed(id); c != nil {
					deepest = max(deepest, 1+depth(c, append(path, m.ID)))
				}
			}
		}
		return deepest
	}
	for _, m := range g.next.Types {
		if depth(m, nil) > maxComponentDepth {
			g.problems = append(g.problems, problem(m, "fields", fmt.Sprintf("components are nested more than %d deep, or hold themselves.", maxComponentDepth)))
		}
	}
}

// shortID makes an id for a model, component or field: 8 characters, the first a letter.
func shortID() string {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	b := make([]byte, 8)
	rand.Read(b)
	for i := range b {
		b[i] = letters[b[i]&31]
	}
	if b[0] < 'a' {
		b[0] = 'x'
	}
	return string(b)
}
