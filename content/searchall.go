package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// SearchSpec says what is searched for in the entries of all models, drafts included.
type SearchSpec struct {
	Text   string
	Models []string // apiIds; nil: all
	Locale string   // "": all
	First  int      // how many, at most
}

// SearchHit is an entry that was found.
type SearchHit struct {
	Entry      *Entry
	Score      float64
	Highlights []Highlight
}

// Search finds words in the drafts of all models that the actor may read, best first. What is in the archive or the trash
// is left out.
func (s *Service) Search(ctx context.Context, spec SearchSpec) ([]SearchHit, error) {
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{}); err != nil {
		return nil, err
	}
	if s.search == nil {
		return nil, noSearch()
	}
	q, err := s.searchQuery(ctx, spec)
	if err != nil || q == nil {
		return nil, err
	}
	var out []SearchHit
	for read := 0; read < s.budget.Copies; {
		found, err := s.search.Search(ctx, *q)
		if err != nil {
			return nil, err
		}
		hits, err := s.hitsOf(ctx, found.Hits)
		if err != nil {
			return nil, err
		}
		if out = append(out, hits...); len(out) >= spec.First || !found.More || len(found.Hits) == 0 {
			break
		}
		q.After, read = found.Hits[len(found.Hits)-1].Position(), read+len(found.Hits)
	}
	return out[:min(len(out), spec.First)], nil
}

// searchQuery is the question to the index; nil if nothing can be found.
func (s *Service) searchQuery(ctx context.Context, spec SearchSpec) (*search.Query, error) {
	for _, name := range spec.Models {
		_, m, err := s.ModelNamed(ctx, name)
		if err != nil {
			return nil, err
		}
		if !readsDrafts(ctx, m) {
			return nil, errs.New(errs.NotFound, "There is no model %q.", name)
		}
	}
	c, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	q := &search.Query{Stage: search.Draft, Limit: max(spec.First, 1) + 1}
	if q.Text, err = searchText(spec.Text); err != nil {
		return nil, err
	}
	if spec.Locale != "" {
		if c.schema.Chain(spec.Locale) == nil {
			return nil, errs.New(errs.Invalid, "locale: the space has no locale %q.", spec.Locale)
		}
		q.Locales = []string{spec.Locale, ""}
	}
	for _, m := range c.schema.Models() {
		if readsDrafts(ctx, m) && (spec.Models == nil || slices.Contains(spec.Models, m.APIID)) {
			q.Models = append(q.Models, m.ID)
		}
	}
	if q.Text == "" || len(q.Models) == 0 || spec.First == 0 {
		return nil, nil
	}
	return q, nil
}

func readsDrafts(ctx context.Context, m *Model) bool {
	return auth.Can(auth.From(ctx), auth.ReadDrafts, auth.Resource{Model: m.ID})
}

// hitsOf reads the entries of hits, and leaves out those that the actor should not see.
func (s *Service) hitsOf(ctx context.Context, hits []search.Hit) (out []SearchHit, err error) {
	ids := make([]string, len(hits))
	for i := range hits {
		ids[i] = hits[i].Entry
	}
	states, err := s.readMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, st := range states {
		e, err := s.entry(ctx, st)
		if errs.CodeOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if shelfOf(e.Status) != inUse || !auth.Can(auth.From(ctx), auth.ReadDrafts, auth.Resource{Model: e.Model.ID, Owner: e.CreatedBy.ID}) {
			continue
		}
		hit := SearchHit{Entry: e, Score: hits[i].Score}
		if hits[i].Seq == st.head.DraftSeq {
			hit.Highlights = e.Model.highlights(&hits[i])
		}
		out = append(out, hit)
	}
	return out, nil
}
