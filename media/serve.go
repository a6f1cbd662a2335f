package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
)

// Handler serves GET /media/{id}/{fileName}: the file, or with parameters a variant of a picture (see Variant; w h fit fp
// q fm, v for the version of the file and s for the signature). Errors are {"error":{"code","message"}}.
func (s *Service) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.serve(w, r); err != nil {
			s.refuse(w, r, err)
		}
	})
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return errs.New(errs.Invalid, "Files are read with GET.")
	}
	rest, _ := strings.CutPrefix(r.URL.Path, "/media/")
	id, name, _ := strings.Cut(rest, "/")
	f, err := s.find(r.Context(), id)
	if err != nil {
		return err
	}
	if !f.named(name) || f.State != content.AssetReady {
		return notFound()
	}
	v, asked, err := parseVariant(r.URL.Query())
	if err != nil {
		return err
	}
	f.setHeaders(w.Header(), r.URL.Query().Get("v"))
	if !asked || !f.hasVariants() {
		return s.serveOriginal(w, r, f)
	}
	v = v.plain()
	if !v.free() && !s.links.signed(f.ID, v, r.URL.Query().Get("s")) {
		return errs.New(errs.Forbidden, "This variant needs a signature: take the address from the API, or one of the widths %v without a height.", ladder)
	}
	return s.serveVariant(w, r, f, v)
}

func notFound() error { return errs.New(errs.NotFound, "There is no such file.") }

// file is an asset that is being served.
type file struct {
	Asset
	public bool // anybody may read it, and so may every cache
}

// named tells whether the file has the name that an address says. Amazon's API Gateway decodes addresses before a function
// does, so what looks like an escape in a name is decoded twice there.
func (f *file) named(name string) bool {
	twice, err := url.PathUnescape(f.FileName)
	return name == f.FileName || err == nil && name == twice
}

// find looks up an asset with the permissions of whoever asks.
func (s *Service) find(ctx context.Context, id string) (f *file, err error) {
	err = s.content.View(ctx, content.Live, func(r *content.Reader) error {
		if err := r.Load(ctx, id); err != nil {
			return err
		}
		c := r.Copy(id)
		if c == nil || c.Model.ID != content.AssetModel {
			return notFound()
		}
		f = &file{AssetOfCopy(c), c.Model.PublicRead}
		return nil
	})
	if errs.CodeOf(err) == errs.NotFound && auth.Can(auth.From(ctx), auth.Administer, auth.Resource{}) {
		return s.findAside(ctx, id)
	}
	return f, err
}

// findAside looks up an asset in the trash or the archive: who moves content out takes their files along.
func (s *Service) findAside(ctx context.Context, id string) (*file, error) {
	e, err := s.content.Entry(ctx, id)
	if errs.CodeOf(err) == errs.NotFound || err == nil && e.Model.ID != content.AssetModel {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return &file{AssetOf(e), false}, nil
}

// forGood is for what never changes. The edge asks again after a day: it may have taken the file from a function that did
// not know yet that it was not public any more, or may not have heard that it was deleted.
const forGood = "public, max-age=31536000, s-maxage=86400, immutable"

// setHeaders says how the file may be kept and what it may do: nothing but be looked at.
func (f *file) setHeaders(h http.Header, version string) {
	switch {
	case !f.public:
		h.Set("Cache-Control", "private, no-cache")
	case version != "" && version == f.version():
		h.Set("Cache-Control", forGood)
	default:
		h.Set("Cache-Control", "public, max-age=60, stale-while-revalidate=600")
	}
	if f.public { // the edge drops it when the asset changes, alone or with many others, or who may read assets: see event.Tags
		h.Set("Cache-Tag", "e:"+f.ID+",m:"+content.AssetModel+".entry,m:.all")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	policy := "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox"
	if f.MimeType == filetype.PDF.MIME {
		policy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'" // viewers do not run in a sandbox
	}
	h.Set("Content-Security-Policy", policy)
}

func (s *Service) serveOriginal(w http.ResponseWriter, r *http.Request, f *file) error {
	h := w.Header()
	if r.Method == http.MethodGet && s.tooLarge(s.bucket, f.Size) {
		return s.redirect(w, r, f, s.bucket, blob.Download{Key: f.key, ContentType: f.MimeType, Disposition: dispositionAway(f)})
	}
	h.Set("ETag", `"`+f.hash+`"`)
	body, info, err := s.bucket.Get(r.Context(), f.key)
	if errors.Is(err, blob.ErrNotFound) {
		return notFound()
	}
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // it was only read
	h.Set("Content-Type", f.MimeType)
	h.Set("Content-Disposition", disposition(f))
	return send(w, r, body, info.Size)
}

// disposition names the file for those who save it; only what browsers show safely is shown.
func disposition(f *file) string {
	how := "attachment"
	if t := filetype.ByMIME(f.MimeType); t != nil && t.Inline() {
		how = "inline"
	}
	return mime.FormatMediaType(how, map[string]string{"filename": f.FileName})
}

// send answers with a body, or that it has not changed; with parts of it, where its reader can seek.
func send(w http.ResponseWriter, r *http.Request, body io.Reader, size int64) error {
	if unchanged(w, r) {
		return nil
	}
	if seeker, ok := body.(io.ReadSeeker); ok {
		http.ServeContent(w, r, "", time.Time{}, seeker)
		return nil
	}
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(w, body); err != nil {
		return fmt.Errorf("send a file: %w", err)
	}
	return nil
}

// unchanged answers 304 if the sender of r has what the ETag of the reply names. The reply keeps its Content-Type: where
// there is none, Amazon's API Gateway puts in text/plain, and caches may believe that.
func unchanged(w http.ResponseWriter, r *http.Request) bool {
	tag := w.Header().Get("ETag")
	for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// refuse answers with an error, unless the answer has begun.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	code, message := errs.CodeOf(err), err.Error()
	status := map[errs.Code]int{
		errs.Invalid: http.StatusBadRequest, errs.NotFound: http.StatusNotFound, errs.Forbidden: http.StatusForbidden,
		errs.Unauthenticated: http.StatusUnauthorized, errs.RateLimited: http.StatusServiceUnavailable,
	}[code]
	if status == 0 {
		if r.Context().Err() == nil { // else the client is gone
			s.log.ErrorContext(r.Context(), "a file could not be served", "path", r.URL.Path, "error", err)
		}
		code, status, message = errs.Internal, http.StatusInternalServerError, "The file could not be served. Try again later."
	}
	h := w.Header()
	for _, name := range []string{"ETag", "Cache-Tag", "Content-Disposition", "Content-Length"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/json")
	w.WriteHeader(status)
	type problem struct {
		Code    errs.Code `json:"code"`
		Message string    `json:"message"`
	}
	// The client may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(map[string]problem{"error": {code, message}})
}
