package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/galley-cms/galley/internal/errs"
)

// adminPolicy is what pages of the admin may load: no script but its own files, and nobody may frame it.
func (s *server) adminPolicy() string {
	connect := strings.Join(append([]string{"'self'"}, s.Connect...), " ")
	return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; " +
		"media-src 'self' https:; font-src 'self' data:; connect-src " + connect + "; worker-src 'self' blob:; " +
		"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
}

// adminFiles serves the built admin. Every file is read, compressed and hashed once, when it is first asked for.
type adminFiles struct {
	files  fs.FS
	policy string
	known  sync.Map // name → func() (*adminFile, error)
}

type adminFile struct {
	plain, packed []byte // packed is nil if compression gains nothing
	kind, etag    string
}

func newAdminFiles(files fs.FS, policy string) *adminFiles {
	return &adminFiles{files: files, policy: policy}
}

// assets are files whose names change with their content.
const assets = "assets/"

func (a *adminFiles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		plain(w, http.StatusMethodNotAllowed, "GET only.\n")
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/admin/")
	f, err := a.find(name)
	if errors.Is(err, fs.ErrNotExist) {
		a.missing(w, r, name)
		return
	}
	if err != nil {
		refuse(w, r, err)
		return
	}
	a.write(w, r, name, f)
}

// missing answers for what is not there: pages have one file for all of them.
func (a *adminFiles) missing(w http.ResponseWriter, r *http.Request, name string) {
	if strings.HasPrefix(name, assets) || name == "index.html" {
		text := "There is no such file."
		if name == "index.html" {
			text = "The admin is not part of this build. Make it with: make build."
		}
		refuse(w, r, errs.New(errs.NotFound, "%s", text))
		return
	}
	r.URL.Path = "/admin/index.html"
	a.ServeHTTP(w, r)
}

func (a *adminFiles) find(name string) (*adminFile, error) {
	if name == "" {
		name = "index.html"
	}
	if !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	if load, ok := a.known.Load(name); ok {
		return load.(func() (*adminFile, error))()
	}
	info, err := fs.Stat(a.files, name)
	if err != nil || info.IsDir() {
		return nil, fs.ErrNotExist
	}
	load, _ := a.known.LoadOrStore(name, sync.OnceValues(func() (*adminFile, error) { return a.load(name) }))
	return load.(func() (*adminFile, error))()
}

func (a *adminFiles) load(name string) (*adminFile, error) {
	b, err := fs.ReadFile(a.files, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	f := &adminFile{plain: b, kind: mime.TypeByExtension(path.Ext(name)), etag: hex.EncodeToString(sum[:12])}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if packed.Len() < len(b)*9/10 {
		f.packed = packed.Bytes()
	}
	return f, nil
}

func (a *adminFiles) write(w http.ResponseWriter, r *http.Request, name string, f *adminFile) {
	h := w.Header()
	h.Set("Content-Security-Policy", a.policy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, assets) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if f.kind != "" {
		h.Set("Content-Type", f.kind)
	}
	body, tag := f.plain, f.etag
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body, tag = f.packed, f.etag+"-gzip"
		r.Header.Del("Range") // of the packed form, ranges are of no use
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}
