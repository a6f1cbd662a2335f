package wordpress

import (
	"html"
	"strings"

	"github.com/galley-cms/galley/internal/pattern"
)

// maxShortcode bounds the attributes of a shortcode, in bytes; what is longer is text.
const maxShortcode = 8 << 10

// scanner goes through a text from left to right, once, and replaces the shortcodes that have a counterpart by elements;
// others stay text. Tags, comments and code are copied as they are.
type scanner struct {
	*bodyReader
	source, lower string
	at            int
	lines         bool // addresses that stand alone on a line are embeds
	out           strings.Builder
	absent        map[string]bool // ends that do not come any more: hostile texts open much and close nothing
}

// shortcodes replaces the shortcodes in a text.
func (b *bodyReader) shortcodes(source string, lines bool) string {
	if !strings.Contains(source, "[") && !lines {
		return source
	}
	s := &scanner{bodyReader: b, source: source, lower: lowerASCII(source), lines: lines, absent: map[string]bool{}}
	for s.at < len(source) {
		s.text()
		if s.at == len(source) {
			break
		}
		if source[s.at] == '<' {
			s.tag()
		} else {
			s.bracket()
		}
	}
	return s.out.String()
}

// lowerASCII is s in lower case as far as it is ASCII; every byte keeps its place.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// copyTo copies what lies before end.
func (s *scanner) copyTo(end int) {
	s.out.WriteString(s.source[s.at:end])
	s.at = end
}

// find gives the place behind the next end, or -1.
func (s *scanner) find(from int, end string) int {
	if s.absent[end] {
		return -1
	}
	i := strings.Index(s.lower[from:], end)
	if i < 0 {
		s.absent[end] = true
		return -1
	}
	return from + i + len(end)
}

var bareLine = pattern.Late(`^[ \t]*(https?://[^\s<>"\[\]]+)[ \t\r]*\n?$`)

// text copies text up to the next tag or bracket.
func (s *scanner) text() {
	end := strings.IndexAny(s.source[s.at:], "<[")
	if end < 0 {
		end = len(s.source)
	} else {
		end += s.at
	}
	if !s.lines || !strings.Contains(s.source[s.at:end], "://") {
		s.copyTo(end)
		return
	}
	for s.at < end {
		stop := end
		if i := strings.IndexByte(s.source[s.at:end], '\n'); i >= 0 {
			stop = s.at + i + 1
		}
		begins := s.at == 0 || s.source[s.at-1] == '\n'
		ends := stop == len(s.source) || s.source[stop-1] == '\n'
		m := bareLine().FindStringSubmatch(s.source[s.at:stop])
		if m == nil || !begins || !ends {
			s.copyTo(stop)
			continue
		}
		s.out.WriteString(element(elementEmbed, map[string]string{"url": html.UnescapeString(m[1])}, "") + "\n")
		s.at = stop
	}
}

// verbatim are the elements inside which nothing is a shortcode.
var verbatim = []string{"pre", "code", "script", "style", "textarea"}

// tag copies a tag, a comment, or an element whose content stays as it is.
func (s *scanner) tag() {
	rest := s.lower[s.at:]
	end := -1
	if strings.HasPrefix(rest, "<!--") {
		end = s.find(s.at, "-->")
	}
	for _, name := range verbatim {
		if after, ok := strings.CutPrefix(rest, "<"+name); ok && after != "" && strings.ContainsRune(" \t\r\n>/", rune(after[0])) {
			end = s.find(s.at, "</"+name)
		}
	}
	if end < 0 {
		end = s.find(s.at, ">")
	}
	if end < 0 {
		end = s.at + 1
	}
	s.copyTo(end)
}

var (
	escaped   = pattern.Late(`^\[(\[/?[a-z][^\[\]]*\])\]`)
	shortcode = pattern.Late(`^\[(/?[a-z_]+)([^\[\]]*)\]`)
)

// bracket replaces a shortcode, or copies the bracket.
func (s *scanner) bracket() {
	window := s.lower[s.at:min(len(s.lower), s.at+maxShortcode)]
	if m := escaped().FindStringSubmatchIndex(window); m != nil {
		s.at++
		s.copyTo(s.at + m[3] - m[2])
		s.at++
		return
	}
	m := shortcode().FindStringSubmatchIndex(window)
	if m == nil {
		s.copyTo(s.at + 1)
		return
	}
	name, attrs := window[m[2]:m[3]], s.source[s.at+m[4]:s.at+m[5]]
	text, end := s.replace(name, attrs, s.at+m[1])
	if end < 0 {
		s.copyTo(s.at + 1)
		return
	}
	s.out.WriteString(text)
	s.at = end
}

// replace gives what stands in for a shortcode, and where it ends; -1 for one that stays text. After is the place behind
// its opening.
func (s *scanner) replace(name, attrs string, after int) (text string, end int) {
	whole := s.source[s.at:after]
	switch name {
	case "gallery", "playlist":
		return s.gallery(attributes(attrs)), after
	case "audio", "video":
		return s.player(attrs, whole), after
	case "/audio", "/video", "/gallery", "/playlist":
		return "", after
	case "caption", "wp_caption", "embed", "code", "sourcecode":
		if end = s.find(after, "[/"+name+"]"); end >= 0 {
			content := s.source[after : end-len("[/]")-len(name)]
			return s.enclosing(name, attrs, content), end
		}
	}
	return "", -1
}

// enclosing gives what stands in for a shortcode with content.
func (s *scanner) enclosing(name, attrs, content string) string {
	switch name {
	case "embed":
		return element(elementEmbed, map[string]string{"url": html.UnescapeString(content)}, "")
	case "code", "sourcecode":
		return element(elementCode, map[string]string{"language": codeLanguage(attrs)}, html.EscapeString(html.UnescapeString(content)))
	}
	return s.caption(attributes(attrs), s.shortcodes(content, false))
}
