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
	if f := c.Model.Field(c.Model.TitleField); f != nil {
		if t := e.textOf(c, f.APIID); t != "" {
			title = t
		}
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
		URL:      e.fileURL(c, Image{}),
		MimeType: e.textOf(c, "mimeType"),
		FileName: e.textOf(c, "fileName"),
		Alt:      e.textOf(c, "alt"),
		Width:    e.numberOf(c, "width"),
		Height:   e.numberOf(c, "height"),
	}, true
}

// textOf is the value of a text field of an entry; "" if there is none.
func (x *run) textOf(c *content.Copy, apiID string) (s string) {
	x.decode(c, apiID, &s)
	return s
}

func (x *run) numberOf(c *content.Copy, apiID string) (n int) {
	x.decode(c, apiID, &n)
	return n
}

// decode reads a stored value into v, and leaves v as it is where there is none of its type.
func (x *run) decode(c *content.Copy, apiID string, v any) {
	f := c.Model.Field(apiID)
	if f == nil {
		return
	}
	if raw := c.Value(c.Model.Slot(f.ID), x.chain); raw != nil {
		if err := json.Unmarshal(raw, v); err != nil {
			x.log.WarnContext(x.ctx, "a stored value does not fit its field", "entry", c.ID, "field", apiID)
		}
	}
}
