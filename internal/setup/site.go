package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/galley-cms/galley/internal/errs"
)

// Names in the built admin.
const (
	index  = "index.html" // names all other files, so it is written last
	assets = "assets/"    // files whose names change with their content
)

// build is what is written down of an upload, in the bucket but outside of what is served.
type build struct {
	Version string
	Files   []string // names, without the prefix
	Before  []string // those of the build before, which pages that are still open go on asking for
}

// buildKey is where an upload is written down.
const buildKey = "builds/admin.json"

// uploadSite uploads the files of the admin, and deletes those that neither it nor the build before it has.
func (s *Setup) uploadSite(ctx context.Context, p properties) (r Result, err error) {
	defer errs.Wrap(&err, "upload the admin to %s", p.Bucket)
	files, err := s.files()
	if err != nil {
		return r, err
	}
	last, err := s.lastBuild(ctx, p.Bucket)
	if err != nil {
		return r, err
	}
	next := build{Version: p.Version, Files: files, Before: last.Files}
	if last.Version == p.Version {
		next.Before = last.Before
	}
	for _, name := range files {
		if err := s.uploadFile(ctx, p, name); err != nil {
			return r, err
		}
	}
	if err := s.deleteOthers(ctx, p, slices.Concat(next.Files, next.Before)); err != nil {
		return r, err
	}
	text, err := json.Marshal(next)
	if err != nil {
		return r, err
	}
	return Result{ID: "site:" + p.Bucket}, s.putObject(ctx, p.Bucket, buildKey, text, "application/json", "no-store")
}

// files are the names of the built admin's files; the index is the last.
func (s *Setup) files() ([]string, error) {
	var names []string
	err := fs.WalkDir(s.admin, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && name != index && !strings.HasPrefix(path.Base(name), ".") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(s.admin, index); err != nil {
		return nil, errors.New("the admin was not built before this function: run make lambdas")
	}
	return append(names, index), nil
}

func (s *Setup) uploadFile(ctx context.Context, p properties, name string) error {
	body, err := fs.ReadFile(s.admin, name)
	if err != nil {
		return err
	}
	keep := "no-cache"
	if strings.HasPrefix(name, assets) {
		keep = "public, max-age=31536000, immutable"
	}
	return s.putObject(ctx, p.Bucket, p.Prefix+name, body, kindOf(name, body), keep)
}

// kindOf is the media type of a file. Lambda's system does not know them all.
func kindOf(name string, body []byte) string {
	known := map[string]string{".woff2": "font/woff2", ".ico": "image/x-icon", ".map": "application/json", ".webmanifest": "application/manifest+json"}
	if kind := known[path.Ext(name)]; kind != "" {
		return kind
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return http.DetectContentType(body)
}

func (s *Setup) putObject(ctx context.Context, bucket, key string, body []byte, kind, keep string) (err error) {
	defer errs.Wrap(&err, "write %s", key)
	_, err = s.bucket.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(body), ContentType: &kind, CacheControl: &keep})
	return err
}

// lastBuild is what was uploaded before; nothing, if that cannot be read.
func (s *Setup) lastBuild(ctx context.Context, bucket string) (b build, err error) {
	key := buildKey
	out, err := s.bucket.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if none := new(types.NoSuchKey); errors.As(err, &none) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	defer func() { _ = out.Body.Close() }() // it was only read
	return b, json.NewDecoder(out.Body).Decode(&b)
}

// deleteOthers deletes what lies below the prefix and has none of the names.
func (s *Setup) deleteOthers(ctx context.Context, p properties, names []string) error {
	pages := s3.NewListObjectsV2Paginator(s.bucket, &s3.ListObjectsV2Input{Bucket: &p.Bucket, Prefix: &p.Prefix})
	var others []types.ObjectIdentifier
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, o := range page.Contents {
			if !slices.Contains(names, strings.TrimPrefix(*o.Key, p.Prefix)) {
				others = append(others, types.ObjectIdentifier{Key: o.Key})
			}
		}
	}
	for some := range slices.Chunk(others, 1000) {
		if err := s.deleteObjects(ctx, p.Bucket, some); err != nil {
			return err
		}
	}
	return nil
}
