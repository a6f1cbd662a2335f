package manage

import (
	"context"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/textdiff"
)

func (r *Resolver) comparisonOf(ctx context.Context, id string, c *content.Comparison) (*Comparison, error) {
	both, err := r.revisionsOf(ctx, id, []content.Revision{*c.From, *c.To})
	if err != nil {
		return nil, err
	}
	return &Comparison{From: both[0], To: both[1], Differences: of(c.Differences, differenceOf)}, nil
}

func differenceOf(d content.Difference) *FieldDifference {
	out := &FieldDifference{Field: d.Field.APIID, Name: orElse(d.Field.Name, d.Field.APIID), Kind: d.Field.Kind,
		Locale: text(d.Locale), Before: d.Before, After: d.After}
	if d.Words != nil {
		out.Words = of(d.Words, wordRunOf)
	}
	return out
}

func wordRunOf(run textdiff.Run) *WordRun {
	kinds := map[textdiff.Kind]WordRunKind{textdiff.Same: WordRunKindSame, textdiff.Added: WordRunKindAdded, textdiff.Removed: WordRunKindRemoved}
	return &WordRun{Kind: kinds[run.Kind], Text: run.Text}
}
