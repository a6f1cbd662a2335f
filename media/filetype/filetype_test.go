package filetype_test

import (
	"strings"
	"testing"

	"github.com/galley-cms/galley/media/filetype"
)

func TestSniff(t *testing.T) {
	docx := filetype.ByName("a.docx")
	for name, c := range map[string]struct {
		head string
		hint *filetype.Type
		want string // "" for nil
	}{
		"jpeg":                     {"\xff\xd8\xff\xe0\x00\x10JFIF", nil, "image/jpeg"},
		"png":                      {"\x89PNG\r\n\x1a\n\x00", nil, "image/png"},
		"gif":                      {"GIF89a", nil, "image/gif"},
		"webp":                     {"RIFF\x10\x00\x00\x00WEBPVP8 ", nil, "image/webp"},
		"wav":                      {"RIFF\x10\x00\x00\x00WAVEfmt ", nil, "audio/wav"},
		"some other riff":          {"RIFF\x10\x00\x00\x00AVI LIST", nil, ""},
		"avif":                     {"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1", nil, "image/avif"},
		"avif under a common name": {"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", nil, "image/avif"},
		"heic":                     {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1", nil, "image/heic"},
		"mp4":                      {"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", nil, "video/mp4"},
		"pdf":                      {"%PDF-1.7", nil, "application/pdf"},
		"webm":                     {"\x1a\x45\xdf\xa3\x01\x00\x42\x82\x84webm", nil, "video/webm"},
		"other matroska":           {"\x1a\x45\xdf\xa3\x01\x00\x42\x82\x88matroska", nil, ""},
		"mp3":                      {"ID3\x04", nil, "audio/mpeg"},
		"zip":                      {"PK\x03\x04\x14\x00", docx, "application/zip"},
		"docx":                     {"PK\x03\x04\x14\x00........................[Content_Types].xml", docx, docx.MIME},
		"odt":                      {"PK\x03\x04" + strings.Repeat("\x00", 26) + "mimetypeapplication/vnd.oasis.opendocument.text", nil, "application/vnd.oasis.opendocument.text"},
		"epub":                     {"PK\x03\x04" + strings.Repeat("\x00", 26) + "mimetypeapplication/epub+zipPK", nil, "application/epub+zip"},
		"svg":                      {"\ufeff<?xml version=\"1.0\"?>\n<!-- by hand -->\n<svg xmlns=…", nil, "image/svg+xml"},
		"svg said to be text":      {"<svg>", filetype.ByName("a.txt"), "image/svg+xml"},
		"text":                     {"hello", nil, "text/plain"},
		"text said to be csv":      {"a,b", filetype.ByName("a.csv"), "text/csv"},
		"text said to be a jpeg":   {"hello", filetype.JPEG, "text/plain"},
		"a picture said to be csv": {"GIF89a", filetype.ByName("a.csv"), "image/gif"},
		"html said to be text":     {"  <!DOCTYPE HTML><p>", filetype.ByName("a.txt"), ""},
		"script said to be text":   {"<script>alert(1)</script>", nil, ""},
		"cut in a character":       {strings.Repeat("é", filetype.HeadSize/2)[1:] + "\xc3", nil, ""},
		"binary":                   {"a\x00b", nil, ""},
		"not UTF-8":                {"caf\xe9", nil, ""},
		"a Windows program":        {"MZ\x90\x00", nil, ""},
		"nothing":                  {"", filetype.PNG, ""},
	} {
		got := ""
		if found := filetype.Sniff([]byte(c.head), c.hint); found != nil {
			got = found.MIME
		}
		if got != c.want {
			t.Errorf("%s: taken for %q, not %q", name, got, c.want)
		}
	}
}

func TestSniffTextCutInACharacter(t *testing.T) {
	head := []byte("a" + strings.Repeat("é", filetype.HeadSize/2))[:filetype.HeadSize]
	if got := filetype.Sniff(head, nil); got == nil || got.MIME != "text/plain" {
		t.Errorf("text of which the head ends within a character is taken for %v", got)
	}
}

func TestByMIMEAndByName(t *testing.T) {
	for name, want := range map[string]*filetype.Type{
		"image/jpg": filetype.JPEG, "image/svg+xml; charset=utf-8": filetype.SVG, "text/html": nil, "": nil,
	} {
		if got := filetype.ByMIME(name); got != want {
			t.Errorf("ByMIME(%q) is %v", name, got)
		}
	}
	for name, want := range map[string]*filetype.Type{"A.JPEG": filetype.JPEG, "x.tar.pdf": filetype.PDF, "x.exe": nil, "x": nil} {
		if got := filetype.ByName(name); got != want {
			t.Errorf("ByName(%q) is %v", name, got)
		}
	}
}

func TestNamesBelongToOneType(t *testing.T) {
	for _, typ := range filetype.All {
		for _, name := range append([]string{typ.MIME}, typ.Aliases...) {
			if got := filetype.ByMIME(name); got != typ {
				t.Errorf("%s names %v and %v", name, got, typ)
			}
		}
		for _, ext := range typ.Extensions {
			if got := filetype.ByName("x." + ext); got != typ {
				t.Errorf(".%s names %v and %v", ext, got, typ)
			}
		}
	}
}
