package wordpress

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// token finds, from left to right, what must be left alone (comments, code, tags), the shortcodes that are understood,
// and addresses on lines of their own. Which of them it found tells the first group that took part.
var token = regexp.MustCompile(`(?is)` + strings.Join([]string{
	`(<!--.*?-->|<pre\b.*?</pre\s*>|<code\b.*?</code\s*>|<script\b.*?</script\s*>|<style\b.*?</style\s*>|<textarea\b.*?</textarea\s*>|</?[a-z][^>]*>)`,
	`\[(\[/?[a-z][^\[\]]*\])\]`,
	`\[(code|sourcecode|source)((?:\s[^\]]*)?)\](.*?)\[/(?:code|sourcecode|source)\]`,
	`\[((?:wp_)?caption)((?:\s[^\]]*)?)\](.*?)\[/(?:wp_)?caption\]`,
	`\[(embed)((?:\s[^\]]*)?)\](.*?)\[/embed\]`,
	`\[(gallery|playlist)((?:\s[^\]]*)?)\]`,
	`\[(audio|video)((?:\s[^\]]*)?)\]`,
	`(\[/(?:audio|video|gallery|playlist)\])`,
	`((?m:^)[ \t]*https?://[^\s<>"\[\]]+[ \t\r]*(?m:$))`,
}, "|"))

// The groups of token.
const (
	groupSkip, groupEscaped         = 1, 2
	groupCode, groupCaption         = 3, 6
	groupEmbed, groupGallery        = 9, 12
	groupMedia, groupEnd, groupLine = 14, 16, 17
)

// shortcodes replaces the shortcodes that have a counterpart by elements; others stay text. With lines, addresses that
// stand alone on a line are embeds.
func (b *bodyReader) shortcodes(source string, lines bool) string {
	if !strings.Contains(source, "[") && !lines {
		return source
	}
	var out strings.Builder
	at := 0
	for _, m := range token.FindAllStringSubmatchIndex(source, -1) {
		out.WriteString(source[at:m[0]])
		at = m[1]
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return source[m[2*i]:m[2*i+1]]
		}
		out.WriteString(b.replace(group, source[m[0]:m[1]], lines))
	}
	out.WriteString(source[at:])
	return out.String()
}

// replace gives what stands in for one token.
func (b *bodyReader) replace(group func(int) string, whole string, lines bool) string {
	switch {
	case group(groupSkip) != "":
		return whole
	case group(groupEscaped) != "":
		return group(groupEscaped)
	case group(groupCode) != "":
		return element(elementCode, map[string]string{"language": codeLanguage(group(groupCode + 1))}, html.EscapeString(html.UnescapeString(group(groupCode+2))))
	case group(groupCaption) != "":
		return b.caption(attributes(group(groupCaption+1)), b.shortcodes(group(groupCaption+2), false))
	case group(groupEmbed) != "":
		return element(elementEmbed, map[string]string{"url": html.UnescapeString(group(groupEmbed + 2))}, "")
	case group(groupGallery) != "":
		return b.gallery(attributes(group(groupGallery + 1)))
	case group(groupMedia) != "":
		return b.player(group(groupMedia+1), whole)
	case group(groupEnd) != "":
		return ""
	case !lines:
		return whole
	}
	return element(elementEmbed, map[string]string{"url": html.UnescapeString(strings.TrimSpace(whole))}, "") + "\n"
}

var attribute = regexp.MustCompile(`([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))`)

// attributes reads the attributes of a shortcode.
func attributes(s string) map[string]string {
	out := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(s, -1) {
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

var captioned = regexp.MustCompile(`(?is)^\s*((?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*</a>)?)(.*)$`)

// caption makes a figure of a captioned picture.
func (b *bodyReader) caption(attrs map[string]string, content string) string {
	if text := attrs["caption"]; text != "" {
		return "<figure>" + content + "<figcaption>" + text + "</figcaption></figure>"
	}
	m := captioned.FindStringSubmatch(content)
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

var bareAddress = regexp.MustCompile(`https?://[^\s"'<>|\]]+`)

// player shows a sound or film; one that names no file stays text.
func (b *bodyReader) player(text, whole string) string {
	attrs := attributes(text)
	for _, key := range []string{"src", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "wmv", "flv"} {
		if address := attrs[key]; address != "" && richtext.SafeLink(address) {
			return element(elementEmbed, map[string]string{"url": address}, "")
		}
	}
	if address := bareAddress.FindString(html.UnescapeString(text)); address != "" {
		return element(elementEmbed, map[string]string{"url": address}, "")
	}
	return whole
}
