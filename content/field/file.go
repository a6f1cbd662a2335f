package field

import (
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// NarrowsFiles tells whether f asks something of the files that it refers to.
func (f *Field) NarrowsFiles() bool {
	return f.Kind == Asset && f.Validation != nil && (len(f.Validation.MimeTypes) > 0 || f.Validation.MaxBytes != nil)
}

// ValidateFile checks mimeTypes and maxBytes of an ASSET field against a file that it refers to. The type of a file that
// was not looked at yet is empty, and fits nothing.
func ValidateFile(f *Field, path, mimeType string, size int64) []errs.Problem {
	if !f.NarrowsFiles() {
		return nil
	}
	c, r := &checker{}, f.Validation
	if len(r.MimeTypes) > 0 && !slices.ContainsFunc(r.MimeTypes, func(want string) bool { return isOfType(mimeType, want) }) {
		c.breaks(f, path, "mimeTypes", "must be a file of the type %s", joined(r.MimeTypes))
	}
	if r.MaxBytes != nil && size > *r.MaxBytes {
		c.breaks(f, path, "maxBytes", "takes files of at most %s, and has one of %d", counted(int(*r.MaxBytes), "byte"), size)
	}
	return c.problems
}

// isOfType tells whether a type, which may have parameters, is a wanted one like image/png or image/*.
func isOfType(mimeType, want string) bool {
	mimeType, _, _ = strings.Cut(strings.ToLower(mimeType), ";")
	mimeType, want = strings.TrimSpace(mimeType), strings.ToLower(want)
	if group, any := strings.CutSuffix(want, "*"); any {
		return strings.HasPrefix(mimeType, group) && mimeType != ""
	}
	return mimeType == want
}
