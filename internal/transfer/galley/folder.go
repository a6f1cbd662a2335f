package galley

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/galley-cms/galley/internal/errs"
)

// folder is where an export is written. Each file is whole or as it was before: it is written beside its place, and a file
// that has the same bytes already is left alone. Whatever links a folder may hold, nothing outside of it is touched.
type folder struct {
	root *os.Root

	mu      sync.Mutex
	written map[string]bool
	temp    int
}

// tempPrefix begins the names of files that are being written.
const tempPrefix = ".galley-"

// openFolder opens a folder for an export: an empty one, which is made if it is missing, or one that holds an export.
func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &folder{root: root, written: map[string]bool{}}
	if err := f.mayWrite(dir); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// mayWrite refuses a folder that holds something else. Hidden files, like those of a repository, do not count.
func (f *folder) mayWrite(dir string) error {
	for _, name := range []string{manifestName, markName} {
		text, err := f.root.ReadFile(name)
		if err == nil && bytes.Contains(text, []byte(format)) {
			return nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return errs.New(errs.Invalid, "The folder %s holds something else than an export of Galley: %s. Name an empty one.", dir, e.Name())
		}
	}
	return nil
}

// draft is a file that is being written.
type draft struct {
	*os.File
	to   *folder
	name string // in the end
	temp string
}

// create begins a file.
func (f *folder) create(name string) (*draft, error) {
	if err := f.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.temp++
	temp := path.Join(path.Dir(name), fmt.Sprintf("%s%d", tempPrefix, f.temp))
	f.mu.Unlock()
	file, err := f.root.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	return &draft{file, f, name, temp}, nil
}

// drop gives the file up.
func (d *draft) drop() error { return errors.Join(d.Close(), d.to.root.Remove(d.temp)) }

// keep puts the file in its place, unless the one that is there has the same bytes.
func (d *draft) keep() error {
	same, err := d.same()
	switch {
	case err != nil:
		return errors.Join(err, d.drop())
	case same:
		d.to.note(d.name)
		return d.drop()
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return errors.Join(err, d.to.root.Remove(d.temp))
	}
	d.to.note(d.name)
	return d.to.root.Rename(d.temp, d.name)
}

func (f *folder) note(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.written[name] = true
}

// same tells whether the file in the place has the same bytes.
func (d *draft) same() (bool, error) {
	there, err := d.to.root.Open(d.name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer there.Close() //nolint:errcheck // it was only read
	if _, err := d.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	return equal(there, d.File)
}

// equal compares two files of any size.
func equal(a, b io.Reader) (bool, error) {
	left, right := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		n, errA := io.ReadFull(a, left)
		m, errB := io.ReadFull(b, right)
		switch {
		case !bytes.Equal(left[:n], right[:m]):
			return false, nil
		case errA == nil && errB == nil:
		case ended(errA) && ended(errB):
			return true, nil
		default:
			return false, errors.Join(errA, errB)
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// write writes a small file.
func (f *folder) write(name string, text []byte) error {
	d, err := f.create(name)
	if err != nil {
		return err
	}
	if _, err := d.Write(text); err != nil {
		return errors.Join(err, d.drop())
	}
	return d.keep()
}

// sweep removes what an earlier export wrote and this one did not, and what was left half written.
func (f *folder) sweep() error {
	var gone, dirs []string
	for _, top := range []string{"models", "entries", "files"} {
		err := fs.WalkDir(f.root.FS(), top, func(name string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case e.IsDir():
				dirs = append(dirs, name)
			case ours(name) && !f.written[name], strings.HasPrefix(e.Name(), tempPrefix):
				gone = append(gone, name)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, name := range gone {
		if err := f.root.Remove(name); err != nil {
			return err
		}
	}
	for i := len(dirs) - 1; i >= 0; i-- {
		_ = f.root.Remove(dirs[i]) // one that holds something stays
	}
	return nil
}
