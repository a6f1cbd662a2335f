package content

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

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

	Affected int            `json:"affected,omitempty"` // entries whose values or status it touches
	Failing  int            `json:"failing,omitempty"`  // of these, whose values would be lost, or could not be published
	Samples  []ChangeSample `json:"samples,omitempty"`  // some of the failing ones, 10 at most
	Partial  bool           `json:"partial,omitempty"`  // there was not the time to look at all entries: there may be more
	Refused  bool           `json:"refused,omitempty"`  // it cannot be applied before the failing entries are mended
}

// ChangeSample is an entry for which a change does not go well.
type ChangeSample struct {
	Entry   string `json:"entry"`
	Model   string `json:"model"` // apiId of the entry's model
	Title   string `json:"title"`
	Message string `json:"message"` // what is lost, or wrong afterwards
}

// ModelPlan is what applying models would do, or did.
type ModelPlan struct {
	Changes       []ModelChange `json:"changes"`
	Destructive   bool          `json:"destructive"`
	Applied       bool          `json:"applied"`
	SchemaVersion int64         `json:"schemaVersion"`
	Building      bool          `json:"building"` // indexes are still being built: lists that need them are refused until then
}

// migration works out the schema that follows from model files. It is a pure function of its input.
type migration struct {
	old      *Schema
	next     *Schema
	changes  []ModelChange
	problems []errs.Problem
	newID    func() string
	reshapes []reshape
	settings []setting
	claims   []claiming

	removals  []removal
	tightened []tightening
	removed   []*Model
}

// fileLabel names a file that cannot be read to the end: by the model that it describes, or by its place.
func fileLabel(raw json.RawMessage, i int) string {
	var m struct{ APIID string }
	if json.Unmarshal(raw, &m) != nil || m.APIID == "" {
		return fmt.Sprintf("File %d", i+1)
	}
	return "model " + m.APIID
}

// migrate merges model files into a schema. Models and fields are matched by id, then was, then apiId.
func migrate(old *Schema, files []json.RawMessage, remove bool) (*migration, error) {
	g := &migration{old: old, newID: shortID,
		next: &Schema{Version: old.Version + 1, Name: old.Name, Locales: old.Locales, Retired: slices.Clone(old.Retired)}}
	var given []*Model
	for i, raw := range files {
		m, err := parseModel(raw)
		if err != nil {
			return nil, errs.New(errs.Invalid, "%s: %v.", fileLabel(raw, i), err)
		}
		given = append(given, m)
	}
	kept := map[*Model]bool{}
	for _, m := range given {
		was := g.match(m)
		if kept[was] {
			return nil, errs.New(errs.Invalid, "Two files describe the %s.", describeType(was))
		}
		if was != nil {
			kept[was] = true
		}
		g.next.Types = append(g.next.Types, g.model(m, was))
	}
	g.keepOthers(kept, remove)
	g.retire()
	g.check()
	if len(g.problems) > 0 {
		return nil, errs.Validation(g.problems...)
	}
	g.settle()
	g.next.prepare()
	return g, nil
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
	out.Was, out.slots, out.defs = "", nil, nil
	out.Builtin, out.Shape, out.RestsOn = was != nil && was.Builtin, 0, 0
	if was != nil || !out.Singleton || !field.IsID(out.Single) { // a file may say it of a model that is new here
		out.Single = ""
	}
	if out.Builtin { // what Galley rests on stays; names are checked
		out.Drafts, out.Singleton, out.Component = was.Drafts, was.Singleton, was.Component
	}
	if out.Name == "" {
		out.Name = humanise(out.APIID)
	}
	if out.PluralAPIID == "" && !out.Component && out.APIID != "" {
		out.PluralAPIID = plural(out.APIID)
	}
	if out.Shards == 1 {
		out.Shards = 0
	}
	if out.Component {
		out.PluralAPIID, out.Drafts, out.PublicRead = "", true, true
	}
	if was == nil {
		out.ID = g.fresh(out.ID)
		g.change("create", m.APIID, "", false, "create %s with %d fields", describeType(m), len(m.Fields))
	} else {
		out.ID, out.Shape, out.RestsOn = was.ID, was.Shape, was.RestsOn
		if out.Singleton {
			out.Single = was.Single
		}
		g.compareModels(was, &out)
	}
	out.Fields = g.fields(m, was)
	out.Indexes = g.indexes(m, was, &out)
	if was != nil {
		g.compareIndexes(was, &out)
	}
	return &out
}

func (g *migration) change(action, model, fieldID string, destructive bool, format string, args ...any) {
	g.changes = append(g.changes, ModelChange{Action: action, Model: model, Field: fieldID, Destructive: destructive,
		Message: fmt.Sprintf(format, args...)})
}

