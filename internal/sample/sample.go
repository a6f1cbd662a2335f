package sample

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media"
)

// Load writes the sample into a space, as the system itself. It can be repeated, also after it broke off: what is there
// already stays as it is.
func Load(ctx context.Context, c *content.Service, m *media.Service) (err error) {
	defer errs.Wrap(&err, "load the sample content")
	ctx = auth.With(ctx, auth.System)
	if err := loadModels(ctx, c); err != nil {
		return err
	}
	if err := loadPictures(ctx, c, m); err != nil {
		return err
	}
	entries, err := entries()
	if err != nil {
		return err
	}
	if err := nameSingletons(ctx, c, entries); err != nil {
		return err
	}
	results, err := c.Import(ctx, entries, false)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Message != "" {
			return fmt.Errorf("entry %s: %s %v", r.ID, r.Message, r.Problems)
		}
	}
	return nil
}

// nameSingletons gives the entries of singletons the id that the one entry of such a model has: that of the model.
func nameSingletons(ctx context.Context, c *content.Service, entries []content.ImportEntry) error {
	schema, err := c.Schema(ctx)
	if err != nil {
		return err
	}
	for i := range entries {
		if m := schema.Model(entries[i].Model); m != nil && m.Singleton {
			entries[i].ID = m.ID
		}
	}
	return nil
}

var locales = []content.Locale{{Code: "en", Name: "English"}, {Code: "de", Name: "Deutsch", Fallback: "en"}}

func loadModels(ctx context.Context, c *content.Service) error {
	if err := c.RenameSpace(ctx, "Meridian"); err != nil {
		return err
	}
	if err := c.SetLocales(ctx, locales); err != nil {
		return err
	}
	var models []json.RawMessage
	err := eachFile("content/models", func(_ string, data []byte) error {
		models = append(models, data)
		return nil
	})
	if err != nil {
		return err
	}
	_, err = c.ApplyModels(ctx, models, false, false)
	return err
}

// eachFile gives the files of a folder in alphabetical order.
func eachFile(folder string, do func(name string, data []byte) error) error {
	found, err := fs.ReadDir(files, folder)
	if err != nil {
		return err
	}
	for _, f := range found {
		data, err := files.ReadFile(folder + "/" + f.Name())
		if err == nil {
			err = do(f.Name(), data)
		}
		if err != nil {
			return fmt.Errorf("%s/%s: %w", folder, f.Name(), err)
		}
	}
	return nil
}

// entries reads all entries but the pictures.
func entries() (all []content.ImportEntry, err error) {
	for _, read := range []func() ([]content.ImportEntry, error){lists, articles, pages} {
		some, err := read()
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// lists reads the entries that are written in JSON: categories, authors and the settings.
func lists() (out []content.ImportEntry, err error) {
	data, err := files.ReadFile("content/lists.json")
	if err != nil {
		return nil, err
	}
	var byModel map[string]map[string]map[string]json.RawMessage // by model and id
	if err := json.Unmarshal(data, &byModel); err != nil {
		return nil, fmt.Errorf("content/lists.json: %w", err)
	}
	for model, entries := range byModel {
		for id, values := range entries {
			out = append(out, content.ImportEntry{ID: id, Model: model, Values: values, Publish: true, PublishedAt: founded, CreatedAt: founded, UpdatedAt: founded})
		}
	}
	return out, nil
}
