package wordpress

import (
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer"
)

// models are the models that the content of a file needs.
func (s *survey) models() []*transfer.Model {
	person := transfer.NewModel("author", "Author", text("name", "Name"), slugField())
	person.TitleField = "name"
	out := []*transfer.Model{person}
	for _, name := range s.taxes {
		out = append(out, s.termModel(s.terms[name]))
	}
	for _, name := range s.names {
		out = append(out, s.postModel(s.types[name]))
	}
	if s.comments > 0 {
		out = append(out, s.commentModel())
	}
	if len(s.menus) > 0 || s.menuCount() > 0 {
		out = append(out, s.menuModels()...)
	}
	return out
}

func (s *survey) termModel(x *taxonomy) *transfer.Model {
	m := transfer.NewModel(x.model, humanName(x.name), text("name", "Name"), slugField(),
		&field.Field{APIID: "description", Name: "Description", Kind: field.LongText}, reference("parent", "Parent", x.model))
	m.TitleField = "name"
	return m
}

// postModel is the model of a post type. All types have the fields of posts, and a field for each taxonomy of their own.
func (s *survey) postModel(t *postType) *transfer.Model {
	m := transfer.NewModel(t.model, humanName(t.name),
		text("title", "Title"), slugField(),
		&field.Field{APIID: "body", Name: "Body", Kind: field.RichText},
		&field.Field{APIID: "excerpt", Name: "Excerpt", Kind: field.LongText},
		&field.Field{APIID: "date", Name: "Date", Kind: field.DateTime},
		&field.Field{APIID: "modified", Name: "Modified", Kind: field.DateTime},
		reference("author", "Author", "author"),
	)
	for _, name := range t.taxes {
		x := s.terms[name]
		f := reference(x.field, humanName(x.field), x.model)
		f.List = true
		m.Fields = append(m.Fields, f)
	}
	parents := []string{t.model}
	for _, name := range t.parents {
		if name != t.name {
			parents = append(parents, s.types[name].model)
		}
	}
	m.Fields = append(m.Fields,
		&field.Field{APIID: "featuredImage", Name: "Featured image", Kind: field.Asset},
		reference("parent", "Parent", parents...),
		&field.Field{APIID: "menuOrder", Name: "Menu order", Kind: field.Integer},
		&field.Field{APIID: "sticky", Name: "Sticky", Kind: field.Boolean},
	)
	m.TitleField = "title"
	return m
}

// commentModel is the model of comments, which the public may not read.
func (s *survey) commentModel() *transfer.Model {
	m := transfer.NewModel("comment", "Comment",
		text("authorName", "Author"),
		&field.Field{APIID: "body", Name: "Text", Kind: field.RichText},
		&field.Field{APIID: "date", Name: "Date", Kind: field.DateTime},
		text("kind", "Kind"),
		reference("post", "Post", s.postModels()...),
		reference("parent", "In reply to", "comment"),
	)
	m.TitleField = "authorName"
	m.PublicRead = false
	return m
}

func (s *survey) postModels() []string {
	var out []string
	for _, name := range s.names {
		out = append(out, s.types[name].model)
	}
	return out
}

func text(apiID, name string) *field.Field {
	return &field.Field{APIID: apiID, Name: name, Kind: field.Text}
}

func slugField() *field.Field {
	return &field.Field{APIID: "slug", Name: "Slug", Kind: field.Slug, Unique: true}
}

func reference(apiID, name string, models ...string) *field.Field {
	return &field.Field{APIID: apiID, Name: name, Kind: field.Reference, Models: models}
}

// humanName is a name as people write it: my_book-type → My book type.
func humanName(name string) string {
	words := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' }), " ")
	if name == "post_tag" {
		words = "tag"
	}
	if words == "" {
		return name
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
