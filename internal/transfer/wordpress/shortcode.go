package wordpress

import (
	"html"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/pattern"
	"github.com/galley-cms/galley/internal/transfer/richtext"
)

var attribute = pattern.Late(`([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))`)

// attributes reads the attributes of a shortcode.
func attributes(s string) map[string]string {
	out := map[string]string{}
	for _, m := range attribute().FindAllStringSubmatch(s, -1) {
		out[strings.ToLower(m[1])] = html.UnescapeString(m[2] + m[3] + m[4])
	}
	return out
}

func codeLanguage(s string) string {
	a := attributes(s)
	return firstOf(a["language"], a["lang"])
}

// element writes an element that richtext hands back to bodyReader.element.
func element(name string, attrs map[string]string, content string) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for _, key := range []string{"id", "url", "alt", "caption", "title", "language"} {
		if attrs[key] != "" {
			b.WriteString(" " + key + `="` + html.EscapeString(attrs[key]) + `"`)
		}
	}
	b.WriteString(">" + content + "</" + name + ">")
	return b.String()
}

var captioned = pattern.Late(`(?is)^\s*((?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*</a>)?)(.*)$`)

// caption makes a figure of a captioned picture.
func (b *bodyReader) caption(attrs map[string]string, content string) string {
	if text := attrs["caption"]; text != "" {
		return "<figure>" + content + "<figcaption>" + text + "</figcaption></figure>"
	}
	m := captioned().FindStringSubmatch(content)
	if m == nil {
		return "<figure>" + content + "</figure>"
	}
	return "<figure>" + m[1] + "<figcaption>" + m[2] + "</figcaption></figure>"
}

// gallery shows the attachments that it names, or those of the item it stands in.
func (b *bodyReader) gallery(attrs map[string]string) string {
	var files []*known
	listed := firstOf(attrs["ids"], attrs["include"])
	for _, n := range strings.FieldsFunc(listed, func(r rune) bool { return r == ',' || r == ' ' }) {
		if k := b.posts[number(n)]; k != nil && k.file != nil {
			files = append(files, k)
		} else {
			once(&b.losses, "a picture of a gallery that is not there: attachment "+n)
		}
	}
	if listed == "" {
		owner := firstOf(number(attrs["id"]), b.of.number)
		excluded := strings.FieldsFunc(attrs["exclude"], func(r rune) bool { return r == ',' || r == ' ' })
		for _, k := range b.within[owner] {
			if !slices.Contains(excluded, k.number) {
				files = append(files, k)
			}
		}
	}
	if len(files) == 0 {
		once(&b.losses, "a gallery without pictures")
	}
	out := ""
	for _, k := range files {
		out += element(elementAsset, map[string]string{"id": k.id, "alt": k.file.alt, "caption": k.file.caption}, "")
	}
	return out
}

var bareAddress = pattern.Late(`https?://[^\s"'<>|\]]+`)

// player shows a sound or film; one that names no file stays text.
func (b *bodyReader) player(text, whole string) string {
	attrs := attributes(text)
	for _, key := range []string{"src", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "wmv", "flv"} {
		if address := attrs[key]; address != "" && richtext.SafeLink(address) {
			return element(elementEmbed, map[string]string{"url": address}, "")
		}
	}
	if address := bareAddress().FindString(html.UnescapeString(text)); address != "" {
		return element(elementEmbed, map[string]string{"url": address}, "")
	}
	return whole
}
