package manage

import (
	"context"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/desk"
	"github.com/galley-cms/galley/internal/event"
)

// modelID finds the id of a model by what people call it; "" for none.
func (r *Resolver) modelID(ctx context.Context, apiID *string) (string, error) {
	if apiID == nil {
		return "", nil
	}
	_, m, err := r.Content.ModelNamed(ctx, *apiID)
	if err != nil {
		return "", err
	}
	return m.ID, nil
}

// counts makes the reply of counts, in the order of the models.
func (r *Resolver) counts(ctx context.Context) ([]*ModelCount, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	all, err := r.Desk.Counts(ctx)
	if err != nil {
		return nil, err
	}
	return of(sc.Models(), func(m *content.Model) *ModelCount {
		t := all[m.ID]
		return &ModelCount{Model: m.APIID, Total: t.Total(), Draft: t.Draft, Changed: t.Changed, Published: t.Published, Archived: t.Archived, Trashed: t.Trashed}
	}), nil
}

func viewOf(sc *content.Schema, v desk.View) *SavedView {
	by := v.By
	out := &SavedView{ID: v.ID, Name: v.Name, Query: v.Query, Shared: v.Shared, By: &by}
	if m := sc.ModelByID(v.Model); m != nil {
		out.Model = m.APIID
	}
	return out
}

// saveView saves a list.
func (r *Resolver) saveView(ctx context.Context, v desk.View, model string) (*SavedView, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	if v.Model, err = r.modelID(ctx, &model); err != nil {
		return nil, err
	}
	saved, err := r.Desk.SaveView(ctx, v)
	if err != nil {
		return nil, err
	}
	return viewOf(sc, saved), nil
}

// views lists saved lists; those of models that are gone stay out.
func (r *Resolver) views(ctx context.Context, model *string) ([]*SavedView, error) {
	id, err := r.modelID(ctx, model)
	if err != nil {
		return nil, err
	}
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	all, err := r.Desk.Views(ctx, id)
	if err != nil {
		return nil, err
	}
	out := []*SavedView{}
	for _, v := range all {
		if sc.ModelByID(v.Model) != nil {
			out = append(out, viewOf(sc, v))
		}
	}
	return out, nil
}

func presenceOf(p desk.Present) *Presence {
	return &Presence{Actor: &p.Actor, Field: text(p.Field), Since: p.Since}
}

// attention makes the reply of what needs attention, with the entries that it is about.
func (r *Resolver) attention(ctx context.Context, all []desk.Attention) ([]*Attention, error) {
	ids := of(all, func(a desk.Attention) string { return a.Entry })
	summaries, err := r.summaries(ctx, ids)
	if err != nil {
		return nil, err
	}
	return of(all, func(a desk.Attention) *Attention {
		return &Attention{Kind: AttentionKind(a.Concern), Message: a.Message, At: a.At, Entry: summaries[a.Entry], Webhook: text(a.Webhook), Job: text(a.Job)}
	}), nil
}

// auditFilter reads a filter of events.
func (r *Resolver) auditFilter(ctx context.Context, f *AuditFilter, before *string) (out event.Filter, err error) {
	out.Before = value(before)
	if f == nil {
		return out, nil
	}
	out.Entry, out.Actor, out.Types = value(f.Entry), value(f.Actor), typesOf(f.Types)
	if f.From != nil {
		out.From = *f.From
	}
	if f.To != nil {
		out.Until = *f.To
	}
	out.Model, err = r.modelID(ctx, f.Model)
	return out, err
}

// valueOr is what a pointer points to, or something else for nil.
func valueOr[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
