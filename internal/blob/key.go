package blob

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/galley-cms/galley/internal/errs"
)

// CheckKey says what is wrong with a key, in an error of code errs.Invalid; nil if nothing is. Every adapter calls it
// before it touches its storage.
func CheckKey(key string) error {
	switch {
	case key == "":
		return errs.New(errs.Invalid, "A key of the bucket must not be empty.")
	case len(key) > MaxKey:
		return errs.New(errs.Invalid, "A key of the bucket takes at most %d bytes, not %d.", MaxKey, len(key))
	case !utf8.ValidString(key) || strings.ContainsRune(key, 0):
		return errs.New(errs.Invalid, "The key %q of the bucket is not UTF-8 without NUL.", key)
	}
	parts := strings.Split(key, "/")
	if slices.Contains(parts, ".") || slices.Contains(parts, "..") {
		return errs.New(errs.Invalid, `The key %q of the bucket must not have "." or ".." between its slashes.`, key)
	}
	return nil
}
