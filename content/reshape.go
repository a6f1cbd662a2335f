package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// reshape is a field whose form changes: its kind, list or localized.
type reshape struct {
	change int    // in the changes of the migration
	was    *Model // the model or component
	old    *field.Field
	next   *field.Field
}

// claiming is a field that becomes unique, or changes its form and is unique.
type claiming struct {
	was   *Model
	field *field.Field
}

// setting is a model that loses its drafts, or becomes a singleton.
type setting struct{ was, now *Model }

// reshape notes that a field goes on in another form, under another id.
func (g *migration) reshape(m *Model, old, next *field.Field) {
	next.ID = g.newID()
	g.reshapes = append(g.reshapes, reshape{len(g.changes) - 1, g.match(m), old, next})
}

// settle writes down what fields with another form were before, once all types are named by id.
func (g *migration) settle() {
	for _, r := range g.reshapes {
		to := r.next.Form()
		was := field.Former{Field: r.old.Form(), To: &to, Chain: g.old.Chain(g.old.DefaultLocale())}
		r.next.Former = append([]field.Former{was}, r.old.Former...)
		r.next.Former = r.next.Former[:min(len(r.next.Former), maxFormer)]
		g.outgrow(r.was.ID)
	}
}

// outgrow gives a type another shape, and those that hold it: who does not know it yet must not read or write what they
// store.
func (g *migration) outgrow(id string) {
	g.next.byID = map[string]*Model{}
	for _, m := range g.next.Types {
		g.next.byID[m.ID] = m
	}
	for _, m := range g.next.Types {
		if m.ID == id || g.next.holds(m, id, 0) {
			m.Shape = g.next.Version
		}
	}
}

// checkReshapes refuses changes of form that nothing can convert, unless no entry can have values.
func (s *Service) checkReshapes(ctx context.Context, c *cached, g *migration) error {
	var problems []errs.Problem
	for _, r := range g.reshapes {
		was := &r.next.Former[0]
		impossible := field.CanConvert(&was.Field, was.To)
		if impossible == nil {
			continue
		}
		used, err := s.everUsed(ctx, c, r.was)
		if err != nil {
			return err
		}
		if used {
			problems = append(problems, problem(r.was, r.next.APIID, impossible.Error()))
		}
		r.next.Former = nil
	}
	if len(problems) > 0 {
		return errs.Validation(problems...)
	}
	g.next.prepare()
	return nil
}

// everUsed tells whether a model, or a model that holds the component, has or had entries.
func (s *Service) everUsed(ctx context.Context, c *cached, t *Model) (bool, error) {
	for _, m := range c.schema.holders(t) {
		for shard := range uint32(registryShards) {
			q := store.Query{Partition: s.keys.registryShard(m.ID, shard), KeysOnly: true, Limit: 1, Consistent: store.Consistent}
			items, _, err := s.page(ctx, s.content, q)
			if err != nil || len(items) > 0 {
				return true, err
			}
		}
	}
	return false, nil
}

// holders are the models whose entries have values of a type: itself or, of a component, those that hold it.
func (s *Schema) holders(t *Model) []*Model {
	return slices.DeleteFunc(s.Models(), func(m *Model) bool {
		return m != t && (!t.Component || !s.holds(m, t.ID, 0))
	})
}

// narrowed are the models whose entries may not fit what they become.
func (g *migration) narrowed() (out []*Model) {
	for _, c := range g.claims {
		out = append(out, c.was)
	}
	for _, s := range g.settings {
		out = append(out, s.was)
	}
	return out
}
