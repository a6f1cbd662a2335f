package manage

import (
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// maxList is how many elements a list gives at most.
const maxList = 100

// bounded is how many elements of a list are asked for.
func bounded(first *int, otherwise int) (int, error) {
	if first == nil {
		return otherwise, nil
	}
	if *first < 0 || *first > maxList {
		return 0, errs.New(errs.Invalid, "first must be between 0 and %d.", maxList)
	}
	return *first, nil
}

// listOf reads the arguments of a list of entries.
func (r *Resolver) listOf(ctx context.Context, model string, where, orderBy json.RawMessage) (spec content.QuerySpec, err error) {
	if _, spec.Model, err = r.Content.ModelNamed(ctx, model); err != nil {
		return spec, err
	}
	if decodeJSON(where, &spec.Where) != nil {
		return spec, errs.New(errs.Invalid, `where must be an object like {"views": {"gt": 100}}.`)
	}
	spec.OrderBy, err = orderOf(orderBy)
	return spec, err
}

// orderOf takes one order as a list of one.
func orderOf(raw json.RawMessage) (order []any, err error) {
	var v any
	if err := decodeJSON(raw, &v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case []any:
		return v, nil
	case map[string]any:
		return []any{v}, nil
	}
	return nil, errs.New(errs.Invalid, `orderBy must be a list like [{"updatedAt": "DESC"}].`)
}

// connection reads a page of entries; what is not asked for is not counted.
func (r *Resolver) connection(ctx context.Context, spec content.QuerySpec, p content.PageArgs) (*EntryConnection, error) {
	p.Count = asks(ctx, "totalCount")
	page, err := r.Content.Entries(ctx, spec, p)
	if err != nil {
		return nil, err
	}
	nodes, err := r.wrap(ctx, page.Entries...)
	return &EntryConnection{page: page, Nodes: nodes}, err
}

// asks tells whether the request asks for a field of what is being resolved.
func asks(ctx context.Context, name string) bool {
	for _, f := range graphql.CollectFieldsCtx(ctx, nil) {
		if f.Name == name {
			return true
		}
	}
	return false
}

// changeOf reads the values of an entry.
func changeOf(values json.RawMessage, locale *string) (c content.Change, err error) {
	c.Locale = value(locale)
	if json.Unmarshal(values, &c.Values) != nil || c.Values == nil {
		return c, errs.New(errs.Invalid, `values must be an object by the apiId of fields, like {"title": "Hello"}.`)
	}
	return c, nil
}
