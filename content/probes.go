package content

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// probes are what entries have to be asked about the changes of the migration.
func (g *migration) probes(s *Service, c *cached) (out []probe) {
	for _, r := range g.reshapes {
		out = append(out, probe{r.change, c.schema.holders(r.was), g.lossOf(r)})
	}
	for _, r := range g.removals {
		out = append(out, probe{r.change, c.schema.holders(r.was), g.valueOf(r)})
	}
	for _, u := range g.claims {
		out = append(out, probe{u.change, c.schema.holders(u.was), u.found.shares(u)})
	}
	for _, t := range g.tightened {
		out = append(out, probe{t.change, c.schema.holders(t.was), g.harmOf(s, t)})
	}
	return out
}

// lossOf asks what a change of form makes of the values of an entry.
func (g *migration) lossOf(r reshape) func(context.Context, *examined) (verdictOn, error) {
	return func(_ context.Context, x *examined) (v verdictOn, err error) {
		for _, b := range x.copies() {
			x.old.within(r.was, b.values, 0, func(own values) {
				if isNull(r.was.stored(r.old, own)) {
					return
				}
				v.affected = true
				if lost := g.loses(r, own); lost != "" && v.problem == "" {
					v.problem = r.old.APIID + " " + lost
				}
			})
		}
		return v, nil
	}
}

// loses says what is lost of a value when a field takes its next form; "" for nothing. The values may have been stored in
// a form that is not remembered any longer.
func (g *migration) loses(r reshape, own values) string {
	for i := range r.next.Former {
		if was := own[r.next.Former[i].ID]; !isNull(was) {
			if _, lost := g.next.reform(r.next, i, was); len(lost) > 0 {
				return lost[0]
			}
			return ""
		}
	}
	return fmt.Sprintf("was stored more than %d forms ago: save the entry first", maxFormer)
}

// valueOf asks whether an entry has a value of a field that is removed.
func (g *migration) valueOf(r removal) func(context.Context, *examined) (verdictOn, error) {
	return func(_ context.Context, x *examined) (v verdictOn, err error) {
		for _, b := range x.copies() {
			x.old.within(r.was, b.values, 0, func(own values) {
				v.affected = v.affected || !isNull(r.was.stored(r.field, own))
			})
		}
		return v, nil
	}
}

// within yields the values of a type that lie in those of a model: they themselves or, of a component, each part of them.
func (m *Model) within(t *Model, v values, depth int, yield func(values)) {
	if m.ID == t.ID {
		yield(v)
		return
	}
	if depth > maxComponentDepth {
		return
	}
	for _, f := range m.Fields {
		if len(f.Components) == 0 {
			continue
		}
		eachLocale(f, m.stored(f, v), func(_ string, own []byte) {
			eachPart(f, own, func(component string, part values) {
				if c := m.schema.kind(m.schema.byID[component], true); c != nil {
					c.within(t, part, depth+1, yield)
				}
			})
		})
	}
}

// eachLocale yields a stored value, or of a localised one those of each locale.
func eachLocale(f *field.Field, stored []byte, yield func(locale string, own []byte)) {
	switch {
	case isNull(stored):
	case !f.Localized:
		yield(anyLocale, stored)
	default:
		eachMember(stored, func(locale, own []byte) bool {
			if !isNull(own) {
				yield(string(locale), own)
			}
			return true
		})
	}
}

// eachPart yields the components and blocks in a value of one locale, with their members.
func eachPart(f *field.Field, stored []byte, yield func(component string, part values)) {
	eachElement(stored, func(e []byte) {
		component, part := "", values{}
		if f.Kind == field.Component && len(f.Components) == 1 {
			component = f.Components[0]
		}
		if len(e) == 0 || e[0] != '{' {
			return
		}
		eachMember(e, func(name, v []byte) bool {
			if string(name) == "$t" {
				component = string(plain(v))
			} else {
				part[string(name)] = v
			}
			return true
		})
		yield(component, part)
	})
}

// harmOf asks whether what an entry has published could be published by its next definition as well.
func (g *migration) harmOf(s *Service, t tightening) func(context.Context, *examined) (verdictOn, error) {
	return func(ctx context.Context, x *examined) (v verdictOn, err error) {
		if x.st.live == nil || x.now == nil {
			return v, nil
		}
		was, is := x.st.live.current(x.old), x.st.live.current(x.now)
		for _, f := range x.now.Fields {
			old := x.old.FieldByID(f.ID)
			if old == nil || !t.concerns(x.old, old) {
				continue
			}
			after, err := s.unpublishable(ctx, g.next, x.now, f, is)
			if err != nil || len(after) == 0 {
				return v, err
			}
			before, err := s.unpublishable(ctx, x.old.schema, x.old, old, was)
			if err != nil {
				return v, err
			}
			if len(before) == 0 {
				return verdictOn{true, after[0].Message}, nil
			}
		}
		return v, nil
	}
}

// unpublishable lists what keeps the value of a field in a live copy from being published again.
func (s *Service) unpublishable(ctx context.Context, sc *Schema, m *Model, f *field.Field, b *body) ([]errs.Problem, error) {
	var locales []string
	for _, code := range sc.localeCodes() {
		if _, ok := b.Locales[code]; ok {
			locales = append(locales, code)
		}
	}
	if out := problemsOf(sc, m, f, b.values, locales); len(out) > 0 {
		return out, nil
	}
	return s.unfitTargets(ctx, sc, f, m, b)
}

// unfitTargets lists references to entries or files that a field does not take.
func (s *Service) unfitTargets(ctx context.Context, sc *Schema, f *field.Field, m *Model, b *body) ([]errs.Problem, error) {
	refs := sc.References(&Model{Fields: []*field.Field{f}}, b.values)
	narrowed := slices.DeleteFunc(slices.Clone(refs), func(r field.Ref) bool { return !r.Field.NarrowsFiles() })
	if out, err := problemsIn(s.checkFiles(ctx, narrowed)); len(out) > 0 || err != nil {
		return out, err
	}
	var ids []string
	for _, r := range refs {
		if r.Field.Kind == field.Reference {
			ids = append(ids, r.ID)
		}
	}
	heads, err := s.heads(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range refs {
		to := target{r.Field, r.ID}
		if h, known := heads[r.ID]; known && r.Field.Kind == field.Reference && h.Model != "" && !to.takes(h.Model) {
			return problemsIn(to.wrong("is of a model that this field does not take"))
		}
	}
	return nil, nil
}

// heads reads the heads of entries, by id.
func (s *Service) heads(ctx context.Context, ids []string) (map[string]head, error) {
	keys := map[store.Key]bool{}
	for _, id := range ids {
		keys[s.keys.head(id)] = true
	}
	out := map[string]head{}
	if len(keys) == 0 {
		return out, nil
	}
	return out, s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, slices.Collect(maps.Keys(keys))...)
		for _, i := range items {
			h, err := decodeHead(i)
			if err != nil {
				return err
			}
			out[s.keys.idOf(i.Key)] = h
		}
		return err
	})
}

// problemsIn are the problems that an error tells of; another error stays one.
func problemsIn(err error) ([]errs.Problem, error) {
	var e *errs.Error
	if errors.As(err, &e) && len(e.Problems) > 0 {
		return e.Problems, nil
	}
	return nil, err
}
