package contentful

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/galley-cms/galley/content/field"
)

// validation is one rule of a field; one of its members is set.
type validation struct {
	Unique          bool            `json:"unique"`
	Size            *bounds         `json:"size"`
	Range           *bounds         `json:"range"`
	In              []any           `json:"in"`
	Regexp          *pattern        `json:"regexp"`
	LinkContentType json.RawMessage `json:"linkContentType"` // a string or several
	Mime            []string        `json:"linkMimetypeGroup"`
	FileSize        *bounds         `json:"assetFileSize"`
	Message         *string         `json:"message"`
}

type bounds struct {
	Min *float64 `json:"min"`
	Max *float64 `json:"max"`
}

type pattern struct {
	Pattern string  `json:"pattern"`
	Flags   *string `json:"flags"`
}

// links lists the content types that a rule allows.
func (v *validation) links() (out []string) {
	var one string
	if json.Unmarshal(v.LinkContentType, &one) == nil && one != "" {
		return []string{one}
	}
	if json.Unmarshal(v.LinkContentType, &out) != nil {
		return nil
	}
	return out
}

// mimeGroups are the groups of types that have a counterpart.
var mimeGroups = map[string]string{
	"image": "image/*", "video": "video/*", "audio": "audio/*", "plaintext": "text/plain", "pdfdocument": "application/pdf",
}

// rules puts the rules of a field into the field. It names those that have no counterpart.
func rules(f *field.Field, def *fieldDef) (lost []string) {
	out := &field.Validation{}
	for i := range def.Validations {
		lost = append(lost, apply(out, f, &def.Validations[i], f.List)...)
	}
	if def.Items != nil {
		for i := range def.Items.Validations {
			lost = append(lost, apply(out, f, &def.Items.Validations[i], false)...)
		}
	}
	f.Validation = out
	if len(field.CheckDefinition(f, f.APIID)) > 0 {
		f.Validation = nil
		lost = append(lost, "its rules, which do not fit its kind")
	}
	if f.Validation != nil && isZero(f.Validation) {
		f.Validation = nil
	}
	return lost
}

func isZero(v *field.Validation) bool {
	b, err := json.Marshal(v)
	return err == nil && string(b) == "{}"
}

// apply adds one rule. OfList says that it is about a list, not its items.
func apply(out *field.Validation, f *field.Field, v *validation, ofList bool) (lost []string) {
	if v.Message != nil && *v.Message != "" {
		out.Message = *v.Message
	}
	switch text := f.Kind == field.Text || f.Kind == field.LongText || f.Kind == field.Slug; {
	case v.Size != nil && ofList:
		out.MinItems, out.MaxItems = whole(v.Size.Min), whole(v.Size.Max)
	case v.Size != nil && (text || f.Kind == field.RichText):
		out.MinLength, out.MaxLength = whole(v.Size.Min), whole(v.Size.Max)
	case v.Range != nil:
		out.Min, out.Max = bound(v.Range.Min), bound(v.Range.Max)
	case len(v.In) > 0:
		out.In = listed(v.In)
	case v.Regexp != nil:
		if out.Pattern = re2(v.Regexp); out.Pattern == "" {
			lost = append(lost, "the pattern "+v.Regexp.Pattern+", which is not one of RE2")
		}
	case len(v.Mime) > 0:
		lost = append(lost, mimeTypes(out, v.Mime)...)
	case v.FileSize != nil && v.FileSize.Max != nil:
		n := int64(*v.FileSize.Max)
		out.MaxBytes = &n
	}
	return lost
}

func bound(f *float64) field.Bound {
	if f == nil {
		return ""
	}
	return field.NumberBound(*f)
}

func whole(f *float64) *int {
	if f == nil {
		return nil
	}
	n := int(*f)
	return &n
}

// listed gives the values of a list as texts: numbers in their plain form.
func listed(values []any) (out []string) {
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
			continue
		}
		if b, err := json.Marshal(v); err == nil {
			out = append(out, string(b))
		}
	}
	return out
}

// re2 translates a pattern of JavaScript; "" if RE2 has no such pattern.
func re2(p *pattern) string {
	s := p.Pattern
	if p.Flags != nil && strings.Contains(*p.Flags, "i") {
		s = "(?i)" + s
	}
	if _, err := regexp.Compile(s); err != nil {
		return ""
	}
	return s
}

func mimeTypes(out *field.Validation, groups []string) (lost []string) {
	for _, g := range groups {
		if mimeGroups[g] == "" {
			out.MimeTypes = nil // a narrower rule would refuse what was allowed
			return []string{"the rule for files of the group " + g}
		}
		out.MimeTypes = append(out.MimeTypes, mimeGroups[g])
	}
	return nil
}
