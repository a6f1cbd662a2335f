package manage

import (
	"context"

	"github.com/galley-cms/galley/content"
)

// defaultHits is how many entries a search gives unless it is told.
const defaultHits = 20

// found makes the hits of a reply.
func (r *Resolver) found(ctx context.Context, hits []content.SearchHit) ([]*SearchHit, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	l := &entryList{resolver: r, schema: sc}
	return of(hits, func(h content.SearchHit) *SearchHit {
		return &SearchHit{Entry: l.summary(h.Entry), Score: h.Score, Highlights: highlightsOf(h.Highlights)}
	}), nil
}

func highlightsOf(all []content.Highlight) []*Highlight {
	return of(all, func(h content.Highlight) *Highlight {
		return &Highlight{Field: h.Field, Locale: text(h.Locale), Runs: of(h.Runs, func(run content.HighlightRun) *HighlightRun {
			return &HighlightRun{Text: run.Text, Found: run.Found}
		})}
	})
}
