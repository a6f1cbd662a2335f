package fieldtest

import "github.com/galley-cms/galley/content/field"

// Catalog holds three components: hero (title, required; image; inner, a list of hero), quote (words, author) and
// plain (note). Their ids are c1, c2 and c3.
var Catalog field.Catalog = components{
	{"c1", "hero", []*field.Field{
		{ID: "h2", APIID: "title", Kind: field.Text, Required: true},
		{ID: "h1", APIID: "image", Kind: field.Asset},
		{ID: "h3", APIID: "inner", Kind: field.Component, Components: []string{"c1"}, List: true},
	}},
	{"c2", "quote", []*field.Field{
		{ID: "q1", APIID: "words", Kind: field.RichText},
		{ID: "q2", APIID: "author", Kind: field.Reference, Models: []string{"m1"}},
	}},
	{"c3", "plain", []*field.Field{
		{ID: "p1", APIID: "note", Kind: field.Text},
	}},
}

// Field gives the plainest field of kind k that is valid, with the apiId f and the id f1.
func Field(k field.Kind) *field.Field {
	f := &field.Field{ID: "f1", APIID: "f", Kind: k}
	switch k {
	case field.Enum:
		f.Enum = []field.EnumValue{{Value: "red"}, {Value: "GREEN"}, {Value: "_blue2"}}
	case field.Reference:
		f.Models = []string{"m1"}
	case field.Component:
		f.Components = []string{"c1"}
	case field.Blocks:
		f.Components = []string{"c1", "c2"}
	}
	return f
}

type components []struct {
	id, apiID string
	fields    []*field.Field
}

// ComponentByAPIID finds a component by its name.
func (cs components) ComponentByAPIID(apiID string) (string, []*field.Field, bool) {
	for _, c := range cs {
		if c.apiID == apiID {
			return c.id, c.fields, true
		}
	}
	return "", nil, false
}

// ComponentByID finds a component by its id.
func (cs components) ComponentByID(id string) (string, []*field.Field, bool) {
	for _, c := range cs {
		if c.id == id {
			return c.apiID, c.fields, true
		}
	}
	return "", nil, false
}
