package disk

import (
	"path/filepath"
	"strings"
)

// Keys become paths element by element. Every byte but a-z 0-9 . _ - is escaped, upper case too, so that keys which
// differ in case only stay apart on every file system, and no name is special on any. The ends of names tell folders
// from objects, so that the keys "a" and "a/b" can both exist.
const (
	folderEnd = "+" // a folder: one element of a key
	longEnd   = "~" // a folder: the beginning of an element too long for one name
	objectEnd = "=" // an object
	maxName   = 200 // escaped bytes in one name; file systems take 255
)

// pathOf is the path of an object below the root of the bucket.
func pathOf(key string) string {
	parts := strings.Split(key, "/")
	var names []string
	for i, part := range parts {
		end := folderEnd
		if i == len(parts)-1 {
			end = objectEnd
		}
		names = append(names, namesOf(part, end)...)
	}
	return filepath.Join(names...)
}

// folderOf is the path of the deepest folder that holds all keys with the prefix.
func folderOf(prefix string) string {
	parts := strings.Split(prefix, "/")
	var names []string
	for _, part := range parts[:len(parts)-1] {
		names = append(names, namesOf(part, folderEnd)...)
	}
	return filepath.Join(names...)
}

// namesOf escapes one element, cut into several names where it is long.
func namesOf(part, end string) (names []string) {
	escaped := escape(part)
	for len(escaped) > maxName {
		cut := maxName
		for escaped[cut-1] == '%' || escaped[cut-2] == '%' { // never inside an escape
			cut--
		}
		names = append(names, escaped[:cut]+longEnd)
		escaped = escaped[cut:]
	}
	return append(names, escaped+end)
}

// keyOf is the key of the object at a path below the root; false for what is no object.
func keyOf(path string) (string, bool) {
	names := strings.Split(filepath.ToSlash(path), "/")
	var key strings.Builder
	for i, name := range names {
		if name == "" {
			return "", false
		}
		body, end := name[:len(name)-1], name[len(name)-1:]
		if (end == objectEnd) != (i == len(names)-1) {
			return "", false
		}
		key.WriteString(unescape(body))
		if end == folderEnd {
			key.WriteByte('/')
		}
	}
	return key.String(), true
}

const hexDigits = "0123456789abcdef"

func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-' {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
	}
	return b.String()
}

// unescape reverses escape.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' || i+2 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		b.WriteByte(byte(strings.IndexByte(hexDigits, s[i+1])<<4 | strings.IndexByte(hexDigits, s[i+2])))
		i += 2
	}
	return b.String()
}
