package delivery

import (
	"encoding/json"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// embedded are the ids of what a stored rich text embeds.
func embedded(raw []byte) (ids []string) {
	for _, r := range field.References(nil, &field.Field{Kind: field.RichText}, raw) {
		ids = append(ids, r.ID)
	}
	return ids
}

// richText writes one form of a rich text.
func (x *run) richText(f *planField, o *object) outcome {
	switch f.op {
	case opRichJSON:
		x.buf = append(x.buf, o.raw...)
	case opRichHTML:
		x.buf = appendString(x.buf, field.RichHTML(o.raw, embeds{x}))
	case opRichText:
		x.buf = appendString(x.buf, field.RichPlainText(o.raw))
	}
	return written
}

// embeds shows what rich texts embed, as far as it was loaded.
type embeds struct{ *run }

// Entry implements field.Embeds.
func (e embeds) Entry(id string) (field.EmbeddedEntry, bool) {
	c := e.reader.Copy(id)
	if c == nil || e.typeOf(c) == nil {
		return field.EmbeddedEntry{}, false
	}
	title := id
	if c.Model.TitleField != "" {
		title = decoded(c, c.Model.TitleField, id, e.chain...)
	}
	return field.EmbeddedEntry{Model: c.Model.APIID, Title: title}, true
}

// Asset implements field.Embeds.
func (e embeds) Asset(id string) (field.EmbeddedAsset, bool) {
	c := e.reader.Copy(id)
	if c == nil || c.Model.ID != content.AssetModel {
		return field.EmbeddedAsset{}, false
	}
	return field.EmbeddedAsset{
		URL:      e.mediaURL(c, Image{}),
		MimeType: decoded(c, "mimeType", ""),
		FileName: decoded(c, "fileName", ""),
		Alt:      decoded(c, "alt", "", e.chain...),
		Width:    decoded(c, "width", 0),
		Height:   decoded(c, "height", 0),
	}, true
}

// decoded is the value of a field of an entry; other where there is none of this type.
func decoded[T any](c *content.Copy, apiID string, other T, chain ...string) T {
	f := c.Model.Field(apiID)
	if f == nil {
		return other
	}
	v := other
	if raw := c.Value(c.Model.Slot(f.ID), chain); raw == nil || json.Unmarshal(raw, &v) != nil {
		return other
	}
	return v
}
