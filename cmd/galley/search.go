package main

import (
	"context"
	"fmt"
	"time"
)

type searchStatus struct {
	existing
	output
}

// searchState is how far the search index has come, as the management API tells it.
type searchState struct {
	Documents int     `json:"documents"`
	UpTo      *string `json:"upTo"`
	Behind    float64 `json:"behind"`
}

// Run tells how far the search index has come.
func (s *searchStatus) Run(ctx context.Context, c console) error {
	var data struct{ SearchStatus searchState }
	if err := s.do(ctx, c, `{ searchStatus { documents upTo behind } }`, nil, &data); err != nil {
		return err
	}
	return s.one(c, data.SearchStatus, data.SearchStatus.String())
}

func (s searchState) String() string {
	switch behind := time.Duration(s.Behind * float64(time.Second)).Round(time.Millisecond); {
	case s.UpTo == nil:
		return fmt.Sprintf("%d documents; the index is being built, or waits for it: see the jobs.", s.Documents)
	case behind > 0:
		return fmt.Sprintf("%d documents; the oldest change that cannot be found yet is %s old.", s.Documents, behind)
	}
	return fmt.Sprintf("%d documents; all changes can be found.", s.Documents)
}

type searchRebuild struct {
	existing
	output
}

// Run begins to index all entries anew, and prints the id of the job.
func (s *searchRebuild) Run(ctx context.Context, c console) error {
	var data struct {
		RebuildSearch struct {
			ID    string `json:"id"`
			Total *int   `json:"total"`
		}
	}
	if err := s.do(ctx, c, `mutation { rebuildSearch { id total } }`, nil, &data); err != nil {
		return err
	}
	return s.one(c, data.RebuildSearch, data.RebuildSearch.ID)
}
