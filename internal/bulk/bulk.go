// Package bulk does the same to many entries, as a job: to those of a list, or to those that are named. Each entry alone:
// it is done, was so already, or failed for a reason of its own.
package bulk

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/job"
)

// Action is what is done to each entry.
type Action string

// The actions.
const (
	Publish   Action = "PUBLISH"
	Unpublish Action = "UNPUBLISH"
	Archive   Action = "ARCHIVE"
	Unarchive Action = "UNARCHIVE"
	Delete    Action = "DELETE"
	Restore   Action = "RESTORE"
	Purge     Action = "PURGE"
	Set       Action = "SET" // of values
)

// workName is the name under which the work is registered; jobs that wait hold it.
const workName = "bulk"

// maxIDs bounds the entries that are named. A list has no bound.
const maxIDs = 5000

// Request says what is to be done to which entries.
type Request struct {
	Model    string // apiId
	Action   Action
	Where    map[string]any // the list: with Search, Locale, Trashed and Archived as in content.QuerySpec
	Search   string
	Locale   string // of the list, and of the values of Set
	Trashed  bool
	Archived bool
	IDs      []string                   // instead of a list
	Locales  []string                   // of Publish and Unpublish; all when empty
	Values   map[string]json.RawMessage // of Set, by apiId
	Key      string                     // of the request: a repeated one gives the same job
}

// Service starts bulk work, and does it.
type Service struct {
	content *content.Service
	jobs    *job.Service
}

// New makes a service that starts jobs. They are run by a process whose service is registered.
func New(c *content.Service, jobs *job.Service) *Service { return &Service{c, jobs} }

// Register has the jobs of this process do the work.
func (s *Service) Register() { s.jobs.Register(workName, s.work) }

// order is a request as a job keeps it.
type order struct {
	Model    string                     `json:"model"` // id
	Action   Action                     `json:"action"`
	Where    map[string]any             `json:"where,omitempty"`
	Search   string                     `json:"search,omitempty"`
	Locale   string                     `json:"locale,omitempty"`
	Trashed  bool                       `json:"trashed,omitempty"`
	Archived bool                       `json:"archived,omitempty"`
	IDs      []string                   `json:"ids,omitempty"`
	Locales  []string                   `json:"locales,omitempty"`
	Values   map[string]json.RawMessage `json:"values,omitempty"`
}

// Start begins to do what is asked for, in the background. What can be said to be wrong at once is.
func (s *Service) Start(ctx context.Context, q Request) (*job.Job, error) {
	sc, m, err := s.content.ModelNamed(ctx, q.Model)
	if err != nil {
		return nil, err
	}
	d, ok := deedOf(q.Action)
	if !ok {
		return nil, errs.New(errs.Invalid, "There is no action %q.", q.Action)
	}
	if err := auth.Require(ctx, d.needs, auth.Resource{Model: m.ID, Owner: auth.From(ctx).ID}); err != nil {
		return nil, err
	}
	o := &order{Model: m.ID, Action: q.Action, Where: q.Where, Search: q.Search, Locale: q.Locale, Trashed: q.Trashed,
		Archived: q.Archived, IDs: unique(q.IDs), Locales: q.Locales, Values: q.Values}
	if err := o.check(sc, m); err != nil {
		return nil, err
	}
	return s.jobs.Start(ctx, job.New{Kind: job.Bulk, Work: workName, Title: d.title(m, o), Model: m.ID, Args: o, Total: len(o.IDs), Key: q.Key})
}

// check refuses what cannot be done to any entry.
func (o *order) check(sc *content.Schema, m *content.Model) error {
	switch {
	case o.IDs != nil && (o.Where != nil || o.Search != ""):
		return errs.New(errs.Invalid, "Give ids, or a list by where and search, not both.")
	case o.IDs != nil && len(o.IDs) == 0:
		return errs.New(errs.Invalid, "ids: name one entry at least.")
	case len(o.IDs) > maxIDs:
		return errs.New(errs.LimitExceeded, "ids: at most %d entries can be named at once. A list by where has no such limit.", maxIDs)
	case o.Action == Set && len(o.Values) == 0:
		return errs.New(errs.Invalid, `values: SET needs the values that all entries get, like {"featured": true}.`)
	case o.Action != Set && o.Values != nil:
		return errs.New(errs.Invalid, "values: only SET takes them.")
	case o.Locales != nil && o.Action != Publish && o.Action != Unpublish:
		return errs.New(errs.Invalid, "locales: only PUBLISH and UNPUBLISH take them.")
	}
	for _, code := range o.Locales {
		if sc.Chain(code) == nil {
			return errs.New(errs.Invalid, "locales: the space has no locale %q.", code)
		}
	}
	for name := range o.Values {
		if f := m.Field(name); f == nil || f.System {
			return errs.New(errs.Invalid, "values: the model %s has no field %q that can be set.", m.APIID, name)
		}
	}
	_, err := content.Prepare(sc, o.list(m))
	return err
}

// list is the list of the entries, on the shelf that the action is about unless another one is asked for.
func (o *order) list(m *content.Model) content.QuerySpec {
	spec := content.QuerySpec{Model: m, Stage: content.Draft, Locale: o.Locale, Where: o.Where, Search: o.Search, Trashed: o.Trashed, Archived: o.Archived}
	if !o.Trashed && !o.Archived {
		spec.Trashed = o.Action == Restore || o.Action == Purge
		spec.Archived = o.Action == Unarchive
	}
	return spec
}

// unique gives ids without repeats, in their order; nil for nil.
func unique(ids []string) []string {
	if ids == nil {
		return nil
	}
	seen, out := make(map[string]bool, len(ids)), make([]string, 0, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return slices.Clip(out)
}
