package filetype

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// HeadSize is how many bytes of the beginning of a file Sniff looks at.
const HeadSize = 4096

// Sniff tells the type of a file from its first HeadSize bytes (fewer if the file is shorter). Where several types
// share a signature, zip archives and plain text above all, hint decides, if it is one of them; it may be nil.
// The answer is nil for what Galley does not take.
func Sniff(head []byte, hint *Type) *Type {
	for _, s := range signatures {
		if s.matches(head) {
			return s.choose(head, hint)
		}
	}
	return sniffText(head, hint)
}

// signature is what files of a type have at fixed places.
type signature struct {
	at     int
	bytes  string
	choose func(head []byte, hint *Type) *Type
}

func (s signature) matches(head []byte) bool {
	return len(head) >= s.at && bytes.HasPrefix(head[s.at:], []byte(s.bytes))
}

func always(t *Type) func([]byte, *Type) *Type {
	return func([]byte, *Type) *Type { return t }
}

var signatures = []signature{
	{0, "\xff\xd8\xff", always(JPEG)},
	{0, "\x89PNG\r\n\x1a\n", always(PNG)},
	{0, "GIF87a", always(GIF)},
	{0, "GIF89a", always(GIF)},
	{0, "RIFF", riff},
	{4, "ftyp", isoMedia},
	{0, "%PDF-", always(PDF)},
	{0, "\x1a\x45\xdf\xa3", matroska},
	{0, "ID3", always(mp3)},
	{0, "\xff\xfb", always(mp3)},
	{0, "\xff\xf3", always(mp3)},
	{0, "\xff\xf2", always(mp3)},
	{0, "OggS", always(ogg)},
	{0, "PK\x03\x04", zipped},
	{0, "PK\x05\x06", always(zipFile)},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", always(oldOffice)},
}

func riff(head []byte, _ *Type) *Type {
	switch {
	case len(head) < 12:
		return nil
	case string(head[8:12]) == "WEBP":
		return WebP
	case string(head[8:12]) == "WAVE":
		return wav
	}
	return nil
}

// brands maps the major brands of ISO media files to types; video brands that are not listed count as MP4.
var brands = map[string]*Type{
	"avif": AVIF, "avis": AVIF,
	"heic": HEIC, "heix": HEIC, "heim": HEIC, "heis": HEIC, "hevc": HEIC, "mif1": HEIC, "msf1": HEIC,
	"M4A ": m4a, "M4B ": m4a, "qt  ": quickTime,
}

// isoMedia reads the major brand; pictures with a general one name the codec among the compatible brands.
// Sound and film share the general brands, so the hint may decide between them.
func isoMedia(head []byte, hint *Type) *Type {
	if len(head) < 16 {
		return nil
	}
	brand := string(head[8:12])
	if brand == "mif1" || brand == "msf1" {
		size := int(head[2])<<8 | int(head[3])
		if bytes.Contains(head[16:max(16, min(size, len(head)))], []byte("avif")) {
			return AVIF
		}
	}
	if t, ok := brands[brand]; ok {
		return t
	}
	if hint == m4a || hint == quickTime {
		return hint
	}
	return mp4
}

func matroska(head []byte, _ *Type) *Type {
	if bytes.Contains(head[:min(64, len(head))], []byte("webm")) {
		return webM
	}
	return nil
}

// zipped tells office files from plain archives. OpenDocument and EPUB files name their type at a fixed place; the
// others are told by the hint, confirmed by the name of their first entry.
func zipped(head []byte, hint *Type) *Type {
	if rest, ok := bytes.CutPrefix(head[min(30, len(head)):], []byte("mimetype")); ok {
		for _, t := range All {
			if bytes.HasPrefix(rest, []byte(t.MIME)) && t.Family == Document && !t.Text {
				return longest(rest, t)
			}
		}
	}
	office := bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("_rels/.rels"))
	if hint != nil && office && strings.HasPrefix(hint.MIME, openXML) {
		return hint
	}
	return zipFile
}

// longest prefers a type whose name goes on after that of t.
func longest(named []byte, t *Type) *Type {
	for _, other := range All {
		if len(other.MIME) > len(t.MIME) && bytes.HasPrefix(named, []byte(other.MIME)) {
			t = other
		}
	}
	return t
}

// sniffText tells SVG from other text, and text from anything else.
func sniffText(head []byte, hint *Type) *Type {
	switch {
	case !isText(head):
		return nil
	case isSVG(head):
		return SVG
	case looksLikeHTML(head):
		return nil
	case hint != nil && hint.Text:
		return hint
	}
	return plainText
}

func isText(head []byte) bool {
	if len(head) == 0 || bytes.ContainsRune(head, 0) {
		return false
	}
	for cut := 0; cut < utf8.UTFMax && cut < len(head); cut++ { // the last character may be cut
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
		if len(head) < HeadSize {
			break
		}
	}
	return false
}

// isSVG finds the root element behind what may stand before it.
func isSVG(head []byte) bool {
	rest := bytes.TrimPrefix(head, []byte("\ufeff"))
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		var ok bool
		switch {
		case bytes.HasPrefix(rest, []byte("<?")):
			_, rest, ok = bytes.Cut(rest, []byte("?>"))
		case bytes.HasPrefix(rest, []byte("<!--")):
			_, rest, ok = bytes.Cut(rest, []byte("-->"))
		case bytes.HasPrefix(rest, []byte("<!DOCTYPE svg")):
			_, rest, ok = bytes.Cut(rest, []byte(">"))
		default:
			return bytes.HasPrefix(rest, []byte("<svg")) || bytes.HasPrefix(rest, []byte("<svg:svg"))
		}
		if !ok {
			return false
		}
	}
}

// looksLikeHTML tells pages that a browser could be made to run.
func looksLikeHTML(head []byte) bool {
	start := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<script", "<iframe"} {
		if strings.HasPrefix(start, tag) {
			return true
		}
	}
	return false
}
