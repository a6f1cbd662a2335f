package main

import (
	"context"
	"encoding/json"
	"io"
	"net/url"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/galley"
)

var (
	_ galley.Source = (*space)(nil)
	_ galley.Target = (*space)(nil)
)

// Space implements galley.Source.
func (s *space) Space(ctx context.Context) (string, []transfer.Locale, error) {
	var data struct {
		Space struct {
			Name    string
			Locales []transfer.Locale
		}
	}
	err := s.api.Do(ctx, `{ space { name locales { code name fallback } } }`, nil, &data)
	return data.Space.Name, data.Space.Locales, err
}

// Name implements galley.Target.
func (s *space) Name(ctx context.Context) (string, error) {
	name, _, err := s.Space(ctx)
	return name, err
}

// Rename implements galley.Target.
func (s *space) Rename(ctx context.Context, name string) error {
	return s.api.Repeat(ctx, `mutation($name: String!) { renameSpace(name: $name) { id } }`, map[string]any{"name": name}, nil)
}

// Types implements galley.Source.
func (s *space) Types(ctx context.Context) ([]galley.Type, error) {
	var data struct{ Models, Components []pulled }
	err := s.api.Do(ctx, `{ models { apiId builtin source fields { id apiId } } components { apiId source } }`, nil, &data)
	if err != nil {
		return nil, err
	}
	var out []galley.Type
	for _, m := range data.Models {
		out = append(out, galley.Type{APIID: m.APIID, Own: m.own(), Source: m.Source})
	}
	for _, m := range data.Components {
		out = append(out, galley.Type{APIID: m.APIID, Component: true, Own: true, Source: m.Source})
	}
	return out, nil
}

// Export implements galley.Source.
func (s *space) Export(ctx context.Context, model, after string, first int) ([]string, string, error) {
	var data struct {
		ExportEntries struct {
			Lines []string
			Next  string
		}
	}
	err := s.api.Do(ctx, `query($model: String!, $after: String, $first: Int) { exportEntries(model: $model, after: $after, first: $first) { lines next } }`,
		map[string]any{"model": model, "after": after, "first": first}, &data)
	return data.ExportEntries.Lines, data.ExportEntries.Next, err
}

// File implements galley.Source.
func (s *space) File(ctx context.Context, f galley.File) (io.ReadCloser, error) {
	return s.api.Get(ctx, "/media/"+url.PathEscape(f.Asset)+"/"+url.PathEscape(f.FileName)+"?v="+f.Hash[:10])
}

// ImportLines implements galley.Target.
func (s *space) ImportLines(ctx context.Context, lines []json.RawMessage, asDrafts, dryRun bool) ([]galley.Result, error) {
	var data struct{ ImportExported []galley.Result }
	err := s.api.Repeat(ctx, `mutation($lines: [String!]!, $asDrafts: Boolean, $dryRun: Boolean) {
		importExported(lines: $lines, asDrafts: $asDrafts, dryRun: $dryRun) {
			line id model outcome message problems { path rule message } missing waits } }`,
		map[string]any{"lines": lines, "asDrafts": asDrafts, "dryRun": dryRun}, &data)
	return data.ImportExported, err
}

// SendFile implements galley.Target.
func (s *space) SendFile(ctx context.Context, f galley.File, open func() (io.ReadCloser, error)) error {
	about := map[string]any{"asset": f.Asset, "name": f.FileName, "type": f.MimeType, "size": f.Size, "hash": f.Hash}
	var begun struct{ SendImportedFile *upload }
	err := s.api.Repeat(ctx, `mutation($asset: ID!, $name: String!, $type: String!, $size: Int!, $hash: String!) {
		sendImportedFile(asset: $asset, fileName: $name, mimeType: $type, size: $size, hash: $hash) {
			id method url headers parts { method url headers size } } }`, about, &begun)
	if err != nil {
		return err
	}
	if begun.SendImportedFile != nil {
		if err := s.sendOpened(ctx, *begun.SendImportedFile, open, f.Size); err != nil {
			return err
		}
	}
	for n := 0; ; n++ {
		var done struct{ CheckImportedFile bool }
		err := s.api.Repeat(ctx, `mutation($asset: ID!, $name: String!, $type: String!, $size: Int!, $hash: String!) {
			checkImportedFile(asset: $asset, fileName: $name, mimeType: $type, size: $size, hash: $hash) }`, about, &done)
		switch {
		case err != nil || done.CheckImportedFile:
			return err
		case n == lookPauses:
			return errs.New(errs.Invalid, "nobody has looked at it for a while: import again later")
		}
		if err := pause(ctx, min(lookPause<<n, longPause)); err != nil {
			return err
		}
	}
}

func (s *space) sendOpened(ctx context.Context, u upload, open func() (io.ReadCloser, error), size int64) error {
	file, err := open()
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	return s.send(ctx, u, file, size)
}
