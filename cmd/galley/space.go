package main

import (
	"context"
	"encoding/json"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/transfer"
)

// space is a space behind the management API, as a target of imports.
type space struct{ api *client.Client }

var _ transfer.Target = (*space)(nil)

// Models implements transfer.Target.
func (s *space) Models(ctx context.Context) ([]json.RawMessage, error) {
	var data struct {
		Models, Components []struct{ Source json.RawMessage }
	}
	if err := s.api.Do(ctx, `{ models { source } components { source } }`, nil, &data); err != nil {
		return nil, err
	}
	var out []json.RawMessage
	for _, m := range append(data.Models, data.Components...) {
		out = append(out, m.Source)
	}
	return out, nil
}

// ApplyModels implements transfer.Target.
func (s *space) ApplyModels(ctx context.Context, models []json.RawMessage, dryRun bool) ([]transfer.Change, error) {
	query := `mutation($models: [JSON!]!) { plan: applyModels(models: $models) { changes { action model field destructive message } } }`
	if dryRun {
		query = `query($models: [JSON!]!) { plan: planModels(models: $models) { changes { action model field destructive message } } }`
	}
	var data struct {
		Plan struct{ Changes []transfer.Change }
	}
	err := s.api.Repeat(ctx, query, map[string]any{"models": models}, &data)
	return data.Plan.Changes, err
}

// Locales implements transfer.Target.
func (s *space) Locales(ctx context.Context) ([]transfer.Locale, error) {
	var data struct {
		Space struct{ Locales []transfer.Locale }
	}
	err := s.api.Do(ctx, `{ space { locales { code name fallback } } }`, nil, &data)
	return data.Space.Locales, err
}

// SetLocales implements transfer.Target.
func (s *space) SetLocales(ctx context.Context, locales []transfer.Locale) error {
	return s.api.Repeat(ctx, `mutation($locales: [LocaleInput!]!) { setLocales(locales: $locales) { id } }`, map[string]any{"locales": locales}, nil)
}

// Import implements transfer.Target.
func (s *space) Import(ctx context.Context, entries []transfer.Entry, dryRun bool) ([]transfer.Result, error) {
	var data struct{ ImportEntries []transfer.Result }
	err := s.api.Repeat(ctx, `mutation($entries: [ImportEntry!]!, $dryRun: Boolean) {
		importEntries(entries: $entries, dryRun: $dryRun) { id outcome message problems { path rule message } } }`,
		map[string]any{"entries": entries, "dryRun": dryRun}, &data)
	return data.ImportEntries, err
}

// Holders implements transfer.Target.
func (s *space) Holders(ctx context.Context, model, field string, values []string) (map[string][]string, error) {
	var data struct {
		Entries struct {
			Nodes []struct {
				ID     string
				Values map[string]json.RawMessage
			}
		}
	}
	err := s.api.Do(ctx, `query($model: String!, $where: JSON) { entries(model: $model, where: $where, first: 100) { nodes { id values } } }`,
		map[string]any{"model": model, "where": map[string]any{field: map[string]any{"in": values}}}, &data)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, n := range data.Entries.Nodes {
		var value string
		if err := json.Unmarshal(n.Values[field], &value); err != nil {
			return nil, err
		}
		out[value] = append(out[value], n.ID)
	}
	return out, nil
}

// asset is an entry with what an import wants to know of its file.
type asset struct {
	ID    string
	Asset *struct {
		State  string
		Reason *string
	}
}

// result is what became of the asset.
func (a asset) result(outcome transfer.Outcome) transfer.Result {
	r := transfer.Result{ID: a.ID, Outcome: outcome}
	if a.Asset != nil && a.Asset.State == "FAILED" {
		r.Outcome = transfer.Failed
		if a.Asset.Reason != nil {
			r.Message = *a.Asset.Reason
		}
	}
	return r
}

// AssetState implements transfer.Target.
func (s *space) AssetState(ctx context.Context, id string) (string, error) {
	a, err := s.asset(ctx, id)
	if err != nil || a.Asset == nil {
		return "", err
	}
	return a.Asset.State, nil
}

// asset reads an asset; one that does not exist has no file.
func (s *space) asset(ctx context.Context, id string) (asset, error) {
	var data struct{ Entry *asset }
	err := s.api.Do(ctx, `query($id: ID!) { entry(id: $id) { id asset { state reason } } }`, map[string]any{"id": id}, &data)
	if err != nil || data.Entry == nil {
		return asset{ID: id}, err
	}
	return *data.Entry, nil
}

// RecordAsset implements transfer.Target.
func (s *space) RecordAsset(ctx context.Context, a transfer.Asset) (transfer.Result, error) {
	var data struct{ RecordAsset asset }
	err := s.api.Repeat(ctx, `mutation($id: ID, $url: String!, $name: String!, $type: String, $values: JSON) {
		recordAsset(id: $id, url: $url, fileName: $name, mimeType: $type, values: $values) { id asset { state reason } } }`,
		map[string]any{"id": a.ID, "url": a.URL, "name": a.FileName, "type": a.MimeType, "values": a.Values}, &data)
	return data.RecordAsset.result(transfer.Created), err
}
