package delivery

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// executor carries out operations against one schema. It is a graphql.GraphExecutor, so that transports and tools made
// for gqlgen can stand in front of it.
type executor struct {
	*engine
	schema *schema
}

var _ graphql.GraphExecutor = executor{}

// Cost is what a request cost; it stands in the extensions of the reply.
type Cost struct {
	Complexity int     `json:"complexity"` // by Limits.Cost
	Reads      float64 `json:"reads"`      // units of the store
	Writes     float64 `json:"writes"`
}

// noOperation says why there is none to carry out.
func noOperation(among int, name string) *gqlerror.Error {
	if name != "" {
		return coded(errs.Invalid, "The query has no operation %q. Name the one to carry out in operationName.", name)
	}
	return coded(errs.Invalid, "The query has %d operations. Name the one to carry out in operationName.", among)
}

// CreateOperationContext parses, limits and validates a request, picks its operation and coerces its variables.
func (e executor) CreateOperationContext(_ context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	d, list := e.schema.document(p.Query)
	if list != nil {
		return nil, list
	}
	op := d.ast.Operations.ForName(p.OperationName)
	if op == nil {
		return nil, gqlerror.List{noOperation(len(d.ast.Operations), p.OperationName)}
	}
	vars, err := e.schema.variables(op, p.Variables)
	if err != nil {
		return nil, gqlerror.List{err}
	}
	return &graphql.OperationContext{
		RawQuery:               p.Query,
		Variables:              vars,
		OperationName:          p.OperationName,
		Doc:                    d.ast,
		Extensions:             p.Extensions,
		Headers:                p.Headers,
		Operation:              op,
		RecoverFunc:            graphql.DefaultRecover,
		ResolverMiddleware:     func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) },
		RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) },
	}, nil
}

// DispatchOperation carries out an operation once.
func (e executor) DispatchOperation(ctx context.Context, oc *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		return e.execute(ctx, oc)
	}, ctx
}

// DispatchError answers a request that was refused.
func (e executor) DispatchError(_ context.Context, list gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: list}
}

// result is what a transport of ours lends an execution, to write into its buffer and to learn more of the reply than
// graphql.Response tells.
type result struct {
	buf         []byte // begins with what the transport put there; the data follow
	tags        *tags  // nil unless they are wanted
	idempotency string
	fleeting    bool // it tells what a search found, which changes some time after the content did
	stale       bool // the models changed meanwhile: nothing was done, try again
}

type resultKey struct{}

func withResult(ctx context.Context, r *result) context.Context {
	return context.WithValue(ctx, resultKey{}, r)
}

func resultOf(ctx context.Context) *result {
	if r, ok := ctx.Value(resultKey{}).(*result); ok {
		return r
	}
	return &result{}
}

// execute plans an operation and runs it. A reply without data says that it was refused before anything was read.
func (e executor) execute(ctx context.Context, oc *graphql.OperationContext) *graphql.Response {
	d, ok := e.schema.docs.get([]byte(oc.RawQuery))
	if !ok || d.ast != oc.Doc {
		d = newDocument(oc.Doc)
	}
	p, err := d.plan(e.schema, oc.Operation, oc.Variables)
	if err != nil {
		return &graphql.Response{Errors: gqlerror.List{err}}
	}
	res := resultOf(ctx)
	ctx, usage := store.WithUsage(ctx)
	x := &run{engine: e.engine, ctx: ctx, schema: e.schema, plan: p, buf: res.buf, tags: res.tags, idempotency: res.idempotency}
	if err := x.arguments(oc.Variables); err != nil {
		return &graphql.Response{Errors: gqlerror.List{err}}
	}
	cost := Cost{Complexity: p.cost}
	if cost.Complexity < 0 {
		cost.Complexity = costOf(p.root, x.args, 0)
	}
	if cost.Complexity > e.schema.limits.Cost {
		return &graphql.Response{Errors: gqlerror.List{tooExpensive(cost.Complexity, e.schema.limits.Cost)}}
	}
	data := x.data(res)
	totals := usage.Totals()
	cost.Reads, cost.Writes = totals.ReadUnits, totals.WriteUnits
	return &graphql.Response{Data: data, Errors: x.errs, Extensions: map[string]any{"cost": cost}}
}

// data runs the plan and gives the data of the reply, which lie in the buffer of res.
func (x *run) data(res *result) json.RawMessage {
	start := len(x.buf)
	x.found = make(map[place]*finding, len(x.plan.root.fields))
	var err error
	if x.plan.changes {
		x.saved = map[string]*content.Entry{}
		x.mutation()
	} else {
		err = x.query()
	}
	if x.overflow {
		x.errs, err = nil, errs.New(errs.LimitExceeded, "The reply is longer than %d bytes. Ask for fewer fields, or for shorter lists.", x.schema.limits.Reply)
	}
	if err != nil {
		res.stale = errors.Is(err, errStale)
		x.path = x.path[:0]
		x.fail(err)
		x.buf = append(x.buf[:start], "null"...)
	}
	res.buf, res.fleeting = x.buf, x.fleeting
	return x.buf[start:]
}
