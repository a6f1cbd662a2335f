package manage

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

func planOf(p *content.ModelPlan) *ModelPlan {
	return &ModelPlan{Destructive: p.Destructive, Applied: p.Applied, SchemaVersion: int(p.SchemaVersion), Building: p.Building,
		Changes: of(p.Changes, func(c content.ModelChange) *ModelChange {
			return &ModelChange{Action: c.Action, Model: c.Model, Field: text(c.Field), Destructive: c.Destructive, Message: c.Message,
				Affected: c.Affected, Failing: c.Failing, Samples: of(c.Samples, sampleOf), Partial: c.Partial, Refused: c.Refused}
		})}
}

func sampleOf(s content.ChangeSample) *ChangeSample {
	return &ChangeSample{Entry: s.Entry, Model: s.Model, Title: s.Title, Message: s.Message}
}

// importsOf reads entries that move in.
func importsOf(entries []*ImportEntry) ([]content.ImportEntry, error) {
	out := make([]content.ImportEntry, len(entries))
	for i, e := range entries {
		to := content.ImportEntry{ID: e.ID, Model: e.Model, Publish: value(e.Publish), Locales: e.Locales,
			CreatedAt: value(e.CreatedAt), UpdatedAt: value(e.UpdatedAt), PublishedAt: value(e.PublishedAt),
			FirstPublishedAt: value(e.FirstPublishedAt)}
		if json.Unmarshal(e.Values, &to.Values) != nil || to.Values == nil {
			return nil, errs.New(errs.Invalid, "The values of the entry %q must be an object by the apiId of fields.", e.ID)
		}
		if e.LiveValues != nil && json.Unmarshal(e.LiveValues, &to.LiveValues) != nil {
			return nil, errs.New(errs.Invalid, "The live values of the entry %q must be an object by the apiId of fields.", e.ID)
		}
		out[i] = to
	}
	return out, nil
}

func resultOf(r content.ImportResult) *ImportResult {
	return &ImportResult{ID: r.ID, Outcome: ImportOutcome(r.Outcome), Message: text(r.Message),
		Problems: of(r.Problems, func(p errs.Problem) *errs.Problem { return &p })}
}

// importedOf is the answer for an entry of an export that moves in.
func importedOf(r content.MoveResult) *ImportedEntry {
	return &ImportedEntry{Line: r.Line, ID: r.ID, Model: r.Model, Outcome: ImportOutcome(r.Outcome), Message: text(r.Message),
		Problems: of(r.Problems, func(p errs.Problem) *errs.Problem { return &p }), Missing: of(r.Missing, func(id string) string { return id }), Waits: r.Waits}
}

// revisionsOf shows revisions of an entry with the fields of its model as it is now.
func (r *Resolver) revisionsOf(ctx context.Context, id string, list []content.Revision) ([]*Revision, error) {
	e, err := r.Content.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]*Revision, len(list))
	for i, v := range list {
		values, err := sc.External(e.Model, v.Values)
		if err != nil {
			return nil, fmt.Errorf("revision %d of %s: %w", v.Version, id, err)
		}
		out[i] = &Revision{Version: int(v.Version), CreatedAt: v.CreatedAt, CreatedBy: &v.CreatedBy, Published: v.Published, Live: v.Live, Values: values}
	}
	return out, nil
}

// duplicate makes a draft with the values of another one, without those that must be unique.
func (r *Resolver) duplicate(ctx context.Context, id, key string) (*Entry, error) {
	e, err := r.Content.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	external, err := sc.External(e.Model, e.Values)
	if err != nil {
		return nil, err
	}
	c := content.Change{NoSlugs: true} // the title of a copy is the first thing that changes
	if err := json.Unmarshal(external, &c.Values); err != nil {
		return nil, err
	}
	for _, f := range e.Model.Fields {
		if f.Unique || f.Kind == field.Slug || f.System {
			delete(c.Values, f.APIID)
		}
	}
	if key != "" {
		c.IdempotencyKey = "duplicate " + id + " " + key
	}
	made, err := r.Content.Create(ctx, e.Model.APIID, "", c)
	return r.one(ctx, made, err)
}
