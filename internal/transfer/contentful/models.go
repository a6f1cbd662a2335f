package contentful

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer"
)

// maxTargets bounds the models that a reference may name.
const maxTargets = 50

// kind is a content type with what became of it.
type kind struct {
	*contentType
	model  *transfer.Model
	wanted string // apiId before the target's names were looked at
	fields []*member
}

// member is a field of a content type with what became of it.
type member struct {
	*fieldDef
	field *field.Field
	name  string // apiId before the target's names were looked at
}

// model makes the models of all content types.
func (s *source) makeModels() []*transfer.Model {
	used := map[string]bool{}
	for _, ct := range s.ContentTypes {
		if s.kinds[ct.Sys.ID] != nil {
			continue
		}
		k := &kind{contentType: ct, wanted: typeName(ct, used)}
		used[k.wanted] = true
		s.kinds[ct.Sys.ID] = k
		s.order = append(s.order, k)
		if k.wanted != ct.Sys.ID {
			s.note("content type "+ct.Sys.ID, "", "is called "+k.wanted)
		}
	}
	var out []*transfer.Model
	for _, k := range s.order {
		k.model = transfer.NewModel(k.wanted, firstOf(k.Name, k.wanted))
		k.model.Description = shortened(k.Description)
		for _, def := range k.Fields {
			s.addField(k, def)
		}
		out = append(out, k.model)
	}
	return out
}

// typeName makes the apiId of a content type: of its id, or, where that is a random one, of its name.
func typeName(ct *contentType, used map[string]bool) string {
	name := transfer.CamelCase(ct.Sys.ID)
	if c := ct.Sys.ID[0]; c >= '0' && c <= '9' {
		name = transfer.CamelCase(ct.Name)
	}
	if name == "" {
		name = "content"
	}
	return transfer.Free(name, func(n string) bool { return used[n] })
}

func (s *source) addField(k *kind, def *fieldDef) {
	name := def.ID
	if c := name[0]; c >= '0' && c <= '9' {
		name = firstOf(def.Name, name)
	}
	apiID := transfer.FieldName(name, func(n string) bool {
		return slices.ContainsFunc(k.fields, func(m *member) bool { return m.name == n })
	})
	item := "field " + k.Sys.ID + "." + def.ID
	if apiID != def.ID {
		s.note(item, "", "is called "+apiID)
	}
	f := &field.Field{APIID: apiID, Name: firstOf(def.Name, def.ID), Required: def.Required, Localized: def.Localized}
	m := &member{fieldDef: def, field: f, name: apiID}
	k.fields = append(k.fields, m)
	s.setKind(k, m, item)
	if lost := rules(f, def); len(lost) > 0 {
		s.note(item, "", "loses "+strings.Join(lost, ", "))
	}
	k.model.Fields = append(k.model.Fields, f)
	if def.ID == k.DisplayField && f.Kind == field.Text && !f.List {
		k.model.TitleField = apiID
	}
}

// kindsOf are the kinds that the types of fields become, as far as the type alone tells.
var kindsOf = map[string]field.Kind{
	"Symbol": field.Text, "Text": field.LongText, "RichText": field.RichText, "Integer": field.Integer, "Number": field.Float,
	"Date": field.DateTime, "Boolean": field.Boolean, "Location": field.Location, "Object": field.JSON,
}

