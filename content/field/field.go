// Package field holds the kinds of fields that models are made of: what their values look like, how they are checked,
// stored and ordered. One file a kind; Kinds is the one table of them. It knows nothing of entries or stores.
package field

import "encoding/json"

// Kind names a kind of field.
type Kind string

// The kinds.
const (
	Text      Kind = "TEXT"
	LongText  Kind = "LONG_TEXT"
	RichText  Kind = "RICH_TEXT"
	Slug      Kind = "SLUG"
	Email     Kind = "EMAIL"
	URL       Kind = "URL"
	Color     Kind = "COLOR"
	Enum      Kind = "ENUM"
	Integer   Kind = "INTEGER"
	Float     Kind = "FLOAT"
	Boolean   Kind = "BOOLEAN"
	Date      Kind = "DATE"
	Time      Kind = "TIME"
	DateTime  Kind = "DATETIME"
	JSON      Kind = "JSON"
	Location  Kind = "LOCATION"
	Asset     Kind = "ASSET"
	Reference Kind = "REFERENCE"
	Component Kind = "COMPONENT"
	Blocks    Kind = "BLOCKS"
)

// Field is one field of a model or component. The same JSON stands in model files, in the management API and in the
// stored schema.
type Field struct {
	ID          string          `json:"id,omitempty"` // made by Galley, immutable; bodies, indexes and claims use it
	APIID       string          `json:"apiId"`
	Was         string          `json:"was,omitempty"` // in files: the former apiId, at a rename
	Name        string          `json:"name,omitempty"`
	Description string          `json:"description,omitempty"`
	Kind        Kind            `json:"kind"`
	Required    bool            `json:"required,omitempty"` // checked on publish
	List        bool            `json:"list,omitempty"`
	Localized   bool            `json:"localized,omitempty"` // top-level fields only
	Unique      bool            `json:"unique,omitempty"`
	Filterable  *bool           `json:"filterable,omitempty"`  // nil: true for scalar kinds
	System      bool            `json:"system,omitempty"`      // of the built-in model asset: written by Galley alone
	VisibleWhen string          `json:"visibleWhen,omitempty"` // a condition on the fields beside it; hidden fields may stay empty
	SlugFrom    string          `json:"slugFrom,omitempty"`    // SLUG: apiId of the field beside it that an empty slug is made from
	Default     json.RawMessage `json:"default,omitempty"`
	Validation  *Validation     `json:"validation,omitempty"`
	Enum        []EnumValue     `json:"enum,omitempty"`
	Models      []string        `json:"models,omitempty"`     // REFERENCE: apiIds of the targets in files, ids when stored
	OnDelete    OnDelete        `json:"onDelete,omitempty"`   // REFERENCE, ASSET
	Components  []string        `json:"components,omitempty"` // COMPONENT (one), BLOCKS (one or several): as Models

	// Former are, in the stored schema, the forms that the field had before, the latest first: values that were stored in
	// them are converted when they are read.
	Former []Former `json:"former,omitempty"`
}

// Former is a form that a field had, under an id of its own, until its kind, list or localized changed.
type Former struct {
	Field
	To    *Field   `json:"to"`              // the form that it changed into, as of the change
	Chain []string `json:"chain,omitempty"` // the default locale and its fallbacks, as of the change
}

// Form is what decides how values of f are stored and converted, and nothing else of it.
func (f *Field) Form() Field {
	return Field{ID: f.ID, APIID: f.APIID, Kind: f.Kind, List: f.List, Localized: f.Localized, Unique: f.Unique,
		Enum: f.Enum, Models: f.Models, OnDelete: f.OnDelete, Components: f.Components}
}

// EnumValue is one value of an ENUM field.
type EnumValue struct {
	Value string `json:"value"` // a GraphQL name
	Name  string `json:"name,omitempty"`
}

// OnDelete says what happens to a reference when its target is deleted.
type OnDelete string

// What can happen to a reference. The empty string is SetNull.
const (
	SetNull  OnDelete = "SET_NULL"
	Restrict OnDelete = "RESTRICT"
)

// Validation narrows what values are valid; it is checked when an entry is published.
type Validation struct {
	MinLength *int            `json:"minLength,omitempty"` // in characters
	MaxLength *int            `json:"maxLength,omitempty"`
	Pattern   string          `json:"pattern,omitempty"` // RE2
	Min       Bound           `json:"min,omitempty"`
	Max       Bound           `json:"max,omitempty"`
	In        []string        `json:"in,omitempty"`
	MinItems  *int            `json:"minItems,omitempty"` // of lists
	MaxItems  *int            `json:"maxItems,omitempty"`
	MimeTypes []string        `json:"mimeTypes,omitempty"` // ASSET: image/*, application/pdf
	MaxBytes  *int64          `json:"maxBytes,omitempty"`  // ASSET
	Schema    json.RawMessage `json:"schema,omitempty"`    // JSON: a JSON Schema, of the keywords that Galley knows
	Message   string          `json:"message,omitempty"`   // shown instead of the rules' own
	// Messages are shown instead, each of one rule: those above, required, unique, and what the kind wants by itself.
	Messages map[string]string `json:"messages,omitempty"`
}
