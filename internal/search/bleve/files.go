package bleve

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	index "github.com/blevesearch/bleve_index_api"
)

// Files calls fn with the files that the index consists of at this moment: where each one lies, by its name in the folder.
// They do not change while fn runs. A folder that holds them under these names is an index.
func (x *Index) Files(fn func(paths map[string]string) error) (err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return errClosed
	}
	dir, err := os.MkdirTemp(x.dir, ".copy-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := x.scorch.(index.CopyIndex).CopyReader()
	defer func() { err = errors.Join(err, r.CloseCopyReader()) }()
	copied := copying{from: filepath.Join(x.dir, indexDir), to: dir}
	if err := r.CopyTo(copied); err != nil {
		return err
	}
	paths, err := copied.paths()
	if err != nil {
		return err
	}
	paths[formatFile] = filepath.Join(x.dir, formatFile)
	return fn(paths)
}

// copying is where scorch copies its list of segments to. Segments that are files are left where they are.
type copying struct{ from, to string }

// GetWriter implements index.Directory.
func (c copying) GetWriter(path string) (io.WriteCloser, error) {
	name := filepath.Base(path)
	if _, err := os.Stat(filepath.Join(c.from, name)); err == nil && name != rootFile {
		return nil, nil // scorch leaves it out
	}
	return os.OpenFile(filepath.Join(c.to, name), os.O_RDWR|os.O_CREATE, 0o600)
}

// paths says where the files lie.
func (c copying) paths() (map[string]string, error) {
	root := filepath.Join(c.to, rootFile)
	info, err := os.Stat(root)
	if err != nil {
		return nil, err
	}
	names, err := segmentsOf(root, info.Size())
	if err != nil {
		return nil, err
	}
	out := map[string]string{filepath.Join(indexDir, rootFile): root}
	for _, name := range names {
		path := filepath.Join(c.to, name)
		if _, err := os.Stat(path); err != nil {
			path = filepath.Join(c.from, name)
		}
		out[filepath.Join(indexDir, name)] = path
	}
	return out, nil
}