// setKind finds the kind of a field: what the type says, and what the values show.
func (s *source) setKind(k *kind, m *member, item string) {
	f, def := m.field, m.fieldDef
	if def.Type == "Array" && def.Items != nil {
		f.List, def = true, def.Items
	}
	f.Kind = kindsOf[def.Type]
	switch def.Type {
	case "Symbol":
		s.setSlug(k, m)
	case "Text", "RichText", "Number", "Boolean", "Location", "Object":
	case "Integer":
		if !s.every(k, m.ID, isInt32) {
			f.Kind = field.Float
			s.note(item, "", "is a FLOAT, since it has numbers of more than 32 bits")
		}
	case "Date":
		if s.has(k, m.ID) && s.every(k, m.ID, isDay) {
			f.Kind = field.Date
		}
	case "Link":
		s.setTargets(m, def, item)
	default:
		f.Kind = field.JSON
		s.note(item, "", "is JSON, since Galley has nothing like the type "+def.Type)
	}
	f.Unique = f.Unique || isUnique(def) && !f.List && (f.Kind == field.Text || f.Kind == field.Integer || f.Kind == field.Float)
}

func isUnique(def *fieldDef) bool {
	return slices.ContainsFunc(def.Validations, func(v validation) bool { return v.Unique })
}

// setSlug makes a slug of a field that is one by its name or editor, if its values are slugs. It is unique if they are.
func (s *source) setSlug(k *kind, m *member) {
	if m.field.List || !strings.EqualFold(m.ID, "slug") && s.widgets[k.Sys.ID+"."+m.ID] != "slugEditor" || !s.every(k, m.ID, isSlug) {
		return
	}
	m.field.Kind = field.Slug
	seen := map[string]bool{}
	m.field.Unique = true
	for _, r := range s.of[k.Sys.ID] {
		for code, v := range r.Fields[m.ID] {
			key := strings.ToLower(code + " " + string(v))
			m.field.Unique = m.field.Unique && !seen[key]
			seen[key] = true
		}
	}
}

// setTargets makes a reference to the types that the rules allow; without a rule, to all, or to those in use.
func (s *source) setTargets(m *member, def *fieldDef, item string) {
	if def.LinkType == "Asset" {
		m.field.Kind = field.Asset
		return
	}
	if def.LinkType != "Entry" {
		m.field.Kind = field.JSON
		s.note(item, "", "is JSON, since it links to "+def.LinkType)
		return
	}
	m.field.Kind = field.Reference
	var allowed []string
	for i := range def.Validations {
		allowed = append(allowed, def.Validations[i].links()...)
	}
	for _, id := range allowed {
		if k := s.kinds[id]; k != nil && !slices.Contains(m.field.Models, k.wanted) {
			m.field.Models = append(m.field.Models, k.wanted)
		}
	}
	if len(m.field.Models) > 0 {
		return
	}
	for _, k := range s.order {
		m.field.Models = append(m.field.Models, k.wanted)
	}
	if len(m.field.Models) > maxTargets {
		m.field.Models = m.field.Models[:maxTargets]
		s.note(item, "", "may refer to the first "+strconv.Itoa(maxTargets)+" models only")
	}
}

// every tells whether all values of a field fit.
func (s *source) every(k *kind, fieldID string, fits func(json.RawMessage) bool) bool {
	for _, r := range s.of[k.Sys.ID] {
		for _, v := range r.Fields[fieldID] {
			if string(v) != "null" && !fits(v) {
				return false
			}
		}
	}
	return true
}

// has tells whether a field has a value anywhere.
func (s *source) has(k *kind, fieldID string) bool {
	return !s.every(k, fieldID, func(json.RawMessage) bool { return false })
}

func isInt32(v json.RawMessage) bool {
	n, err := strconv.ParseFloat(string(v), 64)
	return err != nil || n >= math.MinInt32 && n <= math.MaxInt32
}

func isDay(v json.RawMessage) bool { return len(v) == len(`"2006-01-02"`) }

func isSlug(v json.RawMessage) bool {
	f := &field.Field{APIID: "slug", Kind: field.Slug}
	_, problems := field.Decode(nil, f, "slug", v)
	return len(problems) == 0 && len(field.Validate(nil, f, "slug", v)) == 0
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// shortened cuts a description to what Galley takes.
func shortened(s string) string {
	if r := []rune(s); len(r) > 1000 {
		return string(r[:1000]) + "…"
	}
	return s
}
