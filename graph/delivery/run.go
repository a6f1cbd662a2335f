package delivery

import (
	"context"
	"errors"
	"log/slog"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// run is one execution of a plan. It loads breadth first, asking the store once a level, and then writes depth first
// into one buffer. Writing reads nothing, so it can take back what it wrote by cutting the buffer.
type run struct {
	*engine
	ctx    context.Context
	schema *schema
	plan   *plan
	args   []*arguments // of the plan's dynamic fields
	reader *content.Reader
	found  map[place]*finding
	saved  map[string]*content.Entry // what this request changed, by id
	chain  []string                  // of locales, while writing
	slab   [][]byte                  // room for the members of parts
	buf    []byte
	path   []step
	errs   gqlerror.List
	tags   *tags // nil unless they are wanted

	fleeting bool // words are searched for
	overflow bool // the reply is too long: whatever else is written is dropped

	idempotency string // names the request, so that its changes happen once
}

// engine is what all executions share.
type engine struct {
	content  *content.Service
	log      *slog.Logger
	mediaURL func(asset *content.Copy, i Image) string
	parallel int // how many searches are made at once
}

// object is what a node is written from.
type object struct {
	entry *content.Copy // of an entry
	vals  [][]byte      // of a part: its members by slot
	raw   []byte        // of a rich text
}

// place names a field of one object: the field's index in the plan, and the id of the entry above it.
type place struct {
	field int
	entry string
}

// finding is what a field of a root or a reverse list found.
type finding struct {
	id   string        // of one entry
	page *content.Page // of a list
	err  error
}

// step is one element of a path: a response name, or a place in a list.
type step struct {
	name  string
	index int
}

// errStale says that the models changed while the request was on its way; it can be tried again.
var errStale = errors.New("the models changed")

// arguments evaluates the arguments that hold variables, before anything is read.
func (x *run) arguments(vars map[string]any) *gqlerror.Error {
	for _, f := range x.plan.dynamic {
		a, err := x.schema.evaluate(f, x.plan.stage, vars)
		if err != nil {
			return err
		}
		x.args = append(x.args, a)
	}
	return nil
}

// view opens a View of the plan's stage, loads the fields, and writes them by calling write.
func (x *run) view(fields []*planField, write func()) error {
	return x.content.View(x.ctx, x.plan.stage, func(r *content.Reader) error {
		if r.Schema() != x.schema.content {
			return errStale
		}
		x.reader = r
		if err := x.load(fields); err != nil {
			return err
		}
		write()
		x.tags.finish(r)
		return x.ctx.Err()
	})
}

// query carries out a query, and appends its data to the buffer.
func (x *run) query() error {
	start := len(x.buf)
	return x.view(x.plan.root.loads, func() {
		if x.object(x.plan.root, &object{}) != written {
			x.buf = append(x.buf[:start], "null"...)
		}
	})
}

// part opens a group of values that is stored in place.
func (x *run) part(t *typeInfo, raw []byte) *object {
	n := len(t.members)
	if len(x.slab) < n {
		x.slab = make([][]byte, 64+n)
	}
	o := &object{vals: x.slab[:n:n]}
	x.slab = x.slab[n:]
	content.Object(raw, t.members, o.vals)
	return o
}

// value is the stored value of a field of an object; nil if there is none.
func (x *run) value(f *planField, o *object, chain []string) []byte {
	if o.entry != nil {
		return o.entry.Value(f.slot, chain)
	}
	return o.vals[f.slot]
}

// typeOf is the type of an entry; nil if the schema does not show it.
func (x *run) typeOf(c *content.Copy) *typeInfo { return x.schema.entries[c.Model.ID] }

// fail records an error on the current path.
func (x *run) fail(err error) outcome {
	if len(x.errs) >= maxErrors {
		return failed
	}
	e := present(x.ctx, x.log, err)
	if e.Path == nil {
		e.Path = make(ast.Path, len(x.path))
		for i, s := range x.path {
			if e.Path[i] = ast.PathName(s.name); s.name == "" {
				e.Path[i] = ast.PathIndex(s.index)
			}
		}
	}
	x.errs = append(x.errs, e)
	return failed
}

// misfit says that a stored value is not what its field holds now: models change after values were stored.
func (x *run) misfit(f *planField) outcome {
	return x.fail(errs.New(errs.ValidationFailed, "The stored value does not fit the field %s any more. Save the entry again.", f.name))
}
