package manage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/internal/errs"
)

// presenter decides what callers hear of an error: those with a code as they are, all others as INTERNAL. What was
// behind an internal error goes to the log.
type presenter struct{ log *slog.Logger }

func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	var known *errs.Error
	if errors.As(err, &known) {
		return &gqlerror.Error{Message: known.Message, Path: pathOf(ctx, err), Extensions: extensions(known)}
	}
	var syntax *gqlerror.Error
	if errors.As(err, &syntax) && syntax.Err == nil {
		return coded(syntax)
	}
	if ctx.Err() == nil { // else the client is gone, and that is all
		p.log.ErrorContext(ctx, "management API", "error", err, "path", pathOf(ctx, err).String())
	}
	return &gqlerror.Error{Message: "Something went wrong inside Galley. The log of the server says what.",
		Path: pathOf(ctx, err), Extensions: map[string]any{"code": string(errs.Internal)}}
}

// recovered makes an internal error of a panic.
func (p presenter) recovered(_ context.Context, v any) error {
	return fmt.Errorf("panic: %v\n%s", v, debug.Stack())
}

func pathOf(ctx context.Context, err error) ast.Path {
	var at *gqlerror.Error
	if errors.As(err, &at) && len(at.Path) > 0 {
		return at.Path
	}
	return graphql.GetPath(ctx)
}

// extensions are the machine-readable part of an error.
func extensions(e *errs.Error) map[string]any {
	out := map[string]any{}
	maps.Copy(out, e.Details)
	out["code"] = string(e.Code)
	if len(e.Problems) > 0 {
		out["problems"] = e.Problems
	}
	return out
}

// coded gives an error of GraphQL itself a code, if it has none.
func coded(e *gqlerror.Error) *gqlerror.Error {
	if e.Extensions["code"] != nil {
		return e
	}
	c := *e
	c.Extensions = map[string]any{"code": string(errs.Invalid)}
	return &c
}
