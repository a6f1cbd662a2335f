package transfer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
)

// Model is a model or component as a file holds it.
type Model struct {
	APIID       string         `json:"apiId"`
	PluralAPIID string         `json:"pluralApiId,omitempty"`
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	TitleField  string         `json:"titleField,omitempty"`
	Component   bool           `json:"component,omitempty"`
	Singleton   bool           `json:"singleton,omitempty"`
	Builtin     bool           `json:"builtin,omitempty"`
	Drafts      bool           `json:"drafts"`
	PublicRead  bool           `json:"publicRead"`
	Fields      []*field.Field `json:"fields"`
}

// UnmarshalJSON applies the defaults: drafts and publicRead are true unless said otherwise.
func (m *Model) UnmarshalJSON(b []byte) error {
	type plain Model
	p := plain{Drafts: true, PublicRead: true}
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*m = Model(p)
	return nil
}

// NewModel makes a model with drafts that everybody may read.
func NewModel(apiID, name string, fields ...*field.Field) *Model {
	return &Model{APIID: apiID, Name: name, Drafts: true, PublicRead: true, Fields: fields}
}

// Names tells under which names what an importer wants is found in the target: names may have been taken.
type Names struct {
	models map[string]string
	fields map[string]map[string]place // by the wanted names of model and field
}

// place is where the values of a wanted field go, if not to a field that is just as wanted.
type place struct {
	name    string
	convert conversion
}

// Model gives the name of a model that was wanted as apiID.
func (n *Names) Model(apiID string) string {
	if got, ok := n.models[apiID]; ok {
		return got
	}
	return apiID
}

// Values puts the values of a model that was wanted as apiID to where they go.
func (n *Names) Values(apiID string, v Values) Values {
	places := n.fields[apiID]
	if len(places) == 0 || v == nil {
		return v
	}
	out := make(Values, len(v))
	for name, value := range v {
		if to, ok := places[name]; ok {
			name, value = to.name, to.convert(value)
		}
		out[name] = value
	}
	return out
}

// reconciler brings wanted models together with those that a target has.
type reconciler struct {
	report   *Report
	locale   string
	existing map[string]*Model
	plurals  map[string]bool
	assigned map[string]bool // names that a wanted model has got
	raw      map[string]map[string]json.RawMessage
	names    *Names
}

// Reconcile makes the models that a target lacks of those that an importer wants, which it changes so that they fit. A
// model that exists is used if it can hold what is wanted, and gets the fields that it lacks; else the name counts as
// taken. It gives the models to apply, in the order of wanted, and the names under which everything is found. Locale is
// the target's default one.
func Reconcile(existing []json.RawMessage, wanted []*Model, locale string, report *Report) ([]json.RawMessage, *Names, error) {
	r := &reconciler{
		report: report, locale: locale, existing: map[string]*Model{}, plurals: map[string]bool{}, assigned: map[string]bool{},
		raw:   map[string]map[string]json.RawMessage{},
		names: &Names{models: map[string]string{}, fields: map[string]map[string]place{}},
	}
	for _, b := range existing {
		if err := r.know(b); err != nil {
			return nil, nil, err
		}
	}
	for _, m := range wanted {
		r.name(m)
	}
	var apply []json.RawMessage
	for _, m := range wanted {
		b, err := r.merge(m)
		if err != nil {
			return nil, nil, err
		}
		if b != nil {
			apply = append(apply, b)
		}
	}
	return apply, r.names, nil
}

func (r *reconciler) know(b json.RawMessage) error {
	var m Model
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("read a model of the target: %w", err)
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return fmt.Errorf("read a model of the target: %w", err)
	}
	r.existing[m.APIID], r.raw[m.APIID] = &m, raw
	r.plurals[m.PluralAPIID] = true
	return nil
}

// name finds the name under which m is kept.
func (r *reconciler) name(m *Model) {
	source := m.APIID
	m.APIID = Free(source, func(name string) bool {
		return isTaken(name) || r.assigned[name] || r.plurals[name] || r.existing[name] != nil && !r.fits(r.existing[name], m)
	})
	r.assigned[m.APIID] = true
	r.names.models[source] = m.APIID
	if m.APIID != source {
		r.report.Note(Line{Item: "model " + source, Message: "is called " + m.APIID + ", since the name is taken"})
	}
	if r.existing[m.APIID] == nil {
		r.existing[m.APIID] = m
	}
	if !m.Component && r.raw[m.APIID] == nil {
		m.PluralAPIID = r.plural(m.APIID)
		r.plurals[m.PluralAPIID] = true
	}
}

