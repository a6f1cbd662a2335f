// Package snapshot keeps a search index in a bucket, for homes where no disk lasts: one process writes it, others read it.
//
// A snapshot is the files of an index at one moment. Each lies in the bucket under the hash of what is in it, so a file that
// two snapshots share is there once, and none ever changes. The manifest names the files of the newest snapshot; it is
// written when they are all there, so readers see the old snapshot or the new one. What a new manifest does not name any more
// is deleted an hour later: a reader may be fetching it. What was put there by a process that ended before its manifest was,
// is deleted a day later.
//
// Only one process may publish at a time: who starts it sees to that.
package snapshot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/blob"
)

// format is that of the manifest.
const format = 1

// Where things lie, below the store's prefix.
const (
	manifestKey = "manifest.json"
	filesPrefix = "files/"
)

// How long files stay that a manifest no longer names, or that no manifest ever did.
const (
	keepDropped = time.Hour
	keepStray   = 24 * time.Hour
)

// manifest names the files of the newest snapshot.
type manifest struct {
	Format  int       `json:"format"`
	Files   []file    `json:"files"`
	Dropped []dropped `json:"dropped,omitempty"` // that are still there
}

type dropped struct {
	Hash string    `json:"hash"`
	At   time.Time `json:"at"`
}

// hashes are those of the files, each with its file.
func (m manifest) hashes() map[string]file {
	out := make(map[string]file, len(m.Files))
	for _, f := range m.Files {
		out[f.Hash] = f
	}
	return out
}

// after is the manifest of other files that follows m, and the hashes of files that nobody needs any more.
func (m manifest) after(files []file, now time.Time) (next manifest, gone []string) {
	next = manifest{Format: format, Files: files}
	named := next.hashes()
	all := m.Dropped
	for _, f := range m.Files {
		all = append(all, dropped{f.Hash, now})
	}
	for _, d := range all {
		if _, ok := named[d.Hash]; ok {
			continue
		}
		if now.Sub(d.At) > keepDropped {
			gone = append(gone, d.Hash)
		} else {
			next.Dropped = append(next.Dropped, d)
		}
	}
	return next, gone
}

type file struct {
	Name string `json:"name"` // in the index's folder
	Hash string `json:"hash"`
	Size int64  `json:"size"`
}

// Store keeps snapshots in a bucket, below a prefix.
type Store struct {
	bucket blob.Bucket
	prefix string
}

// NewStore makes a store. The prefix ends with a slash, or is empty.
func NewStore(bucket blob.Bucket, prefix string) *Store { return &Store{bucket, prefix} }

// version is what changes with each snapshot; "" if there is none.
func (s *Store) version(ctx context.Context) (string, error) {
	info, err := s.bucket.Stat(ctx, s.prefix+manifestKey)
	if errors.Is(err, blob.ErrNotFound) {
		return "", nil
	}
	return info.ETag, err
}

// manifest reads what the newest snapshot consists of; an empty one if there is none.
func (s *Store) manifest(ctx context.Context) (m manifest, version string, err error) {
	r, info, err := s.bucket.Get(ctx, s.prefix+manifestKey)
	if errors.Is(err, blob.ErrNotFound) {
		return m, "", nil
	}
	if err != nil {
		return m, "", err
	}
	err = json.NewDecoder(r).Decode(&m)
	if err = errors.Join(err, r.Close()); err != nil {
		return m, "", fmt.Errorf("the manifest of the search index: %w", err)
	}
	if m.Format != format {
		return m, "", fmt.Errorf("the manifest of the search index has the unknown format %d", m.Format)
	}
	return m, info.ETag, nil
}

// files puts those into the bucket that a manifest does not name. names are the segments that it knows.
func (s *Store) files(ctx context.Context, paths map[string]string, before manifest) ([]file, error) {
	names, hashes := map[string]file{}, before.hashes()
	for _, f := range before.Files {
		names[f.Name] = f
	}
	var out []file
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		f, known := names[filepath.ToSlash(name)]
		if !known || !immutable(name) {
			var err error
			if f, err = hashed(name, paths[name]); err != nil {
				return nil, err
			}
		}
		if _, there := hashes[f.Hash]; !there {
			if err := s.upload(ctx, f, paths[name]); err != nil {
				return nil, err
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// publish makes paths the newest snapshot, after another one.
func (s *Store) publish(ctx context.Context, paths map[string]string, before manifest, now time.Time) (manifest, string, error) {
	files, err := s.files(ctx, paths, before)
	if err != nil {
		return manifest{}, "", err
	}
	m, gone := before.after(files, now)
	text, err := json.Marshal(m)
	if err != nil {
		return manifest{}, "", err
	}
	err = s.bucket.Put(ctx, s.prefix+manifestKey, bytes.NewReader(text), blob.PutOptions{Size: int64(len(text)), ContentType: "application/json"})
	if err != nil {
		return manifest{}, "", err
	}
	if err := s.remove(ctx, gone); err != nil {
		return manifest{}, "", err
	}
	version, err := s.version(ctx)
	return m, version, err
}

func (s *Store) remove(ctx context.Context, hashes []string) error {
	if len(hashes) == 0 {
		return nil
	}
	keys := make([]string, len(hashes))
	for i, h := range hashes {
		keys[i] = s.prefix + filesPrefix + h
	}
	return s.bucket.Delete(ctx, keys...)
}

// immutable files are written once under their name: segments.
func immutable(name string) bool { return strings.HasSuffix(name, ".zap") }

func hashed(name, path string) (file, error) {
	f, err := os.Open(path)
	if err != nil {
		return file{}, err
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	return file{filepath.ToSlash(name), hex.EncodeToString(h.Sum(nil)), n}, errors.Join(err, f.Close())
}

func (s *Store) upload(ctx context.Context, f file, path string) error {
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	err = s.bucket.Put(ctx, s.prefix+filesPrefix+f.Hash, r, blob.PutOptions{Size: f.Size, ContentType: "application/octet-stream"})
	return errors.Join(err, r.Close())
}

// download brings a file to a path; what arrives is compared with its hash.
func (s *Store) download(ctx context.Context, f file, path string) (err error) {
	r, _, err := s.bucket.Get(ctx, s.prefix+filesPrefix+f.Hash)
	if err != nil {
		return fmt.Errorf("fetch %s of the search index: %w", f.Name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	part := path + ".part"
	out, err := os.Create(part)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), r)
	if err = errors.Join(err, out.Close()); err == nil && hex.EncodeToString(h.Sum(nil)) != f.Hash {
		err = fmt.Errorf("%s of the search index does not arrive as it was sent", f.Name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, path)
}

// clean deletes what no manifest ever named.
func (s *Store) clean(ctx context.Context, m manifest, now time.Time) error {
	named := map[string]bool{}
	for h := range m.hashes() {
		named[h] = true
	}
	for _, d := range m.Dropped {
		named[d.Hash] = true
	}
	for after := ""; ; {
		page, err := s.bucket.List(ctx, s.prefix+filesPrefix, after, 1000)
		if err != nil || len(page) == 0 {
			return err
		}
		var stray []string
		for _, i := range page {
			if h := strings.TrimPrefix(i.Key, s.prefix+filesPrefix); !named[h] && now.Sub(i.Modified) > keepStray {
				stray = append(stray, h)
			}
		}
		if err := s.remove(ctx, stray); err != nil {
			return err
		}
		after = page[len(page)-1].Key
	}
}
