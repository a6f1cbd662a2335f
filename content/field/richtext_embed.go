package field

import (
	"html"
	"strconv"
	"strings"
)

// embed writes an image, an embedded entry or asset, or a link card.
func (h *htmlWriter) embed(name string, attrs value) {
	id := attrs.get("id").text
	switch name {
	case "image":
		h.image(EmbeddedAsset{URL: attrs.get("src").text, Alt: attrs.get("alt").text}, attrs.get("title").text)
	case "embed":
		h.card(attrs)
	case "embedEntry":
		if h.embeds != nil {
			if e, ok := h.embeds.Entry(id); ok {
				h.entry(id, e)
			}
		}
	case "embedAsset":
		if h.embeds != nil {
			if a, ok := h.embeds.Asset(id); ok {
				h.asset(a, attrs)
			}
		}
	}
}

func (h *htmlWriter) entry(id string, e EmbeddedEntry) {
	h.open("div", attribute{"data-entry", id}, attribute{"data-model", e.Model})
	h.link(e.URL, e.Title)
	h.close("div")
}

// link writes words, linked if there is a safe address.
func (h *htmlWriter) link(url, words string) {
	if url = safeLink(url); url == "" {
		h.WriteString(html.EscapeString(words))
		return
	}
	h.open("a", attribute{"href", url})
	h.WriteString(html.EscapeString(words))
	h.close("a")
}

// card writes a link to what is embedded from elsewhere; foreign HTML is never written.
func (h *htmlWriter) card(attrs value) {
	url := attrs.get("url").text
	words := attrs.get("title").text
	if words == "" {
		words = url
	}
	h.open("div", attribute{"data-embed", safeLink(url)})
	h.link(url, words)
	h.close("div")
}

func (h *htmlWriter) image(a EmbeddedAsset, title string) {
	h.open("img", attribute{"src", safeLink(a.URL)}, attribute{"alt", a.Alt}, attribute{"title", title},
		attribute{"width", pixels(a.Width)}, attribute{"height", pixels(a.Height)}, attribute{"loading", "lazy"})
}

func pixels(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// asset writes a figure: the picture, the player, or a link to the file, and its caption.
func (h *htmlWriter) asset(a EmbeddedAsset, attrs value) {
	if alt := attrs.get("alt"); alt.shape == text {
		a.Alt = alt.text
	}
	kind, _, _ := strings.Cut(a.MimeType, "/")
	h.WriteString("<figure>")
	switch kind {
	case "image":
		h.image(a, "")
	case "video", "audio":
		h.open(kind, attribute{"src", safeLink(a.URL)}, attribute{"controls", "controls"})
		h.close(kind)
	default:
		h.link(a.URL, a.FileName)
	}
	if caption := attrs.get("caption").text; caption != "" {
		h.WriteString("<figcaption>" + html.EscapeString(caption) + "</figcaption>")
	}
	h.WriteString("</figure>")
}
