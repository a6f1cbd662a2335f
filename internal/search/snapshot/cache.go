package snapshot

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// cache is a folder on this machine with files of snapshots, by their hash, and folders that look like an index.
type cache struct {
	store *Store
	root  string
	last  int // number of the last folder
}

func (c *cache) path(hash string) string { return filepath.Join(c.root, "files", hash) }

// fetch makes a new folder with the files of a snapshot, and fetches those that are not here.
func (c *cache) fetch(ctx context.Context, m manifest) (dir string, err error) {
	dir, err = c.folder()
	if err != nil {
		return "", err
	}
	for _, f := range m.Files {
		if err := c.place(ctx, f, dir); err != nil {
			return "", errors.Join(err, os.RemoveAll(dir))
		}
	}
	return dir, nil
}

// folder makes an empty folder.
func (c *cache) folder() (string, error) {
	c.last++
	dir := filepath.Join(c.root, "index-"+strconv.Itoa(c.last))
	if err := os.RemoveAll(dir); err != nil { // of a process before this one
		return "", err
	}
	return dir, errors.Join(os.MkdirAll(dir, 0o700), os.MkdirAll(filepath.Join(c.root, "files"), 0o700))
}

// place puts a file into a folder. Segments are never written to, so one file serves all folders.
func (c *cache) place(ctx context.Context, f file, dir string) error {
	if !filepath.IsLocal(f.Name) {
		return errors.New("the manifest of the search index names a file outside of it")
	}
	from, to := c.path(f.Hash), filepath.Join(dir, filepath.FromSlash(f.Name))
	if info, err := os.Stat(from); err != nil || info.Size() != f.Size {
		if err := c.store.download(ctx, f, from); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if immutable(f.Name) {
		return os.Link(from, to)
	}
	return copyFile(from, to)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	out, err := os.Create(to)
	if err == nil {
		_, err = io.Copy(out, in)
		err = errors.Join(err, out.Close())
	}
	return errors.Join(err, in.Close())
}

// keepOnly removes the files that a snapshot does not have.
func (c *cache) keepOnly(m manifest) error {
	keep := map[string]bool{}
	for _, f := range m.Files {
		keep[f.Hash] = true
	}
	all, err := os.ReadDir(filepath.Join(c.root, "files"))
	for _, e := range all {
		if !keep[e.Name()] {
			err = errors.Join(err, os.Remove(c.path(e.Name())))
		}
	}
	return err
}
