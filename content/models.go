package content

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// PlanModels says what applying model files would change. Models that no file describes stay, unless remove is true.
func (s *Service) PlanModels(ctx context.Context, files []json.RawMessage, remove bool) (*ModelPlan, error) {
	if err := auth.Require(ctx, auth.ChangeModels, auth.Resource{}); err != nil {
		return nil, err
	}
	c, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	g, err := s.migration(ctx, c, files, remove)
	if err != nil {
		return nil, err
	}
	if err := s.assess(ctx, c, g); err != nil {
		return nil, err
	}
	return g.plan(c), nil
}

func (g *migration) plan(c *cached) *ModelPlan {
	g.tell()
	p := &ModelPlan{Changes: g.changes, SchemaVersion: c.schema.Version, Building: c.building()}
	p.Destructive = slices.ContainsFunc(g.changes, func(c ModelChange) bool { return c.Destructive })
	return p
}

// migration works out the next schema, and refuses what cannot be done while entries are there.
func (s *Service) migration(ctx context.Context, c *cached, files []json.RawMessage, remove bool) (*migration, error) {
	g, err := migrate(c.schema, files, remove)
	if err != nil {
		return nil, err
	}
	for _, m := range g.removed {
		used, err := s.typeUsed(ctx, c, m)
		if err != nil {
			return nil, err
		}
		if used {
			return nil, errs.New(errs.Invalid, "The %s cannot be removed: entries use it. Delete them first.", describeType(m))
		}
	}
	return g, s.checkReshapes(ctx, c, g)
}

