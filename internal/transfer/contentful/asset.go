package contentful

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/galley-cms/galley/internal/transfer"
)

// fileInfo is the file of an asset in one locale.
type fileInfo struct {
	URL      string `json:"url"`
	Upload   string `json:"upload"` // where it came from, before it was processed
	FileName string `json:"fileName"`
	MimeType string `json:"contentType"`
}

// fileOf finds the file of an asset: that of the default locale, else the first; nil if it has none.
func (s *source) fileOf(r *record) *fileInfo {
	byLocale := r.Fields["file"]
	for _, code := range append([]string{s.main}, transfer.Sorted(byLocale)...) {
		var f fileInfo
		if json.Unmarshal(byLocale[code], &f) != nil {
			continue
		}
		if f.URL = firstOf(f.URL, f.Upload); f.URL == "" {
			continue
		}
		if strings.HasPrefix(f.URL, "//") {
			f.URL = "https:" + f.URL
		}
		return &f
	}
	return nil
}

// fileURL is the address of the file of an asset, or "".
func (s *source) fileURL(id string) string {
	if r := s.files[id]; r != nil {
		return s.fileOf(r).URL
	}
	return ""
}

// assets sends all assets.
func (im *importer) assets(ctx context.Context) error {
	for _, rec := range im.Assets {
		if err := im.asset(ctx, rec); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) asset(ctx context.Context, rec *record) error {
	defer im.handOver()
	item := "asset " + rec.Sys.ID
	f := im.fileOf(rec)
	switch {
	case f == nil:
		im.Skip("asset", transfer.Line{Item: item, ID: rec.Sys.ID, Message: "has no file"})
		return nil
	case im.files[rec.Sys.ID] != rec:
		im.Skip("asset", transfer.Line{Item: item, ID: rec.Sys.ID, Message: "repeats the id of another asset"})
		return nil
	}
	id := im.assetIDs[rec.Sys.ID]
	r := &reading{source: im.source, item: item, id: id}
	if !rec.Sys.published() {
		r.note("is not published there; assets have no drafts here")
	}
	for _, code := range transfer.Sorted(rec.Fields["file"]) {
		var other fileInfo
		if json.Unmarshal(rec.Fields["file"][code], &other) == nil && firstOf(other.URL, other.Upload) != "" && !strings.HasSuffix(f.URL, firstOf(other.URL, other.Upload)) {
			r.note("loses its file in " + code + ": an asset has one file")
		}
	}
	v := transfer.Values{}
	for from, to := range map[string]string{"title": "title", "description": "alt"} {
		if byLocale := im.texts(rec.Fields[from]); len(byLocale) > 0 {
			v[to] = byLocale
		}
	}
	return im.SendAsset(ctx, item, transfer.Asset{ID: id, URL: f.URL, FileName: firstOf(f.FileName, "file"), MimeType: f.MimeType, Values: v})
}

// texts are the texts of a field by locale.
func (im *importer) texts(byLocale map[string]json.RawMessage) map[string]string {
	out := map[string]string{}
	for code, raw := range byLocale {
		var s string
		if json.Unmarshal(raw, &s) == nil && s != "" && im.hasLocale(code) {
			out[code] = s
		}
	}
	return out
}
