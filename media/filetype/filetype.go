// Package filetype knows the types of files that Galley takes, and tells the type of a file from its content. What a
// sender says of a file is never trusted. The package knows nothing of assets.
package filetype

import (
	"mime"
	"path"
	"slices"
	"strings"
)

// Family groups types that are treated alike.
type Family uint8

// The families.
const (
	Image    Family = iota + 1 // has a width and a height
	Video                      //
	Audio                      //
	Document                   // everything else: offered for download, but for PDF
)

// Type is a type of file that Galley takes.
type Type struct {
	MIME       string   // the one name that Galley uses, like image/jpeg
	Name       string   // for people, like "JPEG image"
	Family     Family   //
	Extensions []string // without dot; the first is the usual one
	Aliases    []string // other names that senders use
	Text       bool     // has no signature: any text can be of this type
}

// Inline tells whether browsers may show the file themselves instead of saving it.
func (t *Type) Inline() bool { return t.Family != Document || t == PDF }

// The types that other packages name.
var (
	JPEG = &Type{MIME: "image/jpeg", Name: "JPEG image", Family: Image, Extensions: []string{"jpg", "jpeg", "jpe", "jfif"}, Aliases: []string{"image/jpg", "image/pjpeg"}}
	PNG  = &Type{MIME: "image/png", Name: "PNG image", Family: Image, Extensions: []string{"png"}, Aliases: []string{"image/x-png", "image/apng"}}
	GIF  = &Type{MIME: "image/gif", Name: "GIF image", Family: Image, Extensions: []string{"gif"}}
	WebP = &Type{MIME: "image/webp", Name: "WebP image", Family: Image, Extensions: []string{"webp"}}
	AVIF = &Type{MIME: "image/avif", Name: "AVIF image", Family: Image, Extensions: []string{"avif"}}
	HEIC = &Type{MIME: "image/heic", Name: "HEIC image", Family: Image, Extensions: []string{"heic", "heif"}, Aliases: []string{"image/heif"}}
	SVG  = &Type{MIME: "image/svg+xml", Name: "SVG image", Family: Image, Extensions: []string{"svg"}, Aliases: []string{"image/svg"}}
	PDF  = &Type{MIME: "application/pdf", Name: "PDF document", Family: Document, Extensions: []string{"pdf"}, Aliases: []string{"application/x-pdf"}}

	mp4       = &Type{MIME: "video/mp4", Name: "MP4 video", Family: Video, Extensions: []string{"mp4", "m4v"}, Aliases: []string{"video/x-m4v"}}
	quickTime = &Type{MIME: "video/quicktime", Name: "QuickTime video", Family: Video, Extensions: []string{"mov", "qt"}}
	webM      = &Type{MIME: "video/webm", Name: "WebM video", Family: Video, Extensions: []string{"webm"}, Aliases: []string{"audio/webm"}}
	mp3       = &Type{MIME: "audio/mpeg", Name: "MP3 audio", Family: Audio, Extensions: []string{"mp3"}, Aliases: []string{"audio/mp3", "audio/x-mp3"}}
	m4a       = &Type{MIME: "audio/mp4", Name: "MPEG-4 audio", Family: Audio, Extensions: []string{"m4a"}, Aliases: []string{"audio/x-m4a", "audio/m4a"}}
	wav       = &Type{MIME: "audio/wav", Name: "WAV audio", Family: Audio, Extensions: []string{"wav"}, Aliases: []string{"audio/x-wav", "audio/wave", "audio/vnd.wave"}}
	ogg       = &Type{MIME: "audio/ogg", Name: "Ogg audio", Family: Audio, Extensions: []string{"ogg", "oga", "opus"}, Aliases: []string{"application/ogg", "video/ogg", "audio/opus"}}
	zipFile   = &Type{MIME: "application/zip", Name: "ZIP archive", Family: Document, Extensions: []string{"zip"}, Aliases: []string{"application/x-zip-compressed", "application/x-zip"}}
	oldOffice = &Type{MIME: "application/x-ole-storage", Name: "Microsoft Office 97 file", Family: Document, Extensions: []string{"doc", "xls", "ppt"}, Aliases: []string{"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}}
	plainText = &Type{MIME: "text/plain", Name: "text file", Family: Document, Extensions: []string{"txt", "text"}, Text: true}
)

const openXML = "application/vnd.openxmlformats-officedocument."

// All lists every type.
var All = []*Type{
	JPEG, PNG, GIF, WebP, AVIF, HEIC, SVG, PDF, mp4, quickTime, webM, mp3, m4a, wav, ogg, zipFile, oldOffice, plainText,
	{MIME: "text/csv", Name: "CSV table", Family: Document, Extensions: []string{"csv"}, Aliases: []string{"application/csv", "text/x-csv"}, Text: true},
	{MIME: "text/markdown", Name: "Markdown text", Family: Document, Extensions: []string{"md", "markdown"}, Aliases: []string{"text/x-markdown"}, Text: true},
	{MIME: "application/json", Name: "JSON file", Family: Document, Extensions: []string{"json", "geojson"}, Aliases: []string{"text/json"}, Text: true},
	{MIME: "text/vtt", Name: "subtitles", Family: Document, Extensions: []string{"vtt"}, Text: true},
	{MIME: openXML + "wordprocessingml.document", Name: "Word document", Family: Document, Extensions: []string{"docx"}},
	{MIME: openXML + "spreadsheetml.sheet", Name: "Excel workbook", Family: Document, Extensions: []string{"xlsx"}},
	{MIME: openXML + "presentationml.presentation", Name: "PowerPoint presentation", Family: Document, Extensions: []string{"pptx"}},
	{MIME: "application/vnd.oasis.opendocument.text", Name: "OpenDocument text", Family: Document, Extensions: []string{"odt"}},
	{MIME: "application/vnd.oasis.opendocument.spreadsheet", Name: "OpenDocument spreadsheet", Family: Document, Extensions: []string{"ods"}},
	{MIME: "application/vnd.oasis.opendocument.presentation", Name: "OpenDocument presentation", Family: Document, Extensions: []string{"odp"}},
	{MIME: "application/epub+zip", Name: "EPUB book", Family: Document, Extensions: []string{"epub"}},
}

// ByMIME finds a type by one of its names, with or without parameters; nil if Galley does not take it.
func ByMIME(name string) *Type {
	if base, _, err := mime.ParseMediaType(name); err == nil {
		name = base
	}
	for _, t := range All {
		if t.MIME == name || slices.Contains(t.Aliases, name) {
			return t
		}
	}
	return nil
}

// ByName finds a type by the ending of a file name; nil if Galley does not take it.
func ByName(fileName string) *Type {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(fileName), "."))
	for _, t := range All {
		if slices.Contains(t.Extensions, ext) {
			return t
		}
	}
	return nil
}
