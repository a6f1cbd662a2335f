package content

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// PublishInput is an entry that is to be published, at a version; 0: as it is.
type PublishInput struct {
	ID      string
	Version int64
}

// PublishPlan is what publishing entries would do.
type PublishPlan struct {
	Items []PublishItem // in the order in which they go live
	Steps int           // transactions
}

// PublishItem is an entry that would go live.
type PublishItem struct {
	Entry    *Entry
	Asked    bool // the others are referred to
	Step     int  // from 1 on
	Problems []errs.Problem
}

// Possible tells whether nothing is in the way.
func (p *PublishPlan) Possible() bool {
	return !slices.ContainsFunc(p.Items, func(i PublishItem) bool { return len(i.Problems) > 0 })
}

// PublishPlan tells what PublishMany would do with these entries as they are. Entries that are live already as they should
// be are no part of it. It needs the permission to read drafts.
func (s *Service) PublishPlan(ctx context.Context, ids, locales []string, withReferences bool) (*PublishPlan, error) {
	asked := make([]PublishInput, len(ids))
	for i, id := range ids {
		asked[i].ID = id
	}
	r, err := s.rehearsed(ctx, asked, locales, withReferences)
	if err != nil {
		return nil, err
	}
	p := &PublishPlan{Steps: len(r.steps)}
	for _, one := range r.order {
		e, err := s.entry(ctx, one.old)
		if err != nil {
			return nil, err
		}
		p.Items = append(p.Items, PublishItem{e, one.asked, one.step, one.problems})
	}
	return p, nil
}

func (s *Service) rehearsed(ctx context.Context, asked []PublishInput, locales []string, withReferences bool) (*rehearsal, error) {
	c, err := s.gather(ctx, asked, locales, withReferences)
	if err != nil {
		return nil, err
	}
	return c.rehearse(ctx)
}

// PublishMany publishes entries and, if references are followed, the unpublished ones that they refer to, directly or
// through each other. What fits into one transaction goes live at one moment. More goes in steps, in an order in which
// nothing published refers to something that is still to come: one that fails leaves no hole, and the same request goes on
// where it stopped. All is checked before the first step. It returns the entries asked for, in their order, and then those
// that went live with them.
func (s *Service) PublishMany(ctx context.Context, asked []PublishInput, locales []string, withReferences bool) ([]*Entry, error) {
	r, err := s.rehearsed(ctx, asked, locales, withReferences)
	if err != nil {
		return nil, err
	}
	return r.carryOut(ctx, func(op operation) operation { return op })
}

// publishWhole is Publish with references.
func (s *Service) publishWhole(ctx context.Context, id string, o PublishOptions) (*Entry, error) {
	r, err := s.rehearsed(ctx, []PublishInput{{id, o.Version}}, o.Locales, true)
	if err != nil {
		return nil, err
	}
	entries, err := r.carryOut(ctx, func(op operation) operation { return s.asPlanned(o.planned, asked(op, o.IdempotencyKey)) })
	if err != nil {
		return nil, err
	}
	if r.all[0].settled { // what asks for it is settled as well
		nothing := func(*Schema, *state) (*change, error) { return nil, nil }
		return s.first(ctx, o.IdempotencyKey, id, s.asPlanned(o.planned, nothing))
	}
	return entries[0], nil
}

// asked makes an operation leave the record of a request.
func asked(op operation, request string) operation {
	return func(sc *Schema, st *state) (*change, error) {
		ch, err := op(sc, st)
		if ch != nil {
			ch.idempotency = request
		}
		return ch, err
	}
}

// carryOut publishes step by step what was rehearsed. What with makes of the operations of the entries asked for is done to
// them.
func (r *rehearsal) carryOut(ctx context.Context, with func(operation) operation) ([]*Entry, error) {
	if err := r.refusal(); err != nil {
		return nil, err
	}
	after := map[string]*state{}
	for _, one := range r.all {
		after[one.old.id] = one.old
	}
	var live []string
	for step := range r.steps {
		states, err := r.s.commitAll(ctx, r.partsOf(ctx, step+1, with))
		if err != nil {
			return nil, midway(err, live, len(r.order))
		}
		for _, st := range states {
			live, after[st.id] = append(live, st.id), st
		}
	}
	return r.s.entriesAfter(ctx, r, after)
}

