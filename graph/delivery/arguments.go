package delivery

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// arguments are the evaluated arguments of one field. Which members count depends on the field.
type arguments struct {
	id     string            // node, entries, changes
	field  string            // of an entry by a unique field: its apiId
	value  any               // and its value
	chain  []string          // of roots: the locale that is read, and its fallbacks
	spec   content.QuerySpec // of lists
	query  *content.Query
	page   content.PageArgs
	size   int // of a page
	image  Image
	change *change
	name   string // of __type
	all    bool   // includeDeprecated
}

// arguments gives a field's arguments: those of the plan, or of this request.
func (f *planField) arguments(dynamic []*arguments) *arguments {
	if f.args != nil {
		return f.args
	}
	return dynamic[f.dynamic]
}

// evaluate coerces and checks the arguments of a field.
func (s *schema) evaluate(f *planField, stage content.Stage, vars map[string]any) (*arguments, *gqlerror.Error) {
	given, gerr := s.arguments(f.field, vars)
	if gerr != nil {
		return nil, gerr
	}
	e := &evaluation{schema: s, field: f, given: given, out: &arguments{}}
	if err := e.run(stage); err != nil {
		return nil, onPath(argumentError(err), f.alias)
	}
	return e.out, nil
}

// argumentError shows what was wrong with an argument; content checks them without any store.
func argumentError(err error) *gqlerror.Error {
	code := errs.CodeOf(err)
	if code == errs.Internal {
		code = errs.Invalid
	}
	return coded(code, "%v", err)
}

// evaluation evaluates the arguments of one field.
type evaluation struct {
	schema *schema
	field  *planField
	given  map[string]any
	out    *arguments
}

func (e *evaluation) run(stage content.Stage) error {
	switch e.field.op {
	case opByID, opSingleton:
		e.out.id, _ = e.given["id"].(string)
		return e.locale()
	case opEntry:
		if err := e.identity(); err != nil {
			return err
		}
		return e.locale()
	case opList, opLinkedList:
		if err := e.locale(); err != nil {
			return err
		}
		return e.list(stage)
	case opAssetURL:
		return e.picture()
	case opCreate, opUpdate, opPublish, opUnpublish, opDelete:
		if err := e.locale(); err != nil {
			return err
		}
		return e.changes()
	}
	e.out.name, _ = e.given["name"].(string)
	e.out.all, _ = e.given["includeDeprecated"].(bool)
	return nil
}

// locale finds the chain of locales; that of the default where none is named.
func (e *evaluation) locale() error {
	code, ok := e.given["locale"].(string)
	if !ok {
		code = e.schema.content.DefaultLocale()
	}
	for _, l := range e.schema.content.Locales {
		if strings.EqualFold(l.Code, code) {
			e.out.chain = e.schema.content.Chain(l.Code)
			return nil
		}
	}
	return errs.New(errs.Invalid, "There is no locale %q in this space.", code)
}

// identity finds which of the arguments names the entry.
func (e *evaluation) identity() error {
	names := 0
	for name, v := range e.given {
		if v == nil || name == "locale" {
			continue
		}
		names++
		if name == "id" {
			e.out.id = v.(string)
		} else {
			e.out.field, e.out.value = name, v
		}
	}
	if names != 1 {
		return errs.New(errs.Invalid, "%s needs exactly one argument that names the entry; %d were given.", e.field.name, names)
	}
	return nil
}

func (e *evaluation) list(stage content.Stage) (err error) {
	out := e.out
	out.spec = content.QuerySpec{Model: e.field.model, Stage: stage, Locale: out.chain[0]}
	out.spec.Where, _ = e.given["where"].(map[string]any)
	out.spec.OrderBy, _ = e.given["orderBy"].([]any)
	out.spec.Search, _ = e.given["search"].(string)
	if out.query, err = content.Prepare(e.schema.content, out.spec); err != nil {
		return err
	}
	if out.page.First, err = e.count("first"); err != nil {
		return err
	}
	if out.page.Last, err = e.count("last"); err != nil {
		return err
	}
	out.page.After, _ = e.given["after"].(string)
	out.page.Before, _ = e.given["before"].(string)
	out.page.Count = e.field.counts()
	switch {
	case out.page.First != nil && out.page.Last != nil:
		return errs.New(errs.Invalid, "Give first or last, not both.")
	case out.page.First != nil:
		out.size = *out.page.First
	case out.page.Last != nil:
		out.size = *out.page.Last
	default:
		out.size = content.DefaultPage
	}
	return nil
}

// count reads first or last.
func (e *evaluation) count(name string) (*int, error) {
	v, ok := e.given[name].(int64)
	if !ok {
		return nil, nil
	}
	if v < 0 || v > content.MaxPage {
		return nil, errs.New(errs.Invalid, "%s must be from 0 to %d.", name, content.MaxPage)
	}
	n := int(v)
	return &n, nil
}

// counts tells whether totalCount of a connection is selected.
func (f *planField) counts() bool {
	return slices.ContainsFunc(f.one().fields, func(g *planField) bool { return g.op == opTotal })
}

func (e *evaluation) picture() error {
	i := &e.out.image
	for _, a := range []struct {
		name string
		to   *int
		max  int64
	}{{"width", &i.Width, maxSide}, {"height", &i.Height, maxSide}, {"quality", &i.Quality, 100}} {
		n, ok := e.given[a.name].(int64)
		if ok && (n < 1 || n > a.max) {
			return errs.New(errs.Invalid, "%s must be from 1 to %d.", a.name, a.max)
		}
		*a.to = int(n)
	}
	fit, _ := e.given["fit"].(string)
	format, _ := e.given["format"].(string)
	i.Fit, i.Format = strings.ToLower(fit), strings.ToLower(format)
	return nil
}

// change is what a mutation does.
type change struct {
	content.Change
	locales        []string
	withReferences bool
}

func (e *evaluation) changes() error {
	c := &change{}
	e.out.change = c
	e.out.id, _ = e.given["id"].(string)
	c.Locale = e.out.chain[0]
	c.Version, _ = e.given["version"].(int64)
	c.Publish, _ = e.given["publish"].(bool)
	c.withReferences, _ = e.given["withReferences"].(bool)
	locales, _ := e.given["locales"].([]any)
	for _, l := range locales {
		c.locales = append(c.locales, l.(string))
	}
	data, _ := e.given["data"].(map[string]any)
	c.Values = make(map[string]json.RawMessage, len(data))
	for name, v := range data {
		raw, err := json.Marshal(v)
		if err != nil {
			return errs.New(errs.Invalid, "data.%s cannot be read: %v.", name, err)
		}
		c.Values[name] = raw
	}
	return nil
}

// referring gives the filter that finds what refers to an entry by a reference field.
func referring(f *fieldInfo, id string) map[string]any {
	if f.reference.IsList() {
		return map[string]any{f.reference.APIID: map[string]any{string(content.OpContains): id}}
	}
	return map[string]any{f.reference.APIID: map[string]any{"id": map[string]any{string(content.OpEq): id}}}
}