func (r *reconciler) plural(apiID string) string {
	taken := func(name string) bool {
		return name == apiID || isTaken(name) || r.existing[name] != nil || r.plurals[name]
	}
	base := strings.TrimSuffix(apiID, "_")
	if p := Plural(base); !taken(p) {
		return p
	}
	return Free(base+"List", taken)
}

// fits tells whether a model that exists can be the one that is wanted: what drafts keep back, or the public must not
// read, must stay so, and entries must have what the model requires.
func (r *reconciler) fits(had, want *Model) bool {
	switch {
	case had.Builtin || had.Component != want.Component || had.Singleton != want.Singleton:
		return false
	case want.Component:
		clashes := func(f *field.Field) bool {
			other := fieldOf(had, f.APIID)
			return other != nil && !sameShape(other, f)
		}
		return !slices.ContainsFunc(want.Fields, clashes)
	}
	lacks := func(f *field.Field) bool {
		source := fieldOf(want, f.APIID)
		return f.Required && (source == nil || !r.holds(f, source))
	}
	return had.Drafts == want.Drafts && (want.PublicRead || !had.PublicRead) && !slices.ContainsFunc(had.Fields, lacks)
}

// holds tells whether a field can hold the values of a wanted one.
func (r *reconciler) holds(had, want *field.Field) bool {
	_, ok := conversionTo(had, want, r.locale)
	return ok
}

func fieldOf(m *Model, apiID string) *field.Field {
	for _, f := range m.Fields {
		if f.APIID == apiID {
			return f
		}
	}
	return nil
}

func sameShape(a, b *field.Field) bool {
	return a.Kind == b.Kind && a.List == b.List && a.Localized == b.Localized && !a.System
}

// merge adds what m wants to the model of its name; nil if nothing is missing.
func (r *reconciler) merge(m *Model) (json.RawMessage, error) {
	source := r.source(m.APIID)
	for _, f := range m.Fields {
		for i, target := range f.Models {
			f.Models[i] = r.names.Model(target)
		}
		for i, target := range f.Components {
			f.Components[i] = r.names.Model(target)
		}
	}
	raw := r.raw[m.APIID]
	if raw == nil {
		return json.Marshal(m)
	}
	had := r.existing[m.APIID]
	changed := false
	for _, f := range m.Fields {
		changed = r.mergeField(source, had, f) || changed
	}
	if !changed {
		return nil, nil //nolint:nilnil // nothing to apply is no failure
	}
	fields, err := json.Marshal(had.Fields)
	if err != nil {
		return nil, err
	}
	raw["fields"] = fields
	return json.Marshal(raw)
}

func (r *reconciler) source(apiID string) string {
	for source, got := range r.names.models {
		if got == apiID {
			return source
		}
	}
	return apiID
}

// mergeField gives had a place for the values of f, and tells whether that changed it.
func (r *reconciler) mergeField(model string, had *Model, f *field.Field) bool {
	wanted := f.APIID
	f.APIID = Free(wanted, func(name string) bool {
		other := fieldOf(had, name)
		return other != nil && !r.holds(other, f)
	})
	other := fieldOf(had, f.APIID)
	if other == nil {
		added := *f
		added.Required, added.Unique = false, false // what is there already may break such rules
		had.Fields = append(had.Fields, &added)
		other = &added
		r.place(model, had, wanted, f, other)
		return true
	}
	r.place(model, had, wanted, f, other)
	changed := false
	for _, target := range f.Models {
		if !slices.Contains(other.Models, target) {
			other.Models = append(other.Models, target)
			changed = true
		}
	}
	return changed
}

// place says where the values of a wanted field go, and reports what is not as wanted.
func (r *reconciler) place(model string, had *Model, wanted string, f, to *field.Field) {
	if to.APIID == wanted && to.Kind == f.Kind && to.Localized == f.Localized {
		return
	}
	if r.names.fields[model] == nil {
		r.names.fields[model] = map[string]place{}
	}
	convert, _ := conversionTo(to, f, r.locale)
	r.names.fields[model][wanted] = place{to.APIID, convert}
	item := "field " + had.APIID + "." + wanted
	if to.APIID != wanted {
		r.report.Note(Line{Item: item, Message: "is called " + to.APIID + ", since the model has another field of that name"})
	}
	if to.Kind != f.Kind {
		r.report.Note(Line{Item: item, Message: fmt.Sprintf("is %s here, not %s: its values are converted", to.Kind, f.Kind)})
	}
	switch {
	case to.Localized && !f.Localized:
		r.report.Note(Line{Item: item, Message: "is localised here: its values are those of " + r.locale})
	case f.Localized && !to.Localized:
		r.report.Note(Line{Item: item, Message: "is not localised here: of its values, one locale's stays"})
	}
}
