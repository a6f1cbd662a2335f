package content

import (
	"context"
	"fmt"
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

// removal is a field that is removed.
type removal struct {
	change int
	was    *Model
	field  *field.Field
}

// tightening is a field of which more is asked when entries are published.
type tightening struct {
	change int
	was    *Model // the model or component
	field  *field.Field
}

// concerns tells whether values of a field of a model may have to do with it.
func (t *tightening) concerns(m *Model, f *field.Field) bool {
	if m.ID == t.was.ID {
		return f.ID == t.field.ID
	}
	return len(f.Components) > 0
}

// tightens tells whether a value that the one definition takes may be refused by the other.
func tightens(was, is *field.Field) bool {
	lacks := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(x string) bool { return !slices.Contains(b, x) })
	}
	var before, after []string
	for _, e := range was.Enum {
		before = append(before, e.Value)
	}
	for _, e := range is.Enum {
		after = append(after, e.Value)
	}
	return (is.Required && !was.Required) || was.VisibleWhen != is.VisibleWhen || lacks(before, after) ||
		lacks(was.Models, is.Models) || lacks(was.Components, is.Components) ||
		(is.Validation != nil && string(appendJSON(nil, was.Validation)) != string(appendJSON(nil, is.Validation)))
}

// claiming is a field that becomes unique, or changes its form and is unique.
type claiming struct {
	change int
	was    *Model
	field  *field.Field
	found  *duplicates
}

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

// tell puts into words what the changes do to entries, and marks those by which values get out of reach.
func (g *migration) tell() {
	for _, r := range g.reshapes {
		c := &g.changes[r.change]
		switch {
		case c.Failing > 0:
			c.Destructive = true
			c.Message += fmt.Sprintf(". Of %s a value cannot be kept whole: it reads as what is left of it, or as null, and comes back if the change is taken back before the entry is saved", c.atLeast(c.Failing, ""))
		case c.Partial && !r.harmless():
			c.Destructive = true
			c.Message += ". Not all entries could be looked at in the time: some may have values that cannot be kept"
		}
	}
	for _, t := range g.tightened {
		if c := &g.changes[t.change]; c.Failing > 0 && !c.Destructive {
			c.Message += fmt.Sprintf(". %s would not pass now. They stay as they are, and have to be mended when they are published next", c.atLeast(c.Failing, "published "))
		}
	}
	for _, c := range g.claims {
		c.found.tell(&g.changes[c.change])
	}
}

// harmless tells whether nothing can be lost, whatever the values are.
func (r *reshape) harmless() bool {
	wider := r.old.Kind == r.next.Kind || (r.old.Kind.Scalar() && (r.next.Kind == field.Text || r.next.Kind == field.LongText))
	return wider && (r.next.List || !r.old.List) && (r.next.Localized || !r.old.Localized)
}