// entriesAfter are the entries asked for, in their order, and then the others.
func (s *Service) entriesAfter(ctx context.Context, r *rehearsal, after map[string]*state) (out []*Entry, err error) {
	for _, asked := range []bool{true, false} {
		for _, one := range r.all { // those asked for were read first, in their order
			if one.asked != asked {
				continue
			}
			e, err := s.entry(ctx, after[one.old.id])
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	return out, nil
}

// refusal is why the closure cannot go live; nil if it can. What was not asked for is named.
func (r *rehearsal) refusal() error {
	var problems []errs.Problem
	for _, one := range r.order {
		for _, p := range one.problems {
			switch p.Rule {
			case "circle":
				return errs.New(errs.LimitExceeded, "%s", p.Message)
			case "permission":
				return errs.New(errs.Forbidden, "%s", r.named(one, p).Message)
			}
			problems = append(problems, r.named(one, p))
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return errs.Validation(problems...)
}

// named is a problem as it is told where it stands among those of other entries.
func (r *rehearsal) named(one *candidate, p errs.Problem) errs.Problem {
	asked := 0
	for _, other := range r.all {
		if other.asked {
			asked++
		}
	}
	if one.asked && asked == 1 {
		return p
	}
	why := ", which would be published with it"
	if one.asked {
		why = ""
	}
	title := r.c.schema.Title(&Entry{ID: one.old.id, Model: one.model, Values: one.old.draft.values})
	p.Message = fmt.Sprintf("%s (in the %s %q%s)", p.Message, one.model.APIID, title, why)
	p.Path = one.old.id + "." + p.Path
	return p
}

// partsOf are the commits of a step.
func (r *rehearsal) partsOf(ctx context.Context, step int, with func(operation) operation) (parts []part) {
	for _, one := range r.order {
		if one.step != step {
			continue
		}
		op := r.publishing(ctx, one)
		if one.asked {
			op = with(op)
		}
		parts = append(parts, part{one.old.id, op})
	}
	return parts
}

// publishing is the operation that publishes an entry as it was planned. There is nothing left to do for one that somebody
// else has published meanwhile.
func (r *rehearsal) publishing(ctx context.Context, one *candidate) operation {
	return func(sc *Schema, st *state) (*change, error) {
		m, err := r.s.editable(ctx, sc, st, auth.Publish)
		switch {
		case st.head.Version != one.version && err != nil:
			return nil, staleEntry(st)
		case err != nil:
			return nil, err
		case !one.asked && st.live != nil, one.asked && settled(sc, m, st, r.locales, one.version):
			return nil, nil
		case st.head.Version != one.version:
			return nil, staleEntry(st)
		}
		ch := &change{model: m, next: st.successor()}
		err = r.s.goLive(sc, ch, st, r.locales, r.s.now())
		ch.types = typesOf(m, ch.types)
		return ch, err
	}
}

// staleEntry is the CONFLICT of one entry of several.
func staleEntry(st *state) error {
	return errs.New(errs.Conflict, "The entry %s was changed meanwhile: it is at version %d now. Load it again and repeat your change.", st.id, st.head.Version).
		With("version", st.head.Version).With("entry", st.id)
}

// midway is the error of a step: it tells what is live by then.
func midway(err error, live []string, all int) error {
	var known *errs.Error
	if len(live) == 0 || !errors.As(err, &known) {
		return err
	}
	c := *known
	c.Message = fmt.Sprintf("%s %d of %d entries are live, and refer to nothing that is missing. Publish again to go on.", known.Message, len(live), all)
	return c.With("published", live)
}
