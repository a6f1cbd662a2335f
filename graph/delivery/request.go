package delivery

import (
	"net/http"
	"net/url"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/internal/errs"
)

// parseBody reads the parameters of a POST.
func parseBody(body []byte) (*graphql.RawParams, *gqlerror.Error) {
	v, err := parseJSON(body)
	if err != nil {
		return nil, coded(errs.Invalid, "The body is not a JSON document that can be read: %v.", err)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, coded(errs.Invalid, `The body must be one JSON object, like {"query": "…"}. Batches are not supported.`)
	}
	return parameters(m)
}

// parseURL reads the parameters of a GET.
func parseURL(u *url.URL) (*graphql.RawParams, *gqlerror.Error) {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, coded(errs.Invalid, "The query string cannot be read.")
	}
	m := map[string]any{}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		switch given := values[name]; {
		case len(given) > 1:
			return nil, coded(errs.Invalid, "The parameter %s comes twice.", name)
		case len(given) == 0 || given[0] == "":
		case name == "variables" || name == "extensions":
			if m[name], err = parseJSON([]byte(given[0])); err != nil {
				return nil, coded(errs.Invalid, "The parameter %s is not a JSON document that can be read: %v.", name, err)
			}
		default:
			m[name] = given[0]
		}
	}
	return parameters(m)
}

// parameters checks the types of the parameters; null is the same as none.
func parameters(m map[string]any) (*graphql.RawParams, *gqlerror.Error) {
	p := &graphql.RawParams{}
	var wrong string
	text := func(name string, to *string) {
		if s, ok := m[name].(string); ok {
			*to = s
		} else if m[name] != nil {
			wrong = name + " must be a string"
		}
	}
	object := func(name string, to *map[string]any) {
		if o, ok := m[name].(map[string]any); ok {
			*to = o
		} else if m[name] != nil {
			wrong = name + " must be an object"
		}
	}
	text("query", &p.Query)
	text("operationName", &p.OperationName)
	object("variables", &p.Variables)
	object("extensions", &p.Extensions)
	switch {
	case wrong != "":
		return nil, coded(errs.Invalid, "The parameter %s.", wrong)
	case p.Query == "" && p.Extensions["persistedQuery"] == nil:
		return nil, coded(errs.Invalid, "There is no query. Send {\"query\": \"{ … }\"} by POST, or ?query={…} by GET.")
	}
	return p, nil
}

// mediaType is one of the two in which replies come.
type mediaType uint8

const (
	noMedia mediaType = iota // nothing that the client accepts
	plainJSON
	graphqlJSON
)

// accepted is the media type that a client likes best, by its Accept header; of two alike the first.
func accepted(r *http.Request) mediaType {
	header := r.Header["Accept"]
	if len(header) == 0 {
		return plainJSON
	}
	if len(header) == 1 {
		switch header[0] {
		case "", "*/*", "application/json":
			return plainJSON
		case "application/graphql-response+json":
			return graphqlJSON
		}
	}
	return negotiate(header)
}
