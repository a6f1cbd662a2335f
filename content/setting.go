package content

import (
	"context"
	"fmt"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// setting is a model that loses its drafts, or becomes a singleton.
type setting struct {
	change   int
	was, now *Model
}

// assessSettings refuses changes of models that some of their entries do not fit.
func (s *Service) assessSettings(ctx context.Context, g *migration) error {
	ctx = auth.With(ctx, auth.System)
	for _, t := range g.settings {
		c := &g.changes[t.change]
		if t.was.Drafts && !t.now.Drafts {
			if err := s.assessDrafts(ctx, t, c); err != nil {
				return err
			}
		}
		if !t.was.Singleton && t.now.Singleton {
			if err := s.assessSingle(ctx, t, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// assessDrafts looks for drafts that are not live as they are: without drafts, nobody could publish them.
func (s *Service) assessDrafts(ctx context.Context, t setting, c *ModelChange) error {
	where := map[string]any{"status": map[string]any{"in": []any{string(StatusDraft), string(StatusChanged)}}}
	found, n, err := s.some(ctx, t.was, where)
	if err != nil || len(found) == 0 {
		return err
	}
	for _, e := range found {
		message := "is not published"
		if e.Status == StatusChanged {
			message = "has changes that are not published"
		}
		c.sample(t.was, e, message)
	}
	c.refuse(n, s.budget, "have drafts that are not published: publish or delete them first")
	return nil
}

// assessSingle looks for more than one entry. A single one stays, whatever its id.
func (s *Service) assessSingle(ctx context.Context, t setting, c *ModelChange) error {
	found, n, err := s.some(ctx, t.was, nil)
	if err != nil {
		return err
	}
	if len(found) == 1 {
		t.now.Single = found[0].ID
	}
	if len(found) < 2 {
		return nil
	}
	for _, e := range found {
		c.sample(t.was, e, "is one of several entries")
	}
	c.refuse(n, s.budget, "are there, and one may stay: delete the others first")
	return nil
}

// some are the first entries of a list, and how many there are; -1 if they are more than the read budget allows to count.
func (s *Service) some(ctx context.Context, m *Model, where map[string]any) (found []*Entry, n int, err error) {
	first := maxSamples
	p, err := s.Entries(ctx, QuerySpec{Model: m, Where: where, OrderBy: []any{map[string]any{"id": "ASC"}}}, PageArgs{First: &first, Count: true})
	switch {
	case err != nil:
		return nil, 0, err
	case errs.CodeOf(p.TotalErr) == errs.TooExpensive:
		return p.Entries, -1, nil
	case p.TotalErr != nil:
		return nil, 0, p.TotalErr
	}
	return p.Entries, *p.Total, nil
}

func (c *ModelChange) sample(m *Model, e *Entry, message string) {
	c.Samples = append(c.Samples, ChangeSample{Entry: e.ID, Model: m.APIID, Title: m.schema.Title(e), Message: message})
}

// refuse says that a change cannot be made while so many entries are in its way.
func (c *ModelChange) refuse(n int, b Budget, why string) {
	if n < 0 {
		n, c.Partial = b.Copies, true
	}
	c.Affected, c.Failing, c.Refused = n, n, true
	c.Message += fmt.Sprintf(": %s %s", c.atLeast(n, ""), why)
}
