package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Limits of saved lists.
const (
	MaxViews     = 500 // of a space
	maxViewName  = 100 // characters
	maxViewQuery = 16 << 10
)

// View is a list of entries that somebody saved: what the admin needs to show it again.
type View struct {
	ID     string          `json:"id"`
	Model  string          `json:"model"` // model id
	Name   string          `json:"name"`
	Query  json.RawMessage `json:"query"`
	Shared bool            `json:"shared,omitempty"` // with everybody who may read the model
	By     event.Actor     `json:"by"`

	version int64
}

const viewPrefix = "view#"

func (s *Service) viewKey(id string) store.Key {
	return store.Key{Partition: s.space + "#model", Sort: viewPrefix + id}
}

// Views lists the saved lists of a model, or of all when its id is empty: the actor's own, and those that are shared.
func (s *Service) Views(ctx context.Context, model string) ([]View, error) {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	all, err := s.views(ctx)
	out := slices.DeleteFunc(all, func(v View) bool {
		return model != "" && v.Model != model || !v.shows(ctx)
	})
	slices.SortFunc(out, func(a, b View) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) })
	return out, err
}

// shows tells whether a saved list is for the actor's eyes.
func (v View) shows(ctx context.Context) bool {
	return (v.Shared || v.mine(ctx)) && auth.Can(auth.From(ctx), auth.ReadDrafts, auth.Resource{Model: v.Model})
}

func (v View) mine(ctx context.Context) bool {
	a := auth.From(ctx)
	return v.By.Kind == string(a.Kind) && v.By.ID == a.ID
}

func (s *Service) views(ctx context.Context) (all []View, err error) {
	err = s.list(ctx, s.viewKey("").Partition, viewPrefix, func(i store.Item) error {
		v, err := decodeView(i)
		all = append(all, v)
		return err
	})
	return all, err
}

func decodeView(i store.Item) (v View, err error) {
	err = decode(i, &v)
	v.version = i.Version
	v.Query = slices.Clone(v.Query)
	return v, err
}

// SaveView saves a list; one with an id replaces that, which only its owner and administrators may.
func (s *Service) SaveView(ctx context.Context, v View) (View, error) {
	if err := v.check(ctx); err != nil {
		return View{}, err
	}
	all, err := s.views(ctx)
	if err != nil {
		return View{}, err
	}
	if v.ID == "" {
		if len(all) >= MaxViews {
			return View{}, errs.New(errs.LimitExceeded, "There are %d saved lists already: remove some first.", len(all))
		}
		v.ID, v.By, v.version = event.NextID(s.clock.Now(), ""), auth.From(ctx).Ref(), 0
	} else {
		old, err := owned(ctx, all, v.ID)
		if err != nil {
			return View{}, err
		}
		v.By, v.version = old.By, old.version
	}
	put := store.Put(store.Item{Key: s.viewKey(v.ID), Version: v.version + 1, Body: encode(v)}, store.VersionIs(v.version))
	if err := s.note(ctx, fmt.Sprintf("Saved the list %q.", v.Name), put); isLost(err) {
		return View{}, changedMeanwhile("list")
	} else if err != nil {
		return View{}, err
	}
	v.version++
	return v, nil
}

// check refuses what cannot be saved.
func (v *View) check(ctx context.Context) error {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return err
	}
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{Model: v.Model}); err != nil {
		return err
	}
	v.Name = strings.TrimSpace(v.Name)
	if n := utf8.RuneCountInString(v.Name); n == 0 || n > maxViewName {
		return errs.New(errs.Invalid, "A saved list needs a name of 1 to %d characters.", maxViewName)
	}
	if len(v.Query) > maxViewQuery {
		return errs.New(errs.Invalid, "The query of a saved list has %d bytes, %d are possible.", len(v.Query), maxViewQuery)
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(v.Query, &object) != nil || object == nil {
		return errs.New(errs.Invalid, "The query of a saved list must be an object.")
	}
	return nil
}

// owned is the saved list of an id, if the actor may change it. Of a list that is not for their eyes they hear nothing.
func owned(ctx context.Context, all []View, id string) (View, error) {
	i := slices.IndexFunc(all, func(v View) bool { return v.ID == id })
	admin := auth.Can(auth.From(ctx), auth.Administer, auth.Resource{})
	switch {
	case i >= 0 && (all[i].mine(ctx) || all[i].Shared && admin):
		return all[i], nil
	case i >= 0 && all[i].shows(ctx):
		return View{}, errs.New(errs.Forbidden, "The list %q is of %s: save another one of your own.", all[i].Name, all[i].By.Name)
	}
	return View{}, errs.New(errs.NotFound, "There is no saved list %q.", id)
}

// RemoveView removes a saved list.
func (s *Service) RemoveView(ctx context.Context, id string) error {
	all, err := s.views(ctx)
	if err != nil {
		return err
	}
	v, err := owned(ctx, all, id)
	if err != nil {
		return err
	}
	err = s.note(ctx, fmt.Sprintf("Removed the saved list %q.", v.Name), store.Delete(s.viewKey(id), store.VersionIs(v.version)))
	if isLost(err) {
		return changedMeanwhile("list")
	}
	return err
}
