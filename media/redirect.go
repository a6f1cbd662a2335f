package media

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/media/filetype"
)

// Files that are too large for a reply are read from their bucket, by an address that ends after a while.
const (
	awayTime  = time.Hour
	awayCache = "public, max-age=300" // of the redirect: much less than its address lives
)

// tooLarge tells whether a reply cannot hold so many bytes, and the bucket gives out addresses.
func (s *Service) tooLarge(from blob.Bucket, size int64) bool {
	_, can := from.(blob.Linker)
	return can && s.maxReply > 0 && size > s.maxReply
}

// redirect sends the asker to the bucket, where ranges work too.
func (s *Service) redirect(w http.ResponseWriter, r *http.Request, f *file, to blob.Bucket, d blob.Download) error {
	linker, can := to.(blob.Linker)
	if !can {
		return errors.New("the bucket gives out no addresses")
	}
	h := w.Header()
	d.Expires, d.CacheControl = awayTime, h.Get("Cache-Control")
	cache := awayCache
	if !f.public {
		d.CacheControl, cache = "private, no-store", "private, no-store"
	}
	address, err := linker.PresignDownload(r.Context(), d)
	if err != nil {
		return err
	}
	h.Del("ETag") // that is the file's, not the redirect's
	h.Set("Cache-Control", cache)
	h.Set("Location", address)
	w.WriteHeader(http.StatusFound)
	return nil
}

// dispositionAway names the file where our other headers are not sent: a drawing, which they keep from running scripts,
// is then saved and not shown. In a page it is shown all the same.
func dispositionAway(f *file) string {
	if f.MimeType == filetype.SVG.MIME {
		return strings.Replace(disposition(f), "inline", "attachment", 1)
	}
	return disposition(f)
}