// typeUsed tells whether a model, or a model that holds the component, has entries.
func (s *Service) typeUsed(ctx context.Context, c *cached, t *Model) (bool, error) {
	for _, m := range c.schema.holders(t) {
		for _, archive := range []bool{false, true} {
			n, err := s.countAll(auth.With(ctx, auth.System), QuerySpec{Model: m, Archived: archive})
			if n > 0 || errs.CodeOf(err) == errs.TooExpensive {
				return true, nil
			}
			if err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// holds tells whether fields of m hold the component, at any depth.
func (s *Schema) holds(m *Model, component string, depth int) bool {
	return slices.ContainsFunc(m.Fields, func(f *field.Field) bool {
		return slices.ContainsFunc(f.Components, func(id string) bool {
			c := s.byID[id]
			return id == component || (c != nil && depth < maxComponentDepth && s.holds(c, component, depth+1))
		})
	})
}

// ApplyModels carries out what PlanModels says: the schema and the manifests it touches in one transaction, then the
// indexes that are new are built, for Options.BuildTime at most: the plan tells whether there is more to do, which Resume
// does. Values that would get out of reach need allowDestructive.
func (s *Service) ApplyModels(ctx context.Context, files []json.RawMessage, remove, allowDestructive bool) (*ModelPlan, error) {
	if err := auth.Require(ctx, auth.ChangeModels, auth.Resource{}); err != nil {
		return nil, err
	}
	if err := s.changes.take(ctx); err != nil {
		return nil, err
	}
	defer s.changes.free()
	c, err := s.reload(ctx)
	if err != nil {
		return nil, err
	}
	g, err := s.migration(ctx, c, files, remove)
	if err != nil {
		return nil, err
	}
	if err := s.assess(ctx, c, g); err != nil {
		return nil, err
	}
	p := g.plan(c)
	if err := p.refusal(allowDestructive); err != nil {
		return p, err
	}
	if len(g.changes) == 0 {
		return p, nil
	}
	if err := s.changeSchema(ctx, c, g.next, g.changes); err != nil {
		return nil, err
	}
	p.Applied, p.SchemaVersion, p.Building = true, g.next.Version, s.cache.Load().building()
	return p, nil
}

// refusal is why the plan is not carried out; nil if it is.
func (p *ModelPlan) refusal(allowDestructive bool) error {
	for _, c := range p.Changes {
		if c.Refused {
			return errs.New(errs.Invalid, "These changes cannot be made: %s.", c.Message)
		}
	}
	for _, c := range p.Changes {
		if c.Destructive && !allowDestructive {
			return errs.New(errs.Invalid, "These changes put values out of reach: %s. Allow destructive changes if that is meant.", c.Message)
		}
	}
	return nil
}

// changeSchema writes the next schema with the manifests that it touches, and builds indexes as far as there is time for
// it. The caller holds changes.
func (s *Service) changeSchema(ctx context.Context, c *cached, next *Schema, changes []ModelChange) (err error) {
	defer errs.Wrap(&err, "change the models")
	manifests := nextManifests(c, next, s.now().Add(drainTime))
	writes, err := s.schemaWrites(ctx, c, next, manifests)
	if err != nil {
		return err
	}
	ev := s.modelEvent(ctx, next, changes)
	writes = append(writes, ev.Write())
	err = s.transact(ctx, &transaction{token: ev.ID, writes: writes, blame: make([]func() error, len(writes))})
	if failedCondition(err) {
		return errs.New(errs.Conflict, "Somebody else changed the models at the same time. Look at them again and repeat your change.")
	}
	if err != nil {
		return err
	}
	if _, err := s.reload(ctx); err != nil {
		return err
	}
	s.version.Add(1)
	return s.resume(ctx, windowOf(ctx, s.buildTime))
}

// schemaWrites are the writes of a schema in place of the current one, with manifests.
func (s *Service) schemaWrites(ctx context.Context, c *cached, next *Schema, manifests []*manifest) (writes []store.Write, err error) {
	for _, man := range manifests {
		w, err := s.manifestWrite(man)
		if err != nil {
			return nil, err
		}
		writes = append(writes, w)
	}
	if writes, err = s.spill(ctx, writes); err != nil {
		return nil, err
	}
	item, err := next.item(s.keys.schema())
	return append(writes, store.Put(item, store.VersionIs(c.schema.Version))), err
}

// maxManifests is how many manifests go into the transaction of a model change.
const maxManifests = store.MaxTransact - 2

// spill writes manifests of new models ahead when one transaction cannot hold all: before the schema names their models
// nobody looks at them.
func (s *Service) spill(ctx context.Context, writes []store.Write) ([]store.Write, error) {
	if len(writes) <= maxManifests {
		return writes, nil
	}
	slices.SortStableFunc(writes, func(a, b store.Write) int { return int(b.If.N - a.If.N) }) // changed ones first
	ahead := writes[maxManifests:]
	for i, w := range ahead {
		if w.If.N != 0 {
			return nil, errs.New(errs.LimitExceeded, "Too many models change at once: %d at most. Apply them in parts.", maxManifests)
		}
		ahead[i].If = store.Always()
	}
	return writes[:maxManifests], s.batch(ctx, s.content, ahead)
}

func (s *Service) manifestWrite(m *manifest) (store.Write, error) {
	was := m.version
	m.version++
	i, err := m.item(s.keys.manifest(m.Model))
	return store.Put(i, store.VersionIs(was)), err
}

// modelEvent is the one event of a change of models.
func (s *Service) modelEvent(ctx context.Context, sc *Schema, changes []ModelChange) event.Event {
	now := s.clock.Now()
	e := event.Event{ID: event.NextID(now, ""), Time: now, Space: s.keys.space, Actor: auth.From(ctx).Ref()}
	actions := map[string]event.Type{"create": event.ModelCreated, "update": event.ModelUpdated, "rename": event.ModelUpdated, "remove": event.ModelDeleted}
	var notes []string
	for _, c := range changes {
		t := actions[c.Action]
		if c.Field != "" {
			t = event.ModelUpdated
		}
		if !slices.Contains(e.Types, t) {
			e.Types = append(e.Types, t)
		}
		if m := sc.byAPIID[c.Model]; m != nil && len(changes) == 1 {
			e.Model = m.ID
		}
		if len(notes) < 20 {
			notes = append(notes, c.Message)
		}
	}
	e.Note = strings.Join(notes, "; ")
	return e
}

// Resume builds the indexes that a change of models began and did not finish, and deletes the rows of those that are out
// of use. It ends in good order before the deadline of ctx, if there is one; the next call goes on from there, in any
// process. It is run at every start, and now and then.
func (s *Service) Resume(ctx context.Context) error { return s.resume(ctx, windowOf(ctx, 0)) }

func (s *Service) resume(ctx context.Context, w window) error {
	c, err := s.reload(ctx)
	if err != nil {
		return err
	}
	for _, m := range c.schema.Models() {
		if err := s.complete(ctx, m.ID, c.manifests[m.ID], w); err != nil {
			return err
		}
	}
	return s.clearRetired(ctx, w)
}

// complete goes on with what a model's manifest says is not complete.
func (s *Service) complete(ctx context.Context, model string, man *manifest, w window) error {
	if err := s.retryClaims(ctx, man, w); err != nil {
		return err
	}
	if _, any := man.building(); any || len(man.duplicates()) > 0 {
		return s.backfillModel(ctx, model, w)
	}
	return nil
}

// building tells whether indexes are being built, or claims.
func (c *cached) building() bool {
	return slices.ContainsFunc(c.schema.Models(), func(m *Model) bool {
		return c.manifests[m.ID].incomplete()
	})
}

// RenameSpace gives the space another name.
func (s *Service) RenameSpace(ctx context.Context, name string) error {
	if name == "" || len(name) > 100 {
		return errs.New(errs.Invalid, "A name has 1 to 100 characters.")
	}
	return s.changeSpace(ctx, fmt.Sprintf("rename the space to %s", name), func(sc *Schema) { sc.Name = name })
}

// changeSpace changes what the schema says besides models.
func (s *Service) changeSpace(ctx context.Context, note string, change func(*Schema)) error {
	if err := auth.Require(ctx, auth.ChangeModels, auth.Resource{}); err != nil {
		return err
	}
	if err := s.changes.take(ctx); err != nil {
		return err
	}
	defer s.changes.free()
	c, err := s.reload(ctx)
	if err != nil {
		return err
	}
	next := &Schema{Version: c.schema.Version + 1, Name: c.schema.Name, Locales: c.schema.Locales, Retired: c.schema.Retired}
	for _, m := range c.schema.Types {
		copied := *m
		next.Types = append(next.Types, &copied)
	}
	change(next)
	return s.changeSchema(ctx, c, next.prepare(), []ModelChange{{Action: "update", Message: note}})
}
