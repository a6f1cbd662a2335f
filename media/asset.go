package media

import (
	"encoding/json"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
)

// Asset is what the system fields of an asset say of its file.
type Asset struct {
	ID          string
	FileName    string
	MimeType    string
	State       string // content.AssetReady and the other states
	Reason      string // why it failed
	Placeholder string // ThumbHash in base64
	SourceURL   string // of an external file
	Size        int64  // bytes; 0: not known
	Width       int    // pixels; 0: not known, or no picture
	Height      int
	Focus       *Point // what must stay visible; nil: the middle

	key  string // in the bucket
	hash string // SHA-256, hexadecimal
}

// Point is a place in a picture, from the top left, 0 to 1.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// AssetOf reads the asset from the draft values of its entry.
func AssetOf(e *content.Entry) Asset {
	return assetOf(e.ID, func(field string) []byte { return e.Values[field] })
}

// AssetOfCopy reads the asset from a copy of its entry.
func AssetOfCopy(c *content.Copy) Asset {
	return assetOf(c.ID, func(field string) []byte {
		if slot := c.Model.Slot(field); slot >= 0 {
			return c.Slot(slot)
		}
		return nil
	})
}

// assetOf reads stored values; fields of the built-in model have their apiId as id.
func assetOf(id string, value func(field string) []byte) Asset {
	a := Asset{ID: id}
	for _, f := range []struct {
		name string
		to   any
	}{
		{"fileName", &a.FileName}, {"mimeType", &a.MimeType}, {"state", &a.State}, {"reason", &a.Reason},
		{"placeholder", &a.Placeholder}, {"sourceUrl", &a.SourceURL}, {"size", &a.Size}, {"width", &a.Width},
		{"height", &a.Height}, {"key", &a.key}, {"hash", &a.hash}, {"focalPoint", &a.Focus},
	} {
		if raw := value(f.name); raw != nil {
			// System fields are written by this package alone; a focal point of another form counts as none.
			_ = json.Unmarshal(raw, f.to)
		}
	}
	if f := a.Focus; f != nil && !(f.X >= 0 && f.X <= 1 && f.Y >= 0 && f.Y <= 1) {
		a.Focus = nil
	}
	return a
}

// values are the system fields of the asset in external form.
func (a *Asset) values() map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for field, v := range map[string]any{
		"fileName": orNull(a.FileName), "mimeType": orNull(a.MimeType), "state": orNull(a.State), "reason": orNull(a.Reason),
		"placeholder": orNull(a.Placeholder), "sourceUrl": orNull(a.SourceURL), "size": orNull(a.Size), "width": orNull(a.Width),
		"height": orNull(a.Height), "key": orNull(a.key), "hash": orNull(a.hash),
	} {
		// Strings and numbers always have a JSON form.
		out[field], _ = json.Marshal(v)
	}
	return out
}

// orNull is the value, or nil if it is zero: an unknown width is no width.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// hasVariants tells whether the file is a picture that can be rendered.
func (a *Asset) hasVariants() bool {
	t := filetype.ByMIME(a.MimeType)
	return a.State == content.AssetReady && t != nil && picture.CanDecode(t)
}

// showsItself tells whether the file is a picture that every browser shows as it is.
func (a *Asset) showsItself() bool {
	t := filetype.ByMIME(a.MimeType)
	there := a.State == content.AssetReady || a.State == content.AssetExternal && a.SourceURL != ""
	return there && t != nil && t.Family == filetype.Image && t != filetype.HEIC
}
