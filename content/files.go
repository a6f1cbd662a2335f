package content

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// narrowedFiles lists the references of a copy whose fields ask something of the file.
func narrowedFiles(sc *Schema, m *Model, v values) (out []field.Ref) {
	for _, ref := range sc.References(m, v) {
		if ref.Field.NarrowsFiles() {
			out = append(out, ref)
		}
	}
	return out
}

// checkFiles refuses references to files that their fields do not take. Like everything but ids, the type of a file is no
// part of what a commit checks: an asset that is changed later is looked at when the entry is published again.
func (s *Service) checkFiles(ctx context.Context, refs []field.Ref) error {
	if len(refs) == 0 {
		return nil
	}
	var keys []store.Key
	seen := map[string]bool{}
	for _, ref := range refs {
		if !seen[ref.ID] {
			seen[ref.ID], keys = true, append(keys, s.keys.live(ref.ID))
		}
	}
	files, err := s.bodies(ctx, keys)
	if err != nil {
		return err
	}
	var problems []errs.Problem
	for _, ref := range refs {
		file := files[ref.ID]
		if file == nil {
			continue // it reads as null until it is there
		}
		var mimeType string
		if raw := file.values["mimeType"]; !isNull(raw) && json.Unmarshal(raw, &mimeType) != nil {
			mimeType = ""
		}
		size, err := strconv.ParseInt(string(file.values["size"]), 10, 64)
		if err != nil {
			size = 0 // not known yet
		}
		problems = append(problems, field.ValidateFile(ref.Field, ref.Path, mimeType, size)...)
	}
	if len(problems) > 0 {
		return errs.Validation(problems...)
	}
	return nil
}

// bodies reads copies by the ids of their entries, consistently each.
func (s *Service) bodies(ctx context.Context, keys []store.Key) (map[string]*body, error) {
	out := map[string]*body{}
	err := s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, keys...)
		if err != nil {
			return err
		}
		for _, i := range items {
			if out[s.keys.idOf(i.Key)], err = decodeBody(i); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
