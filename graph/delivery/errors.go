package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/internal/errs"
)

// The codes that only GraphQL has; the others are those of package errs.
const (
	codeParse     errs.Code = "GRAPHQL_PARSE_FAILED"
	codeValidate  errs.Code = "GRAPHQL_VALIDATION_FAILED"
	codePersisted errs.Code = "PERSISTED_QUERY_NOT_FOUND"
)

// internal is all that callers hear of an error that is not theirs.
const internal = "Something went wrong inside Galley. Its log says what."

// maxErrors is how many errors a reply has at most.
const maxErrors = 10

// coded makes a GraphQL error with a code.
func coded(code errs.Code, format string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": code}}
}

// present turns an error into what its caller may see. What is not meant for callers is logged, and shown as an
// internal error without details.
func present(ctx context.Context, log *slog.Logger, err error) *gqlerror.Error {
	var g *gqlerror.Error
	if errors.As(err, &g) {
		return g
	}
	var e *errs.Error
	if !errors.As(err, &e) || e.Code == errs.Internal {
		if ctx.Err() == nil {
			log.ErrorContext(ctx, "content API", "error", err)
		}
		return coded(errs.Internal, internal)
	}
	out := coded(e.Code, "%s", e.Message)
	for k, v := range e.Details {
		out.Extensions[k] = v
	}
	if len(e.Problems) > 0 {
		out.Extensions["problems"] = e.Problems
	}
	return out
}

// withCode gives errors of gqlparser a code, and keeps the first ten.
func withCode(code errs.Code, list gqlerror.List) gqlerror.List {
	list = list[:min(len(list), maxErrors)]
	for _, e := range list {
		e.Extensions = map[string]any{"code": code}
	}
	return list
}

// overLimit says that a request is larger than a limit allows.
func overLimit(limit string, max, is int) *gqlerror.Error {
	e := coded(errs.LimitExceeded, "The query has %d %s; at most %d are allowed.", is, limit, max)
	e.Extensions["limit"], e.Extensions["max"], e.Extensions["actual"] = limit, max, is
	return e
}

func tooDeep(limit string, max int) *gqlerror.Error {
	e := coded(errs.LimitExceeded, "The query is nested too deep: %d levels are allowed.", max)
	e.Extensions["limit"], e.Extensions["max"] = limit, max
	return e
}

func tooExpensive(cost, max int) *gqlerror.Error {
	e := coded(errs.TooExpensive, "The query costs %d; at most %d is allowed. Ask for fewer fields, or for shorter lists.", cost, max)
	e.Extensions["limit"], e.Extensions["max"], e.Extensions["actual"] = "cost", max, cost
	return e
}

// onPath gives an error a path of one name.
func onPath(e *gqlerror.Error, name string) *gqlerror.Error {
	e.Path = ast.Path{ast.PathName(name)}
	return e
}
