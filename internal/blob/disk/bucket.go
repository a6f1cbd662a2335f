// Package disk keeps a bucket of files in a folder. It is the bucket of the binary.
package disk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
)

// Options of a Bucket.
type Options struct {
	PublicURL string       // what addresses of presigned uploads begin with, like https://cms.example.com; "": they are paths
	Clock     clock.Clock  // nil: the machine's
	Log       *slog.Logger // nil: the default one; gets what goes wrong in uploads
}

// Bucket is a bucket in a folder; it is safe for concurrent use by one process. It implements blob.Bucket and
// blob.Presigner. Readers that Get returns can seek.
type Bucket struct {
	root, temp string
	secret     []byte // signs presigned uploads
	publicURL  string
	clock      clock.Clock
	log        *slog.Logger
	folders    sync.RWMutex // held shared by writers, alone by who removes empty folders
}

var (
	_ blob.Bucket    = (*Bucket)(nil)
	_ blob.Presigner = (*Bucket)(nil)
)

// abandonedAfter is the age at which a file that is being written must be left over from a crash.
const abandonedAfter = 24 * time.Hour

// Open opens the bucket in dir; the folder is made if it does not exist.
func Open(dir string, o Options) (b *Bucket, err error) {
	defer errs.Wrap(&err, "open the bucket in %s", dir)
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	b = &Bucket{
		root: filepath.Join(dir, "objects"), temp: filepath.Join(dir, "incoming"),
		publicURL: strings.TrimSuffix(o.PublicURL, "/"), clock: o.Clock, log: o.Log,
	}
	for _, d := range []string{b.root, b.temp} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, err
		}
	}
	b.secret, err = loadSecret(filepath.Join(dir, "upload-secret"))
	if err != nil {
		return nil, err
	}
	return b, b.removeAbandoned()
}

// loadSecret reads the secret, or makes one at the first start.
func loadSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	if err == nil && len(secret) >= 32 {
		return secret, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	secret = make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	return secret, os.WriteFile(path, secret, 0o600)
}

func (b *Bucket) removeAbandoned() error {
	entries, err := os.ReadDir(b.temp)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && b.clock.Now().Sub(info.ModTime()) > abandonedAfter {
			err = os.Remove(filepath.Join(b.temp, e.Name()))
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Put implements blob.Bucket.
func (b *Bucket) Put(ctx context.Context, key string, body io.Reader, o blob.PutOptions) error {
	return b.put(ctx, key, body, o, os.Rename)
}

// put writes an object and puts it in its place by move, which is atomic.
func (b *Bucket) put(ctx context.Context, key string, body io.Reader, o blob.PutOptions, move func(from, to string) error) (err error) {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	defer errs.Wrap(&err, "put(%s)", key)
	from, err := writeObject(ctx, b.temp, body, o)
	if err != nil {
		return err
	}
	to := filepath.Join(b.root, pathOf(key))
	b.folders.RLock()
	defer b.folders.RUnlock()
	err = os.MkdirAll(filepath.Dir(to), 0o700)
	if err == nil {
		err = move(from, to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(from))
	}
	return syncDir(filepath.Dir(to))
}

// Get implements blob.Bucket. The reader is an io.ReadSeekCloser.
func (b *Bucket) Get(_ context.Context, key string) (io.ReadCloser, blob.Info, error) {
	if err := blob.CheckKey(key); err != nil {
		return nil, blob.Info{}, err
	}
	f, info, err := openObject(filepath.Join(b.root, pathOf(key)), key)
	if err != nil {
		return nil, blob.Info{}, fmt.Errorf("get(%s): %w", key, err)
	}
	return &reader{io.NewSectionReader(f, 0, info.Size), f}, info, nil
}

// reader reads the content of an object, without its trailer.
type reader struct {
	*io.SectionReader
	io.Closer
}

// Stat implements blob.Bucket.
func (b *Bucket) Stat(ctx context.Context, key string) (blob.Info, error) {
	r, info, err := b.Get(ctx, key)
	if err != nil {
		return blob.Info{}, err
	}
	return info, r.Close()
}

// Delete implements blob.Bucket.
func (b *Bucket) Delete(ctx context.Context, keys ...string) error {
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := blob.CheckKey(key); err != nil {
			return err
		}
		if err := b.remove(filepath.Join(b.root, pathOf(key))); err != nil {
			return fmt.Errorf("delete(%s): %w", key, err)
		}
	}
	return nil
}

// remove deletes a file, and the folders that are empty without it.
func (b *Bucket) remove(path string) error {
	b.folders.Lock()
	defer b.folders.Unlock()
	err := os.Remove(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	for dir != b.root && os.Remove(dir) == nil { // a folder that is not empty stays
		dir = filepath.Dir(dir)
	}
	return syncDir(dir)
}

// List implements blob.Bucket. It walks the folder of the prefix: keep prefixes narrow.
func (b *Bucket) List(ctx context.Context, prefix, after string, limit int) ([]blob.Info, error) {
	keys, err := b.keys(ctx, prefix, after)
	if err != nil {
		return nil, fmt.Errorf("list(%s): %w", prefix, err)
	}
	slices.Sort(keys)
	infos := make([]blob.Info, 0, min(limit, len(keys)))
	for _, key := range keys {
		if len(infos) >= limit {
			break
		}
		info, err := b.Stat(ctx, key)
		if errors.Is(err, blob.ErrNotFound) { // deleted meanwhile
			continue
		}
		if err != nil {
			return nil, err
		}
		info.ContentType, info.CacheControl = "", "" // as the port has it, lest somebody rests on it
		infos = append(infos, info)
	}
	return infos, nil
}

func (b *Bucket) keys(ctx context.Context, prefix, after string) (keys []string, err error) {
	err = filepath.WalkDir(filepath.Join(b.root, folderOf(prefix)), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		rel, err := filepath.Rel(b.root, path)
		if err != nil {
			return err
		}
		if key, ok := keyOf(rel); ok && strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
		return nil
	})
	return keys, err
}
