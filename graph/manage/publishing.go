package manage

import (
	"context"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

func (r *Resolver) publishPlanOf(ctx context.Context, p *content.PublishPlan) (*PublishPlan, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	l := &entryList{resolver: r, schema: sc}
	return &PublishPlan{Steps: p.Steps, Possible: p.Possible(), Items: of(p.Items, func(i content.PublishItem) *PublishItem {
		return &PublishItem{Entry: l.summary(i.Entry), Version: int(i.Entry.Version), Asked: i.Asked, Step: i.Step, Problems: pointers(i.Problems)}
	})}, nil
}

func (r *Resolver) usageOf(ctx context.Context, u *content.Usage) (*Usage, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	l := &entryList{resolver: r, schema: sc}
	return &Usage{Total: u.Total, Blocking: u.Blocking, Entries: of(u.Users, func(by content.User) *UsageEntry {
		return &UsageEntry{Entry: l.summary(by.Entry), Draft: by.Draft, Live: by.Live, Blocking: by.Blocking}
	})}, nil
}

// pointers gives problems as lists of replies hold them.
func pointers(found []errs.Problem) []*errs.Problem {
	out := make([]*errs.Problem, len(found))
	for i := range found {
		out[i] = &found[i]
	}
	return out
}
