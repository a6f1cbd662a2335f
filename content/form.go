package content

import (
	"fmt"
	"unicode/utf8"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// How much the members of a type may hold, in characters and elements.
const (
	maxName        = 200
	maxDescription = 2000
	maxPreviewURL  = 2000
	maxFields      = 200
	maxIdentifier  = 64
	maxShards      = 16
)

// formCheck looks at the form of one type: what must be there, and how long it may be.
type formCheck struct {
	model    *Model
	problems []errs.Problem
}

// checkForm gives what is wrong with the form of a type, under the paths of its file.
func checkForm(m *Model) []errs.Problem {
	c := &formCheck{model: m}
	c.needed("apiId", m.APIID)
	c.atMost("apiId", m.APIID, maxIdentifier)
	c.atMost("pluralApiId", m.PluralAPIID, maxIdentifier)
	c.atMost("name", m.Name, maxName)
	c.atMost("description", m.Description, maxDescription)
	c.atMost("titleField", m.TitleField, maxIdentifier)
	c.atMost("previewUrl", m.PreviewURL, maxPreviewURL)
	c.shards()
	if len(m.Fields) > maxFields {
		c.add("fields", "has too many elements, %d at most are possible.", maxFields)
		return c.problems
	}
	for i, f := range m.Fields {
		c.field(fmt.Sprintf("fields[%d].", i), f)
	}
	return c.problems
}

func (c *formCheck) shards() {
	switch n := c.model.Shards; {
	case n != 0 && c.model.Component:
		c.add("shards", "is of models only: a component has no index of its own.")
	case n < 0 || n > maxShards:
		c.add("shards", "is a number from 1 to %d.", maxShards)
	}
}

func (c *formCheck) field(at string, f *field.Field) {
	c.needed(at+"apiId", f.APIID)
	c.atMost(at+"apiId", f.APIID, maxIdentifier)
	c.atMost(at+"name", f.Name, maxName)
	c.atMost(at+"description", f.Description, maxDescription)
	c.needed(at+"kind", string(f.Kind))
	for i, v := range f.Enum {
		path := fmt.Sprintf("%senum[%d].value", at, i)
		c.needed(path, v.Value)
		c.atMost(path, v.Value, maxIdentifier)
	}
}

func (c *formCheck) needed(path, value string) {
	if value == "" {
		c.add(path, "is missing.")
	}
}

func (c *formCheck) atMost(path, value string, characters int) {
	if utf8.RuneCountInString(value) > characters {
		c.add(path, "is too long, %d characters at most are possible.", characters)
	}
}

func (c *formCheck) add(path, what string, args ...any) {
	c.problems = append(c.problems, problem(c.model, path, path+" "+fmt.Sprintf(what, args...)))
}