// compareModels notes what changes of a model besides its fields.
func (g *migration) compareModels(was, now *Model) {
	if was.Builtin && (was.APIID != now.APIID || was.PluralAPIID != now.PluralAPIID) {
		g.problems = append(g.problems, problem(now, "apiId", "the model is part of Galley and keeps its names, asset and assets."))
	}
	if was.APIID != now.APIID {
		g.change("rename", now.APIID, "", false, "rename %s to %s; queries must use the new name", describeType(was), now.APIID)
	}
	if was.Shards != now.Shards {
		g.change("update", now.APIID, "", false, "divide the index rows of %s among %d partitions, for which all its indexes are built anew", describeType(now), max(now.Shards, 1))
	}
	a, b := *was, *now
	a.Shards, b.Shards, a.Fields, b.Fields, a.Indexes, b.Indexes = 0, 0, nil, nil, nil, nil
	a.APIID, b.APIID, a.Single, b.Single = "", "", "", ""
	if !bytes.Equal(appendJSON(nil, a), appendJSON(nil, b)) {
		g.change("update", now.APIID, "", false, "change the settings of %s", describeType(now))
	}
	if was.Component != now.Component {
		g.problems = append(g.problems, problem(now, "component", "a model cannot become a component, nor a component a model. Make a new one."))
	}
	if (was.Drafts && !now.Drafts) || (!was.Singleton && now.Singleton) {
		g.settings = append(g.settings, setting{len(g.changes) - 1, was, now})
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
		if kept[next.ID] = true; old != nil {
			kept[old.ID] = true
		}
		out = append(out, next)
	}
	if was != nil {
		for _, f := range was.Fields {
			if !kept[f.ID] {
				g.change("remove", m.APIID, f.APIID, true, "remove the field %s of %s: its values get out of reach", f.APIID, describeType(m))
				g.removals = append(g.removals, removal{len(g.changes) - 1, was, f})
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
	next.Was, next.System, next.Former = "", false, nil
	if next.Name == "" {
		next.Name = humanise(next.APIID)
	}
	if old == nil {
		next.ID = g.fresh(next.ID)
		if g.old.byAPIID[m.APIID] != nil {
			g.change("create", m.APIID, f.APIID, false, "add the field %s (%s) to %s", f.APIID, f.Kind, describeType(m))
		}
		return &next
	}
	next.ID, next.Former = old.ID, old.Former
	g.compareFields(m, old, &next)
	return &next
}

func (g *migration) compareFields(m *Model, old, next *field.Field) {
	if old.APIID != next.APIID {
		g.change("rename", m.APIID, next.APIID, false, "rename the field %s of %s to %s; queries must use the new name", old.APIID, describeType(m), next.APIID)
	}
	a, b := *old, *next
	a.APIID, b.APIID, a.Former, b.Former = "", "", nil, nil
	a.Models, b.Models = g.ids(a.Models), g.ids(b.Models)
	a.Components, b.Components = g.ids(a.Components), g.ids(b.Components)
	if changed := changedMembers(a, b); len(changed) > 0 {
		g.change("update", m.APIID, next.APIID, false, "change the field %s of %s: %s", next.APIID, describeType(m), strings.Join(changed, ", "))
	}
	if tightens(&a, &b) {
		g.tightened = append(g.tightened, tightening{len(g.changes) - 1, g.match(m), next})
	}
	if old.Kind != next.Kind || old.List != next.List || old.Localized != next.Localized {
		g.reshape(m, old, next)
	}
	if next.Unique && (!old.Unique || next.ID != old.ID) {
		g.claims = append(g.claims, claiming{len(g.changes) - 1, g.match(m), next, newDuplicates()})
	}
}

// changedMembers names what differs between two definitions, as files write it, in order.
func changedMembers(a, b field.Field) (names []string) {
	var was, is map[string]json.RawMessage
	if json.Unmarshal(appendJSON(nil, a), &was) != nil || json.Unmarshal(appendJSON(nil, b), &is) != nil {
		return nil
	}
	for name := range is {
		if !bytes.Equal(was[name], is[name]) {
			names = append(names, name)
		}
		delete(was, name)
	}
	names = slices.AppendSeq(names, maps.Keys(was))
	slices.Sort(names)
	return names
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
			g.next.Types = append(g.next.Types, m.clone())
		}
	}
}

// fresh is the id of a new type or field: the one that its file gives, unless it had another meaning before.
func (g *migration) fresh(id string) string {
	if id == "" || slices.Contains(g.old.Retired, id) {
		return g.newID()
	}
	return id
}

// retire notes the ids that the next schema does not have any more, so that what is made anew begins empty.
func (g *migration) retire() {
	kept := map[string]bool{}
	for _, m := range g.next.Types {
		kept[m.ID] = true
		for _, f := range m.Fields {
			kept[m.ID+"#"+f.ID] = true
		}
	}
	gone := func(id string, kept bool) {
		if !kept && !slices.Contains(g.next.Retired, id) {
			g.next.Retired = append(g.next.Retired, id)
		}
	}
	for _, m := range g.old.Types {
		gone(m.ID, kept[m.ID])
		for _, f := range m.Fields {
			gone(f.ID, kept[m.ID+"#"+f.ID])
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
