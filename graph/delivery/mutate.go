package delivery

import (
	"errors"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// mutation carries out the changes of a plan one after the other, and appends the data to the buffer. Each answers with
// the draft as it is right after it. When one fails, nothing behind it is done.
func (x *run) mutation() {
	start := len(x.buf)
	o := x.fields(x.plan.root, func(f *planField) outcome {
		if f.op == opTypename {
			x.quoted(x.plan.root.typ.name)
			return written
		}
		out, err := x.changeAndRead(f)
		if err != nil {
			return x.fail(err)
		}
		return out
	})
	if o != written {
		x.buf = append(x.buf[:start], "null"...)
	}
}

// changeAndRead makes one change and writes the entry that it answers with.
func (x *run) changeAndRead(f *planField) (out outcome, err error) {
	e, err := x.change(f)
	if err != nil {
		return failed, err
	}
	x.found[place{f.index, ""}] = &finding{id: e.ID}
	if f.op == opDelete {
		return x.rootField(f), nil
	}
	x.saved[e.ID] = e
	err = x.view([]*planField{f}, func() { out = x.rootField(f) })
	if errors.Is(err, errStale) {
		return failed, errs.New(errs.Conflict, "The change was made, but the models changed at the same moment. Read the entry %s again.", e.ID)
	}
	return out, err
}

// change makes the change of one field.
func (x *run) change(f *planField) (*content.Entry, error) {
	a := f.arguments(x.args)
	c := *a.change
	if x.idempotency != "" {
		c.IdempotencyKey = x.idempotency + "/" + f.alias
	}
	// Changes answer with drafts, so nobody may make one who may not read them. To ask first also keeps from others
	// which entries there are.
	if err := auth.Require(x.ctx, auth.ReadDrafts, auth.Resource{Model: f.model.ID}); err != nil {
		return nil, err
	}
	if f.op == opCreate {
		return x.content.Create(x.ctx, f.model.APIID, "", c.Change)
	}
	e, err := x.content.Entry(x.ctx, a.id)
	if err != nil {
		return nil, err
	}
	if e.Model.ID != f.model.ID {
		return nil, errs.New(errs.NotFound, "There is no %s with the id %q.", f.model.APIID, a.id)
	}
	switch f.op {
	case opUpdate:
		return x.content.Update(x.ctx, a.id, c.Change)
	case opPublish:
		return x.content.Publish(x.ctx, a.id, c.publishOptions())
	case opUnpublish:
		return x.content.Unpublish(x.ctx, a.id, c.publishOptions())
	}
	return e, x.content.DeleteOnce(x.ctx, a.id, c.Version, c.IdempotencyKey)
}

func (c *change) publishOptions() content.PublishOptions {
	return content.PublishOptions{Locales: c.locales, Version: c.Version, WithReferences: c.withReferences, IdempotencyKey: c.IdempotencyKey}
}
