package bleve

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// format is what folders of this package's making say; another one is made anew.
const format = "galley-search-2"

// Names in the folder: what it is, what is whole, and scorch's files.
const (
	formatFile = "format"
	closedFile = "closed"
	indexDir   = "index"
)

// Open opens the index of a folder that nobody else has open, or makes one. What is damaged or has another format is
// made anew, empty, under another Status.ID.
func Open(dir string) (*Index, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	x, err := reopen(dir)
	if err == nil {
		return x, nil
	}
	if !errors.Is(err, errDamaged) && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if errors.Is(err, errDamaged) {
		slog.Warn("the search index is made anew", "dir", dir, "why", err)
	}
	if x, err = create(dir); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	return x, nil
}

func reopen(dir string) (*Index, error) {
	id, err := identity(dir)
	if err != nil {
		return nil, err
	}
	if err := checkFiles(dir); err != nil {
		return nil, err
	}
	return start(dir, id, false)
}

// OpenReadOnly opens an index that nothing writes to: a snapshot. What is damaged is an error.
func OpenReadOnly(dir string) (*Index, error) {
	id, err := identity(dir)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	return start(dir, id, true)
}

// identity is the ID of the folder's index.
func identity(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, formatFile))
	if err != nil {
		return "", err
	}
	name, id, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	if name != format || id == "" {
		return "", fmt.Errorf("%w: its format is %.40q, not %q", errDamaged, name, format)
	}
	return id, nil
}

// create makes an empty index. The file with the format comes last: without it there is no index.
func create(dir string) (*Index, error) {
	for _, name := range []string{formatFile, closedFile, indexDir} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	id := rand.Text()
	x, err := start(dir, "", false)
	if err != nil {
		return nil, err
	}
	x.id = id
	err = x.scorch.SetInternal(idKey, []byte(id))
	if err == nil {
		err = writeFile(filepath.Join(dir, formatFile), format+" "+id+"\n")
	}
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// writeFile writes a small file that is whole or not there.
func writeFile(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// start opens what the folder holds, and goes to work. An empty id is that of an index which is just being made.
func start(dir, id string, readOnly bool) (*Index, error) {
	x := &Index{dir: dir, id: id, readOnly: readOnly, requests: make(chan *request), ended: make(chan struct{}), analysis: index.NewAnalysisQueue(1)}
	err := x.open()
	if err == nil && !readOnly {
		err = ignoreMissing(os.Remove(filepath.Join(dir, closedFile)))
	}
	if err != nil {
		x.analysis.Close()
		return nil, err
	}
	if readOnly {
		close(x.ended)
	} else {
		go x.write()
	}
	return x, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// idKey is where scorch keeps the ID, too: what it takes for an empty index, because a file is gone, does not have it.
var idKey = []byte("id")

// open opens scorch's files. Those that are cut can make it panic, or read where no file is.
func (x *Index) open() (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errDamaged, p)
		}
	}()
	x.scorch, err = scorch.NewScorch(scorch.Name, map[string]any{
		"path": filepath.Join(x.dir, indexDir), "read_only": x.readOnly, "bolt_timeout": lockTimeout.String(), "numSnapshotsToKeep": 1,
	}, x.analysis)
	if err != nil {
		return err
	}
	if err := x.scorch.Open(); err != nil {
		return classify(err)
	}
	if x.id == "" {
		return nil
	}
	if err := x.view(x.checkID); err != nil {
		return errors.Join(err, x.scorch.Close())
	}
	return nil
}

func (x *Index) checkID(r index.IndexReader) error {
	id, err := r.GetInternal(idKey)
	if err == nil && string(id) != x.id {
		err = fmt.Errorf("%w: its files are not those of this index", errDamaged)
	}
	return err
}

// Close ends the index when what was asked of it is done.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	close(x.requests)
	<-x.ended
	err := x.scorch.Close()
	x.analysis.Close()
	if err != nil || x.readOnly {
		return err
	}
	return noteFiles(x.dir)
}
